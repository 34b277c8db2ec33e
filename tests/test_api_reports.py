"""A contributor's own reports through the API."""

import json
import uuid
from datetime import timedelta
from fractions import Fraction

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from salaries.accounts.models import ApiKey
from salaries.models import Observation, SalaryReport
from salaries.moderation import ask
from salaries.publication import release
from tests.api import problem_in, program_of
from tests.crowd import report_json
from tests.people import NOW, approved_reports, make_moderator, make_person, make_report, make_role

pytestmark = pytest.mark.django_db
REPORTS = "/api/v1/reports/"


@pytest.fixture
def program() -> APIClient:
    """A contributor's program, and a role to report on."""
    make_role()
    return program_of(make_person("ada@example.org"))


def test_a_report_is_given_read_revised_and_withdrawn(program: APIClient) -> None:
    made = program.post(REPORTS, report_json(), format="json")
    assert made.status_code == 201
    address = made["Location"].removeprefix("http://testserver")
    given = program.get(address).json()
    assert given == made.json()
    assert given["streams"][1] == {"kind": "royalties", "amount": "500.00", "period": "month"}
    assert (given["status"], given["costs"], given["counted_in_release"]) == ("pending", "4000.00", None)

    changed = program.put(address, report_json(level="senior"), format="json")
    assert (changed.status_code, changed.json()["level"]) == (200, "senior")
    assert program.delete(address).status_code == 204
    assert not SalaryReport.objects.exists()
    problem_in(program.get(address), 404)
    problem_in(program.delete(address), 404)


def test_a_second_report_for_the_same_role_and_year_revises_the_first(program: APIClient) -> None:
    first = program.post(REPORTS, report_json(), format="json")
    second = program.post(REPORTS, report_json(level="lead"), format="json")
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json()["id"] == first.json()["id"]
    (only,) = program.get(REPORTS).json()["results"]
    assert only["level"] == "lead"


def test_a_report_cannot_be_moved_onto_another(program: APIClient) -> None:
    program.post(REPORTS, report_json(year=2024), format="json")
    other = program.post(REPORTS, report_json(), format="json")
    assert "year" in problem_in(program.put(other["Location"], report_json(year=2024), format="json"), 409)["errors"]


def test_strangers_are_sent_to_get_a_key(client: Client) -> None:
    for method, address in (("get", REPORTS), ("post", REPORTS), ("get", f"{REPORTS}{uuid.uuid4()}/")):
        response = getattr(client, method)(address)
        problem_in(response, 401)
        assert response["Cache-Control"] == "no-store"


def test_another_person_s_report_does_not_exist(program: APIClient) -> None:
    theirs = make_report(make_role())
    for method in ("get", "delete"):
        problem_in(getattr(program, method)(f"{REPORTS}{theirs.pk}/"), 404)
    problem_in(program.put(f"{REPORTS}{theirs.pk}/", report_json(), format="json"), 404)
    assert program.get(REPORTS).json()["results"] == []
    theirs.refresh_from_db()


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_the_list_takes_no_other_method(program: APIClient, method: str) -> None:
    problem_in(getattr(program, method)(REPORTS), 405)


@pytest.mark.parametrize("method", ["post", "patch"])
def test_a_report_takes_no_other_method(program: APIClient, method: str) -> None:
    problem_in(getattr(program, method)(f"{REPORTS}{uuid.uuid4()}/", report_json(), format="json"), 405)


def test_private_answers_are_never_kept(program: APIClient) -> None:
    made = program.post(REPORTS, report_json(), format="json")
    refused = program.post(REPORTS, report_json(year=1), format="json")
    for response in (
        made,
        refused,
        program.get(REPORTS),
        program.get(made["Location"]),
        program.delete(made["Location"]),
    ):
        assert response["Cache-Control"] == "no-store"


def test_a_revoked_key_opens_nothing(program: APIClient) -> None:
    ApiKey.objects.update(revoked_at=NOW)
    problem_in(program.get(REPORTS), 401)


def test_a_key_of_a_closed_account_opens_nothing() -> None:
    person = make_person()
    program = program_of(person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    problem_in(program.get(REPORTS), 401)


def test_a_session_works_with_a_csrf_token_only() -> None:
    make_role()
    browser = APIClient(enforce_csrf_checks=True)
    browser.force_login(make_person())
    assert browser.get(REPORTS).status_code == 200
    problem_in(browser.post(REPORTS, report_json(), format="json"), 403)
    assert not SalaryReport.objects.exists()


def test_a_session_needs_a_confirmed_address_and_a_key_does_not() -> None:
    person = make_person()
    person.emailaddress_set.update(verified=False)
    browser = APIClient()
    browser.force_login(person)
    assert "Confirm" in problem_in(browser.get(REPORTS), 403)["detail"]
    assert program_of(person).get(REPORTS).status_code == 200


def test_a_moderator_s_question_reaches_the_author(program: APIClient) -> None:
    made = program.post(REPORTS, report_json(), format="json")
    report = SalaryReport.objects.get()
    ask(report=report, by=make_moderator(), now=NOW + timedelta(hours=1), reason="period", message="A month or a year?")
    told = program.get(made["Location"]).json()
    assert told["status"] == "asked"
    assert told["decisions"][0]["message"] == "A month or a year?"
    assert "moderator@example.org" not in json.dumps(told)


def quiet(scale: Fraction) -> int:
    """No noise, so that the gate opens for sure."""
    return 0


def test_the_release_that_counted_a_report_is_told() -> None:
    report, *_ = approved_reports(make_role(), list(range(40_000, 70_000, 1_000)), make_moderator())
    release(now=NOW, noise=quiet)
    author = program_of(report.person)
    assert author.get(f"{REPORTS}{report.pk}/").json()["counted_in_release"] == 1
    assert author.get(REPORTS).json()["results"][0]["counted_in_release"] == 1
    assert author.delete(f"{REPORTS}{report.pk}/").status_code == 204
    assert Observation.objects.count() == 29


def test_the_list_takes_as_many_queries_for_many_as_for_one(
    program: APIClient, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for year in (2024, 2025, 2026):
        program.post(REPORTS, report_json(year=year), format="json")
    with django_assert_num_queries(3):  # the key with its owner, the reports, the releases that counted them
        assert len(program.get(REPORTS).json()["results"]) == 3


def test_pay_reaches_no_log(program: APIClient, caplog: pytest.LogCaptureFixture) -> None:
    program.post(REPORTS, report_json(costs="1234.56"), format="json")
    program.post(REPORTS, report_json(costs="1234.56", year=1), format="json")
    assert "1234" not in caplog.text
