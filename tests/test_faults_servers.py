"""What people notice, and what is lost, when PostgreSQL or Redis goes away, and when everybody comes at once."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import redis

from tests.counted import asked, counted_once
from tests.crowd import APPROVE, ROLES, at_work, give, site_on
from tests.hired import beat, hurried, worker
from tests.servers import BIN, Cluster, free_port, meanwhile, own_cluster, own_redis, wait_for, web
from tests.site import own_postgres

pytestmark = [
    pytest.mark.needs_postgres,
    pytest.mark.needs_redis,
    pytest.mark.skipif(not BIN.is_dir(), reason="no PostgreSQL programs"),
]
# Asks for a release while Redis is down: how many seconds it takes to be told, the least of three times.
REFUSED = """
import time
from celery.exceptions import OperationalError
from salaries.tasks import release_now
def told():
    start = time.monotonic()
    try:
        release_now.delay()
    except OperationalError:
        return time.monotonic() - start
print(min(told() for _ in range(3)))
"""


def test_five_hundred_reports_at_once_none_lost_none_doubled(tmp_path: Path) -> None:
    """Releases come out meanwhile, and every page is answered.

    How fast is measured by tests/benchmarks/submissions.py: a tail of seconds on a machine that does other things too
    would fail by chance.
    """
    with own_postgres() as address:
        site, keys = site_on(address, "redis://127.0.0.1:6379/11", tmp_path, 50)
        with web(site, free_port(), workers=2) as base, at_work(site, tmp_path / "enough", hands=2):
            wait_for("the hands", lambda: asked(address, "SELECT count(*) FROM salaries_release"))

            def client(key: str) -> list[int]:
                years = range(2021, 2026)
                return [give(base, key, role=role, year=year) for role in ROLES for year in years]

            with ThreadPoolExecutor(50) as pool, pages_asked(base) as pages:
                statuses = [status for found in pool.map(client, keys) for status in found]
            meanwhile = asked(address, "SELECT count(DISTINCT release_id) FROM salaries_observation")
        assert statuses == [201] * 500
        assert set(pages) == {200}
        assert len(pages) >= 5  # every page at least once
        assert meanwhile >= 1
        counted_once(address, 500)


@contextmanager
def pages_asked(base: str) -> Iterator[list[int]]:
    """The statuses of public pages, asked for in turn by one reader; the first of a round is always a new one."""
    statuses, compared = list[int](), f"/compare/?roles={','.join(ROLES)}"

    def read() -> None:
        for path in (f"{compared}&seen={len(statuses)}", compared, "/", "/roles/", "/api/v1/roles/"):
            statuses.append(asked_for(f"{base}{path}"))

    with meanwhile(read):
        yield statuses


def asked_for(address: str) -> int:
    """The status of a page; 0 when it was not answered within ten seconds."""
    try:
        return httpx.get(address, timeout=10).status_code
    except httpx.HTTPError:
        return 0


def test_postgresql_restarted_under_load_loses_nothing_that_was_accepted(tmp_path: Path) -> None:
    with own_cluster() as cluster:
        site, keys = site_on(cluster.address, "", tmp_path, 12)
        with web(site, free_port()) as base, at_work(site, tmp_path / "enough", hands=2):
            accepted: list[tuple[str, int]] = []

            def client(key: str) -> None:
                for year in range(2021, 2026):
                    wait_for("a report to be taken", lambda: give(base, key, year=year) in (200, 201, 409))  # noqa: B023
                    accepted.append((key, year))

            threads = [threading.Thread(target=client, args=(key,)) for key in keys]
            for thread in threads:
                thread.start()
            for how in ("fast", "immediate"):
                time.sleep(1)
                restart(cluster, how)
            for thread in threads:
                thread.join()
            wait_for("the pages", lambda: httpx.get(f"{base}/", timeout=5).status_code == 200)
        assert len(accepted) == 60
        counted_once(cluster.address, 60)


def restart(cluster: Cluster, how: str) -> None:
    cluster.stop(how)
    cluster.start()


def within_a_second(base: str, key: str, year: int) -> None:
    """A page, a cached page and a submission, each quick enough."""
    for ask in (lambda: httpx.get(f"{base}/roles/?q={year}", timeout=5).status_code == 200,
                lambda: httpx.get(f"{base}/api/v1/roles/", timeout=5).status_code == 200,
                lambda: give(base, key, year=year) == 201):  # fmt: skip
        start = time.monotonic()
        assert ask()
        assert time.monotonic() - start < 1.0


def test_redis_stopped_and_emptied_changes_nothing_for_people_and_work_is_caught_up(tmp_path: Path) -> None:
    """Who asks for a release meanwhile is told so; the next night finds what waits, and nobody has to ask again."""
    with own_postgres() as address, own_redis() as server:
        site, (key,) = site_on(address, server.address, tmp_path, 1)
        hurried(site, tmp_path)
        with web(site, free_port()) as base, worker(site, tmp_path / "log"), beat(site, tmp_path / "beat") as sender:
            wait_for("a night", lambda: "succeeded" in (tmp_path / "log").read_text())
            within_a_second(base, key, 2021)
            server.stop()
            within_a_second(base, key, 2022)
            site.run(APPROVE + "approve_all()\n")
            assert float(site.run(REFUSED)) < 1.0
            server.start()
            wait_for("the release", lambda: counted(address) == 2)
            time.sleep(6)  # a failure of Redis is remembered for five seconds
            within_a_second(base, key, 2023)
            redis.Redis.from_url(server.address).flushall()
            within_a_second(base, key, 2024)
            site.run(APPROVE + "approve_all()\n")
            wait_for("the next release", lambda: counted(address) == 4)
            assert sender.poll() is None
        assert asked(address, "SELECT count(*) FROM salaries_release") == 2
        counted_once(address, 4)


def counted(address: str) -> int:
    return asked(address, "SELECT count(*) FROM salaries_observation WHERE release_id IS NOT NULL")
