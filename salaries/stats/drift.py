"""Does the pay that is reported creep away from what was published? A sum over batches, from noisy counts only.

A brigade with patience passes every check on single reports. What it cannot hide is that batch after batch more of its
people lie above the middle that the release before had found.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from salaries.stats.beliefs import logistic
from salaries.stats.noisy import NoisyHistogram


@dataclass(frozen=True)
class Drift:
    """How many of about ``people`` lie above an earlier middle, how many were expected, and the difference's variance.

    All are sums of noisy counts and may be below zero.
    """

    people: float
    expected: float
    above: float
    variance: float

    @property
    def deviations(self) -> float:
        """By how many standard deviations more lie above than expected."""
        return (self.above - self.expected) / self.variance**0.5 if self.variance > 0 else 0.0


def drift(percentiles: Sequence[tuple[float, float]], reports: float, later: NoisyHistogram) -> Drift:
    """How ``later`` counts lie about the middle of an estimate made from ``reports``.

    ``percentiles`` are (share below, place on the axis), ascending, with 0.5 among them; between them people lie as on
    a logistic curve. The limit of a bin next to the middle stands for it.
    """
    shares, places = (np.array(column) for column in zip(*percentiles, strict=True))
    edges = np.array(later.edges[1:-1], dtype=np.float64)
    middle = places[int(np.argmin(np.abs(shares - 0.5)))]
    first = int(np.argmin(np.abs(edges - middle))) + 1
    below = float(logistic(np.interp(edges[first - 1], places, np.log(shares / (1 - shares)))))
    total, people, bins = later.total, max(later.total, 1.0), len(later.counts)
    chance = people * below * (1 - below) * (1 + people / max(reports, 1.0))
    noise = (bins - first) * below**2 + first * (1 - below) ** 2
    return Drift(total, (1 - below) * total, float(sum(later.counts[first:])), chance + noise * later.variance)


def summed(drifts: Iterable[Drift]) -> Drift:
    """Several batches of different people as one."""
    rows = [(one.people, one.expected, one.above, one.variance) for one in drifts]
    return Drift(*np.sum(rows, axis=0).tolist()) if rows else Drift(0.0, 0.0, 0.0, 0.0)
