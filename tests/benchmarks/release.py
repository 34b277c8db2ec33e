"""What the release engine costs as a role grows, against sorting the raw places that it replaces."""

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from salaries.stats.axis import YEARLY
from salaries.stats.cells import ANY, Cells, Key, guessed
from salaries.stats.estimates import Prior, estimate, estimates
from salaries.stats.histogram import counts_in
from salaries.stats.noisy import NoisyHistogram
from salaries.stats.privacy import PLAN
from tests.benchmarks.table import Row

SIZES = (10_000, 100_000, 1_000_000)
COHORTS = 200
Places = NDArray[np.int64]
ROLES = 150
VALUES = {"role_level": 4, "role_country": 53, "role_ai_use": 3}  # table: cells of a role; 9,000 in all
PEOPLE = 400  # about so many in each role


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
    return [*rows, *whole_release(prior, rng)]


def whole_release(prior: Prior, rng: np.random.Generator) -> list[Row]:
    """One cohort, and all cells of a release with the model of their relatives; against their sorted raw places."""
    places, cells = drawn(prior, rng)
    first = next(iter(cells))
    raw = timed(lambda: [np.percentile(own, [10, 25, 50, 75, 90]) for own in places.values() if own.size])
    return [
        Row("one cohort", timed(lambda: estimate([cells[first]], prior, 2.5)), raw / len(cells), "ms"),
        Row(f"{len(cells):,} cells, model and percentiles", timed(lambda: estimated(cells, prior)), raw, "ms"),
    ]


def drawn(prior: Prior, rng: np.random.Generator) -> tuple[dict[Key, Places], dict[Key, NoisyHistogram]]:
    """Raw places and noisy counts of every cell of ROLES roles in the plan's yearly tables."""
    tables = {table.name: table for table in PLAN if table.name in VALUES}
    edges = tuple(prior.bin_edges)
    places: dict[Key, Places] = {}
    cells: dict[Key, NoisyHistogram] = {}
    for role in range(ROLES):
        centre = rng.normal(4.1, 0.3)
        for dimension, (name, values) in enumerate(VALUES.items()):
            for value, share in enumerate(rng.dirichlet(np.full(values, 0.5))):
                key = (str(role), *(str(value) if place == dimension else ANY for place in range(len(VALUES))))
                logs = rng.logistic(centre + rng.normal(0, 0.2), 0.25, rng.poisson(PEOPLE * share))
                places[key] = np.clip(logs * 100, 0, YEARLY.last).astype(np.int64)
                noise = rng.laplace(0, float(tables[name].scale), len(edges) - 1)
                counts = counts_in(edges, places[key].tolist()) + noise
                cells[key] = NoisyHistogram(edges, tuple(counts.tolist()), tables[name].variance)
    return places, cells


def estimated(cells: dict[Key, NoisyHistogram], prior: Prior) -> int:
    """All that a release does with its batches: how many cells it estimated."""
    histograms = {key: [one] for key, one in guessed(cells).items()}
    values = [[str(value) for value in range(count)] for count in VALUES.values()]
    public = {key[0]: prior.belief for key in cells}
    model = Cells(histograms, public, values, tables=len(VALUES), last=YEARLY.last)
    return len(list(estimates(list(histograms.values()), model.beliefs(list(histograms)), YEARLY, 2.5)))


def timed(work: Callable[[], object]) -> float:
    """The best of three runs, in milliseconds of processor time."""
    best = float("inf")
    for _ in range(3):
        start, runs = time.process_time(), 0
        while time.process_time() < start + 0.02:  # the clock's steps are too coarse for a single short run
            work()
            runs += 1
        best = min(best, (time.process_time() - start) / runs)
    return best * 1000
