"""What the database grows by for each report and decision, and what a year of nightly releases makes dearer.

The account of privacy, its page and a bundle of open data after NIGHTS (365 unless given) releases of all roles are
held against the same after the first; rows against the least that PostgreSQL keeps of one, its header and its pointer.
"""

import os

import psycopg

from tests.benchmarks.database import fill, in_process, number, settle, started
from tests.benchmarks.publication import FIRST, NIGHTLY, NIGHTS, PRELUDE
from tests.benchmarks.table import Row

YEAR = int(os.environ.get("NIGHTS", "365"))
MANY = 100_000  # rows of each kind
HEAD = 28  # bytes: a row's header and the pointer to it
# One report given and approved as people do it; the others are its copies, by other people under other keys.
ONE = """
from tests.people import *
report = make_report(Role.objects.first(), make_person())
approve(report=report, by=make_moderator(), now=NOW)
print([len(report.sealed_amounts)])
"""
COPIES = {  # by table, what differs in the copy number i
    "accounts_user": {"email": "i || '@copies.example.org'"},
    "salaries_salaryreport": {"id": "gen_random_uuid()", "person_id": "(SELECT max(id) FROM accounts_user) - i"},
    "salaries_decision": {"report_id": "gen_random_uuid()"},
}
COLUMNS = """
SELECT column_name FROM information_schema.columns
WHERE table_name = %s AND is_generated = 'NEVER' AND is_identity = 'NO'
"""
COPY = """
INSERT INTO {table} ({names}) SELECT {values}
FROM (SELECT * FROM {table} LIMIT 1) AS one, generate_series(1, {many}) AS i
"""
GROWN = """
from django.test import Client
from django.conf import settings
from salaries.ledger import ledger as account
from salaries.opendata.bundles import build, folder_of
settings.ALLOWED_HOSTS = ["testserver"]
account()
start = used()
account()
accounted = used() - start
page, ledger = (len(Client().get(path).content) for path in ("/privacy/", "/privacy/ledger.json"))
release = Release.objects.exclude(estimates=None).latest("number")
start = used()
build(release=release)
built = used() - start
size = sum(file.stat().st_size for file in folder_of(release).iterdir())
most = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())
print(json.dumps([accounted, page, ledger, built, size / 1e6, int(most[1]) / 1024]))
"""
GREW = (
    ("account of privacy", "CPU s"), ("its page", "bytes"), ("the same as JSON", "bytes"),
    ("a bundle of open data", "CPU s"), ("its files", "MB"), ("memory while it is built", "MB"),
)  # fmt: skip


def measure() -> list[Row]:
    """Bytes of a row with its indexes; and the figures of GREW after YEAR nights against those after one."""
    with started() as cluster:
        address = cluster.address
        sealed = in_process(address, PRELUDE + ONE)[0]
        rows = [Row("bytes of a report's sealed amounts", sealed, HEAD, "bytes"), *copied_rows(address)]
    with started() as cluster:
        address = cluster.address
        fill(address, NIGHTLY, "first", None)
        in_process(address, PRELUDE + FIRST)
        first = in_process(address, PRELUDE + GROWN)
        in_process(address, PRELUDE + NIGHTS % (YEAR - 2))
        fill(address, NIGHTLY, "last", None)
        in_process(address, PRELUDE + FIRST)
        settle(address)
        last = in_process(address, PRELUDE + GROWN)
    grew = zip(GREW, last, first, strict=True)
    return rows + [Row(f"{what} after {YEAR} nights / one", late, early, unit) for (what, unit), late, early in grew]


def copied_rows(address: str) -> list[Row]:
    """Bytes of a report and of a decision among many, indexes and what is stored aside included."""
    with psycopg.connect(address) as connection:
        for table, differing in COPIES.items():
            values = {name: differing.get(name, f"one.{name}") for (name,) in connection.execute(COLUMNS, [table])}
            words = {"names": ", ".join(values), "values": ", ".join(values.values())}
            connection.execute(COPY.format(table=table, many=MANY, **words))  # type: ignore[arg-type]
    settle(address)
    rows = []
    for table in COPIES:
        size = number(address, f"SELECT pg_total_relation_size('{table}')")
        each = size / number(address, f"SELECT count(*) FROM {table}")
        rows.append(Row(f"bytes of a row of {table} at {MANY:,}", each, HEAD, "bytes"))
    return rows
