"""What publishing costs as reports grow, against the database's own percentiles and Polars on the same rows.

Sizes go up to 1,000,000; SCALE=10000000 goes on to that. Needs PostgreSQL: the references read the same tables.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import polars as pl
import psycopg

from tests.benchmarks.table import Row
from tests.site import ROOT, own_postgres

SIZES = [size for size in (10_000, 100_000, 1_000_000, 10_000_000) if size <= int(os.environ.get("SCALE", "1000000"))]
NIGHTLY = 10_000
# Reports that earlier releases have counted, spread over roles and cohorts. Names of cohorts come from the models.
FILL = """
INSERT INTO salaries_observation (id, token, role_id, year, level, country, engagement, ai_use, yearly_index,
    hourly_index, stream_shares, opens_gate, release_id)
SELECT gen_random_uuid(), md5(i::text || %(salt)s), roles.ids[1 + i %% array_length(roles.ids, 1)], 2025,
    (%(levels)s::text[])[1 + (i / 7) %% %(n_levels)s], (%(countries)s::text[])[1 + (i / 3) %% %(n_countries)s],
    (%(engagements)s::text[])[1 + (i / 11) %% 3], (%(uses)s::text[])[1 + (i / 5) %% 3],
    least(990, greatest(0, 400 + (60 * (random() + random() + random() - 1.5) * 2)::int)),
    least(900, greatest(0, 350 + (60 * (random() + random() + random() - 1.5) * 2)::int)),
    '{"fees": 100}', true, %(release)s
FROM generate_series(1, %(size)s) AS i, (SELECT array_agg(id ORDER BY id) AS ids FROM salaries_role) AS roles
"""
BY_DATABASE = """
SELECT role_id, level, country, ai_use, engagement, count(*),
    percentile_cont(ARRAY[0.1, 0.25, 0.5, 0.75, 0.9]) WITHIN GROUP (ORDER BY yearly_index)
FROM salaries_observation
GROUP BY GROUPING SETS ((role_id), (role_id, level), (role_id, country), (role_id, ai_use), (role_id, engagement))
"""
PRELUDE = """
import json, os, resource, sys, time, django; django.setup()
from datetime import UTC, datetime
from salaries.models import *
from salaries import publication
from salaries.estimation import expected
from salaries.stats import privacy
privacy.GATE_THRESHOLD = -1_000_000
"""
NIGHT = """
start, used = time.perf_counter(), time.process_time()
publication.release(now=datetime.now(UTC))
print(json.dumps([time.perf_counter() - start, time.process_time() - used,
                  resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""
# Percentiles of every published cohort from its stored batches alone: add the counts up, and read them off.
FROM_BATCHES = """
import numpy as np
def read():
    sums = {}
    for role, table, edges, counts in Batch.objects.exclude(table__contains="stream").values_list(
        "role_id", "table", "edges", "counts"
    ):
        for cell, row in counts.items():
            key = (role, table, cell)
            if key in sums and sums[key][0] == edges:
                sums[key][1][:] = [a + b for a, b in zip(sums[key][1], row)]
            else:
                sums[key] = (edges, list(row))
    found = {}
    for key, (edges, row) in sums.items():
        held = np.maximum(row, 0).cumsum()
        if held[-1] > 0:
            found[key] = np.interp([0.1, 0.25, 0.5, 0.75, 0.9], np.r_[0, held] / held[-1], edges)
    return found
read()
start = time.perf_counter()
found = read()
print(json.dumps([time.perf_counter() - start, len(found)]))
"""
WITH_MODEL = """
def whole():
    roles = list(Role.objects.all())
    beliefs = expected(roles, publication.models(roles))
    release = Release.objects.current()
    return sum(len(list(publication._estimates(role, release, beliefs))) for role in roles)
start = time.perf_counter()
number = whole()
print(json.dumps([time.perf_counter() - start, number]))
"""


def measure() -> list[Row]:
    """Seconds for all percentiles and for a nightly release of 10,000 reports, as the counted ones grow."""
    rows: list[Row] = []
    first_night, counted = 0.0, NIGHTLY
    with started() as address:
        for size in SIZES:
            fill(address, size - counted, f"{size}", 1)
            fill(address, NIGHTLY, f"{size} night", None)
            counted = size + NIGHTLY
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute("VACUUM ANALYZE salaries_observation")
            rows += against_raw(address, size)
            _, used, memory = in_process(address, PRELUDE + NIGHT)
            first_night = first_night or used
            rows.append(Row(f"nightly release at {size:,} / at {SIZES[0]:,}", used, first_night, "CPU s"))
            rows.append(Row(f"memory of the worker at {size:,} / 500 MB", memory, 500.0, "MB"))
            rows += stored(address, counted)
            print(*rows[-7:], sep="\n", file=sys.stderr, flush=True)  # noqa: T201 (the largest sizes take minutes)
    return rows


def against_raw(address: str, size: int) -> list[Row]:
    """All cohorts' percentiles: from stored batches, and with the model, against sorting the raw rows."""
    database = best(lambda: run_sql(address, BY_DATABASE))
    polars = best(lambda: by_polars(address))
    ours, _ = in_process(address, PRELUDE + FROM_BATCHES)
    model, _ = in_process(address, PRELUDE + WITH_MODEL)
    return [
        Row(f"percentile_cont / batches, {size:,}", database, ours, "s"),
        Row(f"Polars over ADBC / batches, {size:,}", polars, ours, "s"),
        Row(f"percentile_cont / batches and model, {size:,}", database, model, "s"),
    ]


def stored(address: str, size: int) -> list[Row]:
    """Bytes of a counted report, index included, and of a release's batches and estimates."""
    with psycopg.connect(address) as connection:
        observation = one(connection, "SELECT pg_total_relation_size('salaries_observation')")
        tables = "pg_total_relation_size('salaries_batch') + pg_total_relation_size('salaries_estimate')"
        release = one(connection, f"SELECT ({tables}) / greatest(1, (SELECT count(*) FROM salaries_release))")
    return [
        Row(f"bytes of an observation at {size:,}", observation / size, 1, "bytes"),
        Row("bytes of a release", release, 1, "bytes"),
    ]


def one(connection: psycopg.Connection, question: str) -> float:
    row = connection.execute(question).fetchone()  # type: ignore[arg-type]
    return float(row[0]) if row else 0.0


def by_polars(address: str) -> object:
    """Read the columns by ADBC and group five times, as the grouping sets do."""
    question = "SELECT role_id, level, country, ai_use, engagement, yearly_index FROM salaries_observation"
    frame = pl.read_database_uri(question, address.replace("postgres://", "postgresql://"), engine="adbc")
    places = [pl.col("yearly_index").quantile(q, "linear").alias(f"p{q}") for q in (0.1, 0.25, 0.5, 0.75, 0.9)]
    groups = (["role_id"], *(["role_id", name] for name in ("level", "country", "ai_use", "engagement")))
    return [frame.group_by(group).agg(places) for group in groups]


def run_sql(address: str, question: str) -> object:
    with psycopg.connect(address) as connection:
        return connection.execute(question).fetchall()  # type: ignore[arg-type]


def best(work: Callable[[], object]) -> float:
    """The better of two runs, in seconds."""
    found = []
    for _ in range(2):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def in_process(address: str, code: str) -> list[float]:
    """What a process of its own prints at the end, as numbers."""
    env = {**os.environ, **ENV, "DATABASE_URL": address}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


ENV = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "PYTHONPATH": str(ROOT),
    "REDIS_URL": "",
    "DATA_DIR": tempfile.mkdtemp(),
}


@contextmanager
def started() -> Iterator[str]:
    """A database with the starter set and one release of 10,000 reports."""
    with own_postgres() as address:
        env = {**os.environ, **ENV, "DATABASE_URL": address}
        for words in (["migrate", "--verbosity", "0"], ["load_starter"]):
            subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=env, check=True, capture_output=True)
        fill(address, NIGHTLY, "first", None)
        in_process(address, PRELUDE + NIGHT)
        yield address


def fill(address: str, size: int, salt: str, release: int | None) -> None:
    """Insert so many reports: counted in the first release, or waiting."""
    levels, countries = ["entry", "mid", "senior", "lead"], ["US", "GB", "DE", "CA", "FR"]
    values = {
        "size": size, "salt": salt, "levels": levels, "n_levels": len(levels), "countries": countries,
        "n_countries": len(countries), "engagements": ["employee", "freelance", "both"],
        "uses": ["none", "some", "most"],
    }  # fmt: skip
    with psycopg.connect(address) as connection:
        found = connection.execute("SELECT min(id) FROM salaries_release").fetchone()
        connection.execute(FILL, {**values, "release": found[0] if release and found else None})
