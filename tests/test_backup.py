"""A backup put into an empty database gives the same site: every page, the API, and people's own amounts."""

import json
from pathlib import Path

import pytest

from tests.site import Site, own_postgres

OPEN = "from salaries.stats import privacy; privacy.GATE_THRESHOLD = -10_000\n"
SEED = """
from salaries.publication import release
from tests.people import *
approved_reports(make_role(), [30_000 + 1_000 * i for i in range(20)], make_moderator())
release(now=NOW)
"""
# Every address of the site that a visitor may see, with its status and a digest; then what people reported.
PAGES = """
from hashlib import blake2b
from django.test import Client
from django.urls import get_resolver
from salaries.models import SalaryReport
from tests.test_query_counts import MORE, addresses
found = {}
for address in sorted({*addresses(get_resolver().url_patterns), *MORE}):
    if not address.startswith(("/account/", "/reports/", "/admin/", "/readyz", "/metrics")):
        answer = Client().get(address, REMOTE_ADDR=address)
        found[address] = (answer.status_code, blake2b(b"".join(answer), digest_size=8).hexdigest())
found["amounts"] = [str(report.amounts) for report in SalaryReport.objects.order_by("pk")]
print(json.dumps(found))
"""


def shown(site: Site) -> dict[str, object]:
    return json.loads(site.run(PAGES).splitlines()[-1])


def saved_and_restored(tmp_path: Path, first: str, second: str) -> None:
    """Both sites have the same keys, which are not in the backup."""
    env = {"DATA_DIR": str(tmp_path), "REDIS_URL": "", "API_RATE": "10000/min"}
    site, other = Site({**env, "DATABASE_URL": first}), Site({**env, "DATABASE_URL": second})
    site.manage("migrate", "--verbosity", "0")
    site.manage("load_starter")
    site.run(OPEN + SEED)
    file = tmp_path / "copy"
    site.manage("backup", str(file))
    assert file.stat().st_mode & 0o077 == 0
    keys = json.loads((tmp_path / "keys.json").read_text())
    content = file.read_bytes()
    assert not any(key.encode() in content for key in keys.values())
    other.manage("backup", "--restore", str(file))
    before = shown(site)
    assert len(before) > 30
    assert shown(other) == before
    refused = "from django.core.management import call_command\ncall_command('backup', %r, restore=True)"
    site.run(refused % str(file), expect=1)


def test_sqlite(tmp_path: Path) -> None:
    saved_and_restored(tmp_path, f"sqlite:///{tmp_path}/one.sqlite3", f"sqlite:///{tmp_path}/two.sqlite3")


@pytest.mark.needs_postgres
def test_postgres(tmp_path: Path) -> None:
    with own_postgres() as first, own_postgres() as second:
        saved_and_restored(tmp_path, first, second)
