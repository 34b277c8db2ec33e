"""How long pages and reports wait while a database of the first published shape is brought up to date.

With UPGRADE_REPORTS (1,000,000 unless given) reports, as many decisions, and a message in one decision of fifty.
tests/test_upgrade.py does the same with fewer reports, and asks the site for every page afterwards.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping

import psycopg

from tests.benchmarks.database import env
from tests.benchmarks.table import Row
from tests.servers import own_cluster
from tests.site import ROOT

FIRST = "0002_groups"  # the shape of version 0.1.0
REPORTS = int(os.environ.get("UPGRADE_REPORTS", "1000000"))
ROWS = f"""
INSERT INTO salaries_role (slug, title, side, summary, "order")
    SELECT 'role-' || i, 'Role ' || i, 'music', 'As it was.', i FROM generate_series(1, 14) i;
INSERT INTO salaries_release (number, published_at, note, gate_epsilon) VALUES (1, now(), '', 0.4);
INSERT INTO accounts_user (password, is_superuser, first_name, last_name, is_staff, is_active, date_joined, email)
    SELECT '', false, '', '', false, true, now(), i || '@example.org' FROM generate_series(1, {REPORTS} / 70 + 1) i;
INSERT INTO salaries_salaryreport (id, year, level, country, engagement, ai_use, hours_per_week, weeks_per_year,
    currency, sealed_amounts, status, screening, risk, submitted_at, updated_at, sealed_appeal, person_id, role_id)
    SELECT gen_random_uuid(), 2020 + i % 5, 'mid', 'US', 'freelance', 'some', 40, 48, 'USD',
        decode(repeat(md5(i::text), 10), 'hex'), 'approved', '[]', 0, now(), now(), '', 1 + i / 70, 1 + (i / 5) % 14
    FROM generate_series(1, {REPORTS}) i;
INSERT INTO salaries_decision (report_id, action, reason, message, moderator_id, moderator, decided_at)
    SELECT id, 'approved', 'plausible', CASE WHEN random() < 0.02 THEN 'Is this a month or a year?' ELSE '' END, 1,
        '1@example.org', now() FROM salaries_salaryreport;
INSERT INTO salaries_observation (id, token, role_id, year, level, country, engagement, ai_use, yearly_index,
    hourly_index, stream_shares, opens_gate, release_id)
    SELECT gen_random_uuid(), md5(i::text), 1 + i % 14, 2025, 'mid', 'US', 'freelance', 'some', 400, 350,
        '{{"fees": 100}}', true, 1 FROM generate_series(1, {REPORTS}) i;
"""
# What pages ask, and what giving, approving and deciding write.
ASKED = {
    f"read {table}": f"SELECT * FROM salaries_{table} LIMIT 20"
    for table in ("role", "release", "estimate", "figure", "source", "salaryreport", "decision", "observation")
} | {
    "read accounts_user": "SELECT id FROM accounts_user LIMIT 20",
    "give a report": """INSERT INTO salaries_salaryreport (id, year, level, country, engagement, ai_use, hours_per_week,
        weeks_per_year, currency, sealed_amounts, status, screening, risk, submitted_at, updated_at, sealed_appeal,
        person_id, role_id)
        SELECT gen_random_uuid(), 2026 + mod(%s, 70), 'mid', 'US', 'freelance', 'some', 40, 48, 'USD', '', 'pending',
        '[]', 0, now(), now(), '', 1 + %s / 70, 1""",
    "write an observation": """INSERT INTO salaries_observation (id, token, role_id, year, level, country, engagement,
        ai_use, yearly_index, hourly_index, stream_shares, opens_gate)
        VALUES (gen_random_uuid(), gen_random_uuid()::text, 1, 2025, 'mid', 'US', 'freelance', 'some', 400, 350,
        '{"fees": 100}', true)""",
    "write a decision": """INSERT INTO salaries_decision (report_id, action, reason, message, moderator_id, moderator,
        decided_at) VALUES (gen_random_uuid(), 'approved', 'plausible', '', 1, '1@example.org', now())""",
    "change a report": "UPDATE salaries_salaryreport SET risk = 0 WHERE id = "
    "(SELECT id FROM salaries_salaryreport LIMIT 1)",
}
LONGEST = 1.0


class Asking(threading.Thread):
    """Does one thing again and again by its own connection, and remembers the longest that it waited."""

    def __init__(self, address: str, question: str) -> None:
        super().__init__()
        self.address, self.question = address, question
        self.enough, self.longest, self.times = threading.Event(), 0.0, 0

    def run(self) -> None:
        values = self.question.count("%s")
        with psycopg.connect(self.address, autocommit=True, prepare_threshold=None) as connection:
            while not self.enough.is_set():
                start = time.perf_counter()
                connection.execute(self.question, [self.times] * values or None)  # type: ignore[arg-type]
                self.longest = max(self.longest, time.perf_counter() - start)
                self.times += 1
                time.sleep(0.01)


def measure() -> list[Row]:
    """The longest wait of each question in seconds, against one second; and how long the migrations take."""
    with own_cluster("") as cluster:
        migrate(cluster.address, "salaries", FIRST)
        with psycopg.connect(cluster.address) as connection:
            connection.execute(ROWS)
        with psycopg.connect(cluster.address, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
        waits, seconds = while_migrating(cluster.address)
    rows = [Row(f"longest wait to {name}", wait, LONGEST, "s") for name, wait in waits.items()]
    return [*rows, Row(f"migrations with {REPORTS:,} reports", seconds, LONGEST, "s")]


def while_migrating(address: str) -> tuple[Mapping[str, float], float]:
    """The longest wait of each question, and the seconds that all migrations took."""
    threads = {name: Asking(address, question) for name, question in ASKED.items()}
    for thread in threads.values():
        thread.start()
    start = time.perf_counter()
    try:
        migrate(address)
    finally:
        seconds = time.perf_counter() - start
        for thread in threads.values():
            thread.enough.set()
            thread.join()
    if idle := [name for name, thread in threads.items() if not thread.times]:
        raise RuntimeError(f"nobody could {', '.join(idle)}")
    return {name: thread.longest for name, thread in threads.items()}, seconds


def migrate(address: str, *words: str) -> None:
    command = [sys.executable, "manage.py", "migrate", *words, "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=env(address), check=True, capture_output=True)
