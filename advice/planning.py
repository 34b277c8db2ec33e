"""One move, planned: what is missing, how long it takes, and what the one comparison says of its pay."""

from dataclasses import dataclass

from advice.library import Pathway
from advice.pathways import Gap, Missing, difference, gap, hours_to_close, months_to_pay_back, weeks
from advice.skills import Skill, curated, curated_needs, measured, measured_needs
from salaries.comparison import FigureGroup, FigureLine, Interval, OwnEstimate, Query, RoleAnswer, compare


@dataclass(frozen=True)
class Lesson:
    """A curated skill to close, with the hours it takes: low, high."""

    skill: Skill
    missing: Missing
    hours: tuple[int, int]


@dataclass(frozen=True)
class Median:
    """A published median for a role's main occupation, with the group it stands in."""

    group: FigureGroup
    line: FigureLine


@dataclass(frozen=True)
class Option:
    """One thing the person could do, and what is known of its pay: contributors' estimate, or why there is none."""

    name: str
    what: str
    own: OwnEstimate
    published: Median | None

    @property
    def median(self) -> Interval | None:
        """The contributors' median with its 90 % interval, where it is published."""
        return self.own.percentile("p50") if self.own.status == "published" else None


@dataclass(frozen=True)
class PayBack:
    """Months until a cost has come back at the low, middle and high end of the pay difference; None is never."""

    pessimistic: int | None
    middle: int | None
    optimistic: int | None


@dataclass(frozen=True)
class Plan:
    """The whole answer. ``yearly`` is the pay difference from contributors' estimates, None unless both have one.

    ``published_difference`` is that of the two published medians of the same source and year, in US dollars a year;
    publishers give no interval for it. The two kinds are never mixed.
    """

    pathway: Pathway
    origin: RoleAnswer
    target: RoleAnswer
    release: int | None
    skills: Gap
    lessons: tuple[Lesson, ...]
    general: Gap
    general_names: dict[str, str]
    general_codes: tuple[tuple[str, ...], tuple[str, ...]]
    hours: tuple[int, int]
    weeks: tuple[int, int]
    options: tuple[Option, ...]
    yearly: Interval | None
    published_difference: float | None
    pay_back: PayBack | None


def plan(pathway: Pathway, *, weekly: int, cost: int | None = None) -> Plan:
    """The plan for ``pathway`` with ``weekly`` hours to learn and, if known, what learning costs in US dollars.

    Raises UnknownQuery when a role of the pathway does not exist.
    """
    both = compare(Query(roles=(pathway.origin, pathway.target)))
    origin, target = both.roles
    needs = curated_needs()
    skills = gap(needs.get(origin.slug, {}), needs.get(target.slug, {}))
    lessons = tuple(_lesson(missing) for missing in skills.missing)
    hours = (sum(lesson.hours[0] for lesson in lessons), sum(lesson.hours[1] for lesson in lessons))
    options = _options(origin, target)
    yearly = _yearly(options[0], options[-1])
    from_codes, have = measured_needs((code, fit) for code, _, fit, _ in origin.occupations)
    to_codes, need = measured_needs((code, fit) for code, _, fit, _ in target.occupations)
    return Plan(
        pathway=pathway, origin=origin, target=target, release=both.release, skills=skills, lessons=lessons,
        general=gap(have, need), general_names={key: skill.name for key, skill in measured().items()},
        general_codes=(from_codes, to_codes), hours=hours, weeks=(weeks(hours[0], weekly), weeks(hours[1], weekly)),
        options=options, yearly=yearly, published_difference=_published_difference(options[0], options[-1]),
        pay_back=_pay_back(cost, yearly),
    )  # fmt: skip


def published_median(role: RoleAnswer) -> Median | None:
    """The newest earned yearly median in US dollars of the role's main occupation; None when nobody publishes one."""
    for group in role.pay:
        if group.fit != "main" or group.unit != "year":
            continue
        for line in group.figures:
            if (line.statistic, line.measure, line.currency) == ("p50", "earned", "USD") and line.value is not None:
                return Median(group, line)
    return None


def _lesson(missing: Missing) -> Lesson:
    skill = curated()[missing.skill]
    return Lesson(skill, missing, hours_to_close(missing.points, skill.hours))


def _options(origin: RoleAnswer, target: RoleAnswer) -> tuple[Option, ...]:
    """Staying comes first and is never left out; then staying with AI tools; then the move."""
    with_ai = compare(Query(roles=(origin.slug,), ai_use="some")).roles[0]
    return (
        Option(f"Stay: {origin.title}", "Keep the work you have.", origin.own, published_median(origin)),
        Option(
            "Stay and add hybrid skills", f"{origin.title} who does some of the work with AI tools.", with_ai.own, None
        ),
        Option(f"Move: {target.title}", target.summary, target.own, published_median(target)),
    )


def _yearly(stay: Option, move: Option) -> Interval | None:
    if stay.median is None or move.median is None:
        return None
    return difference(stay.median, move.median)


def _published_difference(stay: Option, move: Option) -> float | None:
    """Only medians of one source and one year are subtracted: anything else would mix what they count."""
    one, other = stay.published, move.published
    if one is None or other is None or one.line.value is None or other.line.value is None:
        return None
    if (one.group.source, one.line.period) != (other.group.source, other.line.period):
        return None
    return other.line.value - one.line.value


def _pay_back(cost: int | None, yearly: Interval | None) -> PayBack | None:
    if cost is None or yearly is None:
        return None
    return PayBack(*(months_to_pay_back(cost, end) for end in (yearly.low, yearly.value, yearly.high)))
