"""What the release engine costs as a role grows, against sorting the raw places that it replaces."""

import time
from collections.abc import Callable

import numpy as np

from salaries.stats.axis import YEARLY
from salaries.stats.estimates import Prior, estimate
from salaries.stats.histogram import counts_in
from salaries.stats.noisy import NoisyHistogram
from salaries.stats.privacy import PLAN
from tests.benchmarks.table import Row

SIZES = (10_000, 100_000, 1_000_000)
COHORTS = 200


def measure() -> list[Row]:
    """Milliseconds to give percentiles of COHORTS cohorts: from their batches, and from their sorted raw places."""
    prior = Prior(YEARLY, 410.0, 70.0, 50.0)
    edges = tuple(prior.bin_edges)
    rng = np.random.default_rng(1)
    rows = []
    for size in SIZES:
        places = np.clip(rng.normal(410, 60, size), 0, YEARLY.last).astype(np.int16)
        cohorts = np.array_split(places, COHORTS)
        batches = [
            NoisyHistogram(edges, tuple(map(float, counts_in(edges, cohort.tolist()))), PLAN[0].variance)
            for cohort in cohorts
        ]
        ours = timed(lambda batches=batches: [estimate([batch], prior, 2.5) for batch in batches])
        raw = timed(lambda cohorts=cohorts: [np.percentile(cohort, [10, 25, 50, 75, 90]) for cohort in cohorts])
        rows.append(Row(f"{COHORTS} cohorts of {size:,} reports", ours, raw, "ms"))
    return rows


def timed(work: Callable[[], object]) -> float:
    """The best of three runs, in milliseconds."""
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best * 1000
