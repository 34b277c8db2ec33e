"""When a move pays back: cases worked by hand, a slow twin that plays lots, and properties."""

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice.payback import (
    Work,
    bill,
    chance_below,
    chance_never,
    gain,
    month_paid_back,
    needed,
    reached,
)
from salaries.stats.histogram import curve

NORMAL, CDF = NormalDist().inv_cdf, NormalDist().cdf
FIVE = (0.1, 0.25, 0.5, 0.75, 0.9)
DATA_SCIENTISTS = curve(list(zip(FIVE, (67_240, 85_660, 120_230, 158_880, 199_130), strict=True)))
money = st.floats(0, 1_000_000)
yearly = st.floats(-100_000, 100_000)
shares = st.floats(0.02, 0.98)
carries = st.sampled_from([0.0, 0.3, 0.5, 0.9, 1.0])


def test_a_bill_worked_by_hand() -> None:
    work = Work(41_600, 40)  # 2,080 hours at 20 an hour
    found = bill(520, weekly=10, hour_cost=3, fixed=440, from_work=4, away=2, work=work)
    # 52 weeks are 12 months, and 2 away; 520 x 3 + 440; 4 x 52 x 20 lost while learning and 2 x 41,600 / 12 away
    assert (found.start, found.learning) == (14, 2_000)
    assert found.lost == pytest.approx(4_160 + 6_933.33, abs=0.01)
    assert found.total == pytest.approx(13_093.33, abs=0.01)


def test_income_lost_is_unknown_without_a_pay_and_nought_when_no_work_is_missed() -> None:
    assert bill(100, weekly=5, hour_cost=1, fixed=0, from_work=1, away=0, work=None).total is None
    assert bill(100, weekly=5, hour_cost=1, fixed=0, from_work=0, away=0, work=None).total == 100


def test_percentiles_of_the_new_role_are_reached_as_published() -> None:
    for share, dollars in zip(FIVE, (67_240, 85_660, 120_230, 158_880, 199_130), strict=True):
        assert reached(DATA_SCIENTISTS, share) == pytest.approx(dollars)
        assert chance_below(DATA_SCIENTISTS, dollars) == pytest.approx(share)


def test_a_place_that_carries_over_whole_leaves_nothing_to_luck() -> None:
    assert reached(DATA_SCIENTISTS, 0.1, now=0.75, carry=1) == pytest.approx(158_880)
    assert chance_below(DATA_SCIENTISTS, 158_000, now=0.75, carry=1) == 0
    assert chance_below(DATA_SCIENTISTS, 159_000, now=0.75, carry=1) == 1


def test_a_thousand_comes_back_six_months_after_the_new_pay_begins() -> None:
    assert month_paid_back(1_000, 2_000) == 6
    assert month_paid_back(1_001, 2_000) == 7
    assert month_paid_back(1_000, 2_000, start=10.5) == 17
    assert month_paid_back(1_000, 2_000, start=10.5, horizon=16) is None


def test_what_is_needed_is_exactly_enough() -> None:
    assert needed(6_000, start=12, by=24) == 6_000
    assert needed(6_000, start=24, by=24) is None
    assert gain(6_000, 6_000, start=12, horizon=24) == 0


@pytest.mark.parametrize(("carry", "now"), [(0.0, 0.5), (0.5, 0.3), (0.9, 0.8)])
def test_playing_it_two_hundred_thousand_times_comes_to_the_same(carry: float, now: float) -> None:
    """The slow twin: draw places for the mover, read the pay off the curve, and count."""
    rng = np.random.default_rng(7)
    pay, cost, start, horizon = 73_710.0, 9_000.0, 40.0, 120.0
    places = carry * NORMAL(now) + math.sqrt(1 - carry**2) * rng.standard_normal(200_000)
    drawn = np.exp(np.interp([CDF(z) for z in places], DATA_SCIENTISTS.below, DATA_SCIENTISTS.places))
    for share in (0.1, 0.5, 0.9):
        played = float(np.quantile(drawn, share))
        assert reached(DATA_SCIENTISTS, share, now=now, carry=carry) == pytest.approx(played, rel=0.01)
    brought = (drawn - pay) / 12 * (horizon - start)
    exact = chance_never(DATA_SCIENTISTS, pay, cost, start=start, horizon=horizon, now=now, carry=carry)
    assert exact == pytest.approx(float(np.mean(brought < cost)), abs=0.005)
    back = month_paid_back(cost, reached(DATA_SCIENTISTS, 0.5, now=now, carry=carry) - pay, start=start)
    balance = -cost + (np.median(drawn) - pay) / 12 * np.maximum(0, np.arange(1, 500) - start)
    assert back == pytest.approx(int(np.argmax(balance >= 0)) + 1, abs=1)


@given(money, money, yearly, st.floats(0, 60), st.floats(1, 400))
def test_more_cost_never_pays_back_sooner(one: float, other: float, brings: float, start: float, until: float) -> None:
    cheap, dear = (month_paid_back(cost, brings, start=start, horizon=until) for cost in sorted([one, other]))
    assert dear is None or (cheap is not None and cheap <= dear)


@given(money, st.floats(-100_000, 0.99), st.floats(0, 60))
def test_no_difference_never_pays_back(cost: float, brings: float, start: float) -> None:
    assert month_paid_back(cost, brings, start=start) is None


@given(money, shares)
def test_the_same_role_at_the_same_place_never_pays_back(cost: float, now: float) -> None:
    pay = reached(DATA_SCIENTISTS, 0.5, now=now, carry=1)
    assert chance_never(DATA_SCIENTISTS, pay, cost, start=1, horizon=1_200, now=now, carry=1) == 1


@given(money, money, st.floats(0, 200), shares, carries, st.floats(1_000, 300_000))
def test_more_cost_never_makes_it_likelier_to_pay_back(
    one: float, other: float, start: float, now: float, carry: float, pay: float
) -> None:
    cheap, dear = (
        chance_never(DATA_SCIENTISTS, pay, cost, start=start, horizon=120, now=now, carry=carry)
        for cost in sorted([one, other])
    )
    assert 0 <= cheap <= dear + 1e-12 <= 1 + 1e-9


@given(shares, shares, shares, st.sampled_from([0.0, 0.3, 0.5, 0.9]))
def test_reaching_and_its_chance_are_each_other_s_inverse(one: float, other: float, now: float, carry: float) -> None:
    low, high = (reached(DATA_SCIENTISTS, share, now=now, carry=carry) for share in sorted([one, other]))
    assert low <= high + 1e-6
    inner = 0.03 < chance_below(DATA_SCIENTISTS, low) < 0.97
    assert not inner or chance_below(DATA_SCIENTISTS, low, now=now, carry=carry) == pytest.approx(min(one, other))


@given(st.floats(1, 2_000), st.floats(1, 2_000), st.floats(1, 40), money, st.floats(0, 20))
def test_more_hours_never_cost_less_or_end_earlier(a: float, b: float, weekly: float, pay: float, off: float) -> None:
    few, many = (
        bill(hours, weekly=weekly, hour_cost=2, fixed=5, from_work=off, away=1, work=Work(pay, 40))
        for hours in sorted([a, b])
    )
    assert few.start <= many.start
    assert few.total is not None
    assert many.total is not None
    assert few.total <= many.total
