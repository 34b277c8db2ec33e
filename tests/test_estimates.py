"""From noisy histograms to percentiles: exact cases, coverage of the intervals, and the bars of silence."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salaries.stats.axis import STEP, YEARLY
from salaries.stats.beliefs import WEIGHTS
from salaries.stats.estimates import TOGETHER, Prior, estimate, estimates
from salaries.stats.histogram import counts_in
from salaries.stats.noisy import NoisyHistogram, added, averaged
from salaries.stats.privacy import BINS, PLAN

PRIOR = Prior(YEARLY, 100 * math.log(60), 70, 50)
EDGES = tuple(PRIOR.bin_edges)
VARIANCE = PLAN[0].variance


def histogram_of(places: list[int], noise: list[float] | None = None, variance: float = 1e-6) -> NoisyHistogram:
    counts = counts_in(EDGES, places)
    return NoisyHistogram(EDGES, tuple(c + n for c, n in zip(counts, noise or [0.0] * BINS, strict=True)), variance)


def lognormal_places(rng: np.random.Generator, n: int, median: float, sigma: float) -> list[int]:
    return [YEARLY.place(pay) for pay in median * np.exp(rng.normal(0, sigma, n))]


@settings(max_examples=30)
@given(st.floats(150, 700), st.floats(20, 120), st.floats(10, 100))
def test_bins_ascend_from_end_to_end_of_the_axis(centre: float, spread: float, shift: float) -> None:
    edges = Prior(YEARLY, centre, spread, shift).bin_edges
    assert (edges[0], edges[-1], len(edges)) == (0, YEARLY.last, BINS + 1)
    assert min(np.diff(edges)) >= 1


def test_bins_have_equal_mass_under_the_prior() -> None:
    cumulative = WEIGHTS @ PRIOR.belief.members(np.array([EDGES]) * STEP)[0]
    assert np.diff(cumulative) == pytest.approx(np.full(BINS, 1 / BINS), abs=0.01)


def test_many_reports_without_noise_give_their_own_percentiles() -> None:
    rng = np.random.default_rng(1)
    places = lognormal_places(rng, 20_000, 48_000, 0.5)
    found = estimate([histogram_of(places)], PRIOR, 2.0)
    dollars = np.array([YEARLY.limit(p - 0.5) for p in places])
    for name, share in (("p10", 10), ("p25", 25), ("p50", 50), ("p75", 75), ("p90", 90)):
        assert found.percentiles[name][1] == pytest.approx(np.percentile(dollars, share), rel=0.03)
    assert found.own_share > 0.98


def test_without_reports_the_prior_stands_and_nothing_is_shown() -> None:
    found = estimate([], PRIOR, 2.0)
    assert (found.reports, found.withheld, found.percentiles, found.density) == (0, "too_few", {}, [])
    assert found.own_share == pytest.approx(0)


def test_intervals_cover_what_they_promise() -> None:
    """90 % intervals of median and quartiles over 250 cohorts of 60 with the plan's noise.

    The cohorts are drawn from the prior's own family; between 84 % and 99 % of the intervals must hold the true value.
    """
    rng = np.random.default_rng(7)
    hits = {"p25": 0, "p50": 0, "p75": 0}
    z = {"p25": -0.6745, "p50": 0.0, "p75": 0.6745}
    shown = 0
    for _ in range(250):
        centre, sigma = rng.normal(PRIOR.centre, 40), 0.6 * math.exp(rng.normal(0, 0.2))
        places = lognormal_places(rng, 60, 1000 * math.exp(centre / 100), sigma)
        noise = rng.laplace(0, float(PLAN[0].scale), BINS).tolist()
        found = estimate([histogram_of(places, noise, VARIANCE)], PRIOR, 2.0)
        if found.withheld:
            continue
        shown += 1
        for name in hits:
            low, _, high = found.percentiles[name]
            hits[name] += low <= 1000 * math.exp(centre / 100 + z[name] * sigma) <= high
    assert shown > 200
    for name, count in hits.items():
        assert 0.84 <= count / shown <= 0.99, name


@settings(max_examples=60)
@given(st.lists(st.integers(-30, 60), min_size=BINS, max_size=BINS))
def test_whatever_the_noise_percentiles_are_ordered_and_within_their_intervals(counts: list[int]) -> None:
    found = estimate([NoisyHistogram(EDGES, tuple(map(float, counts)), VARIANCE)], PRIOR, 1.0)
    values = [bounds[1] for bounds in found.percentiles.values()]
    assert values == sorted(values)
    assert all(low <= value <= high for low, value, high in found.percentiles.values())
    assert 0 <= found.own_share <= 1
    assert found.reports >= 0


@pytest.mark.parametrize(
    ("n", "names"), [(12, []), (25, ["p25", "p50", "p75"]), (40, ["p10", "p25", "p50", "p75", "p90"])]
)
def test_each_percentile_has_its_bar(n: int, names: list[str]) -> None:
    places = lognormal_places(np.random.default_rng(3), n, 60_000, 0.4)
    assert list(estimate([histogram_of(places)], PRIOR, 2.0).percentiles) == names


def test_a_distribution_is_drawn_from_a_hundred_reports() -> None:
    rng = np.random.default_rng(4)
    assert estimate([histogram_of(lognormal_places(rng, 99, 60_000, 0.4))], PRIOR, 2.0).density == []
    drawn = estimate([histogram_of(lognormal_places(rng, 200, 60_000, 0.4))], PRIOR, 2.0).density
    assert sum(share for _, _, share in drawn) == pytest.approx(1)


def test_a_count_that_noise_explains_is_withheld() -> None:
    places = lognormal_places(np.random.default_rng(5), 30, 60_000, 0.4)
    assert estimate([histogram_of(places, variance=VARIANCE)], PRIOR, 2.0).withheld == ""
    assert estimate([histogram_of(places, variance=VARIANCE * 9)], PRIOR, 2.0).withheld == "too_few"


def test_batches_of_different_people_add_up() -> None:
    one, two = histogram_of([300] * 5), histogram_of([400] * 7)
    (both,) = added([one, two])
    assert both.total == pytest.approx(12)
    assert both.variance == pytest.approx(one.variance + two.variance)


def test_batches_with_other_edges_are_combined() -> None:
    other = Prior(YEARLY, PRIOR.centre + 40, 90, 30)
    rng = np.random.default_rng(6)
    first, second = lognormal_places(rng, 4_000, 60_000, 0.5), lognormal_places(rng, 4_000, 60_000, 0.5)
    theirs = NoisyHistogram(tuple(other.bin_edges), tuple(map(float, counts_in(other.bin_edges, second))), 1e-6)
    found = estimate([histogram_of(first), theirs], PRIOR, 2.0)
    assert found.reports == 8_000
    assert found.percentiles["p50"][1] == pytest.approx(60_000, rel=0.03)


def test_averaging_the_same_people_weighs_by_precision() -> None:
    sure, unsure = NoisyHistogram((0, 500, 991), (10.0, 20.0), 1.0), NoisyHistogram((0, 500, 991), (20.0, 40.0), 3.0)
    both = averaged([sure, unsure])
    assert both.counts == pytest.approx((12.5, 25.0))
    assert both.variance == pytest.approx(0.75)


def test_many_at_once_are_what_each_is_alone() -> None:
    rng = np.random.default_rng(8)
    cohorts = [[histogram_of(lognormal_places(rng, 30 + n, 50_000 + 500 * n, 0.5))] for n in range(TOGETHER + 5)]
    cohorts[3] = []
    many = list(estimates(cohorts, PRIOR.belief.take(np.zeros(len(cohorts), dtype=np.int64)), YEARLY, 2.0))
    assert len(many) == len(cohorts)
    assert many[3].withheld == "too_few"
    for row in (0, 40, TOGETHER - 1, TOGETHER, TOGETHER + 4):
        alone = estimate(cohorts[row], PRIOR, 2.0)
        assert many[row].reports == alone.reports
        for name, bounds in alone.percentiles.items():
            assert many[row].percentiles[name] == pytest.approx(bounds, rel=0.002)
