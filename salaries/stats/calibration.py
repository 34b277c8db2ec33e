"""Do estimates keep what they promise? Scored against the noisy counts of people who came later, never against rows.

An estimate says which share of people lies between its outermost percentiles. Of those who report afterwards as many
should lie there, give or take who happens to come, the noise, and what the estimate itself could not know.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from salaries.stats.beliefs import logistic
from salaries.stats.noisy import NoisyHistogram

LEAST = 0.85  # of what should be covered; a group below it is withheld
Z95 = 1.6449  # one-sided, so that noise alone rarely condemns a group
SIZES = {"20-29": 20, "30-99": 30, "100+": 100}  # name: from how many reports


@dataclass(frozen=True)
class Score:
    """How many people should lie in the ranges of some estimates, how many do, and the variance of the difference."""

    expected: float
    covered: float
    variance: float

    @property
    def ratio(self) -> float:
        """What is covered of what should be; 1 when nothing is expected."""
        return self.covered / self.expected if self.expected > 0 else 1.0

    @property
    def fails(self) -> bool:
        """Whether less than LEAST is covered, and more is missing than chance and noise explain."""
        missing = self.expected - self.covered
        return self.expected > 0 and self.ratio < LEAST and missing > Z95 * self.variance**0.5


def size_of(reports: float) -> str:
    """The group of size that an estimate from so many reports belongs to."""
    return max((name for name, least in SIZES.items() if reports >= least), key=SIZES.__getitem__, default="20-29")


def score(percentiles: Sequence[tuple[float, float]], reports: float, later: NoisyHistogram) -> Score | None:
    """How well an estimate foresaw ``later`` counts; None when no bin lies wholly within its outermost percentiles.

    ``percentiles`` are (share below, place on the axis), ascending; between them people lie as on a logistic curve.
    Whole bins only are counted, so nothing has to be assumed of where in a bin people are. ``reports`` is from how many
    people it was made: its own error shrinks with them.
    """
    shares, places = (np.array(column) for column in zip(*percentiles, strict=True))
    edges = np.array(later.edges, dtype=np.float64)
    within = np.flatnonzero((edges >= places[0]) & (edges <= places[-1]))
    if len(within) < 2:
        return None
    first, last = within[0], within[-1]
    low, high = logistic(np.interp(edges[[first, last]], places, np.log(shares / (1 - shares))))
    share, inside = float(high - low), int(last - first)
    total, people = later.total, max(later.total, 1.0)
    noise = inside * (1 - share) ** 2 + (len(later.counts) - inside) * share**2
    chance = people * share * (1 - share) * (1 + people / max(reports, 1.0))
    return Score(share * total, float(sum(later.counts[first:last])), chance + noise * later.variance)


def pooled(scores: Iterable[Sequence[Score]]) -> Score:
    """All scores as one. Those in one sequence may be of the same people: their errors are taken to go together."""
    expected = covered = variance = 0.0
    for same in scores:
        expected += sum(one.expected for one in same)
        covered += sum(one.covered for one in same)
        variance += sum(one.variance**0.5 for one in same) ** 2
    return Score(expected, covered, variance)
