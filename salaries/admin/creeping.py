"""The rows of the moderators' view of drift, in words."""

from dataclasses import dataclass

from salaries.comparison import LABELS
from salaries.drift import CohortDrift, drifts

NOTEWORTHY = 1.64  # standard deviations: honest cohorts pass it once in twenty
FEWEST = 20  # reports since, below which nothing can be told
UNITS = {"yearly": "a year", "hourly": "an hour"}


@dataclass(frozen=True)
class DriftRow:
    """One cohort as printed."""

    role: str
    cohort: str
    unit: str
    batches: int
    people: str
    above: str
    expected: str
    verdict: str


def drift_rows() -> list[DriftRow]:
    """Every cohort that can be compared, farthest upwards first."""
    return [_row(one) for one in drifts()]


def _row(one: CohortDrift) -> DriftRow:
    found = one.drift
    few = found.people < FEWEST
    people = max(found.people, 1.0)
    return DriftRow(
        role=one.role, cohort=_cohort(one),
        unit=UNITS[one.measure], batches=one.batches, people=f"{max(0.0, found.people):,.0f}",
        above="–" if few else _percent(found.above / people),
        expected="–" if few else _percent(found.expected / people),
        verdict="Too few reports" if few else _verdict(found.deviations),
    )  # fmt: skip


def _cohort(one: CohortDrift) -> str:
    if not one.dimension:
        return "The whole role"
    label = str(LABELS[one.dimension][one.value])
    return f"AI: {label.lower()}" if one.dimension == "ai_use" else label


def _percent(share: float) -> str:
    return f"{min(100.0, max(0.0, 100 * share)):.0f} %"


def _verdict(deviations: float) -> str:
    if abs(deviations) < NOTEWORTHY:
        return "No"
    return f"Yes, {'upwards' if deviations > 0 else 'downwards'} ({abs(deviations):.1f} standard deviations)"
