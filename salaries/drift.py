"""For moderators: in which cohorts later reports creep away from what was published. Reads noisy counts only."""

from dataclasses import dataclass

from salaries.calibration import Cell, later_counts, places_of
from salaries.models import Forecast, Release
from salaries.stats.drift import Drift, drift, summed

REMEMBERED = 10  # releases


@dataclass(frozen=True)
class CohortDrift:
    """One cohort of a role (``dimension`` and ``value`` empty: the whole role) and what came after its estimates."""

    role: str
    dimension: str
    value: str
    measure: str
    batches: int
    drift: Drift


def drifts() -> list[CohortDrift]:
    """Every cohort with batches in the last REMEMBERED releases, farthest upwards first."""
    last = Release.objects.current()
    if last is None:
        return []
    scored = Forecast.objects.filter(scored_in__number__gt=last.number - REMEMBERED, percentiles__has_key="p50")
    found: dict[Cell, list[Drift]] = {}
    titles: dict[int, str] = {}
    for release in Release.objects.filter(number__gt=last.number - REMEMBERED).order_by("number"):
        later = later_counts(release)
        for row in scored.filter(scored_in=release).select_related("role").order_by("pk"):
            cell = (row.role_id, row.dimension, row.value, row.measure)
            titles[row.role_id] = row.role.title
            if cell in later:
                found.setdefault(cell, []).append(drift(places_of(row), row.reports, later[cell]))
    rows = [
        CohortDrift(titles[role], dimension, value, measure, len(own), summed(own))
        for (role, dimension, value, measure), own in found.items()
    ]
    return sorted(rows, key=lambda row: -row.drift.deviations)
