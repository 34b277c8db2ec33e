"""Approvals by 200 clients at once on one cohort, against bare inserts of the observations that they write.

The clients are threads of a few processes with a connection each, on the machine of the database: what bounds both is
its processors. Each approves ten reports, in one go as a moderator does at the desk, or one after the other, and reads
them first. Two references: the same row inserted by Django's ORM, which is what the site is written in, and by psycopg
alone. Commits reach the disk.
"""

import json
import subprocess
import sys
from dataclasses import dataclass

from tests.benchmarks.database import env, in_process, prepare, used_by
from tests.benchmarks.table import Row
from tests.servers import Cluster, own_cluster
from tests.site import QUICK_PASSWORDS, ROOT

CLIENTS, PROCESSES, EACH = 200, 2, 10
REPORTS = CLIENTS * EACH
SEED = """
import json, django; django.setup()
%s
from salaries.models import Role
from tests.people import *
role, moderator = make_role(), make_moderator()
for _ in range(%d):
    make_report(role, make_person())
print([1])
"""
# Every process takes its share of the reports, and waits for the same moment before it starts.
CLIENT = """
import json, sys, threading, time, uuid
from datetime import UTC, datetime
import django; django.setup()
from concurrent.futures import ThreadPoolExecutor
from django.db import connection
from salaries.accounts.models import User
from salaries.models import Observation, SalaryReport
from salaries.moderation import Seen, approve
from salaries.moderation.bulk import carry_out
what, process, processes, threads, each = sys.argv[1], *map(int, sys.argv[2:6])
moderator = User.objects.get(is_superuser=True)
reports = SalaryReport.objects.order_by("pk").values_list("pk", "updated_at", "role")
first = process + processes * (what == "one by one")
seen = [Seen(pk, updated_at) for pk, updated_at, _ in reports][first :: 2 * processes]
like = dict(role_id=reports[0][2], year=2025, level="mid", country="US", engagement="freelance", ai_use="some",
            yearly_index=400, hourly_index=350, opens_gate=True)
BARE = (
    f"INSERT INTO salaries_observation (id, token, stream_shares, {', '.join(like)}) "
    f"VALUES (%s, %s, %s, {', '.join(['%s'] * len(like))})"
)
def approved(mine):
    return sum(carry_out(approve, mine, by=moderator, now=datetime.now(UTC), words={}).refused.values())
def one_by_one(mine):
    return sum(approved([one]) for one in mine)
def by_orm(mine):
    for _ in mine:
        Observation.objects.create(token=uuid.uuid4().hex, stream_shares={"fees": 100}, **like)
    return 0
def by_psycopg(mine):
    for _ in mine:
        values = [uuid.uuid4(), uuid.uuid4().hex, '{"fees": 100}', *like.values()]
        connection.connection.execute(BARE, values)
    return 0
deed = {"approve": approved, "one by one": one_by_one, "orm": by_orm, "psycopg": by_psycopg}[what]
def carried_out(mine):
    try:
        return deed(mine)
    except Exception as error:
        print(repr(error), file=sys.stderr)
        return len(mine)
ready = threading.Barrier(threads)
def warm(_):
    connection.ensure_connection()
    ready.wait()
with ThreadPoolExecutor(threads) as pool:
    list(pool.map(warm, range(threads)))
    print("ready", flush=True)
    sys.stdin.readline()
    start, used = time.time(), time.process_time()
    failed = sum(pool.map(carried_out, [seen[place : place + each] for place in range(0, len(seen), each)]))
    print(json.dumps([start, time.time(), time.process_time() - used, len(seen), failed]), flush=True)
"""


@dataclass(frozen=True)
class Done:
    """What all clients did together: how many a second, how many failed, and the CPU of one in milliseconds."""

    rate: float
    failed: int
    clients: float
    server: float


def measure() -> list[Row]:
    """Approvals and bare inserts a second, what bounds them, and how many approvals failed."""
    with own_cluster("-c max_connections=300") as cluster:
        prepare(cluster.address)
        in_process(cluster.address, SEED % (QUICK_PASSWORDS, 2 * REPORTS))  # half for each way to approve
        psycopg, orm, single, approvals = (done(cluster, what) for what in ("psycopg", "orm", "one by one", "approve"))
    many = f"approvals by {CLIENTS} clients, {EACH} in a go"
    return [
        Row(f"{many} / inserts by the ORM", approvals.rate, orm.rate, "a second"),
        Row(f"{many} / inserts by psycopg", approvals.rate, psycopg.rate, "a second"),
        Row("the same, one after the other / inserts by the ORM", single.rate, orm.rate, "a second"),
        Row("CPU of an approval / of an insert by the ORM: clients", approvals.clients, orm.clients, "ms"),
        Row("CPU of an approval / of an insert by the ORM: PostgreSQL", approvals.server, orm.server, "ms"),
        Row("the same, one after the other: clients", single.clients, orm.clients, "ms"),
        Row("the same, one after the other: PostgreSQL", single.server, orm.server, "ms"),
        Row("approvals that failed / all", approvals.failed + single.failed, 2 * REPORTS, "approvals"),
    ]


def done(cluster: Cluster, what: str) -> Done:
    """``what`` done REPORTS times."""
    words = [str(PROCESSES), str(CLIENTS // PROCESSES), str(EACH)]
    clients = [
        subprocess.Popen([sys.executable, "-c", CLIENT, what, str(number), *words], cwd=ROOT, env=env(cluster.address),
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for number in range(PROCESSES)
    ]  # fmt: skip
    for client in clients:
        assert client.stdout is not None
        if client.stdout.readline() != "ready\n":
            raise RuntimeError("a client did not start")
    server = used_by(cluster.pid)
    for client in clients:
        assert client.stdin is not None
        client.stdin.write("go\n")
        client.stdin.flush()
    found = [json.loads(client.communicate()[0].splitlines()[-1]) for client in clients]
    starts, ends, cpu, counts, failed = zip(*found, strict=True)
    many, served = sum(counts), used_by(cluster.pid) - server
    return Done(many / (max(ends) - min(starts)), sum(failed), sum(cpu) * 1e3 / many, served * 1e3 / many)
