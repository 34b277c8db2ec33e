"""What publishing costs as reports grow, against the database's own percentiles and Polars on the same rows.

Sizes go up to 1,000,000; SCALE=10000000 goes on to that. Reports come in nights of 10,000, each with a release of its
own, so a hundred or a thousand releases lie behind the one that is measured.
"""

import os
import sys

import polars as pl
import psycopg

from tests.benchmarks import embedded
from tests.benchmarks.database import copied, copy_database, cost, fill, in_process, number, settle, started
from tests.benchmarks.table import Row
from tests.servers import Cluster

SIZES = [size for size in (10_000, 100_000, 1_000_000, 10_000_000) if size <= int(os.environ.get("SCALE", "1000000"))]
NIGHTLY = 10_000
NIGHTS_EACH = 5  # the least counts; the site with 10,000 reports and the large one take turns
SMALL = "first_night"
LARGE = 1_000_000  # from here on the references are measured once
BY_DATABASE = """
SELECT role_id, level, country, ai_use, engagement, count(*),
    percentile_cont(ARRAY[0.1, 0.25, 0.5, 0.75, 0.9]) WITHIN GROUP (ORDER BY yearly_index)
FROM salaries_observation
GROUP BY GROUPING SETS ((role_id), (role_id, level), (role_id, country), (role_id, ai_use), (role_id, engagement))
"""
PRELUDE = """
import json, re, time
from pathlib import Path
import django; django.setup()
from datetime import UTC, datetime
from django.db import connection
from salaries import publication
from salaries.estimation import expected
from salaries.models import Batch, Release, Role, Total
from salaries.reference import priors
from salaries.stats import privacy
privacy.GATE_THRESHOLD = -1_000_000
connection.ensure_connection()
def used():
    if connection.vendor == "sqlite":
        return time.process_time()
    backend = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text().split()
    return time.process_time() + int(backend[0]) / 1e9
"""
# As many more nights as given: each has the first one's true counts, and its own noise.
NIGHTS = """
import numpy as np
rng = np.random.default_rng(1)
first = Release.objects.order_by("number").first()
pattern = list(first.batches.order_by("role"))
of_role = {role: [batch for batch in pattern if batch.role_id == role.pk] for role in Role.objects.all()}
scales = {table.name: float(table.scale) for table in privacy.PLAN}
def noisy(counts, scale):
    from_one = -np.expm1(-1 / scale)
    noise = rng.geometric(from_one, len(counts)) - rng.geometric(from_one, len(counts))
    return (np.array(counts) + noise).tolist()
for night in range(%d):
    release = Release.objects.create(number=Release.objects.current().number + 1, published_at=datetime.now(UTC))
    for role, batches in of_role.items():
        own = [
            Batch(release=release, role=role, table=batch.table, epsilon=batch.epsilon, edges=batch.edges,
                  parts=batch.parts,
                  counts={cell: noisy(row, scales[batch.table]) for cell, row in batch.counts.items()})
            for batch in batches
        ]
        Total.objects.add(role, Batch.objects.bulk_create(own))
print([Total.objects.count()])
"""
FIRST = """
publication.release(now=datetime.now(UTC), noise=lambda scale: 0)
print([Total.objects.count()])
"""
NIGHT = """
start = used()
publication.release(now=datetime.now(UTC))
most = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())  # getrusage counts the parent too
print(json.dumps([used() - start, int(most[1]) / 1024]))
"""
# Percentiles of every published cohort from its stored counts alone: add them up, and read them off.
FROM_BATCHES = """
import numpy as np
def read():
    found = {}
    for total in Total.objects.exclude(table__contains="stream").corrected():
        for cell, row in total.corrected.items():
            held = np.maximum(row, 0).cumsum()
            if held[-1] > 0:
                key = (total.role_id, total.table, cell)
                found[key] = np.interp([0.1, 0.25, 0.5, 0.75, 0.9], np.r_[0, held] / held[-1], total.edges)
    return found
read()
start = used()
found = read()
print(json.dumps([used() - start, len(found)]))
"""
WITH_MODEL = """
def whole():
    roles = list(Role.objects.all())
    release, totals, public = Release.objects.current(), Total.objects.corrected(), priors(roles)
    beliefs = expected(roles, publication.models(totals, public))
    own = {role.pk: [total for total in totals if total.role_id == role.pk] for role in roles}
    return sum(len(list(publication._estimates(role, release, own[role.pk], public, beliefs))) for role in roles)
start = used()
number = whole()
print(json.dumps([used() - start, number]))
"""


def measure() -> list[Row]:
    """CPU seconds for all percentiles and for a nightly release of 10,000 reports, as the counted ones grow."""
    rows: list[Row] = []
    counted = NIGHTLY
    with started() as cluster:
        fill(cluster.address, NIGHTLY, "first", None)
        in_process(cluster.address, PRELUDE + FIRST)
        for size in SIZES:
            live_through(cluster, size, size - counted)
            if size == SIZES[0]:
                copy_database(cluster.address, SMALL)
            rows += against_raw(cluster, size)
            used, first_night, memory = nights(cluster, size)
            counted = size + NIGHTS_EACH * NIGHTLY
            rows.append(Row(f"nightly release at {size:,} / at {SIZES[0]:,}", used, first_night, "CPU s"))
            rows.append(Row(f"memory of the worker at {size:,} / 500 MB", memory, 500.0, "MB"))
            rows += stored(cluster.address, counted)
            if size == LARGE:
                sqlite = embedded.night(size, NIGHTLY, PRELUDE + FIRST, PRELUDE + NIGHT)
                rows.append(Row(f"nightly release at {size:,} on SQLite / PostgreSQL", sqlite, used, "CPU s"))
            print(*rows[-9:], sep="\n", file=sys.stderr, flush=True)  # noqa: T201 (the largest sizes take minutes)
    return rows


def live_through(cluster: Cluster, size: int, reports: int) -> None:
    """So many reports more in as many nightly releases, and then a night's reports that wait."""
    first = int(number(cluster.address, "SELECT min(id) FROM salaries_release"))
    if reports > 0:
        fill(cluster.address, reports, f"{size}", first)
        in_process(cluster.address, PRELUDE + NIGHTS % (reports // NIGHTLY))
    fill(cluster.address, NIGHTLY, f"{size} night", None)
    settle(cluster.address)


def nights(cluster: Cluster, size: int) -> tuple[float, float, float]:
    """CPU seconds of a nightly release here and in the copy from when there were 10,000; MB of memory here."""
    here, there = [], []
    for turn in range(NIGHTS_EACH):
        with copied(cluster.address, SMALL) as first:
            settle(first)
            there.append(in_process(first, PRELUDE + NIGHT))
        if turn:
            fill(cluster.address, NIGHTLY, f"{size} night {turn}", None)
        settle(cluster.address)
        here.append(in_process(cluster.address, PRELUDE + NIGHT))
    return min(used for used, _ in here), min(used for used, _ in there), max(memory for _, memory in here)


def against_raw(cluster: Cluster, size: int) -> list[Row]:
    """All cohorts' percentiles: from stored batches, and with the model, against sorting the raw rows."""
    runs = 1 if size >= LARGE else 3
    database = cost(cluster, lambda: asked(cluster.address, BY_DATABASE), runs)
    polars = cost(cluster, lambda: by_polars(cluster.address), runs)
    ours = min(in_process(cluster.address, PRELUDE + FROM_BATCHES)[0] for _ in range(2))
    model = min(in_process(cluster.address, PRELUDE + WITH_MODEL)[0] for _ in range(2))
    return [
        Row(f"percentile_cont / batches, {size:,}", database, ours, "CPU s"),
        Row(f"Polars over ADBC / batches, {size:,}", polars, ours, "CPU s"),
        Row(f"percentile_cont / batches and model, {size:,}", database, model, "CPU s"),
    ]


def stored(address: str, size: int) -> list[Row]:
    """Bytes of a counted report, index included, and of a release with all that it writes."""
    observations = number(address, "SELECT pg_total_relation_size('salaries_observation')")
    releases = number(address, "SELECT count(*) FROM salaries_release")
    batches = number(address, "SELECT pg_total_relation_size('salaries_batch')")
    said = number(address, "SELECT pg_total_relation_size('salaries_estimate') "
                           "+ pg_total_relation_size('salaries_combination')")  # fmt: skip
    saying = number(address, "SELECT count(DISTINCT release_id) FROM salaries_estimate")
    return [
        Row(f"bytes of an observation at {size:,}", observations / size, 1, "bytes"),
        Row("bytes of a release: batches", batches / releases, 1, "bytes"),
        Row("bytes of a release: estimates and combinations", said / saying, 1, "bytes"),
    ]


def by_polars(address: str) -> object:
    """Read the columns by ADBC and group five times, as the grouping sets do."""
    question = "SELECT role_id, level, country, ai_use, engagement, yearly_index FROM salaries_observation"
    frame = pl.read_database_uri(question, address.replace("postgres://", "postgresql://"), engine="adbc")
    places = [pl.col("yearly_index").quantile(q, "linear").alias(f"p{q}") for q in (0.1, 0.25, 0.5, 0.75, 0.9)]
    groups = (["role_id"], *(["role_id", name] for name in ("level", "country", "ai_use", "engagement")))
    return [frame.group_by(group).agg(places) for group in groups]


def asked(address: str, question: str) -> object:
    with psycopg.connect(address) as connection:
        return connection.execute(question).fetchall()  # type: ignore[arg-type]
