"""A client that nobody wrote by hand does a contributor's whole journey; page, API and CSV never disagree."""

import csv
import io
import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest

from salaries.models import COUNTRIES
from tests.served import key_of, served
from tests.site import Site

SNAPSHOT = Path(__file__).parent / "snapshots" / "openapi.yml"
QUERIES = int(os.environ.get("RANDOM_QUERIES", "12"))
JOURNEY = """
import sys
from gainstage_client import AuthenticatedClient, Client
from gainstage_client.api.comparison import comparison_retrieve
from gainstage_client.api.reports import (
    reports_create, reports_destroy, reports_list, reports_retrieve, reports_update,
)
from gainstage_client.api.roles import roles_list
from gainstage_client.models import ReportIn
from gainstage_client.models.problem import Problem

address, key = sys.argv[1:]
(role, *_) = roles_list.sync(client=Client(address), q="producer").results
compared = comparison_retrieve.sync(client=Client(address), roles=role.slug)
assert compared.roles[0].slug == role.slug, compared

me = AuthenticatedClient(address, token=key)
fields = {
    "role": role.slug, "year": 2025, "level": "mid", "country": "US", "engagement": "freelance", "ai_use": "some",
    "hours_per_week": 37.5, "weeks_per_year": 48, "currency": "USD", "costs": "0",
    "streams": [{"kind": "fees", "amount": "48000.00", "period": "year"}],
}
given = ReportIn.from_dict(fields)
made = reports_create.sync_detailed(client=me, body=given, idempotency_key="journey")
again = reports_create.sync_detailed(client=me, body=given, idempotency_key="journey")
assert (int(made.status_code), int(again.status_code)) == (201, 201), made
assert made.parsed.id == again.parsed.id
assert [report.id for report in reports_list.sync(client=me).results] == [made.parsed.id]
given = ReportIn.from_dict(fields | {"level": "senior"})
assert reports_update.sync(made.parsed.id, client=me, body=given).level == "senior"
assert reports_retrieve.sync(made.parsed.id, client=me).streams[0].amount == "48000.00"
assert int(reports_destroy.sync_detailed(made.parsed.id, client=me).status_code) == 204
given = ReportIn.from_dict(fields | {"engagement": "employee"})
refused = reports_create.sync(client=me, body=given)
assert isinstance(refused, Problem) and refused.status == 409, refused
"""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str]]:
    with served(tmp_path_factory.mktemp("clients")) as site:
        yield site


def test_a_generated_client_does_the_whole_journey(running: tuple[Site, str], tmp_path: Path) -> None:
    site, address = running
    (tmp_path / "config.yml").write_text("post_hooks: []\n")
    made = subprocess.run(
        [sys.executable, "-m", "openapi_python_client", "generate", "--path", str(SNAPSHOT), "--meta", "none",
         "--config", "config.yml", "--output-path", "gainstage_client", "--fail-on-warning"],
        check=False, cwd=tmp_path, text=True, capture_output=True, timeout=120,
    )  # fmt: skip
    assert made.returncode == 0, made.stdout + made.stderr
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    command = [sys.executable, "-c", JOURNEY, address, key_of(site)]
    ran = subprocess.run(command, check=False, env=env, text=True, capture_output=True, timeout=60)
    assert ran.returncode == 0, ran.stderr


def queries(slugs: list[str]) -> Iterator[dict[str, str]]:
    """Questions that a visitor could ask, the same ones every time."""
    dice = random.Random(8)
    narrow = {
        "level": ["entry", "mid", "senior", "lead"], "country": list(COUNTRIES),
        "engagement": ["employee", "freelance", "both"], "ai_use": ["none", "some", "most"], "release": ["1"],
    }  # fmt: skip
    for _ in range(QUERIES):
        asked = {"roles": ",".join(dice.sample(slugs, dice.randint(1, 4)))}
        for name in dice.sample(sorted(narrow), dice.choice((0, 0, 1, 1, 2))):
            asked[name] = dice.choice(narrow[name])
        yield asked


def test_page_api_and_csv_agree_on_random_questions(running: tuple[Site, str]) -> None:
    _, address = running
    with httpx.Client(base_url=address, timeout=30) as http:
        slugs = [role["slug"] for role in http.get("/api/v1/roles/?page_size=500").json()["results"]]
        met = 0
        for asked in queries(slugs):
            api = http.get("/api/v1/comparison/", params=asked).json()
            rows = list(csv.DictReader(io.StringIO(http.get("/compare/data.csv", params=asked).text)))
            assert rows == list(csv.DictReader(io.StringIO(
                http.get("/api/v1/comparison/", params=asked, headers={"Accept": "text/csv"}).text
            )))  # fmt: skip
            page = unescape(re.sub(r"<[^>]+>", " ", http.get("/compare/", params=asked).text))
            for role in api["roles"]:
                lines = [line for group in (*role["pay"], *role["outlook"]) for line in group["figures"]]
                mine = [row for row in rows if row["role"] == role["slug"]]
                in_csv = {row["key"]: row["value"] for row in mine if row["kind"] in ("published", "outlook")}
                assert in_csv == {line["key"]: "" if line["value"] is None else str(line["value"]) for line in lines}
                own = {
                    row["statistic"]: float(row["value"])
                    for row in mine
                    if row["kind"] == "contributors" and row["value"] and not row["statistic"].startswith("share")
                }
                assert own == {name: number["value"] for name, number in role["own"]["percentiles"].items()}
                assert all(f"{value:,.0f}" in page for value in own.values()), asked
                medians = [g["figures"][0] for g in role["pay"] if g["figures"][0]["statistic"] == "p50"]
                for line in medians:
                    if line["value"] is not None and line["unit"] == "year":
                        assert f"{line['value']:,.0f}" in page, (asked, line["key"])
                        met += 1
        assert met > QUERIES
