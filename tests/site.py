"""A site of its own for tests of faults: own database, own keys, real processes."""

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent
LOW = ("sh", str(ROOT / "config" / "low.sh"))  # what follows runs at low priority
QUICK_PASSWORDS = """
from django.conf import settings
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
"""
SEED = """
from tests.people import *
role, moderator = make_role(code="27-2041"), make_moderator()
approved_reports(role, [30_000 + 1_000 * i for i in range(60)], moderator)
"""
STATE = """
from django.db.models import Count
from salaries.models import *
print(json.dumps({
    "releases": Release.objects.count(),
    "batches": Batch.objects.count(),
    "estimates": Estimate.objects.count(),
    "waiting": Observation.objects.waiting().count(),
    "counted": Observation.objects.exclude(release=None).count(),
    "twice": Batch.objects.values("release", "role", "table").annotate(n=Count("pk")).filter(n__gt=1).count(),
    "most_spent": max([float(gate + sum(Batch.objects.filter(release=pk, role=role).values_list("epsilon", flat=True)))
                       for pk, gate in Release.objects.values_list("pk", "gate_epsilon")
                       for role in Role.objects.values_list("pk", flat=True)], default=0.0),
}))
"""


class Site:
    """Processes of one site, all with the same environment and the code in ``root``."""

    def __init__(self, env: dict[str, str], root: Path = ROOT) -> None:
        self.root = root
        self.env = {**os.environ, **env, "PYTHONPATH": str(root), "DJANGO_SETTINGS_MODULE": "config.settings"}

    def start(self, code: str, *, low: bool = False) -> subprocess.Popen[str]:
        """A Python process that runs ``code`` with Django set up, in a session of its own as honcho starts each."""
        prelude = "import json, os, signal, django; django.setup()\n" + QUICK_PASSWORDS
        return subprocess.Popen(
            [*(LOW if low else ()), sys.executable, "-c", prelude + code], env=self.env, cwd=self.root, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip

    def run(self, code: str, expect: int = 0) -> str:
        """The output of ``code``; fails when it does not end with ``expect``."""
        process = self.start(code)
        out, err = process.communicate(timeout=120)
        assert process.returncode == expect, err
        return out

    def manage(self, *words: str) -> str:
        """The output of a management command."""
        return subprocess.run(
            [sys.executable, "manage.py", *words], env=self.env, cwd=self.root, text=True, check=True, timeout=300,
            capture_output=True,
        ).stdout  # fmt: skip

    def state(self) -> dict[str, Any]:
        """How many rows the release engine has written and left."""
        return json.loads(self.run(STATE).splitlines()[-1])


def postgres(path: str) -> str:
    """The address of a database on the PostgreSQL of the test run, or of the local one."""
    base = urlsplit(os.environ.get("DATABASE_URL", "postgres://root@127.0.0.1:5432/test"))
    return urlunsplit(base._replace(path=f"/{path}"))


@contextmanager
def own_postgres() -> Iterator[str]:
    """The address of a new, empty PostgreSQL database that is dropped afterwards."""
    name = f"gainstage_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres("test"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield postgres(name)
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def own_site(tmp_path: Path, *, with_postgres: bool) -> Iterator[Site]:
    """A migrated site on SQLite or PostgreSQL, with 60 approved reports waiting."""
    keys = {"DATA_DIR": str(tmp_path), "REDIS_URL": ""}
    if not with_postgres:
        site = Site({**keys, "DATABASE_URL": f"sqlite:///{tmp_path / 'site.sqlite3'}"})
        site.manage("migrate", "--verbosity", "0")
        site.run(SEED)
        yield site
        return
    with own_postgres() as address:
        site = Site({**keys, "DATABASE_URL": address})
        site.manage("migrate", "--verbosity", "0")
        site.run(SEED)
        yield site
