"""What a release says of a role's parts: by level, by AI use, by how the work is contracted. The API lists the same
cells under ``/api/v1/estimates/``."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from salaries.comparison.answer import Comparison, Interval
from salaries.comparison.terms import own_on
from salaries.models import AIUse, Engagement, Estimate, Level
from salaries.remembered import each

Cell = tuple[str, str, str]
PARTS = {"level": Level.values, "ai_use": AIUse.values, "engagement": Engagement.values}
MEASURES = {"level": "yearly", "ai_use": "yearly", "engagement": "hourly"}  # as the plan publishes them


@dataclass(frozen=True)
class Part:
    """The medians of one value of a dimension, a cell for each role of the answer, in ``currency`` for ``measure``.

    A cell is None where the release withholds it or does not know it. ``converted``: on the terms of the query.
    """

    dimension: str
    value: str
    measure: str
    medians: tuple[Interval | None, ...]
    currency: str
    converted: bool


def parts_of(answer: Comparison) -> tuple[Part, ...]:
    """Every part of the roles in ``answer``, by dimension and value; empty without a release or when narrowed already.

    One query, and up to three more to convert. A dimension in which nothing is published is left out.
    """
    if answer.release is None or answer.released_on is None or answer.query.chosen:
        return ()
    currency, factor, converted = own_on(answer.query.terms, answer.released_on.year)
    slugs = [role.slug for role in answer.roles]
    medians = zip(slugs, each(("parts", answer.release), slugs, partial(_medians, answer.release)), strict=True)
    found = {
        (slug, *cell): Interval(*(round(value * factor, 2) for value in median))
        for slug, cells in medians
        for cell, median in cells.items()
    }
    parts = [
        Part(
            name, value, MEASURES[name], tuple(found.get((slug, name, value, MEASURES[name])) for slug in slugs),
            currency, converted,
        )
        for name, values in PARTS.items()
        for value in values
    ]  # fmt: skip
    told = {part.dimension for part in parts if any(part.medians)}
    return tuple(part for part in parts if part.dimension in told)


def _medians(release: int, slugs: Sequence[str]) -> dict[str, dict[Cell, list[float]]]:
    """By role, and by dimension, value and measure, each published median with its interval."""
    found: dict[str, dict[Cell, list[float]]] = {slug: {} for slug in slugs}
    rows = Estimate.objects.filter(release__number=release, role__slug__in=slugs, dimension__in=PARTS)
    for row in rows.select_related("role"):
        if not row.withheld and "p50" in row.percentiles:
            found[row.role.slug][row.dimension, row.value, row.measure] = row.percentiles["p50"]
    return found
