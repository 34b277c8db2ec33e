"""The plan's arithmetic, the noise and the gate."""

import math
from collections import Counter
from fractions import Fraction

import pytest

from salaries.stats import privacy
from salaries.stats.privacy import PLAN, discrete_laplace


def test_a_report_spends_no_more_than_its_lifetime() -> None:
    assert privacy.spent_by_a_report() <= privacy.LIFETIME_EPSILON


@pytest.mark.parametrize("scale", [Fraction(1), Fraction(2), Fraction(20, 9), Fraction(8)])
def test_the_noise_has_the_stated_distribution(scale: Fraction) -> None:
    """Chi-square against P(x) = (1 - p) / (1 + p) * p^|x|, p = exp(-1 / scale). Fails once in 100,000 honest runs."""
    draws, p = 20_000, math.exp(-1 / scale)
    counts = Counter(discrete_laplace(scale) for _ in range(draws))
    reach = int(3 * scale)
    expected = {x: draws * (1 - p) / (1 + p) * p ** abs(x) for x in range(-reach, reach + 1)}
    inside = sum(counts[x] for x in expected)
    statistic = sum((counts[x] - e) ** 2 / e for x, e in expected.items())
    outside = draws - sum(expected.values())
    statistic += (draws - inside - outside) ** 2 / outside
    freedom = len(expected)
    # Wilson-Hilferty: the cube root of chi-square over its degrees of freedom is nearly normal.
    z = ((statistic / freedom) ** (1 / 3) - (1 - 2 / (9 * freedom))) / math.sqrt(2 / (9 * freedom))
    assert z < 4.27


def test_the_stated_variance_is_that_of_the_distribution() -> None:
    for scale in (Fraction(1), Fraction(2), Fraction(8)):
        p = math.exp(-1 / scale)
        summed = sum(x * x * (1 - p) / (1 + p) * p ** abs(x) for x in range(-800, 801))
        assert privacy.laplace_variance(scale) == pytest.approx(summed, rel=1e-6)


def test_a_reports_streams_change_the_counts_by_their_sensitivity() -> None:
    streams = next(table for table in PLAN if table.measure == "streams")
    assert streams.sensitivity == 100
    assert streams.scale == 100 / streams.epsilon


def test_neighbours_are_told_apart_no_better_than_epsilon_allows() -> None:
    """One count, with and without one report: no outcome is more than exp(epsilon) times as likely (exact)."""
    table = PLAN[0]
    p = math.exp(-1 / table.scale)

    def chance(count: int, seen: int) -> float:
        return (1 - p) / (1 + p) * p ** abs(seen - count)

    worst = max(chance(7, seen) / chance(8, seen) for seen in range(-50, 66))
    assert worst <= math.exp(table.epsilon) * (1 + 1e-9)


def test_the_gate_opens_on_the_noisy_count() -> None:
    quiet = lambda _: 0  # noqa: E731
    assert not privacy.gate_opens(19, 0, quiet)
    assert privacy.gate_opens(20, 0, quiet)
    assert not privacy.gate_opens(20, 5, quiet)
    assert privacy.gate_opens(10, 0, lambda _: 10)


def test_an_empty_gate_rarely_opens_and_a_full_one_nearly_always() -> None:
    def opened(waiting: int) -> float:
        offsets = [discrete_laplace(privacy.gate_scale()) for _ in range(4_000)]
        return sum(privacy.gate_opens(waiting, offset, discrete_laplace) for offset in offsets) / len(offsets)

    assert opened(0) < 0.045  # exact: 0.027
    assert opened(60) > 0.99  # exact: 0.9994


def test_nightly_looks_are_on_nights_that_are_powers_of_two() -> None:
    assert [night for night in range(1, 70) if privacy.gate_is_due(night)] == [1, 2, 4, 8, 16, 32, 64]
