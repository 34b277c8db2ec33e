"""Percentiles of exact, weighted numbers."""

from collections.abc import Sequence
from decimal import Decimal

QUANTILES = {
    "p10": Decimal("0.1"), "p25": Decimal("0.25"), "p50": Decimal("0.5"), "p75": Decimal("0.75"), "p90": Decimal("0.9"),
}  # fmt: skip


def weighted_quantile(pairs: Sequence[tuple[Decimal, Decimal]], share: Decimal) -> Decimal:
    """The value below which ``share`` of the weight lies; the mean of two values where it lies exactly between them.

    ``pairs`` are (value, weight above zero). With equal weights and a share of one half this is the usual median.
    Raises ValueError when there is nothing to divide.
    """
    if not pairs:
        raise ValueError("A quantile needs at least one value.")
    ordered = sorted(pairs)
    target = share * sum(weight for _, weight in ordered)
    reached = Decimal(0)
    for index, (value, weight) in enumerate(ordered):
        reached += weight
        if reached == target and index + 1 < len(ordered):
            return (value + ordered[index + 1][0]) / 2
        if reached >= target:
            return value
    return ordered[-1][0]
