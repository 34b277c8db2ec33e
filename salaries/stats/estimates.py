"""From noisy histograms to percentiles with intervals, by linear Bayes under a public prior (docs/method.md).

The unknown is the vector of shares of people in 60 cells of the pay axis. The prior is a family of logistic curves in
log pay, with uncertain centre and spread, around what published figures say: its mean and covariance are all that
linear Bayes needs. Noisy counts are used as they are; clipping or renormalising them first would bias the tails.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from salaries.stats.axis import Axis
from salaries.stats.histogram import Floats, quantile
from salaries.stats.privacy import BINS

CELLS = 5 * BINS
Z90 = 1.6449  # standard normal quantile of a 90 % interval
PERCENTILES = (("p10", 0.10, 30), ("p25", 0.25, 20), ("p50", 0.50, 20), ("p75", 0.75, 20), ("p90", 0.90, 30))
FEWEST_FOR_DENSITY = 100
WIDEST = 2.5  # a median whose interval spans more than this factor is withheld
RESIDUAL_WEIGHT = 40.0  # how many people the family's shape is worth against free-form departures from it


@dataclass(frozen=True)
class Prior:
    """What is publicly believed of a role's pay: a logistic curve in log pay whose place is itself uncertain.

    ``centre`` and ``spread`` (standard deviation) are in places of ``axis`` (1 place = 1 %); ``shift`` is the standard
    deviation of the centre, ``stretch`` that of the log of the spread.
    """

    axis: Axis
    centre: float
    spread: float
    shift: float
    stretch: float = 0.25

    @cached_property
    def limits(self) -> Floats:
        """The CELLS + 1 limits, whole places, between which the prior mean has equal mass; ends are the axis's ends."""
        fine = np.arange(self.axis.last + 1, dtype=np.float64)
        cumulative = self._weights @ self._family(fine)
        inner = np.interp(np.arange(1, CELLS) / CELLS, cumulative, fine)
        return _strictly_ascending(np.concatenate([[0.0], np.round(inner), [float(self.axis.last)]]))

    @property
    def bin_edges(self) -> list[int]:
        """The BINS + 1 edges used for a batch: every fifth of ``limits``."""
        return [int(limit) for limit in self.limits[:: CELLS // BINS]]

    @cached_property
    def mean(self) -> Floats:
        """Expected share of people in each cell, shape (CELLS,)."""
        return self._weights @ self._members

    @cached_property
    def covariance(self) -> Floats:
        """Covariance of the shares, shape (CELLS, CELLS): between members of the family, plus free-form departures."""
        apart = self._members - self.mean
        between = (apart * self._weights[:, None]).T @ apart
        free = (np.diag(self.mean) - np.outer(self.mean, self.mean)) / (RESIDUAL_WEIGHT + 1)
        return between + free

    @cached_property
    def _members(self) -> Floats:
        cumulative = self._family(self.limits)
        cumulative[:, 0], cumulative[:, -1] = 0.0, 1.0
        return np.diff(cumulative, axis=1)

    @cached_property
    def _weights(self) -> Floats:
        _, shift_weights = np.polynomial.hermite_e.hermegauss(15)
        _, stretch_weights = np.polynomial.hermite_e.hermegauss(5)
        weights = np.outer(shift_weights, stretch_weights).ravel()
        return weights / weights.sum()

    def _family(self, places: Floats) -> Floats:
        """Cumulative shares at ``places`` for every member, shape (members, places)."""
        shifts, _ = np.polynomial.hermite_e.hermegauss(15)
        stretches, _ = np.polynomial.hermite_e.hermegauss(5)
        centres = np.repeat(self.centre + self.shift * shifts, len(stretches))
        spreads = np.tile(self.spread * np.exp(self.stretch * stretches), len(shifts))
        slope = np.pi / (np.sqrt(3.0) * spreads)
        return 1.0 / (1.0 + np.exp(-np.clip((places - centres[:, None]) * slope[:, None], -60, 60)))


@dataclass(frozen=True)
class NoisyHistogram:
    """Counts with noise: about ``counts[k]`` people have places in (edges[k], edges[k + 1]].

    ``variance`` is that of the noise on each count.
    """

    edges: tuple[int, ...]
    counts: tuple[float, ...]
    variance: float

    @property
    def total(self) -> float:
        """The noisy number of people."""
        return float(sum(self.counts))


@dataclass(frozen=True)
class CohortEstimate:
    """What noisy histograms say of a cohort. Money in dollars; each percentile is (low, value, high) at 90 %."""

    reports: int
    reports_error: float
    withheld: str  # "", "too_few" or "too_unsure"
    percentiles: dict[str, tuple[float, float, float]]
    own_share: float
    density: list[tuple[float, float, float]]  # (from dollars, to dollars, share)


def added(histograms: Sequence[NoisyHistogram]) -> list[NoisyHistogram]:
    """Histograms of different people: those with equal edges are added into one."""
    by_edges: dict[tuple[int, ...], list[NoisyHistogram]] = {}
    for histogram in histograms:
        by_edges.setdefault(histogram.edges, []).append(histogram)
    return [
        NoisyHistogram(edges, tuple(np.sum([h.counts for h in group], axis=0).tolist()), sum(h.variance for h in group))
        for edges, group in by_edges.items()
    ]


def averaged(histograms: Sequence[NoisyHistogram]) -> NoisyHistogram:
    """Histograms of the same people with equal edges: their mean, weighted by precision."""
    weights = np.array([1 / h.variance for h in histograms])
    counts = weights @ np.array([h.counts for h in histograms]) / weights.sum()
    return NoisyHistogram(histograms[0].edges, tuple(counts.tolist()), float(1 / weights.sum()))


def estimate(histograms: Sequence[NoisyHistogram], prior: Prior, z_count: float) -> CohortEstimate:
    """The cohort's percentiles, or why they are withheld.

    ``histograms`` hold different people. A cohort is shown when its noisy count is at least 20 and more than
    ``z_count`` standard deviations of the noise, and when its median's interval is narrower than a factor of 2.5.
    """
    groups = added(histograms)
    total = sum(group.total for group in groups)
    error = float(np.sqrt(sum(len(group.counts) * group.variance for group in groups)))
    shares, covariance = _posterior(groups, prior)
    reports = max(0, round(total))
    own = _own_share(prior, covariance)
    if total < 20 or total < z_count * error:
        return CohortEstimate(reports, error, "too_few", {}, own, [])
    found = _percentiles(prior, shares, covariance, reports)
    low, _, high = found["p50"]
    if high > WIDEST * low:
        return CohortEstimate(reports, error, "too_unsure", {}, own, [])
    density = _density(prior, shares) if reports >= FEWEST_FOR_DENSITY else []
    return CohortEstimate(reports, error, "", found, own, density)


def _posterior(groups: Sequence[NoisyHistogram], prior: Prior) -> tuple[Floats, Floats]:
    """Mean and covariance of the shares after seeing the groups; the prior's where nothing was seen."""
    seen = [group for group in groups if group.total >= 1]
    if not seen:
        return prior.mean, prior.covariance
    designs = [_overlap(group.edges, prior.limits)[:-1] for group in seen]
    design = np.vstack(designs)
    observed = np.concatenate([np.array(g.counts[:-1]) / g.total for g in seen])
    errors = [_error_covariance(g, _overlap(g.edges, prior.limits) @ prior.mean)[:-1, :-1] for g in seen]
    spread = design @ prior.covariance @ design.T + _block_diagonal(errors)
    gain = np.linalg.solve(spread, design @ prior.covariance).T
    shares = prior.mean + gain @ (observed - design @ prior.mean)
    return shares, prior.covariance - gain @ design @ prior.covariance


def _error_covariance(group: NoisyHistogram, expected: Floats) -> Floats:
    """Covariance of counts / total around the true shares: multinomial sampling, and noise (also in the total)."""
    sampling = (np.diag(expected) - np.outer(expected, expected)) / group.total
    through = np.eye(len(expected)) - np.outer(expected, np.ones(len(expected)))
    return sampling + group.variance * (through @ through.T) / group.total**2


def _overlap(edges: Sequence[int], limits: Floats) -> Floats:
    """Which part of each cell lies in each bin, shape (bins, cells); columns add to 1."""
    bounds = np.asarray(edges, dtype=np.float64)
    low = np.maximum(bounds[:-1, None], limits[None, :-1])
    high = np.minimum(bounds[1:, None], limits[None, 1:])
    return np.clip(high - low, 0.0, None) / np.diff(limits)


def _block_diagonal(blocks: Sequence[Floats]) -> Floats:
    size = sum(len(block) for block in blocks)
    whole: NDArray[np.float64] = np.zeros((size, size))
    start = 0
    for block in blocks:
        whole[start : start + len(block), start : start + len(block)] = block
        start += len(block)
    return whole


def _cumulative(shares: Floats, covariance: Floats) -> tuple[Floats, Floats]:
    """Cumulative shares at the limits and their standard deviations, shape (CELLS + 1,) each."""
    lower = np.tril(np.ones((CELLS, CELLS)))
    variance = np.sum((lower @ covariance) * lower, axis=1)
    cumulative = np.concatenate([[0.0], lower @ shares])
    deviation = np.sqrt(np.clip(np.concatenate([[0.0], variance]), 0.0, None))
    return cumulative, deviation


def _percentiles(
    prior: Prior, shares: Floats, covariance: Floats, reports: int
) -> dict[str, tuple[float, float, float]]:
    """The interval of a percentile is every place that is not refuted as being it (inversion of a 90 % test)."""
    cumulative, deviation = _cumulative(shares, covariance)
    limits, dollars = prior.limits, prior.axis.limit
    found = {}
    for name, share, fewest in PERCENTILES:
        if reports >= fewest:
            value = quantile(limits, cumulative, share)
            low = min(value, quantile(limits, cumulative + Z90 * deviation, share))
            high = max(value, quantile(limits, cumulative - Z90 * deviation, share))
            found[name] = (dollars(low), dollars(value), dollars(high))
    return found


def _own_share(prior: Prior, covariance: Floats) -> float:
    """By how much the data reduced the variance of the cumulative share at the prior's median, 0 to 1."""
    half = slice(0, CELLS // 2)
    before = float(prior.covariance[half, half].sum())
    after = float(covariance[half, half].sum())
    return min(1.0, max(0.0, 1 - after / before))


def _density(prior: Prior, shares: Floats) -> list[tuple[float, float, float]]:
    """Shares in bins of five cells with their limits in dollars, for drawing; negative shares are shown as none."""
    step = CELLS // BINS
    edges = [prior.axis.limit(limit) for limit in prior.limits[::step]]
    masses = np.clip(shares.reshape(BINS, step).sum(axis=1), 0.0, None)
    return [(edges[k], edges[k + 1], float(mass)) for k, mass in enumerate(masses / masses.sum())]


def _strictly_ascending(limits: Floats) -> Floats:
    """``limits`` moved up where needed so that each is at least one place above the one before, within the ends."""
    steps = np.arange(len(limits), dtype=np.float64)
    ascending = np.maximum.accumulate(limits - steps) + steps
    return np.minimum(ascending, limits[-1] - steps[::-1])
