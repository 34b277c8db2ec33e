"""From a Comparison to the rows of its drawings, and to the tables that say the same in words."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext, gettext_lazy

from salaries.comparison import (
    LABELS,
    PERCENTILES,
    Comparison,
    Distribution,
    FigureGroup,
    FigureLine,
    OwnEstimate,
    RoleAnswer,
    dated_sources,
)
from salaries.models import Figure, RoleOccupation
from salaries.presenters.charts import PHONE, Bar, Drawing, Heading, Section, Widths, axis_for, draw, drawing
from salaries.presenters.figures import is_second_unit, lineage, neighbouring
from salaries.presenters.formats import joined, lower_first, money, money_words, number
from salaries.remembered import each
from salaries.stats.axis import UNIT_OF

UNMEASURED = gettext_lazy("No public source in our set measures this pay.")
OTHERS = {"mean": gettext_lazy("mean"), "low": gettext_lazy("from"), "high": gettext_lazy("to")}
UNITS = ("year", "hour")


@dataclass(frozen=True)
class TwinRow:
    """A row of the drawing in words."""

    role: str
    title: str
    lineage: str
    cells: tuple[str, ...]
    other: str


@dataclass(frozen=True)
class Told:
    """A role's rows of a drawing, and the same in words; ``keys`` are what each row follows from."""

    section: Section
    keys: tuple[Hashable, ...]
    twin: tuple[TwinRow, ...]


@dataclass(frozen=True)
class Picture:
    """A drawing with its title and its table twin, by role."""

    id: str
    title: str
    drawing: Drawing
    twin: tuple[tuple[TwinRow, ...], ...]

    @property
    def marks(self) -> frozenset[str]:
        """The kinds of marks that are in it: those that its key has to explain."""
        return frozenset(kind for heading in self.drawing.sections for kind in heading.section.marks)


def pictures(answer: Comparison, name: str = "pay", widths: Widths = PHONE) -> tuple[Picture, ...]:
    """A drawing of pay a year and one of pay an hour, for what is known by the hour only; our own unit comes first.

    ``widths`` are those of the place they are for.
    """
    found = []
    own_unit = UNIT_OF[answer.roles[0].own.measure]
    for unit in sorted(UNITS, key=lambda unit: unit != own_unit):
        told = [one for one in _told(answer, name, unit) if one.section.bars]
        if axis := axis_for([one.section for one in told]):
            drawn = drawing([Heading(one.section, axis, widths, one.keys) for one in told], axis, answer.currency)
            twin = tuple(one.twin for one in told)
            found.append(Picture(f"{name}-{unit}", picture_title(answer, unit), drawn, twin))
    return tuple(found)


def _told(answer: Comparison, name: str, unit: str) -> list[Told]:
    """Each role's rows of the drawing ``name``, which follow from all of the query but the other roles; those of
    published figures from less."""
    roles = {role.slug: role for role in answer.roles}
    query, drawn = answer.query, (name, unit, answer.roles[0].own.measure)
    of_all = (*drawn, replace(query, roles=()), answer.release)
    of_published = (*drawn, query.country, query.terms)

    def make(slugs: Sequence[str]) -> dict[str, Told]:
        return {slug: tell(roles[slug]) for slug in slugs}

    def tell(role: RoleAnswer) -> Told:
        published, own = _bars(role, unit, answer)
        section = Section(role.title, role.side, (*published, *own))
        keys = [(of_published, role.slug, k) for k in range(len(published))]
        return Told(section, (*keys, *((of_all, role.slug) for _ in own)), _twin(section, unit, answer.currency))

    return each(("bars", of_all), list(roles), make)


def overview(answer: Comparison) -> Picture | None:
    """A drawing of two rows for each role: its published median and contributors' own. None when all are empty."""
    unit = UNIT_OF[answer.query.measure]
    sections = [Section(role.title, role.side, _two_rows(_section(role, unit, answer))) for role in answer.roles]
    drawn = draw(sections, answer.currency)
    if drawn is None:
        return None
    twin = tuple(_twin(section, unit, answer.currency) for section in sections)
    return Picture("overview", picture_title(answer, unit), drawn, twin)


def _two_rows(section: Section) -> tuple[Bar, ...]:
    """Of a role's rows, its own occupation's median or that there is none, and the last, which is contributors'."""
    published = [bar for bar in section.bars[:-1] if not bar.faint and ("p50" in bar.at or bar.reason)]
    return (*published[:1], section.bars[-1])


def told_alone(answer: Comparison, title: str) -> Told:
    """What contributors report on the only role of ``answer``, under ``title``."""
    (role,) = answer.roles
    section = Section(title, role.side, (own_bar(role.own, answer),))
    return Told(section, (), _twin(section, UNIT_OF[role.own.measure], answer.currency))


def picture_title(answer: Comparison, unit: str) -> str:
    """'US dollars a year', 'EUR a year in prices of 2024'."""
    return money_words(answer.currency, unit, answer.query.terms)


def summary_bar(role: RoleAnswer, answer: Comparison) -> Bar | None:
    """The one row that stands for a role where there is room for no more: contributors' own or else a published one.

    None when neither is known. A claim never stands for a role.
    """
    own = own_bar(role.own, answer)
    if own.amounts:
        return own
    unit = UNIT_OF[role.own.measure]
    known = [bar for bar in _section(role, unit, answer).bars if bar.at and not bar.claims]
    return next((bar for bar in known if "p50" in bar.at), None)


def _section(role: RoleAnswer, unit: str, answer: Comparison) -> Section:
    published, own = _bars(role, unit, answer)
    return Section(role.title, role.side, (*published, *own))


def _bars(role: RoleAnswer, unit: str, answer: Comparison) -> tuple[list[Bar], list[Bar]]:
    """Those of what is published and claimed, and contributors' own if it is in ``unit``."""
    own_unit = UNIT_OF[role.own.measure]
    drawn = [g for g in role.pay if g.unit == unit and (own_unit == "hour" or not is_second_unit(g, role.pay))]
    shapes = {(d.source, d.subject): d for d in role.distributions if d.unit == unit}
    currency = answer.currency
    bars = [bar for group in drawn if (bar := _published(group, currency, shapes.pop(_named(group), None))).amounts]
    if unit == "year" or own_unit == "hour" or drawn:
        bars += [_spread(shape) for shape in shapes.values()]
    if not role.pay and own_unit == unit:
        bars.append(Bar(gettext("Published figures"), "", reason=str(UNMEASURED)))
    bars += _claimed(role, unit, currency)
    return bars, [own_bar(role.own, answer)] if own_unit == unit else []


def _named(group: FigureGroup) -> tuple[str, str]:
    return group.source, group.subject


def _published(group: FigureGroup, currency: str, shape: Distribution | None = None) -> Bar:
    """The newest period of a group. Figures in other currencies than the drawing's are left to the tables."""
    first = group.newest[0]
    lines = [k for k in group.newest if (k.period, k.measure, k.currency) == (first.period, first.measure, currency)]
    at = {line.statistic: line.value for line in reversed(lines) if line.value is not None}
    near = group.fit == RoleOccupation.Fit.NEAR
    name, value = next(
        ((w, at[k]) for k, w in (("p50", gettext("median")), ("mean", gettext("mean"))) if k in at), ("", 0.0)
    )
    if shape and shape.period == first.period:
        at = {**dict(shape.percentiles), **at}
    return Bar(
        density=shape.bars if shape and shape.period == first.period else (),
        title=group.subject, lineage=neighbouring(lineage(group, first)) if near else lineage(group, first),
        value=f"{name} {money(value, currency, group.unit)}" if name else "",
        at={k: v for k, v in at.items() if k in (*PERCENTILES, *OTHERS)}, faint=near,
        dashed=first.measure != Figure.Measure.EARNED,
        open_end=any(line.withheld == Figure.Withheld.TOP_CODED for line in lines),
    )  # fmt: skip


def _spread(shape: Distribution) -> Bar:
    """A published distribution that stands alone, with its shape."""
    words = gettext("%(source)s, %(period)s, %(measure)s, %(who)s; %(many)s records") % {
        "source": shape.source_short, "period": shape.period, "measure": lower_first(shape.measure_words),
        "who": shape.population, "many": number(shape.respondents),
    }  # fmt: skip
    near = shape.fit == RoleOccupation.Fit.NEAR
    at = dict(shape.percentiles)
    return Bar(
        title=shape.subject, lineage=neighbouring(words) if near else words, at=at, density=shape.bars, faint=near,
        value=f"{gettext('median')} {money(at['p50'], shape.currency, shape.unit)}",
        dashed=shape.measure != Figure.Measure.EARNED,
    )  # fmt: skip


def _claimed(role: RoleAnswer, unit: str, currency: str) -> list[Bar]:
    """The claims of each source in one row; a claim that only repeats a published figure says which."""
    periods = dated_sources(role.pay)
    by_source: dict[str, list[FigureLine]] = {}
    for group in role.claims:
        if group.unit == unit and group.figures[0].currency == currency:
            by_source.setdefault(group.source_short, []).extend(k for k in group.figures if k.value is not None)
    return [
        Bar(
            title=gettext("Claimed, not measured"), lineage=f"{source}: {joined([_said(k, periods) for k in lines])}",
            claims=tuple(k.value for k in lines if k.value is not None),
        )
        for source, lines in by_source.items()
        if lines
    ]  # fmt: skip


def _said(line: FigureLine, periods: dict[str, str]) -> str:
    amount = money(line.value or 0.0, line.currency, line.unit)
    if line.repeats not in periods:
        return amount
    return gettext("%(amount)s (in truth %(source)s)") % {"amount": amount, "source": periods[line.repeats]}


def own_bar(own: OwnEstimate, answer: Comparison) -> Bar:
    """What contributors report, as ``answer`` narrows it down."""
    median = own.percentile("p50")
    who = [LABELS[name][value] for name, value in answer.query.chosen] or [gettext("self-employed included")]
    said = {"release": answer.release, "reports": own.reports, "who": joined(who)}
    if own.combined:
        about = gettext("release %(release)s, put together from each choice, all income less costs, %(who)s") % said
    else:
        about = gettext("release %(release)s, about %(reports)s reports, all income less costs, %(who)s") % said
    return Bar(
        title=gettext("Gainstage contributors"), lineage=about,
        value=f"{gettext('median')} {money(median.value, own.currency, UNIT_OF[own.measure])}" if median else "",
        at={name: interval.value for name, interval in own.percentiles},
        band=(median.low, median.high) if median else None, reason=own.reason,
        ends=tuple((k.low, k.high) for name, k in own.percentiles if name in ("p10", "p90")), density=own.density,
    )  # fmt: skip


def _twin(section: Section, unit: str, currency: str) -> tuple[TwinRow, ...]:
    return tuple(_twin_row(section.title, bar, unit, currency) for bar in section.bars)


def _twin_row(role: str, bar: Bar, unit: str, currency: str) -> TwinRow:
    cells = tuple(money(bar.at[name], currency, unit) if name in bar.at else "–" for name in PERCENTILES)
    other = [f"{word} {money(bar.at[name], currency, unit)}" for name, word in OTHERS.items() if name in bar.at]
    other += [gettext("claim %(amount)s") % {"amount": money(amount, currency, unit)} for amount in bar.claims]
    if bar.band:
        low, high = (money(amount, currency, unit) for amount in bar.band)
        other.append(gettext("median between %(low)s and %(high)s") % {"low": low, "high": high})
    return TwinRow(role, bar.title, bar.reason if not bar.amounts else bar.lineage, cells, "; ".join(other))
