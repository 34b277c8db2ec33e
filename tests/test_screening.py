"""Each reason for a second look: when it is given and when it is not."""

from dataclasses import replace

import pytest

from salaries.stats.screening import REASONS, Candidate, Range, risk, screen

KNOWN = Range(30_000, 150_000)
USUAL = Candidate(yearly=60_000, hourly=30, yearly_as_typed=60_000, hours_per_week=40)


def paid(yearly: float, typed: float | None = None) -> Candidate:
    return replace(USUAL, yearly=yearly, hourly=yearly / 2_000, yearly_as_typed=typed or yearly)


def test_a_usual_year_gives_no_reason() -> None:
    assert screen(USUAL, KNOWN) == []
    assert screen(paid(30_000), KNOWN) == []
    assert screen(paid(150_000), KNOWN) == []


@pytest.mark.parametrize(
    ("candidate", "reason"),
    [
        (paid(4_000), "monthly_for_yearly"),
        (paid(600_000), "zero_too_many"),
        (paid(500, typed=75_000), "wrong_currency"),
        (paid(460_000), "far_above"),
        (paid(5_900), "far_below"),
        (replace(USUAL, hourly=0.5), "hourly_extreme"),
        (replace(USUAL, hourly=2_001), "hourly_extreme"),
        (replace(USUAL, hours_per_week=91), "long_week"),
        (replace(USUAL, copies_own=True), "copy"),
    ],
)
def test_each_reason_is_given(candidate: Candidate, reason: str) -> None:
    assert reason in screen(candidate, KNOWN)


@pytest.mark.parametrize(
    ("candidate", "reason"),
    [
        (paid(2_000), "monthly_for_yearly"),  # twelve times 2,000 is still too little
        (paid(200_000), "zero_too_many"),  # a tenth would be too little
        (paid(500, typed=500), "wrong_currency"),  # typed in dollars
        (paid(440_000), "far_above"),
        (paid(6_100), "far_below"),
        (replace(USUAL, hours_per_week=90), "long_week"),
    ],
)
def test_each_reason_keeps_to_its_limit(candidate: Candidate, reason: str) -> None:
    assert reason not in screen(candidate, KNOWN)


def test_without_anything_published_that_is_the_reason() -> None:
    assert screen(USUAL, None) == ["no_reference"]


def test_the_heaviest_reason_comes_first_and_weights_add_up() -> None:
    codes = screen(replace(paid(4_000), hours_per_week=100, copies_own=True), KNOWN)
    weights = [REASONS[code].weight for code in codes]
    assert weights == sorted(weights, reverse=True)
    assert risk(codes) == sum(weights)
