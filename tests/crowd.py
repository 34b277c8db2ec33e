"""Many people giving reports at once, and moderators' processes that approve and release them meanwhile."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.site import Site

OPEN = "from salaries.stats import privacy; privacy.GATE_THRESHOLD = -10_000\n"
ROLES = ["music-producer", "ai-developer-music"]
RATES = {"API_RATE": "100000/min", "API_KEY_RATE": "100000/min"}
SEED = """
from salaries.accounts.models import issue_key
from tests.people import *
roles, moderator = [make_role(slug) for slug in %r], make_moderator()
for year in range(2021, 2024):
    ExchangeRate.objects.create(currency="USD", year=year, usd_per_unit=1, days=250, source=make_source())
print(json.dumps([issue_key(person=make_person(), name="test", now=NOW)[1] for _ in range(%d)]))
"""
APPROVE = """
from datetime import UTC, datetime
from salaries.accounts.models import User
from salaries.models import SalaryReport
from salaries.moderation import DecisionRefused, approve
def approve_all():
    moderator = User.objects.get(is_superuser=True)
    for report in SalaryReport.objects.filter(status="pending"):
        try:
            approve(report=report, by=moderator, now=datetime.now(UTC))
        except DecisionRefused:
            pass  # the other moderator was first
"""
# Approves whatever waits and releases it, until the file "enough" is there; noise-free, so that every report shows.
WORK = (
    APPROVE
    + """
import time
from pathlib import Path
from django.db import DatabaseError, connection
from salaries.publication import release
while True:
    enough = Path(%r).exists()
    try:
        approve_all()
        release(now=datetime.now(UTC), noise=lambda *_: 0)
    except DatabaseError:
        connection.close()
        enough = False
        time.sleep(0.2)
    if enough:
        break
"""
)


def site_on(address: str, redis_url: str, data: Path, people: int) -> tuple[Site, list[str]]:
    """A migrated site with two roles, and the keys of so many people."""
    env = {"DATA_DIR": str(data), "DATABASE_URL": address, "REDIS_URL": redis_url, **RATES}
    site = Site(env)
    site.manage("migrate", "--verbosity", "0")
    return site, json.loads(site.run(SEED % (ROLES, people)).splitlines()[-1])


def report_json(**changes: Any) -> dict[str, Any]:
    """A believable freelance year as a program sends it."""
    fields = {
        "role": "music-producer", "year": 2025, "level": "mid", "country": "US", "engagement": "freelance",
        "ai_use": "some", "hours_per_week": 40, "weeks_per_year": 48, "currency": "USD",
        "streams": [
            {"kind": "fees", "amount": "48000.00", "period": "year"},
            {"kind": "royalties", "amount": "500", "period": "month"},
        ],
        "costs": "4000",
    }  # fmt: skip
    return {**fields, **changes}


def give(base: str, key: str, **changes: Any) -> int:
    """The status of one report given through the API; 0 when nobody answered."""
    headers = {"Authorization": f"Bearer {key}"}
    try:
        return httpx.post(
            f"{base}/api/v1/reports/", json=report_json(**changes), headers=headers, timeout=60
        ).status_code
    except httpx.HTTPError:
        return 0


@contextmanager
def at_work(site: Site, enough: Path, hands: int, patience: float = 300) -> Iterator[None]:
    """So many processes that approve and release at the same time, as workers do, until the test is done giving."""
    processes = [site.start(OPEN + WORK % str(enough), low=True) for _ in range(hands)]
    try:
        yield
        enough.touch()
        for process in processes:
            _, err = process.communicate(timeout=patience)
            assert process.returncode == 0, err
    finally:
        for process in processes:
            process.kill()
