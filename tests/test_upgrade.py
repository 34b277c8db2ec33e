"""A site of the first published shape is brought up to date while its pages are served."""

import os
import threading
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.servers import free_port, web
from tests.site import Site, own_postgres

FIRST = "0002_groups"  # the shape of version 0.1.0
REPORTS = int(os.environ.get("UPGRADE_REPORTS", "50000"))  # 1,000,000 takes two minutes
ROWS = f"""
INSERT INTO salaries_role (slug, title, side, summary, "order")
    SELECT 'role-' || i, 'Role ' || i, 'music', 'As it was.', i FROM generate_series(1, 14) i;
INSERT INTO salaries_release (number, published_at, note, gate_epsilon)
    VALUES (1, '2026-01-01 00:00:00+00', '', 0.4);
INSERT INTO salaries_observation (id, token, role_id, year, level, country, engagement, ai_use, yearly_index,
    hourly_index, stream_shares, opens_gate, release_id)
    SELECT gen_random_uuid(), md5(i::text), 1 + i % 14, 2025, 'mid', 'US', 'freelance', 'some', 400, 350,
        '{{"fees": 100}}', true, 1 FROM generate_series(1, {REPORTS}) i;
"""
READ = ("salaries_role", "salaries_release", "salaries_observation", "salaries_salaryreport", "salaries_estimate")


@pytest.mark.needs_postgres
def test_migrations_run_while_pages_are_served(tmp_path: Path) -> None:
    """Nobody who reads waits a second for a lock; the process answers throughout, and every page afterwards."""
    with own_postgres() as address:
        site = Site({"DATA_DIR": str(tmp_path), "DATABASE_URL": address, "REDIS_URL": ""})
        site.manage("migrate", "salaries", FIRST, "--verbosity", "0")
        with psycopg.connect(address) as connection:
            connection.execute(ROWS)
        enough, failed = threading.Event(), list[str]()
        with web(site, free_port()) as base:

            def reads() -> None:
                with psycopg.connect(address, autocommit=True, options="-c lock_timeout=1s") as reader:
                    while not enough.is_set():
                        try:
                            for table in READ:
                                reader.execute(f"SELECT 1 FROM {table} LIMIT 1")  # type: ignore[arg-type]
                        except psycopg.errors.LockNotAvailable as waited:
                            failed.append(str(waited))
                        if httpx.get(f"{base}/healthz", timeout=10).status_code != 200:
                            failed.append("healthz")

            thread = threading.Thread(target=reads)
            thread.start()
            site.manage("migrate", "--verbosity", "0")
            enough.set()
            thread.join()
            assert failed == []
            assert httpx.get(f"{base}/roles/", timeout=30).status_code == 200
            assert "Role 7" in httpx.get(f"{base}/roles/", timeout=30).text
        assert site.state()["counted"] == REPORTS
