"""/metrics: who may read it, what it says, and that several processes add up."""

import re
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.db import OperationalError
from django.test import Client

from salaries.models import Release
from salaries.tasks import heartbeat
from tests.people import NOW, make_report, make_role
from tests.servers import answers, free_port, wait_for
from tests.site import ROOT, Site

SECRET_TOKEN = "let me measure"


def value(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    assert found, f"{name} is not in:\n{text}"
    return float(found.group(1))


@pytest.mark.django_db
def test_it_says_how_queue_release_and_worker_stand(client: Client) -> None:
    before = client.get("/metrics").content.decode()
    assert value(before, "gainstage_reports_waiting") == 0
    assert "gainstage_release_number" not in before
    make_report(make_role())
    Release.objects.create(number=7, published_at=NOW)
    heartbeat()
    answer = client.get("/metrics")
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/plain")
    assert "no-store" in answer["Cache-Control"]
    assert value(text, "gainstage_up") == 1
    assert value(text, "gainstage_reports_waiting") == 1
    assert value(text, "gainstage_release_number") == 7
    assert value(text, "gainstage_release_timestamp_seconds") == NOW.timestamp()
    assert value(text, "gainstage_worker_last_heard_timestamp_seconds") > NOW.timestamp() - 10 * 365 * 86_400
    assert value(text, "gainstage_workers_expected") == 0


@pytest.mark.django_db
def test_requests_are_counted_by_view_and_never_by_what_was_typed(client: Client) -> None:
    name = 'gainstage_requests_total{method="GET",status="200",view="roles"}'
    counts = []
    for _ in range(2):
        client.get("/roles/?q=somebody@example.org")
        counts.append(value(client.get("/metrics").content.decode(), name))
    assert counts[1] - counts[0] == 1
    client.get("/roles/48113-eur-typed/")
    client.generic("PURGE", "/roles/")
    text = client.get("/metrics").content.decode()
    assert 'method="other"' in text
    for typed in ("somebody", "48113-eur", "PURGE"):
        assert typed not in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("token", "sent", "may"),
    [
        ("", {}, True), ("", {"REMOTE_ADDR": "203.0.113.7"}, False), ("", {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, False),
        (SECRET_TOKEN, {}, False), (SECRET_TOKEN, {"HTTP_AUTHORIZATION": "Bearer let me"}, False),
        (SECRET_TOKEN, {"HTTP_AUTHORIZATION": f"Bearer {SECRET_TOKEN}", "REMOTE_ADDR": "203.0.113.7"}, True),
    ],
)  # fmt: skip
def test_this_machine_or_whoever_has_the_token(
    client: Client, settings: Any, token: str, sent: dict[str, str], may: bool
) -> None:
    settings.METRICS_TOKEN = token
    assert client.get("/metrics", **sent).status_code == (200 if may else 404)


@pytest.mark.django_db
def test_behind_a_proxy_this_machine_is_everybody(client: Client, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert client.get("/metrics").status_code == 404


@pytest.mark.django_db
def test_a_database_that_is_down_is_measured_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def down() -> None:
        raise OperationalError("no connection")

    monkeypatch.setattr("salaries.metrics.queue_state", down)
    text = client.get("/metrics").content.decode()
    assert value(text, "gainstage_up") == 0
    assert "gainstage_reports_waiting" not in text


def test_two_processes_add_up(tmp_path: Path) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    site = Site({
        "DATA_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path / 'site.sqlite3'}", "REDIS_URL": "",
        "SITE_URL": address, "PORT": str(port),
    })  # fmt: skip
    site.manage("migrate", "--verbosity", "0")
    stale = tmp_path / "metrics" / str(port)
    stale.mkdir(parents=True)
    (stale / "counter_1.db").write_bytes(b"of an earlier run")
    server = subprocess.Popen(["sh", "config/web.sh", "2"], env=site.env, cwd=ROOT)
    try:
        wait_for("the site", lambda: answers(f"{address}/healthz"))
        with httpx.Client() as fresh:
            start = _healthz(fresh, address)
        for _ in range(40):
            assert httpx.get(f"{address}/healthz").status_code == 200  # a connection each: both processes answer some
        assert {_healthz_alone(address) - start for _ in range(6)} == {40.0}
    finally:
        server.terminate()
        server.wait(timeout=20)


def _healthz_alone(address: str) -> float:
    with httpx.Client() as fresh:
        return _healthz(fresh, address)


def _healthz(client: httpx.Client, address: str) -> float:
    text = client.get(f"{address}/metrics").text
    return value(text, 'gainstage_requests_total{method="GET",status="200",view="healthz"}')
