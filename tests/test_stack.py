"""The whole site with real servers, as `make run` starts it: web, worker and beat over PostgreSQL and Redis."""

import csv
import io
import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import redis

from tests.counted import asked, roles_held
from tests.people import PASSWORD
from tests.servers import answers, free_port, wait_for
from tests.site import ROOT, Site, own_postgres

pytestmark = [pytest.mark.needs_postgres, pytest.mark.needs_redis]
REDIS_URL = "redis://127.0.0.1:6379/13"
COMPARED = "music-producer,ai-developer-music,hybrid-producer"
PEOPLE = """
from django.contrib.auth.hashers import make_password
from salaries.accounts.keys import issue
from tests.people import *
for name in ("moderator", "second"):
    moderator = make_moderator(f"{name}@example.org")
    moderator.password = make_password(PASSWORD, hasher="pbkdf2_sha256")  # the running site knows no quick hash
    moderator.save()
print(json.dumps([issue(by=make_person(), name="test", now=NOW)[1] for _ in range(100)]))
"""


def family(pid: int) -> list[tuple[int, str]]:
    """The process and all its descendants with their command lines, parents first."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return []
    return [(pid, words), *(member for child in children for member in family(int(child)))]


@contextmanager
def running(site: Site, port: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as out:
        process = subprocess.Popen(
            ["make", "run", f"PORT={port}"], env=site.env, cwd=ROOT, stdout=out, stderr=out, start_new_session=True
        )
        try:
            wait_for("the site to start", lambda: answers(f"http://127.0.0.1:{port}/api/v1/roles/"), 120)
            yield process
        finally:
            members = family(process.pid)
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=30)
            for pid, _ in members:  # honcho gives each process a group of its own
                if Path(f"/proc/{pid}").exists():
                    os.kill(pid, signal.SIGKILL)


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[tuple[Site, str, subprocess.Popen[bytes]]]:
    port = free_port()
    with own_postgres() as address:
        redis.Redis.from_url(REDIS_URL).flushdb()
        site = Site({"DATA_DIR": str(tmp_path), "DATABASE_URL": address, "REDIS_URL": REDIS_URL, "SITE_URL": ""})
        del site.env["SITE_URL"]
        with running(site, port, tmp_path / "log") as process:
            yield site, f"http://127.0.0.1:{port}", process
        redis.Redis.from_url(REDIS_URL).flushdb()


def report(pay: int) -> dict[str, object]:
    return {
        "role": "music-producer", "year": 2025, "level": "mid", "country": "US", "engagement": "freelance",
        "ai_use": "some", "hours_per_week": 40, "weeks_per_year": 48, "currency": "USD",
        "streams": [{"kind": "fees", "amount": str(pay), "period": "year"}], "costs": "0",
    }  # fmt: skip


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no {name} on the page"
    return found.group(1)


def press(browser: httpx.Client, address: str, page: str, **fields: object) -> httpx.Response:
    token = hidden(page, "csrfmiddlewaretoken")
    answer = browser.post(
        address, data={"csrfmiddlewaretoken": token, **fields}, headers={"Referer": str(browser.base_url)}
    )
    assert answer.status_code in (200, 302), answer.text[:500]
    return answer


@contextmanager
def signed_in(base: str, who: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=base, follow_redirects=True, timeout=60) as browser:
        page = browser.get("/admin/").text
        answer = press(browser, "/account/login/", page, login=who, password=PASSWORD, next="/admin/")
        assert "Behind the desk" in answer.text
        yield browser


def propose_all(browser: httpx.Client) -> None:
    """More than twenty at once wait for a second moderator."""
    queue = "/admin/salaries/salaryreport/"
    page = browser.get(queue).text
    ids = re.findall(r'name="_selected_action" value="([^"]+)"', page)
    assert len(ids) == 100
    confirm = press(browser, queue, page, action="approve_selected", _selected_action=ids).text
    press(browser, f"{queue}approve/", confirm, reports=hidden(confirm, "reports"), message="")


def confirm_all(browser: httpx.Client) -> None:
    address = "/admin/salaries/proposal/1/change/"
    page = browser.get(address).text
    answer = press(browser, f"{address.removesuffix('change/')}confirm/", page)
    assert "100 approved." in answer.text


def released(site: Site) -> bool:
    return asked(site.env["DATABASE_URL"], "SELECT count(*) FROM salaries_release") > 0


def kill_worker_in_the_middle(site: Site, browser: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    """Hold the release up by a lock on the roles, kill every worker process while it waits, and let go."""
    with roles_held(site.env["DATABASE_URL"]) as waiting:
        press(browser, "/admin/salaries/release/now/", browser.get("/admin/salaries/release/").text)
        wait_for("the worker to be in the middle of a release", waiting)
        workers = [pid for pid, words in family(process.pid) if "celery" in words and " worker " in words]
        assert workers
        for pid in workers:
            os.kill(pid, signal.SIGKILL)


def test_a_report_goes_from_the_api_through_the_admin_and_a_killed_worker_to_page_api_and_csv(
    stack: tuple[Site, str, subprocess.Popen[bytes]],
) -> None:
    site, base, process = stack
    wait_for("a worker to be heard", lambda: httpx.get(f"{base}/readyz", timeout=5).json()["worker"] == "ok")
    keys = json.loads(site.run(PEOPLE).splitlines()[-1])
    for i, key in enumerate(keys):
        answer = httpx.post(
            f"{base}/api/v1/reports/",
            json=report(30_000 + 600 * i),
            headers={"Authorization": f"Bearer {key}"},
            timeout=30,
        )
        assert answer.status_code == 201, answer.text
    with signed_in(base, "moderator@example.org") as browser:
        propose_all(browser)
    with signed_in(base, "second@example.org") as browser:
        assert (
            asked(site.env["DATABASE_URL"], "SELECT count(*) FROM salaries_salaryreport WHERE status = 'approved'") == 0
        )
        confirm_all(browser)
        assert not released(site)
        kill_worker_in_the_middle(site, browser, process)
    wait_for("the release after the worker was killed", lambda: released(site), 90)
    state = site.state()
    assert (state["releases"], state["waiting"], state["counted"]) == (1, 0, 100)
    # An empty role's gate may open too, by its noise; but this role's reports are in one batch of each table.
    whose = "SELECT count(*) FROM salaries_batch JOIN salaries_role r ON r.id = role_id WHERE r.slug = 'music-producer'"
    assert asked(site.env["DATABASE_URL"], whose) == 5
    agrees(base)


def agrees(base: str) -> None:
    """Page, API and CSV show the same estimate."""
    query = {"roles": COMPARED}
    own = httpx.get(f"{base}/api/v1/comparison/", params=query, timeout=10).json()["roles"][0]["own"]
    page = httpx.get(f"{base}/compare/", params=query, timeout=10).text
    rows = list(csv.DictReader(io.StringIO(httpx.get(f"{base}/compare/data.csv", params=query, timeout=10).text)))
    assert own["status"] == "published", own
    assert 35_000 < own["percentiles"]["p50"]["value"] < 100_000  # 59,700 without noise
    in_csv = {row["statistic"]: float(row["value"]) for row in rows if row["kind"] == "contributors" and row["value"]}
    for name, interval in own["percentiles"].items():
        assert f"{interval['value']:,.0f}" in page
        assert in_csv[name] == interval["value"]
