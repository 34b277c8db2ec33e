"""The site behind the server it runs with, for tests that speak HTTP."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.site import ROOT, Site

NO_LIMITS = {"API_RATE": "99999/s", "API_KEY_RATE": "99999/s"}
FILLED = """
from django.core.management import call_command
from tests.people import *
call_command("load_starter", verbosity=0)
approved_reports(make_role(), [30_000 + 1_000 * step for step in range(60)], make_moderator())
call_command("release", verbosity=0)
"""
KEY = """
import uuid
from salaries.accounts.models import issue_key
from tests.people import *
print(issue_key(person=make_person(f"{uuid.uuid4().hex}@example.org"), name="test", now=NOW)[1])
"""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(folder: Path, **env: str) -> Iterator[tuple[Site, str]]:
    """A site of its own on SQLite with the starter set and a release, and the address where it is served."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    database = {"DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}", "DATA_DIR": str(folder), "REDIS_URL": ""}
    site = Site({**database, "SITE_URL": address, **NO_LIMITS, **env})
    site.manage("migrate", "--verbosity", "0")
    site.run(FILLED)
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
         "--blocking-threads", "64", "--no-ws", "--log-level", "critical", "config.wsgi:application"],
        env=site.env, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(f"{address}/healthz")
        yield site, address
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(address: str) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            if httpx.get(address, timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise AssertionError(f"{address} does not answer")


def key_of(site: Site) -> str:
    """The API key of a new contributor."""
    return site.run(KEY).split()[-1]
