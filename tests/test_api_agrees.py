"""Page, API and CSV print one object: asked the same two hundred questions, they never say different numbers."""

import csv
import io
import os
import random
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import httpx
import pytest

from salaries.api.values import VALUE
from salaries.comparison import CURRENCIES
from salaries.models import COUNTRIES
from salaries.presenters.formats import money
from tests.served import served

QUERIES = int(os.environ.get("RANDOM_QUERIES", "200"))
SEED = int(os.environ.get("RANDOM_SEED", "8"))
ASKED = {
    "level": ["entry", "mid", "senior", "lead"], "country": ["US", "GB", "DE", *COUNTRIES],
    "engagement": ["employee", "freelance", "both"], "ai_use": ["none", "some", "most"], "release": ["1"],
    "currency": ["EUR", "GBP", *CURRENCIES], "prices": ["2020", "2023", "2025"], "per": ["year", "hour"],
    "ppp": ["1"],
}  # fmt: skip
KINDS = {"published": "pay", "outlook": "outlook", "claim": "claims"}


@pytest.fixture(scope="module")
def http(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with served(tmp_path_factory.mktemp("agrees")) as (_, address), httpx.Client(base_url=address, timeout=60) as http:
        yield http


def questions(slugs: list[str]) -> Iterator[dict[str, str]]:
    """Questions that a visitor could ask on one to four roles, the same ones every time."""
    dice = random.Random(SEED)
    for _ in range(QUERIES):
        asked = {"roles": ",".join(dice.sample(slugs, dice.choice((1, 2, 2, 3, 4))))}
        for name in dice.sample(sorted(ASKED), dice.choice((0, 1, 1, 2, 3))):
            asked[name] = dice.choice(ASKED[name])
        yield asked


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def cell(number: float | None) -> str:
    """A number as CSV has it."""
    return "" if number is None else str(number)


def whole(node: Any) -> None:
    """Every number in the answer has its context beside it."""
    if isinstance(node, dict):
        if "value" in node:
            assert set(VALUE) <= set(node)
            assert (node["value"] is None) == bool(node["reason"])
            assert node["source"]
            assert node["licence"]
        for inner in node.values():
            whole(inner)
    elif isinstance(node, list):
        for inner in node:
            whole(inner)


def published(role: dict[str, Any]) -> set[tuple[str, ...]]:
    """What the API says of one role's published figures, as CSV cells."""
    return {
        (kind, line["key"], cell(line["value"]), line["unit"], line["currency"], cell(line["original_value"]))
        for kind, part in KINDS.items()
        for group in role[part]
        for line in group["figures"]
    }


def spreads(role: dict[str, Any]) -> set[tuple[str, ...]]:
    return {
        (shape["key"], name, cell(number["value"]), number["unit"], number["currency"])
        for shape in role["distributions"]
        for name, number in shape["percentiles"].items()
    }


def own(role: dict[str, Any]) -> set[tuple[str, ...]]:
    """Contributors' percentiles and shares with their intervals."""
    named = [(name, k) for name, k in role["own"]["percentiles"].items()]
    named += [(f"share_{name}", k) for name, k in role["own"]["streams"].items()]
    return {(name, cell(k["value"]), cell(k["low"]), cell(k["high"]), k["unit"]) for name, k in named}


def assert_csv_says(rows: list[dict[str, str]], api: dict[str, Any]) -> None:
    for role in api["roles"]:
        mine = [row for row in rows if row["role"] == role["slug"]]
        shown = ("kind", "key", "value", "unit", "currency", "original_value")
        assert {tuple(row[name] for name in shown) for row in mine if row["kind"] in KINDS} == published(role)
        read_off = [row for row in mine if row["kind"] == "distribution" and not row["statistic"].startswith("share")]
        shown = ("key", "statistic", "value", "unit", "currency")
        assert {tuple(row[name] for name in shown) for row in read_off} == spreads(role)
        names = {name for name, *_ in own(role)}
        told = [row for row in mine if row["kind"] == "contributors" and row["statistic"] in names]
        shown = ("statistic", "value", "low", "high", "unit")
        assert {tuple(row[name] for name in shown) for row in told} == own(role)
        if role["own"]["status"] != "published":
            assert role["own"]["reason"] in {row["note"] for row in mine if row["kind"] == "contributors"}
    two = [(pair["first"], name, cell(pair[name]["value"])) for pair in api["pairs"]
           for name in ("out_earns", "above_median")]  # fmt: skip
    assert sorted(two) == sorted((r["role"], r["statistic"], r["value"]) for r in rows if r["kind"] == "pair")
    two = [(both["first"], name, cell(both[name]["value"])) for both in api["overlaps"]
           for name in ("out_earns", "above_median")]  # fmt: skip
    assert sorted(two) == sorted((r["key"], r["statistic"], r["value"]) for r in rows if r["kind"] == "overlap")


def assert_page_says(page: str, api: dict[str, Any]) -> int:
    """Every published amount of pay, and what contributors say, stands on the page; returns how many were met."""
    met = 0
    for role in api["roles"]:
        for group in role["pay"]:
            for line in group["figures"]:
                if line["value"] is not None:
                    assert money(line["value"], line["currency"], line["unit"]) in page, line
                    met += 1
        for number in role["own"]["percentiles"].values():
            for amount in (number["value"], number["low"], number["high"]):
                assert money(amount, number["currency"], number["unit"]) in page, (role["slug"], number)
                met += 1
        if role["own"]["status"] != "published":
            assert role["own"]["reason"] in page
    return met


def test_page_api_and_csv_agree_on_random_questions(http: httpx.Client) -> None:
    slugs = [role["slug"] for role in http.get("/api/v1/roles/?page_size=500").json()["results"]]
    met, refused = 0, 0
    for number, asked in enumerate(questions(slugs)):
        answer, download = (http.get(path, params=asked) for path in ("/api/v1/comparison/", "/compare/data.csv"))
        page = http.get("/compare/", params=asked)
        if not answer.is_success:
            assert (answer.status_code, download.is_success, page.is_success) == (409, False, False), (
                asked,
                answer.text,
            )
            assert answer.json()["detail"]
            refused += 1
            continue
        whole(answer.json()["roles"])
        assert_csv_says(rows_of(download.text), answer.json())
        met += assert_page_says(unescape(re.sub(r"<[^>]+>", " ", page.text)), answer.json())
        if number % 10 == 0:
            as_csv = http.get("/api/v1/comparison/", params=asked, headers={"Accept": "text/csv"})
            assert as_csv.content == download.content
    assert met > 20 * QUERIES
    assert refused < QUERIES / 5
