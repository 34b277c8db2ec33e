"""A process shares few connections to PostgreSQL when it is told to, and gets over losing them."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.servers import free_port, wait_for, web
from tests.site import Site, own_postgres

MOST = 2
PEOPLE = """
from salaries.accounts.models import issue_key
from tests.people import *
make_role()
print(json.dumps([issue_key(person=make_person(), name="test", now=NOW)[1] for _ in range(12)]))
"""
OTHERS = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


@pytest.mark.needs_postgres
def test_four_threads_share_two_connections_and_get_over_their_loss(tmp_path: Path) -> None:
    with own_postgres() as address, psycopg.connect(address, autocommit=True) as watcher:
        site = Site({"DATA_DIR": str(tmp_path), "DATABASE_URL": address, "REDIS_URL": "", "DATABASE_POOL": str(MOST)})
        site.manage("migrate", "--verbosity", "0")
        keys = json.loads(site.run(PEOPLE).splitlines()[-1])
        with web(site, free_port()) as base:

            def own(key: str) -> int:
                headers = {"Authorization": f"Bearer {key}"}
                return httpx.get(f"{base}/api/v1/reports/", headers=headers, timeout=60).status_code

            def everybody() -> set[int]:
                with ThreadPoolExecutor(len(keys)) as pool:
                    return set(pool.map(own, keys))

            def connections() -> int:
                row = watcher.execute(f"SELECT count(*) {OTHERS}").fetchone()  # type: ignore[arg-type]
                return int(row[0]) if row else 0

            assert everybody() == {200}
            assert 1 <= connections() <= MOST + 1  # and the one that listens for changes
            watcher.execute(f"SELECT pg_terminate_backend(pid) {OTHERS}")  # type: ignore[arg-type]
            wait_for("new connections", lambda: everybody() == {200})
            assert 1 <= connections() <= MOST + 1
