"""What is left when a release is killed, and when two run at once: real processes, real signals."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from salaries.stats.privacy import PLAN
from tests.site import Site, own_site

RELEASE = "from django.core.management import call_command; call_command('release')\n"
# Noise may keep a gate shut even with 60 reports: these tests open it wide.
OPEN = "from salaries.stats import privacy; privacy.GATE_THRESHOLD = -10_000\n"
KILLED_WHEN = {
    "the first batch is due": "publication._close = die\n",
    "the counts are known": "privacy.noisy = die\n",
    "the estimates are due": "publication._estimates = die\n",
    "one estimate is made": "publication._row = die\n",
    "everything is written but not committed": "publication.Outcome = die\n",
}
UNTOUCHED = {"releases": 0, "batches": 0, "estimates": 0, "waiting": 60, "counted": 0}


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.needs_postgres)])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    with own_site(tmp_path, with_postgres=request.param == "postgres") as made:
        yield made


def whole_release(site: Site) -> None:
    state = site.state()
    assert state["releases"] == 1
    assert state["batches"] == len(PLAN)
    assert (state["waiting"], state["counted"]) == (0, 60)


def test_a_release_killed_at_any_point_leaves_nothing_and_can_be_run_again(site: Site) -> None:
    for point, patch in KILLED_WHEN.items():
        die = "def die(*a, **k): os.kill(os.getpid(), signal.SIGKILL)\n"
        code = OPEN + "from salaries import publication\n" + die + patch + RELEASE
        process = site.start(code)
        process.communicate(timeout=60)
        assert process.returncode == -signal.SIGKILL, point
        assert site.state() == UNTOUCHED, point
    site.run(OPEN + RELEASE)
    whole_release(site)


def test_two_releases_at_once_count_nothing_twice(site: Site) -> None:
    processes = [site.start(OPEN.replace("-10_000", "40") + RELEASE) for _ in range(2)]
    for process in processes:
        _, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
    if site.state()["releases"] == 0:  # the noise kept the gate shut for both
        site.run(OPEN + RELEASE)
    whole_release(site)
