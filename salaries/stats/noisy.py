"""Noisy histograms: how those of different people, and those of the same people, become one; and many as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from salaries.stats.axis import STEP
from salaries.stats.histogram import Floats

FALSE_ALARMS = 0.025  # chance that noise alone shows any cell of a table (one-sided, all its cells together)
FEWEST_EXPECTED = 1e-6  # people: where nobody at all is expected
GUESSES = np.linspace(-6, 6, 97)  # standard deviations from a total within which the truth is looked for
LOWEST_TOTAL = -4.0  # standard deviations: a total below it says no more than one there
FEWEST = 0.5  # people, as far as is known, from which a histogram is looked at


@dataclass(frozen=True)
class NoisyHistogram:
    """Counts with noise: about ``counts[k]`` people have places in (edges[k], edges[k + 1]].

    ``variance`` is that of the noise on each count. ``guess`` is a better guess than ``total`` of how many people there
    are, where something is known of that; see ``people_behind``.
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


def people_behind(totals: Floats, errors: Floats, expected: Floats) -> Floats:
    """The best guesses of how many people are behind noisy ``totals``, shape (n,): posterior means.

    ``errors`` are the standard deviations of the noise, ``expected`` how many people there should be; the truth may be
    many times that: beforehand it has Lomax's distribution of tail 2, whose mean is as expected and whose variance has
    no limit. Among thousands of empty cells, the totals that stand out by noise alone are hardly believed, and a cell
    that really holds many is.
    """
    scale = np.maximum(expected, FEWEST_EXPECTED)[:, None]
    totals = np.maximum(totals, LOWEST_TOTAL * errors)
    ends = np.maximum(totals[:, None] + errors[:, None] * GUESSES, 0.0)
    ends = np.hstack([np.zeros_like(scale), ends])
    low, high = ends[:, :-1], ends[:, 1:]
    above_low, above_high = scale / (scale + low), scale / (scale + high)  # square roots of the shares above
    mass = above_low**2 - above_high**2
    sums = scale * (above_low - above_high) + low * above_low**2 - high * above_high**2
    means = np.clip(sums / np.maximum(mass, 1e-300), low, high)
    fits = np.log(np.maximum(mass, 1e-300)) - ((totals[:, None] - means) / errors[:, None]) ** 2 / 2
    weights = np.exp(fits - fits.max(axis=1, keepdims=True))
    return np.asarray(np.sum(weights * means, axis=1) / weights.sum(axis=1), dtype=np.float64)


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

    The outer bins hold everything beyond them: a bin that ends on place 0 or ``last`` has no limit there. What a total
    is above the guess of its people is noise, and is taken off evenly: else it would draw a curve to where all bins are
    equally full.
    """
    useful = [[histogram for histogram in added(own) if histogram.people >= FEWEST] for own in cohorts]
    most = max([1, *(sum(len(histogram.counts) for histogram in own) for own in useful)])
    low, high, counts, people, noise = np.zeros((5, len(cohorts), most))
    for row, own in enumerate(useful):
        start = 0
        for histogram in own:
            part = slice(start, start := start + len(histogram.counts))
            low[row, part], high[row, part] = histogram.edges[:-1], histogram.edges[1:]
            noise_each = (histogram.total - histogram.people) / len(histogram.counts)
            counts[row, part], people[row, part] = np.array(histogram.counts) - noise_each, histogram.people
            noise[row, part] = histogram.variance
    low = np.where((low <= 0) & (people > 0), -np.inf, low * STEP)
    return Observed(low, np.where(high >= last, np.inf, high * STEP), counts, people, noise)


def z_for(cells: int) -> float:
    """How many standard deviations of noise a count must exceed, so that among ``cells`` empty ones rarely any does."""
    return NormalDist().inv_cdf(1 - FALSE_ALARMS / cells)
