"""What every test may ask for, and when tests that need a server, a browser or data are skipped."""

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import hypothesis
import pytest
from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.core.management import call_command
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker
from rest_framework.throttling import SimpleRateThrottle

from salaries import demonstration
from salaries.models import tokens
from salaries.moderation import choice
from salaries.stats import privacy
from tests.site import Site, own_site

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
PLAIN_FILES = "django.contrib.staticfiles.storage.StaticFilesStorage"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


NEEDS: dict[str, tuple[Callable[[], bool], str]] = {
    "needs_postgres": (lambda: _listens(5432), "no PostgreSQL on 127.0.0.1:5432"),
    "needs_redis": (lambda: _listens(6379), "no Redis on 127.0.0.1:6379"),
    "needs_browser": (lambda: bool(CHROMIUM), "no Chromium: apt-get install chromium"),
    "needs_nginx": (lambda: bool(shutil.which("nginx")), "no nginx: apt-get install nginx"),
    "needs_data": (DATA.is_dir, "the publishers' files are not at ../shared/data"),
}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what the machine cannot run, by name; with REQUIRE_SERVICES=1 that is a failure."""
    for marker, (there, reason) in NEEDS.items():
        if item.get_closest_marker(marker) and not there():
            if os.environ.get("REQUIRE_SERVICES") == "1":
                pytest.fail(f"REQUIRE_SERVICES=1, but {reason}")
            pytest.skip(reason)


def pytest_configure() -> None:
    """Tests make many people; a password's slow hash protects nobody here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # A busy machine is no finding: no example has a time, and slow data are no fault. What decides whether a change
    # lands depends on the change alone; new examples are looked for everywhere else.
    hypothesis.settings.register_profile(
        "ours", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow],
        derandomize=os.environ.get("CI") == "true",
    )  # fmt: skip
    hypothesis.settings.load_profile("ours")
    # Static files are looked up where they lie when asked for, whatever `make run` has collected.
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": PLAIN_FILES}}
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    # Tasks run in the test's own process; tests/test_stack.py starts real workers.
    settings.CELERY_TASK_ALWAYS_EAGER = True
    current_app.conf.task_always_eager = True
    # Tests that run side by side share neither database (pytest-django sees to that) nor Redis.
    if settings.REDIS_URL and (worker := os.environ.get("PYTEST_XDIST_WORKER")):
        number = 1 + int(worker.removeprefix("gw"))
        settings.CACHES["default"]["LOCATION"] = urlsplit(settings.REDIS_URL)._replace(path=f"/{number}").geturl()


@pytest.fixture(scope="module")
def starter_set(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The starter set, loaded once for a file of tests that each undo what they write."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_starter", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.needs_postgres)])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """A site of its own with 60 approved reports waiting, on either database."""
    with own_site(tmp_path, with_postgres=request.param == "postgres") as made:
        yield made


@pytest.fixture(autouse=True)
def own_open_data(settings: Any, tmp_path: Path) -> None:
    """A release in a test builds its bundle where nobody looks for one."""
    settings.OPEN_DATA_DIR = tmp_path / "open-data"


@pytest.fixture(autouse=True)
def no_demonstration(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the site shows demonstration data is asked once a page; tests count what else a page asks."""
    if request.node.path.name not in ("test_demo.py", "test_query_counts.py", "test_bytecache.py"):
        monkeypatch.setattr(demonstration, "is_shown", lambda: False)


@pytest.fixture(autouse=True)
def own_noise(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Noise as in life, but the same in every run of a test: one gate in a thousand stays shut by chance."""
    monkeypatch.setattr(privacy, "secrets", SimpleNamespace(randbelow=Random(request.node.nodeid).randrange))


@pytest.fixture(autouse=True)
def known_token_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process asks once which key made the first token; tests count what else is asked."""
    monkeypatch.setattr(tokens, "_held", {settings.TOKEN_KEY})


@pytest.fixture(autouse=True)
def no_second_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """One decided report in twenty would be hidden from other moderators, another one in every run."""
    monkeypatch.setattr(choice, "SHARE", 0.0)


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """allauth counts attempts there: those of one test must not slow the next one down."""
    cache.clear()


@pytest.fixture(autouse=True)
def own_count_of_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    """The API counts requests a minute: those of one test must not slow the next one down."""
    monkeypatch.setattr(SimpleRateThrottle, "cache", LocMemCache(uuid4().hex, {}))
