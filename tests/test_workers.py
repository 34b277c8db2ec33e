"""Two Celery workers on one PostgreSQL and one Redis, as config/cluster starts them."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.crowd import OPEN
from tests.servers import own_redis, wait_for
from tests.site import ROOT, SEED, Site, own_postgres

pytestmark = [pytest.mark.needs_postgres, pytest.mark.needs_redis]
ASK = "from salaries.tasks import release_now\nfor _ in range(%d):\n    release_now.delay()\n"
# Each release waits while it holds the roles, so that the others have time to come; its place in time is written down.
SLOW = """
import os, time
from salaries import publication
whole = publication.models
def slow(*given, **words):
    time.sleep(1.5)
    return whole(*given, **words)
publication.models = slow
from salaries import tasks
release = tasks.release
def noted(**words):
    found = release(**words, noise=lambda scale: 0)
    with open(%r, "a") as file:
        file.write(f"{os.getpid()} {found.release is not None}\\n")
    return found
tasks.release = noted
"""


@contextmanager
def worker(site: Site, noted: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker whose releases are slow and without noise; a gate opens from 40 reports."""
    gate = OPEN.replace("-10_000", "40")
    code = f"import django; django.setup()\n{gate}{SLOW % str(noted)}from config.celery import app\n"
    words = "app.worker_main(['worker', '--pool', 'solo', '--loglevel', 'critical'])"
    process = subprocess.Popen([sys.executable, "-c", code + words], env=site.env, cwd=ROOT,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def runs(noted: Path) -> list[list[str]]:
    """Of each release run that ended: the process, and whether it published."""
    return [line.split() for line in noted.read_text().splitlines()] if noted.exists() else []


def test_two_workers_publish_one_release_at_a_time_and_a_killed_ones_work_is_done(tmp_path: Path) -> None:
    noted = tmp_path / "noted"
    with own_postgres() as address, own_redis() as server, ExitStack() as stack:
        site = Site({"DATA_DIR": str(tmp_path), "DATABASE_URL": address, "REDIS_URL": server.address})
        site.manage("migrate", "--verbosity", "0")
        site.run(SEED)
        workers = [stack.enter_context(worker(site, noted)) for _ in range(2)]
        site.run(ASK % 4)
        wait_for("four runs", lambda: len(runs(noted)) == 4, 180)
        assert [published for _, published in runs(noted)].count("True") == 1
        assert {int(process) for process, _ in runs(noted)} == {process.pid for process in workers}
        state = site.state()
        assert (state["releases"], state["waiting"], state["counted"], state["twice"]) == (1, 0, 60, 0)
        os.kill(workers[0].pid, signal.SIGKILL)
        site.run(ASK % 1)
        wait_for("the other one's run", lambda: len(runs(noted)) == 5, 180)
        assert int(runs(noted)[-1][0]) == workers[1].pid
