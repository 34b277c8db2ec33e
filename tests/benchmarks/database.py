"""A PostgreSQL of the benchmark's own, filled by SQL, and what work in it costs: CPU of the client and of the server.

Wall time would say more about what else the machine does. The server's memory settings are PostgreSQL's own.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.servers import Cluster, own_cluster
from tests.site import ROOT

TICK = os.sysconf("SC_CLK_TCK")
ENV = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "PYTHONPATH": str(ROOT),
    "REDIS_URL": "",
    "DATA_DIR": tempfile.mkdtemp(),
}
LEVELS, COUNTRIES = ["entry", "mid", "senior", "lead"], ["US", "GB", "DE", "CA", "FR"]
# Reports spread over roles and cohorts, their pay in a bell curve of 60 places of 1 %.
FILL = """
INSERT INTO salaries_observation (id, token, role_id, year, level, country, engagement, ai_use, yearly_index,
    hourly_index, stream_shares, opens_gate, release_id)
SELECT gen_random_uuid(), md5(i::text || %(salt)s), roles.ids[1 + i %% array_length(roles.ids, 1)], 2025,
    (%(levels)s::text[])[1 + (i / 7) %% 4], (%(countries)s::text[])[1 + (i / 3) %% 5],
    (ARRAY['employee', 'freelance', 'both'])[1 + (i / 11) %% 3], (ARRAY['none', 'some', 'most'])[1 + (i / 5) %% 3],
    least(990, greatest(0, 400 + (60 * (random() + random() + random() - 1.5) * 2)::int)),
    least(900, greatest(0, 350 + (60 * (random() + random() + random() - 1.5) * 2)::int)),
    '{"fees": 100}', true, %(release)s
FROM generate_series(1, %(size)s) AS i, (SELECT array_agg(id ORDER BY id) AS ids FROM salaries_role) AS roles
"""


@contextmanager
def started(options: str = "-c fsync=off") -> Iterator[Cluster]:
    """A server with the starter set."""
    with own_cluster(options) as cluster:
        prepare(cluster.address)
        yield cluster


def prepare(address: str) -> None:
    """Bring a database up to date and load the starter set."""
    for words in (["migrate", "--verbosity", "0"], ["load_starter"]):
        subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=env(address), check=True,
                       capture_output=True)  # fmt: skip


def env(address: str, **more: str) -> dict[str, str]:
    """The environment of a process of the site on this database."""
    return {**os.environ, **ENV, "DATABASE_URL": address, **more}


def fill(address: str, size: int, salt: str, release: int | None) -> None:
    """Insert so many reports: counted in a release, or waiting. That roles and releases exist is not asked for each."""
    values = {"size": size, "salt": salt, "levels": LEVELS, "countries": COUNTRIES, "release": release}
    with psycopg.connect(address, options="-c session_replication_role=replica") as connection:
        connection.execute(FILL, values)


def number(address: str, question: str) -> float:
    """The only value that the database answers; 0 for nothing."""
    with psycopg.connect(address) as connection:
        row = connection.execute(question).fetchone()  # type: ignore[arg-type]
    return float(row[0] or 0) if row else 0.0


def settle(address: str) -> None:
    """Let the server learn what it holds, as autovacuum would in time, and the disk take what is to be written.

    Writing goes on for seconds otherwise, on the same processors as what is measured next.
    """
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")
    os.sync()


def copy_database(address: str, name: str) -> None:
    """Copy the database, which nobody may use meanwhile, to another of the same server."""
    server, _, original = address.rpartition("/")
    with psycopg.connect(f"{server}/template1", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {original}")


@contextmanager
def copied(address: str, original: str) -> Iterator[str]:
    """The address of a copy of another database of the same server, for once."""
    server = address.rpartition("/")[0]
    copy_database(f"{server}/{original}", "for_once")
    yield f"{server}/for_once"
    with psycopg.connect(f"{server}/template1", autocommit=True) as connection:
        connection.execute("DROP DATABASE for_once")


def in_process(address: str, code: str) -> list[float]:
    """What a process of its own prints at the end, as numbers."""
    words = [sys.executable, "-c", code]
    done = subprocess.run(words, cwd=ROOT, env=env(address), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return [float(word) for word in json.loads(done.stdout.splitlines()[-1])]


def cost(cluster: Cluster, work: Callable[[], object], runs: int = 1) -> float:
    """Seconds of CPU of this process and of the whole server for one run of ``work``, the least of ``runs``."""
    found = []
    for _ in range(runs):
        before = time.process_time() + used_by(cluster.pid)
        work()
        found.append(time.process_time() + used_by(cluster.pid) - before)
    return min(found)


def used_by(pid: int) -> float:
    """Seconds of CPU of a process, of its children and of those it had."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return _ticks(pid, with_ended=True) + sum(_ticks(int(child), with_ended=False) for child in children)


def _ticks(pid: int, *, with_ended: bool) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0  # has just ended
    return sum(int(field) for field in fields[11 : 15 if with_ended else 13]) / TICK
