"""The API's comparison: the same object as the page and the download."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from salaries.api.values import VALUE
from salaries.comparison import PERCENTILES, Comparison, Query, compare
from salaries.models import Batch, Estimate, Role, Total
from salaries.stats.privacy import PLAN
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


def plain(answer: Comparison) -> dict[str, Any]:
    """``answer`` as plain values, which the API only adds to."""
    whole = asdict(answer)
    del whole["level"]
    for role in whole["roles"]:
        named = ("code", "title", "fit", "note")
        role["occupations"] = [dict(zip(named, row, strict=True)) for row in role["occupations"]]
        role["own"] |= {name: dict(role["own"][name]) for name in ("percentiles", "streams")}
        for spread, bars in [(role["own"], "density"), *((shape, "bars") for shape in role["distributions"])]:
            spread[bars] = [dict(zip(("low", "high", "share"), bar, strict=True)) for bar in spread[bars]]
            spread["percentiles"] = dict(spread["percentiles"])
    return whole


def common(found: Any, known: Any) -> Any:
    """``found`` less the keys that ``known`` has not: the API says more beside each number, and nothing else."""
    if isinstance(found, dict) and not isinstance(known, dict):
        return found["value"]
    if isinstance(known, dict):
        return {name: common(found[name], inner) for name, inner in known.items()}
    if isinstance(known, list | tuple):
        assert len(found) == len(known)
        return [common(one, other) for one, other in zip(found, known, strict=True)]
    return found


def numbers_in(node: Any) -> Iterator[dict[str, Any]]:
    """Every object that holds a published number or the reason for its absence."""
    if isinstance(node, dict):
        if "value" in node:
            yield node
        for inner in node.values():
            yield from numbers_in(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from numbers_in(inner)


def test_every_number_has_its_context_beside_it(client: Client) -> None:
    make_estimate(Role.objects.get(slug="data-scientist"), (50_000, 60_000, 70_000))
    for address in (f"comparison/?roles={ROLES}", "figures/?fields=subject", "estimates/", "releases/", "claims/"):
        found = list(numbers_in(client.get(f"/api/v1/{address}").json()))
        assert len(found) >= (3 if "fields" in address else 1)
        for number in found:
            assert set(VALUE) <= set(number)
            assert (number["value"] is None) == bool(number["reason"])
            assert number["source"]
            assert number["licence"]
    own = client.get(f"/api/v1/comparison/?roles={ROLES}").json()["roles"][0]["own"]["percentiles"]["p50"]
    assert own == {
        "value": 50_000.25, "low": 40_000.5, "high": 60_000.125, "confidence": 90, "unit": "year", "currency": "USD",
        "n": 60, "n_error": 3.0, "release": 1, "epsilon": 0.0, "source": "gainstage", "licence": "CC BY 4.0",
        "withheld": "", "reason": "",
    }  # fmt: skip


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
    answer = client.get(f"/api/v1/comparison/?roles={ROLES}{query}").json()
    assert common(answer, plain(expected)) == json.loads(json.dumps(plain(expected), default=str))


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
    missing = query in ("roles=nobody", f"roles={ROLES}&release=99")
    body = problem_in(client.get(f"/api/v1/comparison/?{query}{form}"), 404 if missing else 400)
    assert word.lower() in (body["detail"] + str(body.get("errors", ""))).lower()


def test_a_format_we_do_not_speak_is_named(client: Client) -> None:
    assert "json, csv" in problem_in(client.get(f"/api/v1/comparison/?roles={ROLES}&format=xml"), 406)["detail"]
    problem_in(client.get(f"/api/v1/comparison/?roles={ROLES}", headers={"accept": "application/xml"}), 406)


def test_four_roles_take_few_queries(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for number in (2, 3):
        make_role(f"role-{number}", code=f"27-204{number}")
    with django_assert_max_num_queries(12):
        client.get(f"/api/v1/comparison/?roles={ROLES},role-2,role-3")


def test_a_pair_counts_everybody_behind_it_and_costs_what_one_report_spent(client: Client) -> None:
    whole = {
        name: [number - 1, number, number + 1] for name, number in zip(PERCENTILES, (10, 20, 30, 40, 50), strict=True)
    }
    spent = {"music-producer": "0.5", "data-scientist": "0.25"}
    for slug, epsilon in spent.items():
        role = Role.objects.get(slug=slug)
        Estimate.objects.filter(role=role, dimension="").delete()
        row = make_estimate(
            role, (29, 30, 31), percentiles=whole, reports_error=4.0 if slug == "data-scientist" else 3.0
        )
        table = next(table for table in PLAN if table.measure == "yearly")
        made = Batch(release=row.release, role=role, table=table.name, counts={}, edges=[], epsilon=Decimal(epsilon))
        Total.objects.add(role, Batch.objects.bulk_create([made]))
    (pair, _) = client.get(f"/api/v1/comparison/?roles={ROLES}").json()["pairs"]
    for name in ("out_earns", "above_median"):
        assert (pair[name]["n"], pair[name]["n_error"], pair[name]["epsilon"]) == (120, 5.0, 0.5)
