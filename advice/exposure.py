"""How far published indices say that an occupation's tasks meet AI. They disagree, so they stand side by side."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from advice.library import CONTENT


@dataclass(frozen=True)
class Index:
    """One index: its column in ``exposure.csv``, its source, and what it measures in plain words."""

    column: str
    source: str
    name: str
    measures: str


INDICES = (
    Index(
        "rated_by_gpt4", "eloundou-2023", "Rated by GPT-4",
        "Share of tasks that a language model could halve in time, in GPT-4's own opinion. Tasks that would also need "
        "software built around the model count half.",
    ),
    Index(
        "rated_by_people", "eloundou-2023", "Rated by people",
        "The same question and scale, answered by human raters.",
    ),
    Index(
        "observed_use", "anthropic-economic-index", "Observed use",
        "How much of the occupation's work turns up in real conversations with one AI assistant. Text only: it cannot "
        "see music generators.",
    ),
    Index(
        "aioe", "aioe-2021", "AIOE",
        "Abilities the occupation uses, weighted by how related ten uses of AI are to each. A score without a unit: 0 "
        "is about the average occupation, and it predates today's generators.",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One index for some occupations, in the order asked; "no value" where the publisher has none."""

    index: Index
    values: tuple[str, ...]


@cache
def _table() -> dict[str, dict[str, str]]:
    with (CONTENT / "exposure.csv").open(encoding="utf-8", newline="") as file:
        return {row["occupation"]: row for row in csv.DictReader(file)}


def exposure(codes: Iterable[str]) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """The codes among ``codes`` that an index covers, and one row for each index; rows are empty when none is."""
    known = tuple(code for code in codes if code in _table())
    if not known:
        return (), ()
    return known, tuple(
        Row(index, tuple(_table()[code][index.column].replace("-", "−") or "no value" for code in known))
        for index in INDICES
    )
