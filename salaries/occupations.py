"""What is held on occupations: tasks and exposure to AI, as plain values for those who ask by code."""

from collections.abc import Collection
from dataclasses import dataclass

from salaries.models import Exposure, OccupationTask
from salaries.remembered import each


@dataclass(frozen=True)
class Reach:
    """What one index says of an occupation or, with ``task`` as its number, of one task.

    ``source`` is a slug, ``licence`` the source's. ``kind`` is who says it (people, model, computed, observed),
    ``unit`` share (0 to 1) or score. ``low`` and ``high`` are its narrowest and widest reading where the publisher
    gives them.
    """

    occupation: str
    task: int | None
    index: str
    index_words: str
    kind: str
    unit: str
    value: float
    low: float | None
    high: float | None
    source: str
    licence: str


@dataclass(frozen=True)
class Task:
    """One task with what the indices say of it; ``kind`` is core, supplemental or ''."""

    occupation: str
    number: int
    statement: str
    kind: str
    reach: tuple[Reach, ...]


def exposure_of(codes: Collection[str]) -> tuple[Reach, ...]:
    """What each index says of each whole occupation, by occupation and index; one query."""
    return tuple(reach for found in each("exposure", sorted(set(codes)), _exposure) for reach in found)


def _exposure(codes: Collection[str]) -> dict[str, list[Reach]]:
    found: dict[str, list[Reach]] = {code: [] for code in codes}
    rows = Exposure.objects.filter(occupation__in=codes, task=None).select_related("source")
    for row in rows.order_by("occupation_id", "index"):
        found[row.occupation_id].append(_reach(row, None))
    return found


def tasks_of(codes: Collection[str]) -> tuple[Task, ...]:
    """The tasks of the occupations, core ones first, each with what the indices say of it; two queries."""
    reach: dict[int, list[Reach]] = {}
    rated = Exposure.objects.filter(occupation__in=codes, task__isnull=False).select_related("source", "task")
    for row in rated.order_by("index"):
        if row.task is not None:
            reach.setdefault(row.task.number, []).append(_reach(row, row.task.number))
    rows = OccupationTask.objects.filter(occupation__in=codes).order_by("occupation_id", "number")
    ordered = sorted(rows, key=lambda row: (row.occupation_id, row.kind != OccupationTask.Kind.CORE))
    return tuple(
        Task(row.occupation_id, row.number, row.statement, row.kind, tuple(reach.get(row.number, ())))
        for row in ordered
    )


def _reach(row: Exposure, task: int | None) -> Reach:
    return Reach(
        row.occupation_id, task, row.index, row.get_index_display(), row.kind, row.unit, float(row.value),
        _number(row.low), _number(row.high), row.source.slug, row.source.licence,
    )  # fmt: skip


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))
