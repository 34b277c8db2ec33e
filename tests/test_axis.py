"""The public scale of pay."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salaries.stats.axis import HOURLY, YEARLY

amounts = st.floats(min_value=0, max_value=1e9, allow_nan=False)


@given(amounts)
def test_an_amount_lies_within_its_place(pay: float) -> None:
    place = YEARLY.place(pay)
    assert 0 <= place <= YEARLY.last
    if 0 < place < YEARLY.last:
        assert YEARLY.limit(place - 1) * (1 - 1e-9) < pay <= YEARLY.limit(place) * (1 + 1e-9)


@given(amounts, amounts)
def test_more_pay_is_never_a_lower_place(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert YEARLY.place(low) <= YEARLY.place(high)


@pytest.mark.parametrize("place", [0, 1, 500, 991])
def test_a_limit_is_in_its_own_place(place: int) -> None:
    assert YEARLY.place(YEARLY.limit(place)) == place


def test_the_ends() -> None:
    assert YEARLY.place(0) == 0
    assert YEARLY.place(1_000) == 0
    assert YEARLY.place(math.inf) == YEARLY.last
    assert 19_000_000 < YEARLY.limit(YEARLY.last) < 21_000_000
    assert 9_900 < HOURLY.limit(HOURLY.last) < 10_200


def test_not_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="number"):
        YEARLY.place(math.nan)
