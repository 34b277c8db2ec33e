"""Scoring estimates by later noisy counts: the arithmetic against slow twins, and power against noise."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salaries.stats.axis import STEP, YEARLY
from salaries.stats.calibration import LEAST, Score, pooled, score, size_of
from salaries.stats.estimates import Prior
from salaries.stats.histogram import counts_in
from salaries.stats.noisy import NoisyHistogram
from salaries.stats.privacy import BINS, PLAN

EDGES = tuple(Prior(YEARLY, 400, 60, 50).bin_edges)
SHARES = (0.1, 0.25, 0.5, 0.75, 0.9)


def promised(centre: float, width: float) -> list[tuple[float, float]]:
    """The percentiles of a logistic curve in log pay, as places."""
    return [(share, (centre + width * np.log(share / (1 - share))) / STEP) for share in SHARES]


def later(rng: np.random.Generator, people: int, variance: float) -> NoisyHistogram:
    """Noisy counts of people whose log pay is logistic around 4 with width 0.3."""
    places = np.clip(rng.logistic(4.0, 0.3, people) / STEP, 0, YEARLY.last).astype(int)
    noise = rng.laplace(0, (variance / 2) ** 0.5, len(EDGES) - 1)
    return NoisyHistogram(EDGES, tuple((counts_in(EDGES, places.tolist()) + noise).tolist()), variance)


@settings(max_examples=60)
@given(
    st.lists(st.integers(-5, 30), min_size=BINS, max_size=BINS),
    st.lists(st.floats(0, 990), min_size=3, max_size=3, unique=True).map(sorted),
)
def test_a_score_counts_whole_bins_within_the_percentiles(counts: list[int], places: list[float]) -> None:
    """Slow twin: bin by bin, with the share of each by hand."""
    points = list(zip((0.25, 0.5, 0.75), places, strict=True))
    found = score(points, 50, NoisyHistogram(EDGES, tuple(map(float, counts)), 4.0))
    inside = [k for k in range(BINS) if places[0] <= EDGES[k] and EDGES[k + 1] <= places[2]]
    if not inside:
        assert found is None
        return

    def below(place: float) -> float:
        (low, a), (high, b) = next(pair for pair in pairwise(points) if place <= pair[1][1])
        logit = math.log(low / (1 - low)) + math.log(high / (1 - high) / (low / (1 - low))) * (place - a) / (b - a)
        return 1 / (1 + math.exp(-logit))

    assert found is not None
    assert found.covered == sum(counts[k] for k in inside)
    share = sum(below(EDGES[k + 1]) - below(EDGES[k]) for k in inside)
    assert found.expected == pytest.approx(share * sum(counts), abs=1e-6)


def test_the_stated_variance_is_that_of_the_difference() -> None:
    rng, variance = np.random.default_rng(1), PLAN[0].variance
    found = [score(promised(4.0, 0.3), 1e9, later(rng, 80, variance)) for _ in range(2_000)]
    differences = [one.covered - one.expected for one in found if one]
    assert np.mean(differences) == pytest.approx(0, abs=1)
    assert np.var(differences) == pytest.approx(np.mean([one.variance for one in found if one]), rel=0.15)


def group(rng: np.random.Generator, cells: int, width: float, shift: float = 0.0) -> Score:
    """Cells of 60 reports, made before and scored after, by the noise of the plan's noisiest yearly table."""
    variance = max(table.variance for table in PLAN if table.measure == "yearly")
    made = [promised(4.0 + shift + rng.normal(0, 0.3 * (3 / 60) ** 0.5), width) for _ in range(cells)]
    return pooled([[one] for cell in made if (one := score(cell, 60, later(rng, 60, variance)))])


def test_groups_that_are_too_sure_fail_and_good_ones_do_not() -> None:
    """Twelve cells: hardly a good group is condemned by chance; the too narrow and the shifted nearly always are."""
    rng = np.random.default_rng(2)
    good = [group(rng, 12, 0.3).fails for _ in range(100)]
    narrow = [group(rng, 12, 0.17).fails for _ in range(100)]
    shifted = [group(rng, 12, 0.3, 0.55).fails for _ in range(100)]
    assert np.mean(good) <= 0.05
    assert np.mean(narrow) >= 0.9
    assert np.mean(shifted) >= 0.9


def test_a_wide_estimate_is_not_condemned_and_little_evidence_condemns_nobody() -> None:
    rng = np.random.default_rng(3)
    assert not any(group(rng, 12, 0.5).fails for _ in range(30))
    assert not Score(expected=4.0, covered=1.0, variance=25.0).fails
    assert Score(expected=400.0, covered=300.0, variance=400.0).fails
    assert not Score(expected=400.0, covered=400 * LEAST + 1, variance=1.0).fails


def test_scores_of_the_same_people_do_not_make_it_surer() -> None:
    one = Score(80.0, 60.0, 100.0)
    assert pooled([[one, one]]).variance == pytest.approx(400)
    assert pooled([[one], [one]]).variance == pytest.approx(200)
    assert pooled([]).ratio == 1


def test_sizes_are_those_at_which_percentiles_appear() -> None:
    assert [size_of(n) for n in (20, 29.6, 30, 99, 100, 5_000)] == ["20-29", "20-29", "30-99", "30-99", "100+", "100+"]
