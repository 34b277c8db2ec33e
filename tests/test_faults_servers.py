"""What people notice, and what is lost, when PostgreSQL or Redis goes away, and when everybody comes at once."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
import redis

from salaries.stats.privacy import LIFETIME_EPSILON, PLAN
from tests.crowd import OPEN, ROLES, WORK, at_work, give, site_on
from tests.servers import BIN, Cluster, free_port, own_cluster, own_redis, wait_for, web
from tests.site import QUICK_PASSWORDS, ROOT, Site, own_postgres

pytestmark = [
    pytest.mark.needs_postgres,
    pytest.mark.needs_redis,
    pytest.mark.skipif(not BIN.is_dir(), reason="no PostgreSQL programs"),
]


def asked(address: str, question: str) -> Any:
    with psycopg.connect(address) as connection:
        row = connection.execute(question).fetchone()  # type: ignore[arg-type]
        return row[0] if row else None


def counted_once(address: str, reports: int) -> None:
    """Every report is approved and stands in exactly one batch of each table; nobody paid more than was promised."""
    assert asked(address, "SELECT count(*) FROM salaries_salaryreport") == reports
    assert asked(address, "SELECT count(DISTINCT token) FROM salaries_observation") == reports
    assert asked(address, "SELECT count(*) FROM salaries_observation WHERE release_id IS NULL") == 0
    for table in PLAN:
        with psycopg.connect(address) as connection:
            batches = connection.execute(
                'SELECT counts FROM salaries_batch WHERE "table" = %s', [table.name]
            ).fetchall()  # fmt: skip
            totals = connection.execute(
                'SELECT counts FROM salaries_total WHERE "table" = %s', [table.name]
            ).fetchall()  # fmt: skip
        for held in (batches, totals):
            people = sum(sum(sum(row) for row in counts.values()) for (counts,) in held)
            assert people == reports * (100 if table.measure == "streams" else 1), table.name
    spent = asked(address, """SELECT max(e) FROM (SELECT sum(epsilon) + max(gate_epsilon) AS e FROM salaries_batch b
        JOIN salaries_release r ON r.id = release_id GROUP BY release_id, role_id) x""")  # fmt: skip
    assert spent <= LIFETIME_EPSILON
    assert asked(address, """SELECT count(*) FROM salaries_release r
        WHERE NOT EXISTS (SELECT 1 FROM salaries_estimate WHERE release_id = r.id)""") == 0  # fmt: skip


def test_five_hundred_reports_at_once_none_lost_none_doubled(tmp_path: Path) -> None:
    with own_postgres() as address:
        site, keys = site_on(address, "redis://127.0.0.1:6379/11", tmp_path, 50)
        with web(site, free_port(), workers=2) as base, at_work(site, tmp_path / "enough", hands=2):

            def client(key: str) -> list[int]:
                years = range(2021, 2026)
                return [give(base, key, role=role, year=year) for role in ROLES for year in years]

            with ThreadPoolExecutor(50) as pool:
                statuses = [status for found in pool.map(client, keys) for status in found]
        assert statuses == [201] * 500
        counted_once(address, 500)


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
    with own_postgres() as address, own_redis() as server:
        site, (key,) = site_on(address, server.address, tmp_path, 1)
        with web(site, free_port()) as base, worker(site):
            within_a_second(base, key, 2021)
            server.stop()
            within_a_second(base, key, 2022)
            server.start()
            time.sleep(6)  # a failure of Redis is remembered for five seconds
            within_a_second(base, key, 2023)
            redis.Redis.from_url(server.address).flushall()
            within_a_second(base, key, 2024)
            approve_all = "from salaries.publication import release\n" + WORK.replace(
                "release(now", "(lambda **_: 0)(now"
            )
            (tmp_path / "enough").touch()
            site.run(approve_all % str(tmp_path / "enough"))
            site.run("from salaries.tasks import release_now\nrelease_now.delay()\n")
            wait_for("the release", lambda: asked(address, "SELECT count(*) FROM salaries_release"), 60)
        assert asked(address, "SELECT count(*) FROM salaries_observation WHERE release_id IS NOT NULL") == 4


@contextmanager
def worker(site: Site) -> Iterator[None]:
    """A Celery worker whose gates are wide open."""
    code = f"import django; django.setup()\n{QUICK_PASSWORDS}{OPEN}from config.celery import app\n"
    words = "app.worker_main(['worker', '--pool', 'solo', '--loglevel', 'critical'])"
    process = subprocess.Popen(
        [sys.executable, "-c", code + words], env=site.env, cwd=ROOT,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield
    finally:
        process.kill()
        process.wait()
