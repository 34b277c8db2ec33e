"""A site of an earlier shape is brought up to date while its pages are served."""

import os
import subprocess
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.servers import free_port, meanwhile, wait_for, web
from tests.site import ROOT, Site, own_postgres

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
PAGES = (
    "/", "/roles/", "/roles/music-producer/", "/compare/?roles=music-producer,hybrid-producer", "/es/privacy/",
    "/advice/moves/?from=music-producer", "/account/login/",
)  # fmt: skip
READ = ("salaries_role", "salaries_release", "salaries_observation", "salaries_salaryreport", "salaries_estimate")


@pytest.mark.needs_postgres
def test_migrations_run_while_pages_are_served(tmp_path: Path) -> None:
    """Nobody who reads waits a second for a lock; the process answers throughout, and every page afterwards."""
    with own_postgres() as address:
        site = Site({"DATA_DIR": str(tmp_path), "DATABASE_URL": address, "REDIS_URL": ""})
        site.manage("migrate", "salaries", FIRST, "--verbosity", "0")
        with psycopg.connect(address) as connection:
            connection.execute(ROWS)
        failed = list[str]()
        with (
            web(site, free_port()) as base,
            psycopg.connect(address, autocommit=True, options="-c lock_timeout=1s") as reader,
        ):

            def read() -> None:
                try:
                    for table in READ:
                        reader.execute(f"SELECT 1 FROM {table} LIMIT 1")  # type: ignore[arg-type]
                except psycopg.errors.LockNotAvailable as waited:
                    failed.append(str(waited))
                if httpx.get(f"{base}/healthz", timeout=10).status_code != 200:
                    failed.append("healthz")

            with meanwhile(read):
                site.manage("migrate", "--verbosity", "0")
            assert failed == []
            assert httpx.get(f"{base}/roles/", timeout=30).status_code == 200
            assert "Role 7" in httpx.get(f"{base}/roles/", timeout=30).text
        assert site.state()["counted"] == REPORTS


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """The code as it was before the newest migration came."""
    newest = max((ROOT / "salaries" / "migrations").glob("0*.py"))
    words = ["git", "log", "--diff-filter=A", "--format=%H^", "--max-count=1", "--", str(newest.relative_to(ROOT))]
    commit = subprocess.run(words, cwd=ROOT, check=False, capture_output=True, text=True).stdout.strip()
    packed = subprocess.run(["git", "archive", commit], cwd=ROOT, check=False, capture_output=True)
    if not commit or packed.returncode:
        pytest.skip("the history of the code is not here")
    (tmp_path / "before").mkdir()
    subprocess.run(["tar", "--extract", "--directory", tmp_path / "before"], input=packed.stdout, check=True)
    return tmp_path / "before"


@pytest.mark.needs_postgres
def test_processes_of_the_version_before_go_on_serving_while_the_database_moves(tmp_path: Path, before: Path) -> None:
    """As docs/deploy.md says: they are replaced afterwards."""
    with own_postgres() as address:
        env = {"DATA_DIR": str(tmp_path), "DATABASE_URL": address, "REDIS_URL": ""}
        old, new = Site(env, before), Site(env)
        old.manage("migrate", "--verbosity", "0")
        old.manage("load_starter")
        asked = list[tuple[str, int]]()
        with web(old, free_port()) as base, httpx.Client(base_url=base, timeout=30) as reader:

            def read() -> None:
                page = PAGES[len(asked) % len(PAGES)]
                page += f"{'&' if '?' in page else '?'}n={len(asked)}"  # which no answer in memory is for
                asked.append((page, reader.get(page).status_code))

            with meanwhile(read):
                new.manage("migrate", "--verbosity", "0")
                first = len(asked)
                wait_for("every page once more", lambda: len(asked) >= first + len(PAGES))
        assert [answer for answer in asked if answer[1] != 200] == []
        assert first >= len(PAGES)
        assert "No planned migration operations" in new.manage("migrate", "--plan")
