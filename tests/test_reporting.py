"""The contributor's deeds, and how the amounts lie in the database."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any
from unittest.mock import patch

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.db import connection

from salaries.models import Observation, Release, Role, SalaryReport
from salaries.models.sealing import seal, unseal
from salaries.moderation import approve, ask
from salaries.reporting import (
    ReportRefused,
    check,
    counted_in,
    data_of,
    deeds,
    dollars_of,
    export_of,
    report_of,
    reports_of,
    revise,
    submit,
    withdraw,
)
from salaries.stats.money import Amount
from tests.people import NOW, make_moderator, make_person, make_report, make_role, report_data
from tests.site import Site

LATER = NOW + timedelta(hours=1)


def fees(amount: str, period: str = "year") -> tuple[Amount, ...]:
    return (Amount("fees", Decimal(amount), period),)


def count_in_release(report: SalaryReport) -> Release:
    approve(report=report, by=make_moderator(), now=NOW)
    release = Release.objects.create(number=7, published_at=NOW)
    Observation.objects.update(release=release)
    return release


@pytest.mark.django_db
def test_submit_keeps_what_was_typed() -> None:
    role, person = make_role(), make_person()
    report, is_new = submit(by=person, data=report_data(role), now=NOW)
    assert is_new
    assert data_of(report) == report_data(role)
    assert report.status == "pending"
    assert dollars_of(report).yearly == 50_000 - 500 * 12 * 4 / Decimal(52)


@pytest.mark.django_db
def test_a_second_report_for_the_same_role_and_year_edits_the_first() -> None:
    role, person = make_role(), make_person()
    first, _ = submit(by=person, data=report_data(role), now=NOW)
    second, is_new = submit(by=person, data=report_data(role, streams=fees("51000")), now=LATER)
    assert (second.pk, is_new) == (first.pk, False)
    assert data_of(second).streams == fees("51000")
    assert (second.submitted_at, second.updated_at) == (NOW, LATER)
    assert SalaryReport.objects.count() == 1


@pytest.mark.django_db
def test_other_people_years_and_roles_are_other_reports() -> None:
    role, other, person = make_role(), make_role("composer-songwriter"), make_person()
    submit(by=person, data=report_data(role), now=NOW)
    submit(by=person, data=report_data(role, year=2024), now=NOW)
    submit(by=person, data=report_data(other), now=NOW)
    submit(by=make_person(), data=report_data(role), now=NOW)
    assert SalaryReport.objects.count() == 4


@pytest.mark.django_db
def test_a_bonus_may_be_paid_on_the_hours_of_the_fees() -> None:
    role, person = make_role(), make_person()
    both = (*fees("30", "hour"), Amount("bonus", Decimal(2), "hour"))
    submit(by=person, data=report_data(role, streams=both), now=NOW)
    assert SalaryReport.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"year": 2027}, "year"),
        ({"year": 2019}, "year"),
        ({"level": "boss"}, "level"),
        ({"country": "ZZ"}, "country"),
        ({"engagement": "slave"}, "engagement"),
        ({"ai_use": ""}, "ai_use"),
        ({"hours_per_week": Decimal("168.1")}, "hours_per_week"),
        ({"hours_per_week": Decimal(0)}, "hours_per_week"),
        ({"hours_per_week": Decimal("37.25")}, "hours_per_week"),
        ({"hours_per_week": Decimal("NaN")}, "hours_per_week"),
        ({"weeks_per_year": 53}, "weeks_per_year"),
        ({"weeks_per_year": 0}, "weeks_per_year"),
        ({"currency": "XTS"}, "currency"),
        ({"streams": ()}, "streams"),
        ({"streams": fees("0")}, "streams"),
        ({"streams": fees("-1")}, "streams"),
        ({"streams": fees("NaN")}, "streams"),
        ({"streams": fees("Infinity")}, "streams"),
        ({"streams": fees("1e999999")}, "streams"),
        ({"streams": fees("1000000000000")}, "streams"),
        ({"streams": fees("30000000")}, "streams"),
        ({"streams": fees("0.001")}, "streams"),
        ({"streams": fees("1", "decade")}, "streams"),
        ({"streams": fees("1") + fees("2")}, "streams"),
        ({"streams": (Amount("tips", Decimal(1), "year"),)}, "streams"),
        ({"streams": (*fees("60", "hour"), Amount("live", Decimal(300), "day"))}, "streams"),
        ({"costs": Decimal(-1)}, "costs"),
        ({"costs": Decimal("Infinity")}, "costs"),
        ({"hours_per_week": Decimal(1), "weeks_per_year": 1}, "hours_per_week"),
        ({"engagement": "employee"}, "engagement"),
    ],
)
@pytest.mark.django_db
def test_what_cannot_be_is_refused_beside_its_field(changes: dict[str, Any], field: str) -> None:
    role, person = make_role(), make_person()
    with pytest.raises(ReportRefused) as refusal:
        submit(by=person, data=report_data(role, **changes), now=NOW)
    assert list(refusal.value.problems) == [field]
    assert all(refusal.value.problems[field])
    assert not SalaryReport.objects.exists()


@pytest.mark.django_db
def test_the_ends_of_the_scale_are_taken() -> None:
    role = make_role()
    high = report_data(role, streams=fees("20000000"), costs=Decimal(0), weeks_per_year=52)
    assert check(high, now=NOW).yearly == 20_000_000
    assert check(report_data(role, streams=fees("0.01"), costs=Decimal(0)), now=NOW).yearly == Decimal("0.01")


@pytest.mark.django_db
def test_another_currency_is_converted_at_its_years_rate() -> None:
    dollars = check(report_data(make_role(), currency="EUR", streams=fees("10000"), costs=Decimal(0)), now=NOW)
    assert dollars.yearly == 11_000


@pytest.mark.django_db
def test_a_copy_of_ones_own_report_is_marked_and_an_edit_is_not() -> None:
    role, person = make_role(), make_person()
    first = make_report(role, person)
    copy = make_report(role, person, year=2024)
    assert "copy" in copy.screening
    assert "copy" not in first.screening
    copy.delete()
    assert "copy" not in revise(report=first, by=person, data=report_data(role), now=LATER).screening


@pytest.mark.django_db
def test_a_revision_waits_again_and_takes_its_observation_back() -> None:
    role, person = make_role(), make_person()
    report = make_report(role, person)
    approve(report=report, by=make_moderator(), now=NOW)
    revised = revise(report=report, by=person, data=report_data(role, streams=fees("51000")), now=LATER)
    assert revised.status == "pending"
    assert not Observation.objects.exists()


@pytest.mark.django_db
def test_a_counted_report_can_be_revised_but_is_not_counted_again() -> None:
    role, person = make_role(), make_person()
    report = make_report(role, person)
    release = count_in_release(report)
    revise(report=report, by=person, data=report_data(role, streams=fees("51000")), now=LATER)
    assert counted_in(report) == release.number
    assert Observation.objects.count() == 1


@pytest.mark.django_db
def test_a_counted_report_keeps_its_role_and_year() -> None:
    role, person = make_role(), make_person()
    report = make_report(role, person)
    count_in_release(report)
    with pytest.raises(ReportRefused) as refusal:
        revise(report=report, by=person, data=report_data(role, year=2024), now=LATER)
    assert list(refusal.value.problems) == ["role"]


@pytest.mark.django_db
def test_a_report_cannot_become_another_one() -> None:
    role, person = make_role(), make_person()
    make_report(role, person, year=2024)
    report = make_report(role, person)
    with pytest.raises(ReportRefused) as refusal:
        revise(report=report, by=person, data=report_data(role, year=2024), now=LATER)
    assert list(refusal.value.problems) == ["year"]
    report.refresh_from_db()
    assert report.year == 2025


@pytest.mark.django_db
def test_nobody_changes_another_persons_report() -> None:
    role = make_role()
    report, stranger = make_report(role), make_person()
    with pytest.raises(PermissionError):
        revise(report=report, by=stranger, data=report_data(role), now=LATER)
    with pytest.raises(PermissionError):
        withdraw(report=report, by=stranger)
    assert SalaryReport.objects.filter(pk=report.pk).exists()


@pytest.mark.django_db
def test_withdrawing_erases_the_report_and_its_observation() -> None:
    person = make_person()
    report = make_report(make_role(), person)
    approve(report=report, by=make_moderator(), now=NOW)
    assert withdraw(report=report, by=person) is False
    assert not SalaryReport.objects.exists()
    assert not Observation.objects.exists()


@pytest.mark.django_db
def test_withdrawing_says_when_it_had_been_counted() -> None:
    person = make_person()
    report = make_report(make_role(), person)
    count_in_release(report)
    assert withdraw(report=report, by=person) is True
    assert not Observation.objects.exists()
    assert Release.objects.exists()


@pytest.mark.django_db
def test_a_withdrawn_report_can_be_neither_revised_nor_withdrawn_again() -> None:
    role, person = make_role(), make_person()
    report = make_report(role, person)
    stale = SalaryReport.objects.get(pk=report.pk)
    withdraw(report=report, by=person)
    with pytest.raises(ReportRefused):
        revise(report=stale, by=person, data=report_data(role), now=LATER)
    stale = SalaryReport(pk=stale.pk, person=person)
    assert withdraw(report=stale, by=person) is False


@pytest.mark.django_db
def test_a_broken_second_write_undoes_the_first() -> None:
    role, person = make_role(), make_person()
    report = make_report(role, person)
    approve(report=report, by=make_moderator(), now=NOW)
    with patch.object(deeds, "take_back", side_effect=RuntimeError), pytest.raises(RuntimeError):
        revise(report=report, by=person, data=report_data(role, streams=fees("51000")), now=LATER)
    with patch.object(deeds, "take_back", side_effect=RuntimeError), pytest.raises(RuntimeError):
        withdraw(report=report, by=person)
    report = SalaryReport.objects.get()
    assert report.status == "approved"
    assert data_of(report) == report_data(role)
    assert Observation.objects.count() == 1


@pytest.mark.django_db
def test_questions_are_about_ones_own_reports_only() -> None:
    role, person, stranger = make_role(), make_person(), make_person()
    report = make_report(role, person)
    make_report(role, stranger)
    ask(report=report, by=make_moderator(), now=NOW, reason="hours", message="Really?")
    assert [own.row for own in reports_of(person)] == [report]
    assert report_of(stranger, report.pk) is None
    own = report_of(person, report.pk)
    assert own is not None
    assert [decision.message for decision in own.decisions] == ["Really?"]
    exported = json.loads(json.dumps(export_of(person)))
    assert len(exported) == 1
    assert exported[0]["streams"][0] == {"kind": "fees", "amount": "48000", "period": "year"}
    assert exported[0]["decisions"][0]["message"] == "Really?"
    assert "moderator@example.org" not in json.dumps(exported)


@pytest.mark.django_db
def test_no_amount_lies_in_clear_in_the_row() -> None:
    make_report(make_role(), streams=fees("48123.45"), costs=Decimal("76543"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM salaries_salaryreport")
        stored = b"|".join(
            bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
            for value in cursor.fetchone()
        )
    assert b"48123" not in stored
    assert b"76543" not in stored
    assert b'"fees"' not in stored


def test_sealed_amounts_have_one_length_whatever_they_are() -> None:
    assert len(seal({"costs": "1"})) == len(seal({"costs": "999999999999.99"}))


def test_a_wrong_key_opens_nothing_and_an_old_key_still_opens(settings: Any) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.PAY_KEYS = [old]
    sealed = seal({"costs": "1"})
    settings.PAY_KEYS = [new, old]
    assert unseal(sealed) == {"costs": "1"}
    settings.PAY_KEYS = [new]
    with pytest.raises(InvalidToken):
        unseal(sealed)


SUBMIT_AT_ONCE = """
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from django.db import connections
from tests.people import *
role, person, barrier = Role.objects.get(), make_person("twice@example.org"), Barrier(8)
def send(i):
    try:
        barrier.wait()
        return submit(by=person, data=report_data(role, costs=Decimal(i)), now=NOW)[1]
    finally:
        connections.close_all()
with ThreadPoolExecutor(8) as pool:
    new = list(pool.map(send, range(8)))
print(json.dumps([SalaryReport.objects.filter(person=person).count(), new.count(True)]))
"""


def test_eight_submissions_at_once_make_one_report(site: Site) -> None:
    assert json.loads(site.run(SUBMIT_AT_ONCE).splitlines()[-1]) == [1, 1]


@pytest.mark.django_db
def test_a_role_with_reports_cannot_vanish() -> None:
    role = make_role()
    make_report(role)
    with pytest.raises(Exception, match="protected"):
        Role.objects.filter(pk=role.pk).delete()
