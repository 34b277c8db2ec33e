"""What a counted report has spent of its privacy, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from salaries.ledger import DIMENSIONS, MEASURES
from salaries.stats.privacy import GATE_EPSILON, LIFETIME_EPSILON, PLAN

WORDS = {table.name: f"{MEASURES[table.measure]} by {DIMENSIONS[table.dimension]}" for table in PLAN}


@dataclass(frozen=True)
class PrivacySpent:
    """One line for each published table and one for the gate; ``most`` is what a report may spend in its whole life."""

    lines: tuple[tuple[str, str], ...]
    total: str
    most: str


def spent_in(tables: Sequence[tuple[str, Decimal]]) -> PrivacySpent | None:
    """The lines for what ``salaries.reporting.published_in`` found; None when no release has counted the report."""
    if not tables:
        return None
    gate = Decimal(str(float(GATE_EPSILON)))
    costs = [("Deciding when to publish", gate), *((_words(name), epsilon) for name, epsilon in tables)]
    total = sum((epsilon for _, epsilon in costs), Decimal(0))
    return PrivacySpent(
        tuple((words, f"{cost:.2f}") for words, cost in costs), f"{total:.2f}", f"{float(LIFETIME_EPSILON):g}"
    )


def _words(table: str) -> str:
    words = WORDS.get(table, table)
    return words[0].upper() + words[1:]
