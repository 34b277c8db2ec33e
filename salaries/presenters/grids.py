"""Published figures of several roles in one table: medians over the years, and the outlook for jobs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_lazy

from salaries.comparison import FigureGroup, FigureLine, RoleAnswer
from salaries.models import Figure, RoleOccupation
from salaries.presenters.figures import neighbouring, value_of
from salaries.presenters.formats import UNIT_WORDS

NONE = "–"
OUTLOOK = {
    Figure.Statistic.GROWTH: gettext_lazy("Change in jobs"),
    Figure.Statistic.SELF_EMPLOYED: gettext_lazy("Self-employed"),
}


@dataclass(frozen=True)
class Row:
    """A line of a table: the role, what stands for it, and a cell for each column."""

    role: str
    side: str
    about: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Head:
    """What stands above the rows of a table; ``heads`` groups the columns, as (words, how many)."""

    title: str
    source: str
    source_name: str
    who: str
    heads: tuple[tuple[str, int], ...]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """A table over all roles."""

    head: Head
    rows: tuple[Row, ...]


def _near(group: FigureGroup) -> bool:
    return group.fit == RoleOccupation.Fit.NEAR


def _about(group: FigureGroup) -> str:
    return neighbouring(group.subject) if _near(group) else group.subject


def _best(groups: Iterable[FigureGroup]) -> list[FigureGroup]:
    """The groups that stand for the role itself or, where there are none, for its neighbours."""
    found = list(groups)
    return [group for group in found if not _near(group)] or found


def median_grids(roles: Sequence[RoleAnswer]) -> tuple[Grid, ...]:
    """Earned medians by period, a table for each source and unit that has measured more than once.

    Hourly medians get a table only for a role that has no yearly ones.
    """
    found: dict[tuple[str, str], list[tuple[RoleAnswer, FigureGroup]]] = {}
    for role in roles:
        for group in _best(g for g in role.pay if len(_earned_medians(g)) > 1):
            found.setdefault((group.source, group.unit), []).append((role, group))
    yearly = {role.slug for (_, unit), rows in found.items() if unit == "year" for role, _ in rows}
    return tuple(
        _median_grid(rows, unit)
        for (_, unit), rows in found.items()
        if unit == "year" or any(role.slug not in yearly for role, _ in rows)
    )


def _earned_medians(group: FigureGroup) -> dict[str, FigureLine]:
    return {
        k.period: k for k in reversed(group.figures)
        if k.statistic == "p50" and k.measure == Figure.Measure.EARNED and k.value is not None
    }  # fmt: skip


def _median_grid(rows: Sequence[tuple[RoleAnswer, FigureGroup]], unit: str) -> Grid:
    first = rows[0][1]
    years = {k.period: k.year for _, group in rows for k in _earned_medians(group).values()}
    periods = sorted(years, key=lambda period: (years[period], period))
    title = gettext("Median %(unit)s, %(currency)s") % {
        "unit": UNIT_WORDS[unit], "currency": first.figures[0].currency,
    }  # fmt: skip
    return Grid(
        Head(title, first.source, first.source_name, first.population, (), tuple(periods)),
        tuple(
            Row(role.title, role.side, _about(group), _cells(_earned_medians(group), periods)) for role, group in rows
        ),
    )


def _cells(lines: dict[str, FigureLine], periods: Sequence[str]) -> tuple[str, ...]:
    return tuple(value_of(lines[period]) if period in lines else NONE for period in periods)


def outlook_grid(roles: Sequence[RoleAnswer]) -> Grid | None:
    """Growth by edition and the share of self-employed by year, of all roles in one table."""
    by_row: dict[tuple[str, str], tuple[RoleAnswer, dict[str, dict[str, FigureLine]]]] = {}
    groups = [(role, group) for role in roles for group in _best(role.outlook)]
    for role, group in groups:
        lines = by_row.setdefault((role.slug, _about(group)), (role, {name: {} for name in OUTLOOK}))[1]
        for line in group.figures:
            if line.statistic in lines:
                lines[line.statistic].setdefault(line.period, line)
    if not by_row:
        return None
    periods = {
        name: sorted({period for _, lines in by_row.values() for period in lines[name]}) for name in OUTLOOK
    }  # fmt: skip
    first = groups[0][1]
    head = Head(
        gettext("Projected change in jobs by edition, and the share who work for themselves"),
        first.source, first.source_name, first.population,
        heads=tuple((str(words), len(periods[name])) for name, words in OUTLOOK.items() if periods[name]),
        columns=tuple(period for name in OUTLOOK for period in periods[name]),
    )  # fmt: skip
    rows = tuple(
        Row(
            role.title, role.side, about, tuple(cell for name in OUTLOOK for cell in _cells(lines[name], periods[name]))
        )
        for (_, about), (role, lines) in by_row.items()
    )
    return Grid(head, rows)
