"""The arithmetic of a move, against cases worked by hand and against properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice.pathways import difference, gap, hours_to_close, months_to_pay_back, straddling, weeks
from salaries.comparison import Interval

needs = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(1, 5), max_size=8)
costs = st.floats(0, 100_000)
differences = st.floats(-50_000, 50_000)


def test_a_gap_worked_by_hand() -> None:
    found = gap({"mixing": 4, "stage": 5}, {"mixing": 5, "python": 3, "stage": 2})
    # python: (3 - 1) x 3 = 6; mixing: (5 - 4) x 5 = 5; all that is needed: 4 x 5 + 2 x 3 + 1 x 2 = 28
    assert [(m.skill, m.points, m.weight) for m in found.missing] == [("python", 2, 6), ("mixing", 1, 5)]
    assert found.share == pytest.approx(11 / 28)


def test_a_role_that_needs_nothing_leaves_no_gap() -> None:
    assert gap({"mixing": 4}, {}).share == 0


@given(needs)
def test_nothing_is_missing_for_the_role_one_has(role: dict[str, float]) -> None:
    assert gap(role, role).missing == ()
    assert gap(role, role).share == 0


@given(needs, needs)
def test_a_share_lies_between_nothing_and_everything(origin: dict[str, float], target: dict[str, float]) -> None:
    assert 0 <= gap(origin, target).share <= 1 + 1e-9


@given(needs, needs, st.sampled_from("abcdefgh"))
def test_a_skill_gained_never_widens_the_gap(origin: dict[str, float], target: dict[str, float], skill: str) -> None:
    assert gap({**origin, skill: 5}, target).share <= gap(origin, target).share + 1e-9


def test_a_role_between_occupations_needs_the_most_of_each() -> None:
    assert straddling([{"a": 2, "b": 4}, {"a": 3}]) == {"a": 3, "b": 4}
    assert straddling([]) == {}


@pytest.mark.parametrize(("points", "expected"), [(4, (100, 400)), (1, (30, 100)), (2, (50, 200))])
def test_hours_grow_with_the_distance(points: float, expected: tuple[int, int]) -> None:
    assert hours_to_close(points, (100, 400)) == expected


def test_weeks_are_whole() -> None:
    assert (weeks(0, 5), weeks(50, 5), weeks(51, 5)) == (0, 10, 11)


def test_a_difference_takes_the_worst_and_the_best_pair_of_bounds() -> None:
    assert difference(Interval(40, 50, 65), Interval(45, 60, 80)) == Interval(-20, 10, 40)


@given(st.lists(st.floats(0, 200_000), min_size=6, max_size=6))
def test_a_difference_lies_inside_its_interval(numbers: list[float]) -> None:
    one, other = Interval(*sorted(numbers[:3])), Interval(*sorted(numbers[3:]))
    found = difference(one, other)
    assert found.low <= found.value <= found.high
    assert difference(one, one).value == 0


def test_a_thousand_comes_back_in_six_months_at_two_thousand_a_year() -> None:
    assert months_to_pay_back(1_000, 2_000) == 6
    assert months_to_pay_back(1_001, 2_000) == 7


@given(costs)
def test_no_difference_never_pays_back(cost: float) -> None:
    assert months_to_pay_back(cost, 0) is None
    assert months_to_pay_back(cost, -1) is None


@given(costs, costs, differences)
def test_more_cost_never_pays_back_sooner(one: float, other: float, yearly: float) -> None:
    cheap, dear = (months_to_pay_back(cost, yearly) for cost in sorted([one, other]))
    assert (cheap is None and dear is None) or (cheap is not None and dear is not None and cheap <= dear)
