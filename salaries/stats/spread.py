"""Published records of pay as a histogram on the public axis: weighted, and with what they are worth as a sample."""

from collections.abc import Sequence
from dataclasses import dataclass

from salaries.stats.axis import Axis

STEP = 10  # places of 1 %: fine enough for a median within 2 %, coarse enough to read in a text file
LOWEST = -230  # a tenth of the axis's base: where pay below the axis is drawn from
DIGITS = 6


@dataclass(frozen=True)
class Spread:
    """``edges``: K + 1 ascending places; ``shares``: the K weighted shares between them, adding to 1.

    ``effective`` is how many equally weighted records would say as much.
    """

    edges: tuple[int, ...]
    shares: tuple[float, ...]
    records: int
    effective: float


def spread(axis: Axis, records: Sequence[tuple[float, float]], clusters: Sequence[float] = ()) -> Spread:
    """The histogram of ``records`` (pay in dollars, weight above zero) from its first to its last filled bin.

    Bins are STEP places wide and aligned to place 0; pay up to the axis's base is one bin below it. ``clusters`` are
    the weights of groups of records that are really one, such as repeats of the same posting; without them each record
    stands for itself. Raises ValueError when there are no records.
    """
    if not records:
        raise ValueError("A histogram needs at least one record.")
    filled: dict[int, float] = {}
    for pay, weight in records:
        place = axis.place(pay)
        bin_ = -1 if place == 0 else (place - 1) // STEP
        filled[bin_] = filled.get(bin_, 0.0) + weight
    first, last = min(filled), max(filled)
    total = sum(filled.values())
    edges = [LOWEST if bin_ < 0 else bin_ * STEP for bin_ in range(first, last + 2)]
    shares = [filled.get(bin_, 0.0) / total for bin_ in range(first, last + 1)]
    return Spread(tuple(edges), rounded(shares), len(records), kish(clusters or [weight for _, weight in records]))


def kish(weights: Sequence[float]) -> float:
    """The effective number of weighted records: (sum of weights)^2 / sum of their squares (Kish 1965, Survey Sampling).

    Raises ZeroDivisionError when all weights are zero.
    """
    return sum(weights) ** 2 / sum(weight**2 for weight in weights)


def rounded(shares: Sequence[float]) -> tuple[float, ...]:
    """Shares to DIGITS digits that still add to exactly 1: the largest takes up what rounding left."""
    found = [round(share, DIGITS) for share in shares]
    largest = found.index(max(found))
    found[largest] = round(found[largest] + 1 - sum(found), DIGITS)
    return tuple(found)
