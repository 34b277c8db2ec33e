"""Shares of income and costs: from exact people to noisy sums and back, with a simulation as the oracle."""

from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salaries.income import PARTS
from salaries.models import Stream
from salaries.stats.attacks import SeededNoise
from salaries.stats.mix import COSTS, Sums, before_costs, cost_share, nearest_mix, stream_shares
from salaries.stats.money import Pay, whole_shares
from salaries.stats.privacy import PLAN, laplace_variance

STREAMS = tuple(Stream.values)
TABLE = next(table for table in PLAN if table.measure == "streams")
amounts = st.dictionaries(st.sampled_from(STREAMS), st.decimals(0, 10**9, places=2), min_size=1).filter(
    lambda streams: sum(streams.values()) > 0
)


def year(streams: dict[str, Decimal], costs: Decimal) -> Pay:
    return Pay(sum(streams.values(), Decimal(0)), costs, Decimal(1_000), streams)


def people(number: int, seed: int, spent: tuple[float, float] = (0, 0.5)) -> list[dict[str, int]]:
    """Reports of two streams and costs, as observations hold them."""
    dice = Random(seed)
    found = []
    for _ in range(number):
        fees = Decimal(dice.randrange(1_000, 90_000))
        live = Decimal(dice.randrange(0, 30_000))
        costs = (fees + live) * Decimal(dice.uniform(*spent))
        found.append(whole_shares(year({"fees": fees, "live": live}, costs).parts))
    return found


def sums_of(rows: list[dict[str, int]], noise: SeededNoise | None = None, parts: tuple[str, ...] = PARTS) -> Sums:
    scale = TABLE.scale
    totals = tuple(sum(row.get(part, 0) for row in rows) + (noise(scale) if noise else 0) for part in parts)
    return Sums(parts, totals, laplace_variance(scale) if noise else 0.0)


@given(amounts, st.decimals(0, 10**10, places=2))
def test_a_report_spreads_exactly_one_hundred_whatever_its_costs(streams: dict[str, Decimal], costs: Decimal) -> None:
    """The sensitivity of the table: every part a whole number, none below zero, together the table's unit."""
    shares = whole_shares(year(streams, costs).parts)
    assert set(shares) <= set(PARTS)
    assert all(type(share) is int and share >= 0 for share in shares.values())
    assert sum(shares.values()) == TABLE.sensitivity == 100


@given(amounts, st.decimals(0, 10**10, places=2))
def test_parts_are_what_was_taken_in(streams: dict[str, Decimal], costs: Decimal) -> None:
    pay = year(streams, costs)
    assert float(sum(pay.parts.values())) == pytest.approx(float(pay.income))
    assert float(sum(pay.parts.values()) - pay.parts["costs"]) == pytest.approx(float(pay.yearly), abs=1e-6)


def test_more_costs_than_income_leave_nothing() -> None:
    shares = whole_shares(year({"fees": Decimal(50)}, Decimal(80)).parts)
    assert shares == {"costs": 100, "fees": 0}


def test_without_noise_the_cost_share_is_the_mean_over_people_and_streams_are_of_what_is_left() -> None:
    rows = people(400, seed=1)
    low, value, high = cost_share([sums_of(rows)]) or (0, 0, 0)
    assert value == pytest.approx(sum(row["costs"] for row in rows) / 400)
    assert low < value < high
    left = sum(100 - row["costs"] for row in rows)
    shares = stream_shares([sums_of(rows)], STREAMS)
    assert shares["fees"][1] == pytest.approx(100 * sum(row["fees"] for row in rows) / left)
    assert sum(bounds[1] for bounds in shares.values()) == pytest.approx(100)


def test_older_batches_that_know_no_costs_count_for_streams_only() -> None:
    new, old = people(300, seed=2), people(200, seed=3, spent=(0, 0))
    sums = [sums_of(old, parts=STREAMS), sums_of(new)]
    assert cost_share(sums) == cost_share([sums_of(new)])
    left = sum(row[name] for row in new + old for name in ("fees", "live"))
    fees = stream_shares(sums, STREAMS)["fees"][1]
    assert fees == pytest.approx(100 * sum(row["fees"] for row in new + old) / left)
    with pytest.raises(ValueError, match="costs"):
        cost_share([sums_of(old, parts=STREAMS)])


def test_few_people_are_withheld() -> None:
    assert cost_share([sums_of(people(60, seed=4), SeededNoise(1))]) is None
    assert stream_shares([sums_of(people(60, seed=4), SeededNoise(1))], STREAMS) == {}
    assert cost_share([Sums(PARTS, (0,) * len(PARTS), 1.0)]) is None


@pytest.mark.parametrize("spent", [(0.0, 0.0), (0.0, 0.5), (0.6, 1.0)])
def test_ninety_in_a_hundred_intervals_hold_the_truth(spent: tuple[float, float]) -> None:
    """Drawn again and again with the plan's noise, around what costs take and what a dominating stream brings."""
    held = {COSTS: 0, "fees": 0}
    expected = people(20_000, seed=5, spent=spent)
    costs = sum(row["costs"] for row in expected) / len(expected)
    fees = 100 * sum(row["fees"] for row in expected) / sum(row["fees"] + row["live"] for row in expected)
    trials = 300
    for trial in range(trials):
        sums = [sums_of(people(900, seed=trial, spent=spent), SeededNoise(trial))]
        found = cost_share(sums), stream_shares(sums, STREAMS).get("fees")
        for name, truth, bounds in zip(held, (costs, fees), found, strict=True):
            held[name] += bounds is None or bounds[0] - 0.05 <= truth <= bounds[2] + 0.05
    # A share at its end of 0 or 100 is cut off there, and the sampling variance is an upper limit: more is right.
    assert min(held.values()) >= 0.86 * trials


@given(st.lists(st.floats(-1, 2), min_size=2, max_size=10).filter(lambda parts: abs(sum(parts)) > 0.1))
def test_a_mix_is_the_nearest_that_can_be(parts: list[float]) -> None:
    seen = [part / sum(parts) for part in parts]
    given_mix = nearest_mix(seen)
    assert sum(given_mix) == pytest.approx(1)
    assert min(given_mix) >= 0
    apart = [before - after for before, after in zip(seen, given_mix, strict=True)]
    reached = sum(one * after for one, after in zip(apart, given_mix, strict=True))
    # Every other mix is a mean of corners, where one part is all; none lies on the near side of what is given.
    assert max(apart) <= reached + 1e-7 * max(1, *map(abs, seen))


def test_shares_of_noisy_sums_add_to_the_whole_and_lie_within_their_limits() -> None:
    for trial in range(20):
        found = stream_shares([sums_of(people(900, seed=trial), SeededNoise(trial))], STREAMS)
        assert sum(value for _, value, _ in found.values()) == pytest.approx(100)
        assert all(0 <= low <= value <= high <= 100 for low, value, high in found.values())


def test_intervals_that_forgot_the_sum_below_would_be_too_narrow() -> None:
    """Why the noise of all other parts counts too: for a stream that brings nearly everything it is most of it."""
    noise, missed, trials = SeededNoise(7), 0, 300
    rows = [{"costs": 0, "salary": 95, "bonus": 5}] * 900
    for _ in range(trials):
        sums = sums_of(rows, noise)
        brought = dict(zip(sums.parts, sums.totals, strict=True))
        value = 100 * brought["salary"] / sum(brought[name] for name in STREAMS)
        missed += abs(value - 95) > 1.645 * sums.variance**0.5 / 900
    assert missed > 0.25 * trials


pay = st.floats(1, 1e7)


@given(pay, st.floats(0, 95), st.floats(0, 4))
def test_before_costs_is_more_and_its_limits_hold_it(median: float, percent: float, reach: float) -> None:
    found = before_costs((0.9 * median, median, 1.1 * median), (percent, percent + reach / 2, percent + reach))
    if found:
        low, value, high = found
        assert low <= value <= high <= 2.5 * low * 1.000001
        assert value >= median
        assert value * (1 - (percent + reach / 2) / 100) == pytest.approx(median)


def test_before_costs_is_withheld_where_costs_may_take_all() -> None:
    assert before_costs((45_000, 50_000, 55_000), (60, 80, 100)) is None
    assert before_costs((45_000, 50_000, 55_000), (20, 50, 75)) is None
    assert before_costs((45_000, 50_000, 55_000), (8, 10, 12)) == pytest.approx((48_913, 55_556, 62_500), rel=1e-4)


def test_the_plans_noise_is_for_the_unit_that_a_report_spreads() -> None:
    assert TABLE.scale == Fraction(100) / TABLE.epsilon
