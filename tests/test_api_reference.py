"""The API's roles, sources, figures and releases."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from salaries.models import ClaimCheck, Figure, Release, RoleTitle
from tests.api import problem_in
from tests.people import NOW, make_figure, make_role, make_source

pytestmark = pytest.mark.django_db
HOSTILE = [
    "'; DROP TABLE roles; --",
    "<script>",
    "\x00",
    "../../etc/passwd",
    "%",
    "𝕏" * 400,
    "=1+1",
    "\ud800",
    "9" * 5000,
]


def walk(client: Client, address: str) -> list[dict[str, Any]]:
    """Everything a list holds, page after page."""
    found: list[dict[str, Any]] = []
    while address:
        page = client.get(address).json()
        found += page["results"]
        address = page["next"]
    return found


def test_a_role_is_found_by_its_slug_with_titles_and_occupations(client: Client) -> None:
    role = make_role(code="27-2041")
    RoleTitle.objects.create(role=role, title="Beat maker")
    assert client.get("/api/v1/roles/music-producer/").json() == {
        "slug": "music-producer", "title": "Music Producer", "side": "music", "summary": "For tests.",
        "other_titles": ["Beat maker"],
        "occupations": [{"code": "27-2041", "title": "27-2041", "fit": "main", "note": ""}],
    }  # fmt: skip


def test_roles_are_searched_by_the_other_titles_too(client: Client) -> None:
    RoleTitle.objects.create(role=make_role(), title="Beat maker")
    make_role("data-scientist", side="ai")
    assert [role["slug"] for role in walk(client, "/api/v1/roles/?q=beat")] == ["music-producer"]
    assert [role["slug"] for role in walk(client, "/api/v1/roles/?side=ai")] == ["data-scientist"]


def test_roles_take_as_many_queries_for_many_as_for_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(9):
        make_role(f"role-{number}", code=f"27-204{number}")
    with django_assert_num_queries(3):
        assert len(client.get("/api/v1/roles/").json()["results"]) == 9


@pytest.mark.parametrize("size", [1, 2, 3, 7, 500])
def test_walking_the_pages_meets_every_figure_once_and_in_order(client: Client, size: int) -> None:
    keys = sorted(make_figure(f"test/{number}", year=2020 + number % 3).key for number in range(7))
    assert [figure["key"] for figure in walk(client, f"/api/v1/figures/?page_size={size}")] == keys


def test_pages_can_be_walked_back(client: Client) -> None:
    for number in range(5):
        make_figure(f"test/{number}")
    first = client.get("/api/v1/figures/?page_size=2").json()
    second = client.get(first["next"]).json()
    assert client.get(second["previous"]).json()["results"] == first["results"]


@pytest.mark.parametrize("size", ["0", "-1", "501", "000001999", "many", "1.5", "²", "9" * 5000])
def test_a_page_size_that_cannot_be_is_refused(client: Client, size: str) -> None:
    assert "page_size" in problem_in(client.get("/api/v1/figures/", {"page_size": size}), 400)["errors"]


@pytest.mark.parametrize(
    "cursor", ["x", "cD0lMDA=", "cD05OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OQ==", "cD1hYmM=", "bz1hYmM=", "é"]
)
@pytest.mark.parametrize("part", ["roles", "figures", "releases", "estimates", "ledger"])
def test_a_forged_cursor_breaks_nothing(client: Client, part: str, cursor: str) -> None:
    errors = problem_in(client.get(f"/api/v1/{part}/", {"cursor": cursor}), 400)["errors"]
    assert "such page" in errors["cursor"][0]


def next_cursor(client: Client, address: str) -> str:
    return parse_qs(urlsplit(client.get(f"/api/v1/{address}").json()["next"]).query)["cursor"][0]


def test_a_cursor_holds_for_its_own_list_and_order_only(client: Client) -> None:
    for number in range(3):
        make_figure(f"test/{number}", source=make_source(f"source-{number}"))
    figures, sources = (next_cursor(client, f"{part}/?page_size=1") for part in ("figures", "sources"))
    assert len(client.get("/api/v1/figures/", {"cursor": figures}).json()["results"]) == 2
    for wrong in (sources, figures[:-1], figures[:20], figures + "A", f"{figures} ", figures.replace("figures", "x")):
        assert "cursor" in problem_in(client.get("/api/v1/figures/", {"cursor": wrong}), 400)["errors"]
    name, place, seal = figures.split(".")
    other = f"{name}.{sources.split('.')[1]}.{seal}"
    for forged in (other, f"{name}.{place}.{seal[::-1]}", f"{name}.{place}A.{seal}"):
        assert "cursor" in problem_in(client.get("/api/v1/figures/", {"cursor": forged}), 404)["errors"]
    problem_in(client.get("/api/v1/figures/", {"cursor": figures, "ordering": "-key"}), 404)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    ("part", "name"),
    [("roles", "q"), ("roles", "side"), ("figures", "role"), ("figures", "source"), ("figures", "occupation"),
     ("figures", "year"), ("figures", "country"), ("estimates", "release"), ("estimates", "role"),
     ("estimates", "published"), ("estimates", "level"), ("comparison", "roles"), ("comparison", "release")],
)  # fmt: skip
def test_hostile_filter_values_are_refused_or_find_nothing(client: Client, part: str, name: str, text: str) -> None:
    response = client.get(f"/api/v1/{part}/", {name: text.encode("utf-8", "surrogatepass")})
    if text in ("\x00", "\ud800"):
        assert "UTF-8" in problem_in(response, 400)["detail"]
    elif response.status_code == 200:
        assert response.json()["results"] == []
    else:
        problem_in(response, 400 if response.status_code == 400 else 404)


@pytest.mark.parametrize("query", ["role=", "cursor=", "published=null", "published=1", "role=a&role=b", "year=1989"])
def test_a_parameter_that_would_have_to_be_ignored_is_refused(client: Client, query: str) -> None:
    part = "estimates" if "published" in query else "figures"
    problem_in(client.get(f"/api/v1/{part}/?{query}"), 400)


@pytest.mark.parametrize(
    "part", ["roles", "sources", "figures", "releases", "estimates", "plan", "ledger", "comparison"]
)
def test_an_unknown_parameter_is_refused_rather_than_ignored(client: Client, part: str) -> None:
    assert "rolle" in problem_in(client.get(f"/api/v1/{part}/?rolle=x"), 400)["errors"]


def test_a_figure_is_found_by_its_key_and_by_its_id(client: Client) -> None:
    figure = make_figure("bls-oews/27-2041/2023/p50/year", 62_590)
    by_key = client.get("/api/v1/figures/bls-oews/27-2041/2023/p50/year/").json()
    assert by_key["value"] == 62_590
    assert by_key["key"] == "bls-oews/27-2041/2023/p50/year"
    assert client.get(f"/api/v1/figures/{figure.pk}/").json() == by_key


@pytest.mark.parametrize("name", ["999999999", "9" * 40, "no/such/key", "%00", "²"])
def test_a_figure_that_is_not_there_is_a_404(client: Client, name: str) -> None:
    problem_in(client.get(f"/api/v1/figures/{name}/"), 404)


def test_figures_of_a_role_include_those_of_its_occupation(client: Client) -> None:
    role = make_role(code="27-2041")
    make_figure("of-role", role=role)
    make_figure("of-occupation", occupation_id="27-2041")
    make_figure("of-nobody")
    keys = {figure["key"] for figure in walk(client, "/api/v1/figures/?role=music-producer")}
    assert keys == {"of-role", "of-occupation"}


def test_a_claim_comes_with_its_check_and_its_evidence(client: Client) -> None:
    claim, evidence = make_figure("claim", measure="claimed"), make_figure("evidence")
    ClaimCheck.objects.create(claim=claim, quote="So much", verdict="misleading", note="No.").evidence.add(evidence)
    found = client.get("/api/v1/figures/claim/").json()["check_of_claim"]
    assert found == {"quote": "So much", "verdict": "misleading", "note": "No.", "evidence": ["evidence"]}


def test_a_withheld_figure_has_no_value_and_says_why(client: Client) -> None:
    make_figure("hidden", None, withheld="suppressed")
    found = client.get("/api/v1/figures/hidden/").json()
    assert found["value"] is None
    assert found["withheld"] == "suppressed"


def test_figures_take_as_many_queries_for_many_as_for_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        claim = make_figure(f"test/{number}", measure="claimed", role=make_role())
        ClaimCheck.objects.create(claim=claim, quote="q", verdict="unsupported", note="n")
    assert Figure.objects.count() == 20
    with django_assert_num_queries(2):
        assert len(client.get("/api/v1/figures/").json()["results"]) == 20


def test_sources_are_listed_and_found(client: Client) -> None:
    source = make_source()
    assert [row["slug"] for row in walk(client, "/api/v1/sources/")] == [source.slug]
    assert client.get(f"/api/v1/sources/{source.slug}/").json()["blind_spots"] == "everybody"


def test_releases_are_listed_newest_first_and_found_by_number(client: Client) -> None:
    for number in (1, 2, 3):
        Release.objects.create(number=number, published_at=NOW)
    assert [row["number"] for row in walk(client, "/api/v1/releases/?page_size=1")] == [3, 2, 1]
    assert client.get("/api/v1/releases/2/").json()["number"] == 2


@pytest.mark.parametrize(
    "address", ["roles/nobody", "sources/nothing", "releases/77", "releases/0", "releases/99999999999999999999"]
)
def test_what_is_not_there_is_a_404(client: Client, address: str) -> None:
    problem_in(client.get(f"/api/v1/{address}/"), 404)


@pytest.mark.parametrize(
    "part", ["roles", "sources", "figures", "releases", "estimates", "plan", "ledger", "comparison"]
)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_public_addresses_are_read_only(client: Client, part: str, method: str) -> None:
    response = getattr(client, method)(f"/api/v1/{part}/")
    problem_in(response, 405)
    assert "GET" in response["Allow"]


def test_public_answers_do_not_depend_on_a_session(client: Client) -> None:
    response = client.get("/api/v1/roles/")
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies
