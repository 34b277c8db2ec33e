"""How far published indices say that an occupation's tasks meet AI. They disagree, so they stand side by side."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from salaries.occupations import Reach, Task, exposure_of, tasks_of
from salaries.presenters.formats import digits

MEASURES = {
    "gpts-model": gettext_lazy(
        "Share of tasks that a language model could halve in time, in GPT-4’s own opinion. Tasks that would also need "
        "software built around the model count half."
    ),
    "gpts-people": gettext_lazy("The same question and scale, answered by human raters."),
    "aei-observed": gettext_lazy(
        "How much of the occupation’s work turns up in real conversations with one AI assistant. Text only: it cannot "
        "see music generators."
    ),
    "aioe": gettext_lazy(
        "Abilities the occupation uses, weighted by how related ten uses of AI are to each. A score without a unit: 0 "
        "is about the average occupation, and it predates today’s generators."
    ),
    "aioe-language": gettext_lazy("The same score, for language models alone."),
    "aioe-images": gettext_lazy("The same score, for image generators alone."),
}
SHARE = "share"
SOURCES = ("eloundou-2023", "anthropic-economic-index", "aioe-2021")
CONFLICT = 0.2  # indices of one occupation further apart than this are said to disagree


@dataclass(frozen=True)
class Row:
    """One index for some occupations, in the order asked; ``reach`` is None where the publisher has no value."""

    index: str
    name: str
    measures: str
    source: str
    licence: str
    unit: str
    reach: tuple[Reach | None, ...]

    @property
    def values(self) -> tuple[float | None, ...]:
        """The values alone."""
        return tuple(one.value if one else None for one in self.reach)


@dataclass(frozen=True)
class Exposure:
    """What indices say of the occupations ``codes``; ``conflicts``: (code, lowest, highest) where shares disagree."""

    codes: tuple[str, ...]
    rows: tuple[Row, ...]
    conflicts: tuple[tuple[str, float, float], ...]


def exposure(codes: Collection[str]) -> Exposure:
    """The indices that cover any of ``codes``, side by side; one query."""
    found = exposure_of(codes)
    covered = tuple(code for code in codes if any(reach.occupation == code for reach in found))
    held = {(reach.index, reach.occupation): reach for reach in found}
    rows = [_row(index, covered, held) for index in MEASURES if any(key[0] == index for key in held)]
    return Exposure(covered, tuple(rows), tuple(_conflicts(covered, rows)))


def _row(index: str, codes: tuple[str, ...], held: dict[tuple[str, str], Reach]) -> Row:
    some = next(reach for (name, _code), reach in held.items() if name == index)
    reach = tuple(held.get((index, code)) for code in codes)
    return Row(index, some.index_words, str(MEASURES[index]), some.source, some.licence, some.unit, reach)


def _conflicts(codes: tuple[str, ...], rows: list[Row]) -> list[tuple[str, float, float]]:
    found = []
    for place, code in enumerate(codes):
        shares = [value for row in rows if row.unit == SHARE and (value := row.values[place]) is not None]
        if shares and max(shares) - min(shares) > CONFLICT:
            found.append((code, min(shares), max(shares)))
    return found


def task_exposure(code: str) -> tuple[tuple[str, ...], tuple[Task, ...]]:
    """The indices that rate single tasks of one occupation, and its tasks; both empty while none are held here."""
    tasks = tasks_of([code])
    rated = {reach.index for task in tasks for reach in task.reach}
    return tuple(index for index in MEASURES if index in rated), tasks


def shown(value: float | None) -> str:
    """A value to two decimals, near nothing to three; empty where there is none."""
    if value is None:
        return ""
    return digits(value, 3 if abs(value) < 0.1 else 2)
