"""Counting in bins and reading quantiles, against slow and obviously right twins."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from salaries.stats.histogram import counts_in, quantile, share_below

edges_of_bins = st.lists(st.integers(1, 990), min_size=1, max_size=11, unique=True).map(
    lambda inner: [0, *sorted(inner), 991]
)


@given(edges_of_bins, st.lists(st.integers(0, 991), max_size=60))
def test_counts_equal_the_slow_twin(edges: list[int], places: list[int]) -> None:
    slow = [sum(1 for p in places if low < p <= high) for low, high in pairwise(edges)]
    slow[0] += sum(1 for p in places if p == 0)
    assert counts_in(edges, places) == slow


@given(st.floats(0.01, 0.99))
def test_a_quantile_and_its_share_are_inverse(share: float) -> None:
    limits = np.array([0.0, 200.0, 300.0, 991.0])
    cumulative = np.array([0.0, 0.2, 0.7, 1.0])
    assert abs(share_below(limits, cumulative, quantile(limits, cumulative, share)) - share) < 1e-9


def test_a_dip_in_the_cumulative_is_bridged() -> None:
    limits = np.array([0.0, 100.0, 200.0, 300.0])
    assert quantile(limits, np.array([0.0, 0.6, 0.5, 1.0]), 0.55) < 100
