"""A client that nobody wrote by hand does a contributor's whole journey."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.served import key_of, served
from tests.site import Site

SNAPSHOT = Path(__file__).parent / "snapshots" / "openapi.yml"
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
