"""A role's parts and its exposure to AI as tables over all roles of a comparison."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_lazy

from salaries.comparison import LABELS, Comparison, Part, Terms, axis_words
from salaries.occupations import Reach
from salaries.presenters.across import Spread, money_spread
from salaries.presenters.figures import neighbouring
from salaries.presenters.formats import digits, joined
from salaries.stats.axis import UNIT_OF

TITLES = {
    "level": gettext_lazy("By level: median a year"),
    "ai_use": gettext_lazy("By use of AI tools: median a year"),
    "engagement": gettext_lazy("Employed or freelance: median an hour"),
}
MAIN = "main"


@dataclass(frozen=True)
class PartTable:
    """One dimension: a row for each of its values, a cell for each role; ``money`` says what the cells are in.

    ``withheld`` names the values of which nothing is published for any of the roles.
    """

    title: str
    money: str
    rows: tuple[tuple[str, tuple[Spread | None, ...]], ...]
    withheld: str


@dataclass(frozen=True)
class IndexRow:
    """One index of exposure: its name, its source, and a value for each role, empty where it has none."""

    name: str
    source: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class ReachTable:
    """Indices side by side; ``about`` names the occupation that stands for each role, empty where none does."""

    about: tuple[str, ...]
    rows: tuple[IndexRow, ...]


def part_tables(parts: Sequence[Part], terms: Terms) -> tuple[PartTable, ...]:
    """The parts, which were asked for on ``terms``, as tables in their order."""
    asked = {name: [part for part in parts if part.dimension == name] for name in TITLES}
    return tuple(_part_table(name, found, terms) for name, found in asked.items() if found)


def _part_table(name: str, parts: Sequence[Part], terms: Terms) -> PartTable:
    rows = [(str(LABELS[name][part.value]), _medians(part)) for part in parts]
    return PartTable(
        title=str(TITLES[name]), money=_money_words(parts[0], terms),
        rows=tuple((label, cells) for label, cells in rows if any(cells)),
        withheld=joined([label for label, cells in rows if not any(cells)]),
    )  # fmt: skip


def _medians(part: Part) -> tuple[Spread | None, ...]:
    return tuple(money_spread(cell, UNIT_OF[part.measure], part.currency) for cell in part.medians)


def _money_words(part: Part, terms: Terms) -> str:
    words = axis_words(terms)
    return words if part.converted and words != "USD" else gettext("in US dollars")


def stand_ins(answer: Comparison) -> tuple[tuple[str, str], ...]:
    """(code, words) of the occupation that stands for each role: its own, or else the first neighbour."""
    found = []
    for role in answer.roles:
        code, title, fit, _note = next(iter(sorted(role.occupations, key=lambda one: one[2] != MAIN)), ("", "", "", ""))
        found.append((code, title if fit == MAIN or not code else neighbouring(title)))
    return tuple(found)


def reach_table(occupations: Sequence[tuple[str, str]], reach: Sequence[Reach]) -> ReachTable | None:
    """The indices that cover any of ``occupations`` (code, words), one column each; None when no index does."""
    held = {(one.index, one.occupation): one for one in reach}
    indices = {one.index: one for one in reach}
    if not indices:
        return None
    rows = tuple(
        IndexRow(one.index_words, one.source, tuple(_value(held.get((index, code))) for code, _ in occupations))
        for index, one in indices.items()
    )
    return ReachTable(tuple(words for _, words in occupations), rows)


def _value(found: Reach | None) -> str:
    return "" if found is None else digits(found.value, 2)
