"""One move, planned: what is missing, how long it takes, what it costs, what it brings, and when it pays back.

``plan`` is what page, API and every other face print. Pay comes from the one comparison, never from a face.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from advice.asking import Ask
from advice.bases import Basis, expected, from_figures, from_reports
from advice.known import EVERYWHERE, Elsewhere, Known, elsewhere, known, narrowings
from advice.library import Pathway
from advice.notes import notes
from advice.pathways import Gap, Missing, gap, hours_to_close
from advice.payback import Bill, Work, bill, chance_below, chance_never, gain, month_paid_back, needed, reached
from advice.rates import Parity, Rates
from advice.skills import Skill, measured, measured_needs, needs_with
from salaries.comparison import Interval, RoleAnswer
from salaries.models import spoken, the_country
from salaries.movements import Moves, moves_of
from salaries.presenters.formats import lower_first
from salaries.stats.histogram import Curve, share_above

SHARES = (0.1, 0.5, 0.9)
YEARS = (1, 2, 5, 10)


@dataclass(frozen=True)
class Lesson:
    """A curated skill to close: hours and money at the low and the high end."""

    skill: Skill
    missing: Missing
    hours: tuple[int, int]
    money: tuple[float, float]


@dataclass(frozen=True)
class Ends:
    """Something at the pessimistic, middle and optimistic end: the new pay's percentiles 10, 50 and 90."""

    pessimistic: float
    middle: float
    optimistic: float


@dataclass(frozen=True)
class PayBack:
    """Months from today until a cost has come back at each end; None is never."""

    pessimistic: int | None
    middle: int | None
    optimistic: int | None


@dataclass(frozen=True)
class Outcome:
    """What a move brings, on one basis. Money is in the plan's currency.

    ``now`` is today's yearly pay and ``place`` the share of people in today's role who are paid less. ``difference`` is
    the new yearly pay less today's; ``gain`` what is left of it at the horizon after the cost, with ``bills``: those
    hours that leave least, the middle, those that leave most. ``never`` is the chance in percent that the cost has not
    come back at the horizon, for the low, middle and high end of hours. ``loses`` is the chance in percent of being
    paid less than today. ``medians`` is the difference of two estimated medians with an interval of at least 90 %.
    """

    now: float
    now_is_own: bool
    place: float
    difference: Ends
    bills: tuple[Bill, Bill, Bill]
    gain: Ends
    pay_back: PayBack
    loses: float
    never: Interval
    medians: Interval | None


@dataclass(frozen=True)
class Plan:
    """The whole answer to an ``Ask``.

    ``whole`` is what the target needs of somebody who has none of it: what ``skills`` is a share of.

    ``bills`` are the low, middle and high end of hours. ``outcome`` is None when pay is not known on both sides, and
    ``unknown`` says why. ``has`` names the skills that the person has. ``needed`` is the yearly difference at which the
    middle bill has come back after so many years; None where no difference is enough, empty while the bill itself is
    unknown. ``today`` is where the pay of today's role was read unless the person gave their own; ``abroad`` are
    grounds of other countries: shown, not used. ``followed`` is what is published of people who followed up on the
    origin; nothing is reckoned from it.
    """

    ask: Ask
    pathway: Pathway | None
    origin: RoleAnswer
    target: RoleAnswer
    release: int | None
    release_note: str
    skills: Gap
    whole: tuple[Missing, ...]
    skill_names: dict[str, str]
    lessons: tuple[Lesson, ...]
    general: Gap
    general_names: dict[str, str]
    general_codes: tuple[tuple[str, ...], tuple[str, ...]]
    has: tuple[str, ...]
    bills: tuple[Bill, Bill, Bill]
    bases: tuple[Basis, ...]
    basis: Basis | None
    abroad: tuple[Basis, ...]
    today: Basis | None
    outcome: Outcome | None
    unknown: str
    needed: tuple[tuple[int, float | None], ...]
    elsewhere: tuple[Elsewhere, ...]
    notes: tuple[str, ...]
    followed: tuple[Moves, ...] = ()

    @property
    def hours(self) -> tuple[int, int]:
        """Hours of learning, low and high."""
        return sum(one.hours[0] for one in self.lessons), sum(one.hours[1] for one in self.lessons)

    @property
    def outlasts(self) -> bool:
        """Whether the new pay has not begun at the horizon, with the middle of hours."""
        return self.bills[1].outlasts(self.ask.horizon)


def plan(ask: Ask) -> Plan:
    """The plan for ``ask``. Raises UnknownQuery when a role does not exist."""
    found = planned(ask, known((ask.origin, ask.target), narrowings(ask.country, ask.level)), Rates(ask.currency))
    return replace(found, followed=moves_of(ask.origin))


def planned(ask: Ask, facts: Known, rates: Rates, grounds: tuple[Basis, ...] | None = None) -> Plan:
    """The same from what was read before: ranking moves reads once for all of them. ``grounds`` replace the usual."""
    origin, target = facts.role(ask.origin), facts.role(ask.target)
    needs = needs_with(facts.skills)
    skills = gap({**needs.get(ask.origin, {}), **dict.fromkeys(ask.has, 5.0)}, needs.get(ask.target, {}))
    lessons = tuple(_lesson(facts.skills[missing.skill], missing, ask.hour_cost) for missing in skills.missing)
    from_codes, have = measured_needs((code, fit) for code, _title, fit, _note in origin.occupations)
    to_codes, need = measured_needs((code, fit) for code, _title, fit, _note in target.occupations)
    here = _grounds(replace(ask, target=ask.origin), facts, rates)
    bases = _bases(ask, facts, rates, here) if grounds is None else grounds
    basis = next((one for one in bases if one.slug == ask.basis), bases[0] if bases else None)
    today = next((one for one in here if basis and basis.origin and one.slug == basis.slug), here[0] if here else None)
    bills = _bills(ask, lessons, ask.own.pay if ask.own.pay is not None else today.target.middle if today else None)
    outcome, unknown = _outcome(ask, target.title, basis, bills)
    used = [key for pay in (basis.origin, basis.target) if pay for key in pay.keys] if basis else []
    found = Plan(
        ask=ask,
        pathway=_pathway(ask, facts.paths),
        origin=origin,
        target=target,
        release=facts.release,
        release_note=facts.cohorts.release_note,
        skills=skills,
        whole=gap({}, needs.get(ask.target, {})).missing,
        skill_names={slug: skill.name for slug, skill in facts.skills.items()},
        lessons=lessons,
        general=gap(have, need),
        general_names={key: spoken(skill.name) for key, skill in measured().items()},
        general_codes=(from_codes, to_codes),
        has=tuple(spoken(facts.skills[slug].name) for slug in ask.has if slug in facts.skills),
        bills=bills,
        bases=bases,
        basis=basis,
        abroad=_abroad(ask, facts, rates),
        today=today,
        outcome=outcome,
        unknown=unknown,
        needed=_needed(bills[1]),
        elsewhere=(*elsewhere(origin, used, rates), *elsewhere(target, used, rates)),
        notes=(),
    )
    return replace(found, notes=notes(ask, facts, basis, outcome is not None))


def _lesson(skill: Skill, missing: Missing, hour_cost: float) -> Lesson:
    hours = hours_to_close(missing.points, skill.hours)
    return Lesson(skill, missing, hours, (hours[0] * hour_cost, hours[1] * hour_cost))


def _pathway(ask: Ask, paths: tuple[Pathway, ...]) -> Pathway | None:
    return next((path for path in paths if (path.origin, path.target) == (ask.origin, ask.target)), None)


def _bases(ask: Ask, facts: Known, rates: Rates, here: tuple[Basis, ...]) -> tuple[Basis, ...]:
    """Every ground to reckon on: what the person expects, then what knows both roles, then what knows the new one."""
    found = sorted(_grounds(ask, facts, rates), key=lambda basis: basis.origin is None)
    if not ask.own.expects:
        return tuple(found)
    today = here[0].target if here else None
    return (expected(*ask.own.expects, facts.role(ask.target).title, today), *found)


def _grounds(ask: Ask, facts: Known, rates: Rates) -> tuple[Basis, ...]:
    """Contributors' reports, narrowed as far as they are published, and publishers' figures of the country."""
    found: list[Basis] = []
    for narrowed in (*narrowings(ask.country, ask.level), EVERYWHERE):
        pair = facts.role(ask.origin, narrowed), facts.role(ask.target, narrowed)
        basis = from_reports(*pair, facts.release, narrowed, rates, facts.year)
        found += [basis] if basis else []
    return (*found, *from_figures(facts.role(ask.origin), facts.role(ask.target), ask.country, rates))


def _abroad(ask: Ask, facts: Known, rates: Rates) -> tuple[Basis, ...]:
    """Published figures on both roles from other countries, by country."""
    origin, target = facts.role(ask.origin), facts.role(ask.target)
    countries = {group.country for group in target.pay if group.country} - {ask.country}
    found = [basis for country in sorted(countries) for basis in from_figures(origin, target, country, rates)]
    return tuple(replace(one, parity=_parity(one, ask, facts, rates)) for one in found if one.origin)


def _parity(basis: Basis, ask: Ask, facts: Known, rates: Rates) -> Parity | None:
    """What money of the country of ``basis`` buys in the country asked for."""
    lines = (line for group in facts.role(ask.target).pay for line in group.figures)
    line = next(line for line in lines if line.key in basis.target.keys)
    return rates.parity(line.currency, basis.country, ask.country, line.year)


def _bills(ask: Ask, lessons: tuple[Lesson, ...], now: float | None) -> tuple[Bill, Bill, Bill]:
    work = None if now is None else Work(now, ask.hours, ask.weeks)
    low, high = (sum(lesson.hours[end] for lesson in lessons) for end in (0, 1))
    first, middle, last = (
        bill(
            hours, weekly=ask.weekly, hour_cost=ask.hour_cost, fixed=ask.fixed_cost, from_work=ask.from_work,
            away=ask.away, work=work,
        )
        for hours in (low, (low + high) / 2, high)
    )  # fmt: skip
    return first, middle, last


def _outcome(ask: Ask, target: str, basis: Basis | None, bills: tuple[Bill, Bill, Bill]) -> tuple[Outcome | None, str]:
    """What the move brings, or in words why that cannot be said."""
    if basis is None:
        return None, _("No figure that we hold measures yearly pay of %(role)s in %(country)s.") % {
            "role": lower_first(target), "country": the_country(ask.country),
        }  # fmt: skip
    now = ask.own.pay if ask.own.pay is not None else basis.origin.middle if basis.origin else None
    if now is None:
        return None, _("No figure of the same kind measures your role of today. Your own pay would do.")
    if (there := basis.target.curve) is None:
        return None, _("Only one number is published for the role you would move to, and none of its spread.")
    place, carry, horizon = _place(basis, now), ask.carry / 100, ask.horizon * 12.0
    new = [reached(there, share, now=place, carry=carry) for share in SHARES]
    ends = _ends([pay - now for pay in new], bills, horizon)
    back = [month_paid_back(one.total or 0.0, brings, start=one.start, horizon=horizon) for brings, one in ends]
    never = [
        100 * chance_never(there, now, one.total or 0.0, start=one.start, horizon=horizon, now=place, carry=carry)
        for one in bills
    ]
    outcome = Outcome(
        now=now, now_is_own=ask.own.pay is not None, place=place, difference=Ends(*(brings for brings, _one in ends)),
        bills=(ends[0][1], ends[1][1], ends[2][1]), gain=Ends(*(_left(*end, horizon) for end in ends)),
        pay_back=PayBack(*back), loses=100 * chance_below(there, now, now=place, carry=carry),
        never=Interval(*never), medians=_medians(ask, basis),
    )  # fmt: skip
    return outcome, ""


def _ends(brings: Sequence[float], bills: tuple[Bill, Bill, Bill], horizon: float) -> list[tuple[float, Bill]]:
    """The yearly difference and the bill of each end. Which hours are worst or best depends on what the move brings:
    the sooner a pay begins that is lower than today's, the more is lost."""
    low, middle, high = brings
    worst = min(reversed(bills), key=lambda one: _left(low, one, horizon))
    best = max(bills, key=lambda one: _left(high, one, horizon))
    return [(low, worst), (middle, bills[1]), (high, best)]


def _left(brings: float, one: Bill, horizon: float) -> float:
    return gain(one.total or 0.0, brings, start=one.start, horizon=horizon)


def _place(basis: Basis, now: float) -> float:
    """The share of people in today's role who are paid less than ``now``; the middle where nobody knows."""
    here: Curve | None = basis.origin.curve if basis.origin else None
    return 0.5 if here is None or now <= 0 else 1 - share_above(here, now)


def _medians(ask: Ask, basis: Basis) -> Interval | None:
    """The target's estimated median less the origin's: the worst and the best pair of bounds are its ends."""
    one, other = basis.origin.median if basis.origin else None, basis.target.median
    if ask.own.pay is not None or one is None or other is None:
        return None
    return Interval(other.low - one.high, other.value - one.value, other.high - one.low)


def _needed(middle: Bill) -> tuple[tuple[int, float | None], ...]:
    if (cost := middle.total) is None:
        return ()
    return tuple((years, needed(cost, start=middle.start, by=years * 12)) for years in YEARS)
