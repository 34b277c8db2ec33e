"""What became of people half a year or a year after a report, from noisy counts: shares of outcomes, change of pay.

Pay now against pay then is a place among nine public bins of their ratio, even on the log scale around 1.
"""

from bisect import bisect
from collections.abc import Mapping, Sequence
from math import exp, log, sqrt
from statistics import NormalDist

from salaries.stats.mix import Bounds, Sums, shares

RATIOS = (1 / 2, 1 / 1.5, 1 / 1.2, 1 / 1.05, 1.05, 1.2, 1.5, 2.0)  # between the nine bins
BINS = len(RATIOS) + 1
WIDEST_FACTOR = 2.5  # between the ends of a median's interval
Z = NormalDist().inv_cdf(0.95)


def bin_of(ratio: float) -> int:
    """The bin of pay now divided by pay then, 0 to 8; a ratio on a limit belongs to the bin above it."""
    return bisect(RATIOS, ratio)


def outcome_shares(counts: Mapping[str, int], variance: float) -> dict[str, Bounds]:
    """Percent of people by outcome with 90 % limits; {} when the noise, of ``variance`` in each count, is too wide."""
    return shares([Sums(tuple(counts), tuple(counts.values()), variance)], tuple(counts), unit=1)


def median_ratio(counts: Sequence[int], variance: float) -> Bounds | None:
    """The median of pay now divided by pay then with a 90 % interval, or None when it is too uncertain.

    The interval reaches to the nearest limits of bins on which a two-sided 90 % test finds fewer, or more, than half of
    the people below. Half the difference between those above and below a limit is tested: the noise of all nine counts
    enters it by half, and so does chance in who came. The median lies where the cumulative count, made to rise, passes
    half, evenly within its bin on the log scale.
    """
    whole = sum(counts)
    spread = Z * sqrt((BINS * variance + max(whole, 1)) / 4)
    if whole < 1:
        return None
    below = [sum(counts[: place + 1]) for place in range(BINS - 1)]
    low = [place for place in range(BINS - 1) if all(below[k] - whole / 2 < -spread for k in range(place + 1))]
    high = [place for place in range(BINS - 1) if all(below[k] - whole / 2 > spread for k in range(place, BINS - 1))]
    if not low or not high:
        return None
    ends = RATIOS[low[-1]], RATIOS[high[0]]
    if ends[1] > WIDEST_FACTOR * ends[0]:
        return None
    return ends[0], min(ends[1], max(ends[0], _crossing(below, whole))), ends[1]


def in_percent(ratios: Bounds) -> Bounds:
    """Ratios as changes in percent of what was there before."""
    low, value, high = (100 * (ratio - 1) for ratio in ratios)
    return low, value, high


def _crossing(below: Sequence[int], whole: int) -> float:
    """The ratio at which the running maximum of ``below`` passes half of ``whole``; at the ends the last limits."""
    last_ratio, last = RATIOS[0], below[0]
    if last >= whole / 2:
        return last_ratio
    for ratio, count in zip(RATIOS[1:], below[1:], strict=True):
        if count >= whole / 2:
            part = (whole / 2 - last) / (count - last)
            return exp(log(last_ratio) + part * (log(ratio) - log(last_ratio)))
        last_ratio, last = ratio, max(last, count)
    return last_ratio
