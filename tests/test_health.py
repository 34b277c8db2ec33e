"""The addresses that machines watch, and the headers that every page carries."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.test import Client

from salaries.models import Heartbeat, Release, tokens
from salaries.tasks import heartbeat
from salaries.views import health
from tests.people import NOW, make_person, make_role

PAGES = ["/", "/compare/", "/roles/", "/privacy/", "/method/", "/account/login/", "/reports/new/", "/advice/"]


def test_the_process_lives_without_asking_the_database(client: Client) -> None:
    answer = client.get("/healthz")  # no database mark: asking it would fail
    assert (answer.status_code, answer.content) == (200, b"ok")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_ready_says_so_part_by_part(client: Client) -> None:
    whole: dict[str, Any] = {"ready": True, "database": "ok", "cache": "ok", "migrations": "ok", "token_key": "ok"}
    whole |= {"worker": "in the process", "last_release": None}
    assert client.get("/readyz").json() == whole
    Release.objects.create(number=7, published_at=NOW)
    assert client.get("/readyz").json()["last_release"] == {"number": 7, "published_at": NOW.isoformat()}
    assert "no-store" in client.get("/readyz")["Cache-Control"]


@pytest.mark.django_db
def test_a_missing_migration_is_seen(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'admin' AND name LIKE '0003%'")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    parts: dict[str, Any] = {"database": "ok", "cache": "ok", "migrations": "1 not applied", "token_key": "ok"}
    parts |= {"worker": "in the process"}
    assert answer.json() == {"ready": False, **parts}


@pytest.mark.django_db
def test_a_silent_worker_is_told_and_visitors_still_come(client: Client, settings: Any) -> None:
    settings.CELERY_TASK_ALWAYS_EAGER = False
    assert client.get("/readyz").json()["worker"] == "not heard yet"
    heartbeat()
    assert client.get("/readyz").json()["worker"] == "ok"
    Heartbeat.objects.update(at=datetime.now(UTC) - timedelta(minutes=7, seconds=5))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["worker"]) == (200, "silent for 7 minutes")
    heartbeat()
    assert Heartbeat.objects.count() == 1


@pytest.mark.django_db
def test_a_database_that_fails_is_not_quoted(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> str:
        raise DatabaseError("password=hunter2")

    monkeypatch.setitem(health.CHECKS, "database", fails)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "failed"
    assert "hunter2" not in answer.content.decode()


@pytest.mark.django_db
def test_a_cache_that_forgets_is_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def forgets(key: str, value: object, timeout: int) -> None:
        """Keeps nothing."""

    cache.delete("readyz")
    monkeypatch.setattr(cache, "set", forgets)
    assert client.get("/readyz").json()["cache"] == "failed"


@pytest.mark.django_db
def test_another_token_key_is_seen(client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "_held", set())
    assert client.get("/readyz").status_code == 200
    settings.TOKEN_KEY = "another key"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["token_key"]) == (503, "another than before")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.django_db
def test_only_looking_is_allowed(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
    assert client.head(path).status_code == 200


@pytest.mark.django_db
def test_probes_are_answered_without_tls(client: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200
    assert client.get("/").status_code == 301


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.django_db
def test_every_page_carries_the_headers(client: Client, path: str) -> None:
    make_role()
    client.force_login(make_person())
    answer = client.get(path)
    policy = answer["Content-Security-Policy"]
    for rule in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert rule in policy
    for rule in ("script-src 'self'", "style-src 'self'", "form-action 'self'"):
        assert rule in policy
    assert "unsafe" not in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
