"""Counting in bins and reading quantiles, against slow and obviously right twins."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from salaries.stats.histogram import (
    ENDS,
    Curve,
    chance_above,
    counts_in,
    curve,
    interval_of_two,
    quantile,
    share_above,
    smooth,
)

edges_of_bins = st.lists(st.integers(1, 990), min_size=1, max_size=11, unique=True).map(
    lambda inner: [0, *sorted(inner), 991]
)


@given(edges_of_bins, st.lists(st.integers(0, 991), max_size=60))
def test_counts_equal_the_slow_twin(edges: list[int], places: list[int]) -> None:
    slow = [sum(1 for p in places if low < p <= high) for low, high in pairwise(edges)]
    slow[0] += sum(1 for p in places if p == 0)
    assert counts_in(edges, places) == slow


@given(st.floats(0.01, 0.99))
def test_below_a_quantile_lies_its_share(share: float) -> None:
    limits = np.array([0.0, 200.0, 300.0, 991.0])
    cumulative = np.array([0.0, 0.2, 0.7, 1.0])
    assert abs(np.interp(quantile(limits, cumulative, share), limits, cumulative) - share) < 1e-9


def test_a_dip_in_the_cumulative_is_bridged() -> None:
    limits = np.array([0.0, 100.0, 200.0, 300.0])
    assert quantile(limits, np.array([0.0, 0.6, 0.5, 1.0]), 0.55) < 100


PEOPLE = st.lists(st.floats(1_000, 1_000_000), min_size=5, max_size=5).map(sorted)
SHARES = (0.1, 0.25, 0.5, 0.75, 0.9)


def drawn_from(one: Curve) -> list[float]:
    """Four hundred people in equal steps of the curve: the slow twin of its formulas."""
    ranks = [(k + 0.5) / 400 for k in range(400)]
    return [float(np.interp(rank, one.below, one.places)) for rank in ranks]


@given(PEOPLE, PEOPLE)
def test_chance_and_share_above_equal_counting_people(first: list[float], second: list[float]) -> None:
    one, other = (curve(list(zip(SHARES, pays, strict=True))) for pays in (first, second))
    ours, theirs = drawn_from(one), np.array(drawn_from(other))
    slow = sum(float(np.sum(theirs < pay) + np.sum(theirs == pay) / 2) for pay in ours) / 160_000
    assert abs(chance_above(one, other) - slow) < 0.01
    assert abs(chance_above(one, other) + chance_above(other, one) - 1) < 1e-9
    middle = second[2]
    assert abs(share_above(one, middle) - sum(pay > np.log(middle) + 1e-12 for pay in ours) / 400) < 0.01


def test_equal_curves_win_half_the_time_and_distant_ones_never_or_always() -> None:
    low = curve(list(zip(SHARES, (10, 20, 30, 40, 50), strict=True)))
    high = curve(list(zip(SHARES, (10_000, 20_000, 30_000, 40_000, 50_000), strict=True)))
    assert chance_above(low, low) == 0.5
    assert (chance_above(low, high), chance_above(high, low)) == (0, 1)
    assert share_above(low, 30) == 0.5
    assert share_above(low, 40) == 0.25


def test_everybody_in_one_place_ties() -> None:
    one = curve([(share, 100.0) for share in SHARES])
    assert chance_above(one, one) == 0.5


def test_a_blurred_histogram_keeps_its_mass_and_its_middle() -> None:
    bars = [(1_000.0, 10_000.0, 0.1), (10_000.0, 20_000.0, 0.8), (20_000.0, 20_000_000.0, 0.1)]
    places = np.linspace(np.log(1_000), np.log(300_000), 400)
    heights = smooth(bars, places.tolist(), 0.1)
    assert abs(float(np.trapezoid(heights, places)) - 1) < 0.01
    assert 10_000 < np.exp(places[int(np.argmax(heights))]) < 20_000


@given(st.lists(st.floats(0.5, 0.9), min_size=3, max_size=3).map(sorted), st.lists(st.floats(0.1, 0.4), min_size=3))
def test_what_two_estimates_change_adds_as_independent_errors_do(first: list[float], second: list[float]) -> None:
    """With a difference as the share: its error is the root of the sum of both squares, at either end."""
    one, other = dict(zip(ENDS, first, strict=True)), dict(zip(ENDS, sorted(second)[:3], strict=True))
    low, value, high = interval_of_two(lambda a, b: one[a] - other[b])
    assert value == one["value"] - other["value"]
    down = ((one["value"] - one["low"]) ** 2 + (other["high"] - other["value"]) ** 2) ** 0.5
    up = ((one["high"] - one["value"]) ** 2 + (other["value"] - other["low"]) ** 2) ** 0.5
    assert abs(low - max(0, value - down)) < 1e-12
    assert abs(high - min(1, value + up)) < 1e-12


def test_an_interval_of_two_is_narrower_than_both_at_their_worst_and_wider_than_either_alone() -> None:
    ends = {end: curve([(s, pay * 1_000 * f) for s, pay in zip(SHARES, (20, 34, 50, 70, 99), strict=True)])
            for end, f in zip(ENDS, (0.8, 1.0, 1.25), strict=True)}  # fmt: skip
    low, value, high = interval_of_two(lambda a, b: chance_above(ends[a], ends[b]))
    assert value == 0.5
    assert chance_above(ends["low"], ends["high"]) < low < chance_above(ends["low"], ends["value"])
    assert chance_above(ends["high"], ends["value"]) < high < chance_above(ends["high"], ends["low"])
