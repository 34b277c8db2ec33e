"""What income goes to, from noisy sums over people: to costs, and in which kinds it comes.

Of a hundred units of income each person spreads a hundred over ``COSTS`` and the streams, so one person moves the sums
by a hundred in all, whatever the number of parts. Batches from before costs were counted spread it over streams alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from salaries.stats.privacy import SHARE_TOTAL

COSTS = "costs"
WIDEST = 10.0  # percentage points of noise (90 %) beyond which shares are withheld
WIDEST_FACTOR = 2.5  # of the interval of pay before costs, as of a median
Z = NormalDist().inv_cdf(0.95)
Bounds = tuple[float, float, float]  # low, value, high


@dataclass(frozen=True)
class Sums:
    """Noisy sums by part, in the order of ``parts``; ``variance`` is the noise's in each of them."""

    parts: tuple[str, ...]
    totals: tuple[int, ...]
    variance: float


def cost_share(sums: Sequence[Sums]) -> Bounds | None:
    """Percent of income that goes to costs, the mean over people, with 90 % limits; None when the noise is too wide.

    Reads those of ``sums`` that count costs; ValueError when none does.
    """
    known = [one for one in sums if COSTS in one.parts]
    if not known:
        raise ValueError("Nothing here counts costs.")
    return shares(known, known[0].parts).get(COSTS)


def stream_shares(sums: Sequence[Sums], streams: Sequence[str]) -> dict[str, Bounds]:
    """Percent of what costs leave by stream, with 90 % limits; {} when the noise is too wide.

    Everybody counts by the part of their income that costs leave. In sums without costs nobody's is known, and all
    count in full.
    """
    return shares(sums, streams)


def before_costs(pay: Bounds, costs: Bounds) -> Bounds | None:
    """About what was taken in where ``pay`` is left and ``costs`` percent are spent; limits by limits.

    None when they lie further apart than a factor of 2.5.
    """
    if costs[2] >= 100 or pay[0] <= 0:
        return None
    low, value, high = (amount / (1 - percent / 100) for amount, percent in zip(pay, costs, strict=True))
    return (low, value, high) if high <= WIDEST_FACTOR * low else None


def shares(sums: Sequence[Sums], names: Sequence[str], unit: int = SHARE_TOTAL) -> dict[str, Bounds]:
    """Each of ``names`` in percent of all of them together, or {}; a person adds ``unit`` to the sums.

    A share is s = x / y with y the sum of k names. Its noise is that of (x - s y) / y, to first order: the name's own
    times 1 - s and the k - 1 others' times s. The sampling variance is the largest that a mean of shares of so many
    people can have, s (1 - s) / people, where who keeps half of an income counts half.

    Noise makes some sums negative, and the others then add to more than the whole. The shares given are the nearest to
    those seen that are none of them negative and add to the whole: nearer to the truth than those seen, which has both
    properties too. Limits are those of the share seen, moved out where the given one lies beyond.
    """
    rows = [dict(zip(one.parts, one.totals, strict=True)) for one in sums]
    totals = {name: sum(row.get(name, 0) for row in rows) for name in names}
    whole = sum(totals.values())
    people = whole / unit
    noise = sum(one.variance for one in sums)
    if people < 1 or 100 * Z * noise**0.5 / whole > WIDEST:
        return {}
    seen = [total / whole for total in totals.values()]
    found = {}
    for name, share, given in zip(
        totals, (min(1.0, max(0.0, share)) for share in seen), nearest_mix(seen), strict=True
    ):
        blur = noise * ((1 - share) ** 2 + (len(names) - 1) * share**2) / whole**2
        reach = Z * (blur + share * (1 - share) / people) ** 0.5
        low, high = min(given, share - reach), max(given, share + reach)
        found[name] = (100 * max(0.0, low), 100 * given, 100 * min(1.0, high))
    return found


def nearest_mix(shares: Sequence[float]) -> list[float]:
    """The nearest point to ``shares``, which add to 1, of those that add to 1 and have no negative part.

    The same amount is taken off every part that stays above nothing (Held, Wolfe and Crowder 1974).
    """
    left = sorted(shares, reverse=True)
    off = max((sum(left[:kept]) - 1) / kept for kept in range(1, len(left) + 1))
    return [max(0.0, share - off) for share in shares]
