"""Noisy histograms: how those of different people, and those of the same people, become one; and many as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from salaries.stats.axis import STEP
from salaries.stats.histogram import Floats

FEWEST = 0.5  # people, as far as is known, from which a histogram is looked at


@dataclass(frozen=True)
class NoisyHistogram:
    """Counts with noise: about ``counts[k]`` people have places in (edges[k], edges[k + 1]].

    ``variance`` is that of the noise on each count. ``guess`` is a better guess than ``total`` of how many people there
    are, where something is known of that; see ``guessed``.
    """

    edges: tuple[int, ...]
    counts: tuple[float, ...]
    variance: float
    guess: float | None = None

    @property
    def total(self) -> float:
        """The noisy number of people."""
        return float(sum(self.counts))

    @property
    def total_variance(self) -> float:
        """Variance of the noise in ``total``."""
        return len(self.counts) * self.variance

    @property
    def people(self) -> float:
        """The best guess of how many people there are."""
        return self.total if self.guess is None else self.guess

    def guessed(self, expected: float) -> "NoisyHistogram":
        """The same with a guess of the number of people: its total, pulled towards ``expected`` by linear Bayes.

        ``expected`` may be wrong by its own size. Among thousands of empty cells some totals stand out by noise alone;
        where few people are to be expected, it takes more to be believed.
        """
        doubt = max(expected, 0.0) ** 2 + 1.0
        pulled = expected + doubt / (doubt + self.total_variance) * (self.total - expected)
        return replace(self, guess=max(0.0, pulled))


def added(histograms: Sequence[NoisyHistogram]) -> list[NoisyHistogram]:
    """Histograms of different people: those with equal edges are added into one."""
    by_edges: dict[tuple[int, ...], list[NoisyHistogram]] = {}
    for histogram in histograms:
        by_edges.setdefault(histogram.edges, []).append(histogram)
    return [group[0] if len(group) == 1 else _sum(group) for group in by_edges.values()]


def _sum(group: Sequence[NoisyHistogram]) -> NoisyHistogram:
    counts = np.sum([histogram.counts for histogram in group], axis=0)
    return NoisyHistogram(group[0].edges, tuple(counts.tolist()), sum(histogram.variance for histogram in group))


def averaged(histograms: Sequence[NoisyHistogram]) -> NoisyHistogram:
    """Histograms of the same people with equal edges: their mean, weighted by precision."""
    weights = np.array([1 / histogram.variance for histogram in histograms])
    counts = weights @ np.array([histogram.counts for histogram in histograms]) / weights.sum()
    return NoisyHistogram(histograms[0].edges, tuple(counts.tolist()), float(1 / weights.sum()))


@dataclass(frozen=True)
class Observed:
    """Noisy counts of n cohorts in up to B bins each, shape (n, B): limits in log pay above the axis's base, counts,
    how many people the bin's histogram holds, and the variance of its noise. Bins of 0 people say nothing.
    """

    low: Floats
    high: Floats
    counts: Floats
    people: Floats
    noise: Floats

    def take(self, part: slice) -> "Observed":
        """Those in ``part``."""
        return Observed(*(array[part] for array in (self.low, self.high, self.counts, self.people, self.noise)))


def observed(cohorts: Sequence[Sequence[NoisyHistogram]], last: int) -> Observed:
    """The histograms of each cohort side by side; those with less than half a person say nothing.

    The outer bins hold everything beyond them: a bin that ends on place 0 or ``last`` has no limit there.
    """
    useful = [[histogram for histogram in added(own) if histogram.people >= FEWEST] for own in cohorts]
    most = max([1, *(sum(len(histogram.counts) for histogram in own) for own in useful)])
    low, high, counts, people, noise = np.zeros((5, len(cohorts), most))
    for row, own in enumerate(useful):
        start = 0
        for histogram in own:
            part = slice(start, start := start + len(histogram.counts))
            low[row, part], high[row, part] = histogram.edges[:-1], histogram.edges[1:]
            counts[row, part], people[row, part] = histogram.counts, histogram.people
            noise[row, part] = histogram.variance
    low = np.where((low <= 0) & (people > 0), -np.inf, low * STEP)
    return Observed(low, np.where(high >= last, np.inf, high * STEP), counts, people, noise)
