"""Idempotency keys: a report sent twice under one is given once, also by two requests at the same time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from rest_framework.test import APIClient

from salaries.models import Repeat, SalaryReport
from salaries.reporting import forget_repeats
from tests.api import problem_in, program_of
from tests.crowd import report_json
from tests.people import make_person, make_role

REPORTS = "/api/v1/reports/"


def give(program: APIClient, key: str = "first", **changes: Any) -> Any:
    return program.post(REPORTS, report_json(**changes), format="json", headers={"idempotency-key": key})


@pytest.mark.django_db
def test_the_same_report_again_changes_nothing_and_gets_the_same_answer() -> None:
    make_role()
    program = program_of(make_person())
    first, again = give(program), give(program)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again["Location"] == first["Location"]
    assert (first.get("Idempotency-Replayed"), again["Idempotency-Replayed"]) == (None, "true")
    assert SalaryReport.objects.count() == 1
    row = Repeat.objects.get()
    assert "first" not in row.key
    assert len(row.key) == len(row.content) == 64


@pytest.mark.django_db
def test_another_report_under_the_same_key_is_refused() -> None:
    make_role()
    program = program_of(make_person())
    give(program)
    problem = problem_in(give(program, year=2024), 409)
    assert "Idempotency-Key" in problem["errors"]
    assert SalaryReport.objects.count() == 1
    assert give(program, "second", year=2024).status_code == 201


@pytest.mark.django_db
def test_a_key_is_its_owners_alone_and_a_refused_report_uses_none_up() -> None:
    make_role()
    one, other = program_of(make_person()), program_of(make_person())
    problem_in(give(one, engagement="employee"), 409)
    assert give(one).status_code == 201
    assert give(other).status_code == 201


@pytest.mark.django_db
def test_a_key_is_forgotten_after_a_day() -> None:
    make_role()
    program = program_of(make_person())
    give(program)
    Repeat.objects.update(at=datetime.now(UTC) - timedelta(hours=25))
    answer = give(program)
    assert answer.status_code == 200  # a report for this role and year is there: it is revised
    assert "Idempotency-Replayed" not in answer
    assert forget_repeats(now=datetime.now(UTC) + timedelta(hours=25)) == 1


@pytest.mark.django_db
def test_what_was_withdrawn_does_not_come_back_by_its_key() -> None:
    make_role()
    program = program_of(make_person())
    program.delete(give(program)["Location"])
    problem_in(give(program), 409)


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", " ", "é", "x" * 201, "a b"])
def test_a_key_that_cannot_be_is_refused(key: str) -> None:
    make_role()
    problem_in(give(program_of(make_person()), key.encode().decode("latin-1")), 400)


@pytest.mark.django_db(transaction=True)
@pytest.mark.needs_postgres
def test_ten_at_once_give_one_report() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("needs DATABASE_URL to name a PostgreSQL: SQLite lets one write at a time anyway")
    make_role()
    person = make_person()
    programs = [program_of(person) for _ in range(10)]

    def one(program: APIClient) -> tuple[int, str]:
        try:
            answer = give(program)
            return answer.status_code, answer["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        assert len(set(pool.map(one, programs))) == 1
    assert SalaryReport.objects.count() == 1


@pytest.mark.django_db
def test_every_answer_says_where_its_program_stands(client: Client) -> None:
    first, second = client.get("/api/v1/plan/"), client.get("/api/v1/plan/")
    assert first["RateLimit-Policy"] == '"requests";q=60;w=60'
    assert first["RateLimit"].startswith('"requests";r=59;t=')
    assert second["RateLimit"].startswith('"requests";r=58;t=')
    assert program_of(make_person()).get("/api/v1/plan/")["RateLimit-Policy"] == '"requests";q=600;w=60'
    for _ in range(58):
        client.get("/api/v1/plan/")
    refused = client.get("/api/v1/plan/")
    problem_in(refused, 429)
    assert refused["RateLimit"].startswith('"requests";r=0;t=')
    assert refused["Retry-After"]


@pytest.mark.django_db
def test_an_unchanged_answer_is_not_sent_again(client: Client) -> None:
    make_role()
    first = client.get("/api/v1/roles/")
    again = client.get("/api/v1/roles/", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "max-age=0" in first["Cache-Control"]
    make_role("data-scientist", side="ai")
    assert client.get("/api/v1/roles/", headers={"if-none-match": first["ETag"]}).status_code == 200


@pytest.mark.django_db
def test_other_sites_may_read_what_is_public_and_nothing_else(client: Client) -> None:
    origin = {"origin": "https://elsewhere.example"}
    answer = client.get("/api/v1/roles/", headers=origin)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    assert "RateLimit" in answer["Access-Control-Expose-Headers"]
    asked = client.options("/api/v1/roles/", headers={**origin, "access-control-request-method": "GET"})
    assert (asked.status_code, asked["Access-Control-Allow-Methods"]) == (204, "GET, HEAD")
    assert "authorization" not in asked["Access-Control-Allow-Headers"].lower()
    own = client.options(REPORTS, headers={**origin, "access-control-request-method": "POST"})
    assert "Access-Control-Allow-Origin" not in own
    assert "Access-Control-Allow-Origin" not in program_of(make_person()).get(REPORTS, headers=origin)
