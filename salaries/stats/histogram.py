"""Distributions on the axis: where their quantiles lie and how often one exceeds another."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def quantile(limits: Floats, cumulative: Floats, share: float) -> float:
    """The place below which ``share`` (0 to 1) of the people are; linear between limits.

    ``limits`` (K + 1 ascending places) and ``cumulative`` (K + 1 values, first 0, last 1). Where ``cumulative`` is not
    monotone its running maximum is used.
    """
    monotone = np.maximum.accumulate(np.clip(cumulative, 0.0, 1.0))
    return float(np.interp(share, monotone, limits))


def share_below(limits: Floats, cumulative: Floats, place: float) -> float:
    """The share of people below ``place``; the inverse of ``quantile``."""
    return float(np.interp(place, limits, np.maximum.accumulate(np.clip(cumulative, 0.0, 1.0))))


def counts_in(edges: Sequence[int], places: Sequence[int]) -> list[int]:
    """How many ``places`` fall in each bin; bin k holds those in (edges[k], edges[k + 1]], the first also its edge."""
    bins = np.searchsorted(np.asarray(edges[1:-1]), np.asarray(places, dtype=np.int64), side="left")
    return [int(count) for count in np.bincount(bins, minlength=len(edges) - 1)]
