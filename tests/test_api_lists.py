"""What all lists can do: order, chosen fields, CSV and Parquet."""

import csv
import io
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.test import Client

from salaries.api.values import VALUE
from salaries.models import Batch, Release, Role, Source
from salaries.stats.privacy import PLAN
from tests.api import problem_in
from tests.people import make_estimate, make_figure, make_role, make_source

pytestmark = pytest.mark.django_db
LISTS = ["roles", "sources", "figures", "releases", "estimates", "ledger"]


@pytest.fixture(autouse=True)
def filled() -> None:
    """Seven figures of three years, a role, a published estimate and a withheld one."""
    for number in range(7):
        make_figure(f"test/{number}", 1000 + number, year=2020 + number % 3, subject="=HYPERLINK(1)")
    make_estimate(make_role(), (1, 2, 3), streams={"fees": [70, 80, 90]})
    make_estimate(make_role("data-scientist", side="ai"), (1, 2, 3), withheld="too_few", percentiles={})


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def parquet_of(content: bytes, folder: Path) -> list[dict[str, Any]]:
    file = folder / "table.parquet"
    file.write_bytes(content)
    with duckdb.connect() as engine:
        found = engine.read_parquet(str(file))
        return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def types_of(content: bytes, folder: Path) -> dict[str, str]:
    file = folder / "types.parquet"
    file.write_bytes(content)
    with duckdb.connect() as engine:
        found = engine.read_parquet(str(file))
        return dict(zip(found.columns, map(str, found.types), strict=True))


@pytest.mark.parametrize("order", ["year", "-year", "key", "-key"])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_an_order_holds_over_all_pages(client: Client, order: str, size: int) -> None:
    address, met = f"/api/v1/figures/?ordering={order}&page_size={size}", []
    while address:
        page = client.get(address).json()
        met += page["results"]
        address = page["next"]
    values = [figure[order.lstrip("-")] for figure in met]
    assert len({figure["key"] for figure in met}) == 7
    assert values == sorted(values, reverse=order.startswith("-"))


def test_only_the_fields_asked_for_come_with_those_that_name_a_row(client: Client) -> None:
    (role, _) = client.get("/api/v1/roles/?fields=title&ordering=-slug").json()["results"]
    assert role == {"slug": "music-producer", "title": "Music Producer"}
    assert (
        client.get("/api/v1/roles/?fields=title,side").json()
        == client.get("/api/v1/roles/?fields=title&fields=side").json()
    )
    assert "title" in problem_in(client.get("/api/v1/roles/?fields=titel"), 400)["errors"]["fields"][0]


@pytest.mark.parametrize("part", LISTS)
def test_every_list_refuses_an_order_it_does_not_know(client: Client, part: str) -> None:
    problem_in(client.get(f"/api/v1/{part}/?ordering=luck"), 400)
    problem_in(client.get(f"/api/v1/{part}/?fields="), 400)


@pytest.mark.parametrize("how", ["query", "header"])
def test_a_list_as_csv_leads_to_its_next_page_and_runs_nothing(client: Client, how: str) -> None:
    query = "format=csv&page_size=3" if how == "query" else "page_size=3"
    accept = {"accept": "text/csv"} if how == "header" else {}
    address, met = f"/api/v1/figures/?{query}", []
    while address:
        answer = client.get(address, headers=accept)
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        met += rows_of(answer.content.decode())
        found = re.search(r'<([^>]+)>; rel="next"', answer.get("Link", ""))
        address = found[1] if found else ""
    assert [row["key"] for row in met] == [f"test/{number}" for number in range(7)]
    assert {row["subject"] for row in met} == {"'=HYPERLINK(1)"}
    assert [float(row["value"]) for row in met] == [1000 + number for number in range(7)]


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/json;q=0.1, text/csv;q=0.9", "text/csv"), ("text/csv, */*", "text/csv"),
        ("application/json;q=0, */*", "text/csv"), ("text/*;q=0.5, application/json;q=0.4", "text/csv"),
        ("text/html, */*;q=0.8", "application/json"), ("application/json;indent=2, text/csv", "application/json"),
        ("text/csv;q=0, text/*, application/json;q=0.1", "application/json"),
        ("text/csv; Q=0.2, */*;q=0.3", "application/json"),
        ("application/json;q=0", ""), ("*/*;q=0", ""), ("text/csv;q=0.0, image/png", ""),
    ],
)  # fmt: skip
def test_the_format_liked_best_is_sent(client: Client, accept: str, kind: str) -> None:
    answer = client.get("/api/v1/figures/", headers={"accept": accept})
    if kind:
        assert answer["Content-Type"].partition(";")[0] == kind
    else:
        problem_in(answer, 406)


@pytest.mark.parametrize("part", LISTS)
def test_parquet_holds_the_whole_list(client: Client, part: str, tmp_path: Path) -> None:
    answer = client.get(f"/api/v1/{part}/", headers={"accept": "application/vnd.apache.parquet"})
    assert answer["Content-Type"] == "application/vnd.apache.parquet"
    rows = parquet_of(answer.content, tmp_path)
    listed = rows_of(client.get(f"/api/v1/{part}/?format=csv&page_size=500").content.decode())
    assert len(rows) == len(listed)
    page = client.get(f"/api/v1/{part}/?format=parquet&page_size=1")
    assert len(parquet_of(page.content, tmp_path)) <= min(2, len(rows))  # an estimate is a row for each number


@pytest.mark.parametrize("part", ["roles", "sources", "figures", "claims", "releases", "ledger"])
def test_parquet_has_the_types_of_the_openapi_document(client: Client, part: str, tmp_path: Path) -> None:
    make_figure("test/claim", 1, measure="claimed")
    found = types_of(client.get(f"/api/v1/{part}/?format=parquet").content, tmp_path)
    described = client.get("/api/v1/schema/?format=json").json()
    answer = described["paths"][f"/api/v1/{part}/"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    shapes = described["components"]["schemas"]
    page = shapes[answer["$ref"].rpartition("/")[2]]
    row = shapes[page["properties"]["results"]["items"]["$ref"].rpartition("/")[2]]
    for name, field in row["properties"].items():
        kind = field.get("type", "object")
        (kind,) = [one for one in ([kind] if isinstance(kind, str) else kind) if one != "null"]
        assert found[name] == {"number": "DOUBLE", "integer": "BIGINT", "boolean": "BOOLEAN"}.get(kind, "VARCHAR"), name


def test_figures_and_estimates_stack(client: Client, tmp_path: Path) -> None:
    figures = types_of(client.get("/api/v1/figures/?format=parquet").content, tmp_path)
    estimates = types_of(client.get("/api/v1/estimates/?format=parquet").content, tmp_path)
    assert {name: figures[name] for name in VALUE} == {name: estimates[name] for name in VALUE}


def test_estimates_as_a_table_keep_every_number_with_its_context(client: Client, tmp_path: Path) -> None:
    rows = parquet_of(client.get("/api/v1/estimates/?format=parquet").content, tmp_path)
    by_name = {row["statistic"]: row for row in rows}
    assert (by_name["p50"]["value"], by_name["p50"]["n"], by_name["p50"]["release"]) == (2.0, 60, 1)
    assert (by_name["share_fees"]["value"], by_name["share_fees"]["unit"]) == (80.0, "percent")
    withheld = by_name[None]
    assert withheld["value"] is None
    assert withheld["withheld"] == "too_few"
    assert withheld["reason"]


def test_a_problem_is_never_sent_as_a_table(client: Client) -> None:
    for kind in ("csv", "parquet"):
        problem_in(client.get(f"/api/v1/figures/?format={kind}&role=nobody"), 404)


def test_sources_and_the_ledger_are_narrowed_too(client: Client) -> None:
    Source.objects.filter(pk=make_source("other-source").pk).update(publisher="Zebra", kind="survey")
    for query in ("q=zebr", "kind=survey"):
        assert [row["slug"] for row in client.get(f"/api/v1/sources/?{query}").json()["results"]] == ["other-source"]
    problem_in(client.get("/api/v1/sources/?kind=rumour"), 400)
    release, role = Release.objects.get(number=1), Role.objects.get(slug="music-producer")
    for table in PLAN[:2]:
        Batch.objects.create(release=release, role=role, table=table.name, epsilon="0.2", edges=[], counts={})
    for query, many in ((f"table={PLAN[0].name}", 1), ("role=music-producer", 2), ("role=data-scientist", 0),
                        ("release=1", 2)):  # fmt: skip
        assert len(client.get(f"/api/v1/ledger/?{query}").json()["results"]) == many
    problem_in(client.get("/api/v1/ledger/?role=nobody"), 404)
    problem_in(client.get("/api/v1/ledger/?table=nothing"), 400)
