"""Whether every report is counted, and counted once: asked of the database itself. And releases held up in it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from salaries.stats.privacy import LIFETIME_EPSILON, PLAN


def asked(address: str, question: str) -> Any:
    """The first column of the first row."""
    with psycopg.connect(address) as connection:
        row = connection.execute(question).fetchone()  # type: ignore[arg-type]
        return row[0] if row else None


@contextmanager
def roles_held(address: str) -> Iterator[Callable[[], int]]:
    """Every release that is begun inside waits until the end; gives how many sessions wait for a lock."""
    waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    with psycopg.connect(address) as lock:
        lock.execute("SELECT id FROM salaries_role FOR UPDATE")
        yield lambda: asked(address, waits)


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
