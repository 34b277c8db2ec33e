"""The API's comparison: the same object as the page and the download."""

import csv
import io
import json

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from salaries.comparison import Query, compare
from tests.api import problem_in
from tests.people import make_estimate, make_figure, make_role

pytestmark = pytest.mark.django_db
ROLES = "music-producer,data-scientist"


@pytest.fixture(autouse=True)
def two_roles() -> None:
    """A producer with figures and an estimate, and a data scientist with neither."""
    producer = make_role(code="27-2041")
    make_role("data-scientist", side="ai")
    make_figure("median-2023", 62_590, occupation_id="27-2041", year=2023, period="May 2023")
    make_figure("median-2025", 73_710, occupation_id="27-2041")
    make_figure("claim", 62_940, role=producer, measure="claimed")
    make_estimate(producer, (40_000.5, 50_000.25, 60_000.125), streams={"fees": [70, 80, 90]})
    make_estimate(producer, (1, 2, 3), dimension="level", value="mid", withheld="too_few", percentiles={})


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("", {}),
        ("&level=mid", {"level": "mid"}),
        ("&country=DE", {"country": "DE"}),
        ("&engagement=freelance", {"engagement": "freelance"}),
        ("&level=mid&ai_use=most", {"level": "mid", "ai_use": "most"}),
        ("&release=1", {"release": 1}),
    ],
)
def test_the_answer_is_the_comparison(client: Client, query: str, asked: dict[str, str]) -> None:
    expected = compare(Query(("music-producer", "data-scientist"), **asked))
    assert client.get(f"/api/v1/comparison/?roles={ROLES}{query}").json() == json.loads(json.dumps(expected.as_dict()))


@pytest.mark.parametrize("how", [{"query": "&format=csv"}, {"headers": {"accept": "text/csv"}}])
def test_csv_is_the_page_s_download(client: Client, how: dict[str, object]) -> None:
    response = client.get(f"/api/v1/comparison/?roles={ROLES}{how.get('query', '')}", headers=how.get("headers"))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content == client.get(f"/compare/data.csv?roles={ROLES}").content
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert {row["value"] for row in rows if row["key"].startswith("median")} == {"62590.0", "73710.0"}


def test_page_download_and_api_print_the_same_medians(client: Client) -> None:
    answer = client.get(f"/api/v1/comparison/?roles={ROLES}").json()
    values = [line["value"] for group in answer["roles"][0]["pay"] for line in group["figures"]]
    assert values == [73_710, 62_590]
    page = client.get(f"/compare/?roles={ROLES}").content.decode()
    assert all(f"{value:,.0f}" in page for value in values)


def test_a_role_without_figures_is_honestly_empty(client: Client) -> None:
    empty = client.get(f"/api/v1/comparison/?roles={ROLES}").json()["roles"][1]
    assert empty["pay"] == []
    assert empty["own"]["status"] == "no_release"
    assert empty["own"]["reason"]


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("", "roles"), ("roles=", "roles"), ("roles=,", "one to"), ("roles=nobody", "nobody"),
        ("roles=a,b,c,d,e", "one to"), (f"roles={ROLES}&level=boss", "level"), (f"roles={ROLES}&country=ZZ", "country"),
        (f"roles={ROLES}&release=99", "99"), (f"roles={ROLES}&release=1.5", "release"),
        (f"roles={ROLES}&release=NaN", "release"), (f"roles={ROLES}&release=-1", "release"),
        (f"roles={ROLES}&rolle=x", "rolle"), (f"roles={'x' * 301}", "roles"), ("roles=%00", "roles"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["", "&format=csv"])
def test_bad_questions_are_refused_in_words(client: Client, query: str, word: str, form: str) -> None:
    body = problem_in(client.get(f"/api/v1/comparison/?{query}{form}"), 400)
    assert word.lower() in (body["detail"] + str(body.get("errors", ""))).lower()


def test_a_format_we_do_not_speak_is_named(client: Client) -> None:
    assert "json, csv" in problem_in(client.get(f"/api/v1/comparison/?roles={ROLES}&format=xml"), 406)["detail"]
    problem_in(client.get(f"/api/v1/comparison/?roles={ROLES}", headers={"accept": "application/xml"}), 406)


def test_four_roles_take_few_queries(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for number in (2, 3):
        make_role(f"role-{number}", code=f"27-204{number}")
    with django_assert_max_num_queries(12):
        client.get(f"/api/v1/comparison/?roles={ROLES},role-2,role-3")
