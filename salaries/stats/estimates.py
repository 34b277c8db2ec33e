"""From noisy histograms to percentiles with intervals, under a belief from elsewhere (docs/method.md, "Estimates").

A belief is a logistic curve in log pay whose centre and width are uncertain. The counts first move the curve
(salaries.stats.beliefs), then bend it: free-form departures from it are found by linear Bayes, so that many reports
speak for themselves. Noisy counts are used as they are; clipping or renormalising them first would bias the tails.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from salaries.stats.axis import STEP, Axis
from salaries.stats.beliefs import SPREAD_PER_WIDTH, WEIGHTS, Beliefs, learnt
from salaries.stats.histogram import Floats
from salaries.stats.noisy import NoisyHistogram, Observed, observed
from salaries.stats.privacy import BINS

CELLS = 60  # between which shares are linear
DRAWN = 12  # bins of a drawn distribution
Z90 = 1.6449  # standard normal quantile of a 90 % interval
SHARES = {"p10": 0.10, "p25": 0.25, "p50": 0.50, "p75": 0.75, "p90": 0.90}
FEWEST = {"p10": 30, "p25": 20, "p50": 20, "p75": 20, "p90": 30}  # reports from which a percentile is shown
FEWEST_FOR_DENSITY = 100
WIDEST = 2.5  # a median whose interval spans more than this factor is withheld
CURVE_WEIGHT = 40.0  # how many people the curve's shape is worth against free-form departures; 15 to 60 are as good
TOGETHER = 100  # cohorts estimated in one go: more would not fit the processor's cache


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
    def bin_edges(self) -> list[int]:
        """The BINS + 1 edges used for a batch."""
        return self.edges(BINS)

    def edges(self, bins: int) -> list[int]:
        """The limits of ``bins`` bins: whole places, with equal mass between them under the expected curve."""
        fine = np.arange(self.axis.last + 1, dtype=np.float64)
        cumulative = WEIGHTS @ self.belief.members(fine[None, :] * STEP)[0]
        inner = np.round(np.interp(np.arange(1, bins) / bins, cumulative, fine))
        return _strictly_ascending(np.concatenate([[0.0], inner, [float(self.axis.last)]]))

    @cached_property
    def belief(self) -> Beliefs:
        """The same as a belief of one curve."""
        numbers = [self.centre * STEP, (self.shift * STEP) ** 2]
        numbers += [np.log(self.spread * STEP / SPREAD_PER_WIDTH), self.stretch**2]
        return Beliefs(*(np.array([number]) for number in numbers))


@dataclass(frozen=True)
class CohortEstimate:
    """What noisy histograms say of a cohort. Money in dollars; each percentile is (low, value, high) at 90 %."""

    reports: int
    reports_error: float
    withheld: str  # "", "too_few" or "too_unsure"
    percentiles: dict[str, tuple[float, float, float]]
    own_share: float
    density: list[tuple[float, float, float]]  # (from dollars, to dollars, share)


@dataclass(frozen=True)
class Posterior:
    """What is known of n cohorts after all: shares below each limit and their standard deviations, shape (n, L).

    ``limits`` are log pay above the axis's base. ``own_share`` (n,) is by how much the cohort's own counts reduced the
    variance of its centre.
    """

    limits: Floats
    below: Floats
    deviation: Floats
    own_share: Floats

    @classmethod
    def joined(cls, parts: Sequence["Posterior"]) -> "Posterior":
        """Several parts one after the other."""
        return cls(
            np.concatenate([part.limits for part in parts]), np.concatenate([part.below for part in parts]),
            np.concatenate([part.deviation for part in parts]), np.concatenate([part.own_share for part in parts]),
        )  # fmt: skip

    def percentiles(self, shares: Sequence[float]) -> Floats:
        """Low, value and high log pay of each percentile, shape (n, 3, len(shares)).

        The 90 % interval holds every place that is not refuted as being the percentile by a two-sided 90 % test. Where
        shares are not monotone, their running maximum is used.
        """
        bands = np.stack([self.below + Z90 * self.deviation, self.below, self.below - Z90 * self.deviation], axis=1)
        bands = np.maximum.accumulate(np.clip(bands, 0.0, 1.0), axis=2)
        found = [
            [np.interp(shares, band, limits) for band in rows] for limits, rows in zip(self.limits, bands, strict=True)
        ]
        return np.array(found)


def posterior(seen: Observed, before: Beliefs, last: float) -> Posterior:
    """The distribution of pay in each cohort, from its counts and what was believed ``before``; ``last`` is the axis's
    end in log pay."""
    after = learnt(seen, before)
    limits = after.cells(CELLS, last)
    members = after.members(limits)
    members[:, :, 0], members[:, :, -1] = 0.0, 1.0
    below = np.einsum("m,nml->nl", WEIGHTS, members)
    between = np.einsum("m,nml->nl", WEIGHTS, (members - below[:, None, :]) ** 2)
    low, high = (np.einsum("m,nml->nl", WEIGHTS, after.members(x)) for x in (seen.low, seen.high))
    bent, variance = _departures(seen, below, low, high)
    own = np.clip(1 - after.centre_variance / before.centre_variance, 0.0, 1.0)
    return Posterior(limits, bent, np.sqrt(between + np.maximum(variance, 0.0)), own)


def _departures(seen: Observed, below: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Shares below the limits after the counts have bent the curve, and the variance of what they leave open.

    Departures from the curve are a Brownian bridge worth CURVE_WEIGHT people, observed through the bins with sampling
    and noise. All arguments are shares under the curve: at limits (n, L), and at the bins' ends (n, B).
    """
    shares = high - low
    with_limits = np.clip(np.minimum(below[:, :, None], high[:, None, :]) - low[:, None, :], 0.0, None)
    with_limits = (with_limits - below[:, :, None] * shares[:, None, :]) / (CURVE_WEIGHT + 1)
    common = np.minimum(high[:, :, None], high[:, None, :]) - np.maximum(low[:, :, None], low[:, None, :])
    between_bins = np.clip(common, 0.0, None) - shares[:, :, None] * shares[:, None, :]
    people = np.maximum(seen.people, 1.0)
    errors = np.where(seen.people > 0, np.maximum(shares, 1e-9) / people + seen.noise / people**2, 1e6)
    total = between_bins / (CURVE_WEIGHT + 1) + errors[:, :, None] * np.eye(errors.shape[1])
    gain = np.linalg.solve(total, np.swapaxes(with_limits, 1, 2))
    apart = np.where(seen.people > 0, seen.counts / people - shares, 0.0)
    variance = below * (1 - below) / (CURVE_WEIGHT + 1) - np.sum(with_limits * np.swapaxes(gain, 1, 2), axis=2)
    return below + np.einsum("nbl,nb->nl", gain, apart), variance


def percentiles_of(beliefs: Beliefs, last: float) -> Floats:
    """Low, value and high of every percentile in SHARES under ``beliefs`` alone, as multiples of the axis's base."""
    found = posterior(observed([[]] * len(beliefs.centre), 0), beliefs, last)
    return np.exp(found.percentiles(list(SHARES.values())))


def three_digits(value: float) -> float:
    """``value`` to three significant digits: more would look surer than any estimate here is."""
    return float(f"{value:.3g}")


def estimate(histograms: Sequence[NoisyHistogram], prior: Prior, z_count: float) -> CohortEstimate:
    """The cohort's percentiles, or why they are withheld, from histograms of different people.

    A cohort is shown when its noisy count is at least 20 and more than ``z_count`` standard deviations of the noise,
    and when its median's interval is narrower than a factor of 2.5.
    """
    return next(estimates([histograms], prior.belief, prior.axis, z_count))


def estimates(
    cohorts: Sequence[Sequence[NoisyHistogram]], before: Beliefs, axis: Axis, z_count: float
) -> Iterator[CohortEstimate]:
    """``estimate`` of many cohorts at once, each under its own belief ``before``, in their order."""
    for start in range(0, len(cohorts), TOGETHER):
        part = slice(start, start + TOGETHER)
        found = posterior(observed(cohorts[part], axis.last), before.take(part), axis.last * STEP)
        pay = axis.base * np.exp(found.percentiles(list(SHARES.values())))
        for row, histograms in enumerate(cohorts[part]):
            yield _shown(histograms, found, row, pay[row], axis, z_count)


def _shown(
    histograms: Sequence[NoisyHistogram], found: Posterior, row: int, pay: Floats, axis: Axis, z_count: float
) -> CohortEstimate:
    total = sum(histogram.total for histogram in histograms)
    error = float(np.sqrt(sum(len(histogram.counts) * histogram.variance for histogram in histograms)))
    reports, own = max(0, round(total)), float(found.own_share[row])
    if total < min(FEWEST.values()) or total < z_count * error:
        return CohortEstimate(reports, error, "too_few", {}, own, [])
    bounds = dict(zip(SHARES, pay.T.tolist(), strict=True))
    low, _, high = bounds["p50"]
    if high > WIDEST * low:
        return CohortEstimate(reports, error, "too_unsure", {}, own, [])
    shown = {name: (low, value, high) for name, (low, value, high) in bounds.items() if reports >= FEWEST[name]}
    density = _density(found, row, axis) if reports >= FEWEST_FOR_DENSITY else []
    return CohortEstimate(reports, error, "", shown, own, density)


def _density(found: Posterior, row: int, axis: Axis) -> list[tuple[float, float, float]]:
    """Shares in bins of five cells with their limits in dollars, for drawing; negative shares are shown as none."""
    step = CELLS // DRAWN
    edges = (axis.base * np.exp(found.limits[row, ::step])).tolist()
    masses = np.clip(np.diff(found.below[row, ::step]), 0.0, None)
    return list(zip(edges[:-1], edges[1:], (masses / masses.sum()).tolist(), strict=True))


def _strictly_ascending(edges: Floats) -> list[int]:
    """``edges`` moved up where needed so that each is at least one place above the one before, within the ends."""
    steps = np.arange(len(edges), dtype=np.float64)
    ascending = np.maximum.accumulate(edges - steps) + steps
    return [int(edge) for edge in np.minimum(ascending, edges[-1] - steps[::-1])]
