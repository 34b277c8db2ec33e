"""From a Comparison to the rows of its drawings, and to the tables that say the same in words."""

from dataclasses import dataclass

from salaries.comparison import LABELS, Comparison, FigureGroup, FigureLine, OwnEstimate, RoleAnswer
from salaries.models import Figure, RoleOccupation
from salaries.presenters.charts import Bar, Drawing, Section, draw
from salaries.presenters.figures import is_second_unit, lineage
from salaries.presenters.formats import joined, money

PERCENTILES = ("p10", "p25", "p50", "p75", "p90")
UNIT_OF = {"yearly": "year", "hourly": "hour"}
UNMEASURED = "No public source in our set measures this pay."
OTHERS = {"mean": "mean", "low": "from", "high": "to"}
TITLES = {"year": "US dollars a year", "hour": "US dollars an hour"}


@dataclass(frozen=True)
class TwinRow:
    """A row of the drawing in words."""

    role: str
    title: str
    lineage: str
    cells: tuple[str, ...]
    other: str


@dataclass(frozen=True)
class Picture:
    """A drawing with its title and its table twin."""

    id: str
    title: str
    drawing: Drawing
    rows: tuple[TwinRow, ...]

    @property
    def ridges(self) -> bool:
        """Whether any row shows the shape of a distribution."""
        return any(row.ridge for section in self.drawing.sections for row in section.rows)


def pictures(answer: Comparison) -> tuple[Picture, ...]:
    """A drawing of pay a year and one of pay an hour, for what is known by the hour only; our own unit comes first."""
    found = []
    own_unit = UNIT_OF[answer.roles[0].own.measure]
    for unit in sorted(TITLES, key=lambda unit: unit != own_unit):
        sections = [section for role in answer.roles if (section := _section(role, unit, answer)).bars]
        if drawing := draw(sections):
            found.append(Picture(f"pay-{unit}", TITLES[unit], drawing, _twin(sections, unit)))
    return tuple(found)


def _section(role: RoleAnswer, unit: str, answer: Comparison) -> Section:
    own_unit = UNIT_OF[role.own.measure]
    drawn = [g for g in role.pay if g.unit == unit and (own_unit == "hour" or not is_second_unit(g, role.pay))]
    bars = [bar for group in drawn if (bar := _published(group)).amounts]
    if not role.pay and own_unit == unit:
        bars.append(Bar("Published figures", "", reason=UNMEASURED))
    bars += _claimed(role, unit)
    if own_unit == unit:
        bars.append(_own(role.own, answer))
    return Section(role.title, role.side, tuple(bars))


def _published(group: FigureGroup) -> Bar:
    """The newest period of a group. Figures in other currencies are left to the tables: they are not converted here."""
    first = group.newest[0]
    lines = [k for k in group.newest if (k.period, k.measure, k.currency) == (first.period, first.measure, "USD")]
    at = {line.statistic: line.value for line in reversed(lines) if line.value is not None}
    near = group.fit == RoleOccupation.Fit.NEAR
    name, value = next(((w, at[k]) for k, w in (("p50", "median"), ("mean", "mean")) if k in at), ("", 0.0))
    return Bar(
        title=group.subject, lineage=lineage(group, first) + (" (neighbouring occupation)" if near else ""),
        value=f"{name} {money(value, 'USD', group.unit)}" if name else "",
        at={k: v for k, v in at.items() if k in (*PERCENTILES, *OTHERS)}, faint=near,
        dashed=first.measure != Figure.Measure.EARNED,
        open_end=any(line.withheld == Figure.Withheld.TOP_CODED for line in lines),
    )  # fmt: skip


def _claimed(role: RoleAnswer, unit: str) -> list[Bar]:
    """The claims of each source in one row; a claim that only repeats a published figure says which."""
    periods = {line.key: f"{g.source_short}, {line.period}" for g in role.pay for line in g.figures}
    by_source: dict[str, list[FigureLine]] = {}
    for group in role.claims:
        if group.unit == unit and _dollars(group):
            by_source.setdefault(group.source_short, []).extend(k for k in group.figures if k.value is not None)
    return [
        Bar(
            title="Claimed, not measured", lineage=f"{source}: {joined([_said(k, periods) for k in lines])}",
            claims=tuple(k.value for k in lines if k.value is not None),
        )
        for source, lines in by_source.items()
        if lines
    ]  # fmt: skip


def _said(line: FigureLine, periods: dict[str, str]) -> str:
    amount = money(line.value or 0.0, "USD", line.unit)
    return f"{amount} (in truth {periods[line.repeats]})" if line.repeats in periods else amount


def _own(own: OwnEstimate, answer: Comparison) -> Bar:
    median = own.percentile("p50")
    who = [LABELS[name][value] for name, value in answer.query.chosen] or ["self-employed included"]
    about = f"release {answer.release}, about {own.reports} reports, all income less costs, {joined(who)}"
    return Bar(
        title="Gainstage contributors", lineage=about,
        value=f"median {money(median.value, 'USD', UNIT_OF[own.measure])}" if median else "",
        at={name: interval.value for name, interval in own.percentiles},
        band=(median.low, median.high) if median else None, reason=own.reason,
        ends=tuple((k.low, k.high) for name, k in own.percentiles if name in ("p10", "p90")), density=own.density,
    )  # fmt: skip


def _dollars(group: FigureGroup) -> bool:
    return group.figures[0].currency == "USD"


def _twin(sections: list[Section], unit: str) -> tuple[TwinRow, ...]:
    return tuple(_twin_row(section.title, bar, unit) for section in sections for bar in section.bars)


def _twin_row(role: str, bar: Bar, unit: str) -> TwinRow:
    cells = tuple(money(bar.at[name], "USD", unit) if name in bar.at else "–" for name in PERCENTILES)
    other = [f"{word} {money(bar.at[name], 'USD', unit)}" for name, word in OTHERS.items() if name in bar.at]
    other += [f"claim {money(amount, 'USD', unit)}" for amount in bar.claims]
    if bar.band:
        other.append(f"median between {money(bar.band[0], 'USD', unit)} and {money(bar.band[1], 'USD', unit)}")
    return TwinRow(role, bar.title, bar.reason if not bar.amounts else bar.lineage, cells, "; ".join(other))
