"""What is left when a release is killed, and when two run at once: real processes, real signals."""

import signal
from pathlib import Path

import pytest

from salaries.stats.privacy import LIFETIME_EPSILON, PLAN
from tests.site import Site, own_site

RELEASE = "from django.core.management import call_command; call_command('release')\n"
# Noise may keep a gate shut even with 60 reports: these tests open it wide.
OPEN = "from salaries.stats import privacy; privacy.GATE_THRESHOLD = -10_000\n"
KILLED_WHEN = {
    "the roles are locked": "publication._ready = die\n",
    "the first batch is due": "publication._close = die\n",
    "the observations are checked": "publication._check_not_counted = die\n",
    "the bins are laid": "publication.priors = die\n",
    "the cells are filled": "publication._counts = die\n",
    "the counts are known": "privacy.noisy = die\n",
    "the beliefs are due": "publication.expected = die\n",
    "the estimates are due": "publication._estimates = die\n",
    "one estimate is made": "publication._row = die\n",
    "everything is written but not committed": "publication.Outcome = die\n",
}
CUT_BEFORE = ["_ready", "_row", "Outcome"]
CUT = """
import psycopg
from django.db import connection
from salaries import publication
step = publication.%(step)s
def cut(*given, **words):
    publication.%(step)s = step
    with psycopg.connect(os.environ["DATABASE_URL"]) as other:
        own = connection.connection.info.backend_pid
        print("cut", *other.execute("SELECT pg_terminate_backend(%%s, 5000)", [own]).fetchone())
    return step(*given, **words)
publication.%(step)s = cut
"""
UNTOUCHED = {
    "releases": 0, "batches": 0, "estimates": 0, "waiting": 60, "counted": 0, "twice": 0, "most_spent": 0.0,
}  # fmt: skip


def whole_release(site: Site) -> None:
    state = site.state()
    assert state["twice"] == 0
    assert state["most_spent"] <= float(LIFETIME_EPSILON)
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


def test_nightly_runs_at_once_count_nothing_twice(site: Site) -> None:
    nightly = "from salaries.tasks import nightly_release\n" + "nightly_release()\n" * 8  # some nights are due
    processes = [site.start(OPEN + nightly) for _ in range(2)]
    for process in processes:
        _, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
    state = site.state()
    if state["releases"] == 0:
        site.run(OPEN + RELEASE)
    state = site.state()
    assert (state["waiting"], state["counted"], state["twice"]) == (0, 60, 0)
    assert state["most_spent"] <= float(LIFETIME_EPSILON)


def test_a_clock_set_back_confuses_no_release(site: Site) -> None:
    back = """
from datetime import timedelta
from itertools import count
from salaries.publication import release
from tests import people
people._numbers = count(1_000)  # others than those that are there
first = release(now=NOW, noise=lambda *_: 0)
approved_reports(Role.objects.get(), [40_000 + 500 * i for i in range(60)], User.objects.get(is_superuser=True))
second = release(now=NOW - timedelta(days=400), noise=lambda *_: 0)
print(first.release.number, second.release.number, Release.objects.current().number)
"""
    out = site.run("from salaries.accounts.models import User\nfrom salaries.models import *\n"
                   "from tests.people import *\n" + OPEN + back)  # fmt: skip
    assert out.split() == ["1", "2", "2"]
    state = site.state()
    assert (state["releases"], state["waiting"], state["counted"], state["twice"]) == (2, 0, 120, 0)
    assert state["most_spent"] <= float(LIFETIME_EPSILON)


@pytest.mark.needs_postgres
def test_a_connection_cut_in_the_middle_of_a_release_leaves_nothing(tmp_path: Path) -> None:
    """The release's own backend is ended, the release goes on, and fails by itself: at the latest when it commits."""
    with own_site(tmp_path, with_postgres=True) as site:
        for step in CUT_BEFORE:
            process = site.start(OPEN + CUT % {"step": step} + RELEASE)
            out, err = process.communicate(timeout=60)
            assert out.split() == ["cut", "True"], (step, out, err)
            assert process.returncode == 1, step
            assert "terminating connection" in err, (step, err)
            assert site.state() == UNTOUCHED, step
        site.run(OPEN + RELEASE)
        whole_release(site)


def test_a_disk_full_in_the_middle_of_a_bundle_shows_nothing_half(tmp_path: Path) -> None:
    full = """
import resource, shutil
from django.conf import settings
from salaries.models import Release
from salaries.opendata.bundles import build_missing, find
release = Release.objects.get()
shutil.rmtree(settings.OPEN_DATA_DIR)  # what the release built at once
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (3_000, hard))  # the operating system refuses every byte beyond
try:
    build_missing()
    print("built")
except OSError:
    print(find(release))
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
print(build_missing(), find(release) is not None)
"""
    with own_site(tmp_path, with_postgres=False) as site:
        site.run(OPEN + RELEASE)
        assert site.run(full).splitlines()[-2:] == ["None", "[1] True"]
        whole_release(site)
