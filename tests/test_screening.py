"""Each reason for a second look: when it is given and when it is not."""

import math
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from salaries.models import SalaryReport
from salaries.moderation import approve
from salaries.stats.money import Amount
from salaries.stats.screening import REASONS, Candidate, Range, Usual, is_burst, risk, screen, usual_of
from tests.people import NOW, make_estimate, make_moderator, make_person, make_report, make_role

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


WHOLE = {"p25": 45_000.0, "p50": 60_000.0, "p75": 80_000.0}
BELIEF = Usual(math.log(60_000), 0.4)


def at(distance: float, new: bool = False) -> Candidate:
    """A report so many standard deviations above what is usual, within the published range."""
    return replace(paid(60_000 * math.exp(0.4 * distance)), new_account=new)


WIDE = Range(1_000, 1_000_000)


@pytest.mark.parametrize(
    ("candidate", "flagged"),
    [
        (at(3.4), False),
        (at(3.6), True),
        (at(2.9, new=True), False),
        (at(3.1, new=True), True),
        (at(-4.9), False),
        (at(-5.1), True),
    ],
)
def test_the_distance_on_the_log_scale(candidate: Candidate, flagged: bool) -> None:
    assert ("unusual" in screen(candidate, WIDE, BELIEF)) is flagged


def test_only_new_accounts_are_part_of_a_burst() -> None:
    assert "burst" in screen(replace(USUAL, in_burst=True, new_account=True), KNOWN)
    assert "burst" not in screen(replace(USUAL, in_burst=True), KNOWN)


@pytest.mark.parametrize(("week", "usual", "burst"), [(5, 0, False), (6, 0, True), (15, 6, False), (16, 6, True)])
def test_what_a_burst_is(week: int, usual: float, burst: bool) -> None:
    assert is_burst(week, usual) is burst


def test_what_is_usual_where_level_and_country_meet() -> None:
    senior = {"p25": 78_000.0, "p50": 90_000.0, "p75": 105_000.0}
    spain = {"p50": 30_000.0}
    found = usual_of(WHOLE, [senior, spain, {}])
    assert found is not None
    assert math.exp(found.middle) == pytest.approx(60_000 * 1.5 * 0.5)
    assert found.spread == 0.25  # the senior quartiles are nearer than we believe of any group
    alone = usual_of(WHOLE)
    assert alone is not None
    assert alone.spread == pytest.approx(math.log(80 / 45) / 1.349)
    assert usual_of({}, [senior]) is None


def released() -> SalaryReport:
    """A role whose first release shows a median of 60,000, and a report on it by an account of a year ago."""
    role = make_role()
    estimate = make_estimate(role, (55_000, 60_000, 65_000))
    estimate.percentiles = {name: [pay - 1, pay, pay + 1] for name, pay in WHOLE.items()}
    estimate.save()
    return make_report(role, person=old_person())


def report_streams(fees: int) -> tuple[Amount, ...]:
    return (Amount("fees", Decimal(fees), "year"),)


def old_person() -> object:
    person = make_person()
    person.date_joined = NOW - timedelta(days=400)
    person.save()
    return person


def new_person() -> object:
    person = make_person()
    person.date_joined = NOW - timedelta(days=1)
    person.save()
    return person


@pytest.mark.django_db
def test_a_burst_of_new_accounts_is_given_to_the_whole_week() -> None:
    role = released().role
    week = [make_report(role, person=new_person()) for _ in range(7)]  # type: ignore[arg-type]
    old = make_report(role, person=old_person())  # type: ignore[arg-type]
    found = {row.pk: row for row in SalaryReport.objects.all()}
    assert all("burst" in found[report.pk].screening and found[report.pk].risk >= 3 for report in week)
    assert "burst" not in found[old.pk].screening


@pytest.mark.django_db
def test_decided_reports_keep_their_reasons_in_a_burst() -> None:
    role, moderator = released().role, make_moderator()
    first = make_report(role, person=new_person())  # type: ignore[arg-type]
    approve(report=first, by=moderator, now=NOW)
    for _ in range(7):
        make_report(role, person=new_person())  # type: ignore[arg-type]
    first.refresh_from_db()
    assert "burst" not in first.screening


@pytest.mark.django_db
def test_before_the_first_release_nothing_is_a_burst() -> None:
    role = make_role()
    reports = [make_report(role, person=new_person()) for _ in range(8)]  # type: ignore[arg-type]
    assert not any("burst" in report.screening for report in reports)


@pytest.mark.django_db
def test_a_far_report_is_told_by_the_last_release() -> None:
    report = released()
    assert "unusual" not in report.screening
    far = make_report(report.role, year=2024, person=old_person(), costs=Decimal(0), streams=report_streams(600_000))  # type: ignore[arg-type]
    assert "unusual" in far.screening
