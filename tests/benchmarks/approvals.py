"""Approvals by 200 clients at once on one cohort, against bare inserts of the rows that they write.

The clients are threads of a few processes with a connection each, on the machine of the database: what bounds both is
its processors. Commits reach the disk.
"""

import json
import subprocess
import sys

from tests.benchmarks.database import env, in_process, prepare
from tests.benchmarks.table import Row
from tests.servers import own_cluster
from tests.site import QUICK_PASSWORDS, ROOT

CLIENTS, PROCESSES, REPORTS = 200, 2, 2_000
SEED = """
import json, django; django.setup()
%s
from salaries.models import Role
from tests.people import *
role, moderator, people = make_role(), make_moderator(), [make_person() for _ in range(%d)]
for number in range(%d):
    report_role = make_role(f"role-{number // len(people)}")
    make_report(report_role, people[number %% len(people)])
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
from salaries.moderation import approve
what, process, processes, threads = sys.argv[1], *map(int, sys.argv[2:5])
moderator = User.objects.get(is_superuser=True)
mine = list(SalaryReport.objects.select_related("role").order_by("pk"))[process::processes]
like = dict(role=mine[0].role, year=2025, level="mid", country="US", engagement="freelance", ai_use="some",
            yearly_index=400, hourly_index=350, stream_shares={"fees": 100})
def deed(report):
    try:
        if what == "approve":
            approve(report=report, by=moderator, now=datetime.now(UTC))
        else:
            Observation.objects.create(token=uuid.uuid4().hex, **like)
    except Exception as error:
        return repr(error)
ready = threading.Barrier(threads)
def warm(_):
    connection.ensure_connection()
    ready.wait()
with ThreadPoolExecutor(threads) as pool:
    list(pool.map(warm, range(threads)))
    print("ready", flush=True)
    sys.stdin.readline()
    start = time.time()
    failures = [found for found in pool.map(deed, mine) if found]
    print(json.dumps([start, time.time(), len(mine), len(failures), failures[:3]]), flush=True)
"""


def measure() -> list[Row]:
    """Approvals and bare inserts a second, and how many approvals failed."""
    with own_cluster("-c max_connections=300") as cluster:
        prepare(cluster.address)
        in_process(cluster.address, SEED % (QUICK_PASSWORDS, CLIENTS, REPORTS))
        inserts, _ = rate(cluster.address, "insert")
        approvals, failed = rate(cluster.address, "approve")
    return [
        Row(f"approvals by {CLIENTS} clients / bare inserts", approvals, inserts, "a second"),
        Row("approvals that failed / all", failed, REPORTS, "approvals"),
    ]


def rate(address: str, what: str) -> tuple[float, float]:
    """How many a second all clients do together, and how many failed."""
    words = [what, str(PROCESSES), str(CLIENTS // PROCESSES)]
    clients = [
        subprocess.Popen([sys.executable, "-c", CLIENT, words[0], str(number), *words[1:]], cwd=ROOT, env=env(address),
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for number in range(PROCESSES)
    ]  # fmt: skip
    for client in clients:
        assert client.stdout is not None
        if client.stdout.readline() != "ready\n":
            raise RuntimeError("a client did not start")
    for client in clients:
        assert client.stdin is not None
        client.stdin.write("go\n")
        client.stdin.flush()
    found = [json.loads(client.communicate()[0].splitlines()[-1]) for client in clients]
    for *_, failures in found:
        print(*failures, sep="\n", file=sys.stderr)  # noqa: T201
    seconds = max(row[1] for row in found) - min(row[0] for row in found)
    return sum(row[2] for row in found) / seconds, sum(row[3] for row in found)
