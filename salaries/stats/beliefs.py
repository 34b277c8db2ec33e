"""What is believed of cohorts' pay: logistic curves in log pay whose centre and width are uncertain.

Everything is an array over cohorts, so that thousands cost little more than one. Units: natural logarithm of pay above
the axis's base. Why logistic: residuals of real pay follow it from the 5th to the 95th percentile (docs/method.md).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from salaries.stats.histogram import Floats
from salaries.stats.noisy import Observed

Ints = NDArray[np.int64]
ROUNDS = 8  # of Fisher scoring; twelve moved no loss by 0.1 %
CLOSE_ENOUGH = 1e-3  # a step of the centre of 0.1 %, a third of what three digits show
LONGEST_STEP = 1.5  # in widths of the curve, so that a bad start cannot run away
FARTHEST = 40.0  # widths from the centre beyond which a logistic curve is 0 or 1 to double precision
SPREAD_PER_WIDTH = np.pi / np.sqrt(3.0)  # standard deviation of a logistic curve of width 1
_CENTRES, _CENTRE_WEIGHTS = np.polynomial.hermite_e.hermegauss(7)
_WIDTHS, _WIDTH_WEIGHTS = np.polynomial.hermite_e.hermegauss(3)
WEIGHTS = np.outer(_CENTRE_WEIGHTS, _WIDTH_WEIGHTS).ravel() / (_CENTRE_WEIGHTS.sum() * _WIDTH_WEIGHTS.sum())


@dataclass(frozen=True)
class Beliefs:
    """Mean and variance of the centre and of the logarithm of the width of n curves, shape (n,) each."""

    centre: Floats
    centre_variance: Floats
    width: Floats
    width_variance: Floats

    def take(self, part: slice | Ints) -> "Beliefs":
        """Those in ``part``."""
        return Beliefs(*self.as_array[:, part])

    @property
    def as_array(self) -> Floats:
        """The four arrays as rows of one, in their order."""
        return np.stack([self.centre, self.centre_variance, self.width, self.width_variance])

    def members(self, limits: Floats) -> Floats:
        """Shares below ``limits`` (n, L) under 21 curves that stand for each belief with WEIGHTS, shape (n, 21, L)."""
        centres = self.centre[:, None] + np.sqrt(self.centre_variance)[:, None] * np.repeat(_CENTRES, len(_WIDTHS))
        widths = self.width[:, None] + np.sqrt(self.width_variance)[:, None] * np.tile(_WIDTHS, len(_CENTRES))
        return logistic((limits[:, None, :] - centres[:, :, None]) / np.exp(widths)[:, :, None])

    def cells(self, count: int, last: float) -> Floats:
        """Limits of ``count`` cells of about equal mass between 0 and ``last``, shape (n, count + 1)."""
        width = np.sqrt(np.exp(2 * self.width) + self.centre_variance / SPREAD_PER_WIDTH**2)
        shares = np.arange(1, count) / count
        inner = self.centre[:, None] + width[:, None] * np.log(shares / (1 - shares))
        margin = last * 1e-6 * np.arange(1, count)
        ends = np.zeros((len(inner), 1))
        return np.hstack([ends, np.clip(inner, margin, last - margin[::-1]), ends + last])


def logistic(z: Floats) -> Floats:
    """1 / (1 + exp(-z)) without overflow; takes infinities."""
    return 1.0 / (1.0 + np.exp(-np.clip(z, -FARTHEST, FARTHEST)))


def learnt(seen: Observed, before: Beliefs) -> Beliefs:
    """``before`` after seeing the counts: the posterior's mode, and variances from the expected curvature (Laplace).

    Fisher scoring on the quasi-likelihood whose variance is sampling plus noise (Wedderburn 1974): noisy counts enter
    linearly, so noise makes the answer unsure but does not bias it. The width's score gives back the degree of freedom
    that the centre took; without it a few reports look too much alike. Half of that correction is for a spread that the
    variance follows, so noise, which does not, takes it away (checked by simulation in tests/test_model.py).
    """
    centre, width = before.centre, before.width
    for _ in range(ROUNDS):
        score, information, sampling = _score(seen, centre, width)
        own = information[0] / (information[0] + 1 / before.centre_variance) * (1 + sampling) / 2
        score = score - [
            (centre - before.centre) / before.centre_variance,
            (width - before.width) / before.width_variance - own,
        ]
        to_centre = information[0] + 1 / before.centre_variance
        to_width = information[1] + 1 / before.width_variance
        both = information[2]
        determinant = to_centre * to_width - both**2
        longest = LONGEST_STEP * np.exp(width)
        step = np.clip((to_width * score[0] - both * score[1]) / determinant, -longest, longest)
        centre = centre + step
        width = width + np.clip((to_centre * score[1] - both * score[0]) / determinant, -0.5, 0.5)
        if np.all(np.abs(step) < CLOSE_ENOUGH):
            break
    return Beliefs(centre, to_width / determinant, width, to_centre / determinant)


def _score(seen: Observed, centre: Floats, width: Floats) -> tuple[Floats, Floats, Floats]:
    """Score of centre and width, shape (2, n); information: centre, width, both, shape (3, n); and which share of the
    centre's variance is sampling and not noise, shape (n,)."""
    scale = np.exp(width)[:, None]
    low, high = (np.clip((x - centre[:, None]) / scale, -FARTHEST, FARTHEST) for x in (seen.low, seen.high))
    below, above = 1 / (1 + np.exp(-low)), 1 / (1 + np.exp(-high))
    slope_low, slope_high = below * (1 - below), above * (1 - above)
    by_centre = (slope_low - slope_high) / scale
    by_width = low * slope_low - high * slope_high
    expected = seen.people * np.maximum(above - below, 1e-12)
    weight = 1 / (expected + seen.noise + 1e-12)
    by_centre, by_width = (_shape(seen.people * slope, expected, weight) for slope in (by_centre, by_width))
    information = [weight * by_centre**2, weight * by_width**2, weight * by_centre * by_width]
    told = np.sum(information, axis=2)
    sampling = np.sum(information[0] * weight * expected, axis=1) / np.maximum(told[0], 1e-12)
    return np.sum([weight * slope * seen.counts for slope in (by_centre, by_width)], axis=2), told, sampling


def _shape(slope: Floats, expected: Floats, weight: Floats) -> Floats:
    """What is left of ``slope`` when as many people more or fewer as the counts ask for are let in.

    How many people there are is itself only guessed from noisy counts. Were it taken for granted, a cell believed to
    hold more people than it does would draw the curve to where all bins are equally full.
    """
    common = np.sum(slope * expected * weight, axis=1) / np.maximum(np.sum(expected**2 * weight, axis=1), 1e-12)
    return slope - expected * common[:, None]


def sampling_share(seen: Observed, at: Beliefs) -> Floats:
    """Which share of the variance of what counts say of a centre is sampling and not noise, shape (n,), 0 to 1."""
    return np.clip(_score(seen, at.centre, at.width)[2], 0.0, 1.0)


def evidence(after: Beliefs, before: Beliefs) -> Beliefs:
    """What the counts alone said: the normal densities of ``after`` divided by those of ``before``."""
    centre = _quotient(after.centre, after.centre_variance, before.centre, before.centre_variance)
    return Beliefs(*centre, *_quotient(after.width, after.width_variance, before.width, before.width_variance))


def _quotient(mean: Floats, variance: Floats, by_mean: Floats, by_variance: Floats) -> tuple[Floats, Floats]:
    precision = np.maximum(1 / variance - 1 / by_variance, 1e-4)
    return (mean / variance - by_mean / by_variance) / precision, 1 / precision
