"""The gap between two roles, against cases worked by hand and against properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice.pathways import gap, hours_to_close, straddling

needs = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(1, 5), max_size=8)


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
