"""The site behind the server it runs with, for tests that speak HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers import free_port, web
from tests.site import Site

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


@contextmanager
def served(folder: Path, **env: str) -> Iterator[tuple[Site, str]]:
    """A site of its own on SQLite with the starter set and a release, and the address where it is served."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    database = {"DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}", "DATA_DIR": str(folder), "REDIS_URL": ""}
    site = Site({**database, "SITE_URL": address, **NO_LIMITS, **env})
    site.manage("migrate", "--verbosity", "0")
    site.run(FILLED)
    with web(site, port):
        yield site, address


def key_of(site: Site) -> str:
    """The API key of a new contributor."""
    return site.run(KEY).split()[-1]
