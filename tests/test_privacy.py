"""The plan's arithmetic, the noise and the gate."""

import importlib.util
import math
import secrets
from collections import Counter
from fractions import Fraction

import pytest

from salaries.stats import privacy
from salaries.stats.privacy import FOLLOW_UP_PLAN, PLAN, discrete_laplace

SCALES = {table.scale for table in (*PLAN, *FOLLOW_UP_PLAN)} | {privacy.gate_scale()}


def test_a_report_spends_no_more_than_its_lifetime() -> None:
    assert privacy.spent_by_a_report() <= privacy.LIFETIME_EPSILON


@pytest.mark.parametrize("scale", sorted({Fraction(1), *SCALES}))
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


def test_the_noise_comes_from_the_systems_secure_source(monkeypatch: pytest.MonkeyPatch) -> None:
    """All other tests replace the source, so this one loads the module anew, as the site does."""
    found = importlib.util.find_spec("salaries.stats.privacy")
    assert found is not None
    assert found.loader is not None
    fresh, asked, draw = importlib.util.module_from_spec(found), [], secrets.randbelow
    found.loader.exec_module(fresh)
    assert fresh.secrets is secrets
    monkeypatch.setattr(secrets, "randbelow", lambda below: asked.append(below) or draw(below))
    for scale in SCALES:
        asked.clear()
        fresh.discrete_laplace(scale)
        assert asked


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


def pmf(draw: int) -> float:
    """P(draw) of the gate's noise."""
    p = math.exp(-1 / privacy.gate_scale())
    return (1 - p) / (1 + p) * p ** abs(draw)


def tail(least: int) -> float:
    """P(draw >= least) of the gate's noise."""
    p = math.exp(-1 / privacy.gate_scale())
    return p**least / (1 + p) if least > 0 else 1 - p ** (1 - least) / (1 + p)


def opening(waiting: list[int]) -> list[float]:
    """P(the gate opens at look 1, 2, …, never) when so many reports wait at each look (exact but for far offsets)."""
    chances = [0.0] * (len(waiting) + 1)
    for offset in range(-150, 151):
        closed = pmf(offset)
        for look, count in enumerate(waiting):
            opens = tail(privacy.GATE_THRESHOLD + offset - count)
            chances[look] += closed * opens
            closed *= 1 - opens
        chances[-1] += closed
    return chances


# The dearest case: a report waits while the gate stays shut, and is withdrawn before the look at which it opens.
WITHOUT, WITHDRAWN = [20] * 20 + [0], [21] * 20 + [0]


@pytest.mark.parametrize(
    ("without", "with_one"),
    [
        ([19, 19, 19, 19], [20, 20, 20, 20]),
        ([0, 5, 30, 12], [0, 6, 31, 12]),  # the report came at the second look and was withdrawn before the fourth
        ([20] * 60, [21] * 60),
        (list(range(60)), [n + 1 for n in range(60)]),
        (WITHOUT, WITHDRAWN),
    ],
)
def test_when_a_gate_opens_tells_no_more_than_its_epsilon(without: list[int], with_one: list[int]) -> None:
    """AboveThreshold with counts that one report moves in one direction only, computed instead of simulated."""
    limit = math.exp(privacy.GATE_EPSILON) * (1 + 1e-9)
    for a, b in zip(opening(without), opening(with_one), strict=True):
        assert a <= limit * b + 1e-12
        assert b <= limit * a + 1e-12


def test_half_the_noise_would_break_the_gates_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(privacy, "gate_scale", lambda: 1 / privacy.GATE_EPSILON)
    before, after = opening(WITHOUT), opening(WITHDRAWN)
    assert max(max(a / b, b / a) for a, b in zip(before, after, strict=True)) > math.exp(privacy.GATE_EPSILON)


def test_counts_that_move_in_both_directions_would_break_it_too() -> None:
    """Why a count must never fall because somebody else's report came: the proof needs one direction."""
    before, after = opening([18] * 40 + [20]), opening([17] * 40 + [21])
    ratios = [max(a / b, b / a) for a, b in zip(before, after, strict=True)]
    assert max(ratios) > math.exp(privacy.GATE_EPSILON)
