"""What the API says to a report that cannot be: always which field and why, never an error of its own."""

import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from salaries.models import SalaryReport
from tests.api import problem_in, program_of
from tests.crowd import report_json
from tests.people import make_person, make_role

pytestmark = pytest.mark.django_db
REPORTS = "/api/v1/reports/"
JSON = "application/json"


@pytest.fixture
def program() -> APIClient:
    """A contributor's program, and a role to report on."""
    make_role()
    return program_of(make_person())


BAD: list[tuple[str, Any, str]] = [
    ("role", "nobody", "role"), ("role", 5, "role"), ("role", None, "role"), ("role", ["music-producer"], "role"),
    ("role", "\x00", "role"), ("role", "a\ud800", "role"),
    ("year", 2027, "year"), ("year", 2019, "year"), ("year", 10**30, "year"), ("year", "soon", "year"),
    ("year", 2025.5, "year"), ("year", True, "year"),
    ("level", "boss", "level"), ("level", {"a": 1}, "level"), ("level", [], "level"), ("country", "ZZ", "country"),
    ("country", "\ud800", "country"), ("engagement", "", "engagement"), ("ai_use", None, "ai_use"),
    ("hours_per_week", 168.1, "hours_per_week"), ("hours_per_week", 0, "hours_per_week"),
    ("hours_per_week", "NaN", "hours_per_week"), ("hours_per_week", "40 h", "hours_per_week"),
    ("hours_per_week", [40], "hours_per_week"), ("weeks_per_year", 53, "weeks_per_year"),
    ("weeks_per_year", 0, "weeks_per_year"), ("currency", "XXX", "currency"), ("currency", "usd", "currency"),
    ("currency", 7, "currency"),
    ("streams", [], "streams"), ("streams", None, "streams"),
    ("streams", "fees", "streams"), ("streams", {}, "streams"),
    ("streams", [5], "streams.0"), ("streams", [{}], "streams.0.kind"),
    ("costs", -1, "costs"), ("costs", 5, "costs"), ("year", "2025", "year"),
    ("costs", "Infinity", "costs"), ("costs", 10**12, "costs"),
    ("hours_per_week", "40", "hours_per_week"), ("costs", {"a": 1}, "costs"),
    ("surprise", 1, "surprise"), ("status", "approved", "status"), ("\ud800", 1, "\ud800"), ("x" * 5000, 1, "x" * 60),
]  # fmt: skip
# Each can be for itself; what it names is not there, or it is still to come.
TOGETHER = [("role", "nobody"), ("year", 2027), ("currency", "XXX")]
BAD_AMOUNTS = [
    -1,
    5,
    0.5,
    "-0.01",
    "48.000,00",
    "a lot",
    "",
    None,
    True,
    10**12,
    "1e12",
    "NaN",
    "-Infinity",
    "1.999",
    [],
    {},
    "9" * 2000,
]


@pytest.mark.parametrize(("name", "value", "field"), BAD)
def test_bad_input_is_refused_by_field(program: APIClient, name: str, value: Any, field: str) -> None:
    answer = program.post(REPORTS, json.dumps(report_json(**{name: value})), content_type=JSON)
    body = problem_in(answer, 409 if (name, value) in TOGETHER else 400)
    assert field in body["errors"]
    assert all(body["errors"][field])
    assert not SalaryReport.objects.exists()


@pytest.mark.parametrize("amount", BAD_AMOUNTS)
def test_a_bad_amount_is_named_by_its_place(program: APIClient, amount: Any) -> None:
    streams = [{"kind": "fees", "amount": "5", "period": "day"}, {"kind": "live", "amount": amount, "period": "year"}]
    errors = problem_in(program.post(REPORTS, report_json(streams=streams), format="json"), 400)["errors"]
    assert set(errors) == {"streams.1.amount"}


@pytest.mark.parametrize(
    ("streams", "field", "bad_by_itself"),
    [
        ([{"kind": "fees", "amount": "0", "period": "year"}], "streams", False),
        ([{"kind": "fees", "amount": "1", "period": "year"}] * 2, "streams", False),
        ([{"kind": "fees", "amount": "999999999999", "period": "hour"}], "streams", False),
        ([{"kind": "fees", "amount": "1", "period": "year", "note": "x"}], "streams.0.note", True),
        ([{"kind": "luck", "amount": "1", "period": "year"}], "streams.0.kind", True),
        ([{"kind": "fees", "amount": "1", "period": "fortnight"}], "streams.0.period", True),
        ([{"kind": "fees", "amount": "1", "period": "year"}] * 5000, "streams", True),
    ],
)
def test_streams_that_cannot_be_are_refused(
    program: APIClient, streams: list[Any], field: str, bad_by_itself: bool
) -> None:
    sent = json.dumps(report_json(streams=streams))
    response = program.post(REPORTS, sent, content_type=JSON)
    if len(sent) > 64 * 1024:
        problem_in(response, 413)
    else:
        assert field in problem_in(response, 400 if bad_by_itself else 409)["errors"]


def test_an_employee_without_a_salary_is_told_so(program: APIClient) -> None:
    errors = problem_in(program.post(REPORTS, report_json(engagement="employee"), format="json"), 409)["errors"]
    assert "salary" in errors["engagement"][0]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("{", "application/json", 400), ("", "application/json", 400), ("null", "application/json", 400),
        ("[]", "application/json", 400), ('"text"', "application/json", 400), ("5", "application/json", 400),
        ("NaN", "application/json", 400), ('{"year": NaN}', "application/json", 400),
        ("[" * 60_000, "application/json", 400), ('{"a":' * 12_000, "application/json", 400),
        ("9" * 5_000, "application/json", 400), (b"\xff\xfe", "application/json", 400),
        ("{}", "application/json; charset=zlib", 400), (" " * 70_000, "application/json", 413),
        ("role=music-producer", "application/x-www-form-urlencoded", 415), ("<a/>", "application/xml", 415),
        ("{}", "text/plain", 415), ("{}", "nonsense", 415),
    ],
)  # fmt: skip
def test_a_body_that_is_not_a_report_is_refused(program: APIClient, body: Any, kind: str, status: int) -> None:
    problem_in(program.generic("POST", REPORTS, body, kind), status)


@pytest.mark.parametrize(
    ("name", "text", "repeated"),
    [
        ("role", '"role": "music-producer"', '"role": "nobody", "role": "music-producer"'),
        ("kind", '"kind": "fees"', '"kind": "live", "k\\u0069nd": "fees"'),
    ],
)
def test_a_repeated_key_is_refused(program: APIClient, name: str, text: str, repeated: str) -> None:
    sent = json.dumps(report_json())
    assert text in sent
    problem = problem_in(program.post(REPORTS, sent.replace(text, repeated, 1), content_type=JSON), 400)
    assert f"'{name}' stands twice" in problem["detail"]
    assert not SalaryReport.objects.exists()
