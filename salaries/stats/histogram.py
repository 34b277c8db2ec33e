"""Distributions on the axis: where their quantiles lie and how often one exceeds another."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
End = Literal["low", "value", "high"]
ENDS: tuple[End, ...] = get_args(End)


def quantile(limits: Floats, cumulative: Floats, share: float) -> float:
    """The place below which ``share`` (0 to 1) of the people are; linear between limits.

    ``limits`` (K + 1 ascending places) and ``cumulative`` (K + 1 values, first 0, last 1). Where ``cumulative`` is not
    monotone its running maximum is used.
    """
    monotone = np.maximum.accumulate(np.clip(cumulative, 0.0, 1.0))
    return float(np.interp(share, monotone, limits))


def counts_in(edges: Sequence[int], places: Sequence[int]) -> list[int]:
    """How many ``places`` fall in each bin; bin k holds those in (edges[k], edges[k + 1]], the first also its edge."""
    bins = np.searchsorted(np.asarray(edges[1:-1]), np.asarray(places, dtype=np.int64), side="left")
    return [int(count) for count in np.bincount(bins, minlength=len(edges) - 1)]


@dataclass(frozen=True)
class Curve:
    """A distribution of pay as ``places`` (log dollars, ascending) and the share of people below each (0 to 1).

    Between two places people lie evenly on the log scale.
    """

    places: tuple[float, ...]
    below: tuple[float, ...]


def curve(percentiles: Sequence[tuple[float, float]]) -> Curve:
    """The curve through ``percentiles``: (share below, dollars), ascending, with 0.5 among them.

    Nobody knows how far the tails reach. Each ends as far beyond the outermost percentile, on the log scale, as that
    lies from the median: on a bell curve that would be about 2.6 standard deviations.
    """
    shares = [share for share, _ in percentiles]
    logs = [math.log(dollars) for _, dollars in percentiles]
    middle = logs[shares.index(0.5)]
    places = np.maximum.accumulate([2 * logs[0] - middle, *logs, 2 * logs[-1] - middle])
    return Curve(tuple(float(place) for place in places), (0.0, *shares, 1.0))


def chance_above(first: Curve, second: Curve) -> float:
    """How often somebody drawn from ``first`` earns more than somebody drawn from ``second``, 0 to 1; ties count half.

    Exact for the curves: between any two neighbouring places of either, both are even.
    """
    places = np.unique(np.concatenate([first.places, second.places]))
    upper = [_at(one, places, "right") for one in (first, second)]
    lower = [_at(one, places, "left") for one in (first, second)]
    between = float(np.sum((lower[0][1:] - upper[0][:-1]) * (lower[1][1:] + upper[1][:-1]) / 2))
    jumps = float(np.sum((upper[0] - lower[0]) * (upper[1] + lower[1]) / 2))
    return between + jumps


def interval_of_two(share: Callable[[End, End], float]) -> tuple[float, float, float]:
    """Low, value and high of a share that two estimates decide: it grows with the first and falls with the second.

    ``share`` gives it for each end of the one's interval and of the other's. What each estimate alone can change is
    added as independent errors are (Zou and Donner 2008, Statistics in Medicine 27:1693, with differences of shares).
    Estimates that share people or relatives err alike, which makes this too wide and not too narrow.
    """
    value = share("value", "value")
    low = value - math.hypot(value - share("low", "value"), value - share("value", "high"))
    high = value + math.hypot(share("high", "value") - value, share("value", "low") - value)
    return max(low, 0.0), value, min(high, 1.0)


def share_above(one: Curve, dollars: float) -> float:
    """The share of people who earn more than ``dollars``, 0 to 1."""
    return 1 - float(_at(one, np.array([math.log(dollars)]), "right")[0])


def _at(one: Curve, places: Floats, side: Literal["left", "right"]) -> Floats:
    """Shares below (``left``) or not above (``right``) each place; they differ where many share one place."""
    known, below = np.asarray(one.places), np.asarray(one.below)
    found = np.interp(places, known, below)
    for k in np.flatnonzero(np.diff(known) == 0):
        here = places == known[k]
        first, last = np.searchsorted(known, known[k], "left"), np.searchsorted(known, known[k], "right") - 1
        found[here] = below[first if side == "left" else last]
    return found


def curve_of(limits: Sequence[float], shares: Sequence[float]) -> Curve:
    """The curve of a histogram: K + 1 ascending ``limits`` in dollars and the K shares between them, adding to 1."""
    below = np.concatenate([[0.0], np.cumsum(shares)])
    return Curve(tuple(math.log(limit) for limit in limits), tuple(float(share) for share in below / below[-1]))


def dollars_at(one: Curve, share: float) -> float:
    """The pay, in dollars, that ``share`` (0 to 1) of the people do not exceed."""
    return math.exp(quantile(np.array(one.places), np.array(one.below), share))


def error_of_chance(chance: float, first: float, second: float) -> float:
    """The standard error of ``chance_above`` when it was seen in ``first`` and ``second`` people drawn at random.

    From Hanley and McNeil (1982), Radiology 143:29, formula 1: it assumes nothing of the shapes but that they are
    about exponential, and is a little too wide for most others. Both numbers must be at least 1.
    """
    once, twice = chance / (2 - chance), 2 * chance**2 / (1 + chance)
    spread = chance * (1 - chance) + (first - 1) * (once - chance**2) + (second - 1) * (twice - chance**2)
    return math.sqrt(max(spread, 0.0) / (first * second))


def smooth(bars: Sequence[tuple[float, float, float]], places: Sequence[float], width: float) -> list[float]:
    """The density at ``places`` (log dollars) of ``bars`` (from dollars, to dollars, share), per unit of log pay.

    Each bar is even on the log scale and blurred by a bell curve of standard deviation ``width``, so that the eye does
    not read the noise in single bars. The outer two bars have no real end: they are taken twice as wide as their
    neighbours.
    """
    ends = [(math.log(low), math.log(high)) for low, high, _ in bars]
    if len(ends) > 2:
        ends[0] = (max(ends[0][0], ends[0][1] - 2 * (ends[1][1] - ends[1][0])), ends[0][1])
        ends[-1] = (ends[-1][0], min(ends[-1][1], ends[-1][0] + 2 * (ends[-2][1] - ends[-2][0])))
    filled = [(end, share) for end, (_, _, share) in zip(ends, bars, strict=True) if share]
    scale = width * math.sqrt(2)
    edges = sorted({edge for end, _ in filled for edge in end})
    found = []
    for place in places:
        below = {edge: math.erf((place - edge) / scale) for edge in edges}  # neighbours share an edge
        found.append(sum(share * (below[low] - below[high]) / (2 * (high - low)) for (low, high), share in filled))
    return found
