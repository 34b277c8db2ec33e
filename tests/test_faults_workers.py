"""Real workers and beats over a broker: killed in the middle, doubled, and bereft of their messages."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis

from tests.counted import asked, counted_once
from tests.hired import beat, hurried, worker
from tests.servers import OwnRedis, own_redis, wait_for
from tests.site import SEED, Site, own_postgres

pytestmark = [pytest.mark.needs_postgres, pytest.mark.needs_redis]
ASK = "from salaries.tasks import release_now\nrelease_now.delay()\n"
# Who comes to a step while it is next dies there, and leaves a line.
KILLED = """
deaths = Path(%(deaths)r)
def killed_before(number, module, step, whom):
    real = getattr(module, step)
    def maybe(*given, **words):
        if len(deaths.read_text().splitlines()) == number:
            with deaths.open("a") as file:
                file.write(f"{os.getppid()} {os.getpid()}\\n")
            for pid in whom():
                os.kill(pid, signal.SIGKILL)
            time.sleep(60)
        return real(*given, **words)
    setattr(module, step, maybe)
child = lambda: [os.getpid()]
both = lambda: [os.getppid(), os.getpid()]
killed_before(0, publication, "_close", child)
killed_before(1, publication, "_row", both)
killed_before(2, publication, "Outcome", child)
"""
# A nightly run waits while it holds the roles, so that another has time to come.
SLOW = """
models = publication.models
def slow(*given, **words):
    time.sleep(1.5)
    return models(*given, **words)
publication.models = slow
nightly = tasks.release
def noted(**words):
    start = time.time()
    found = nightly(**words)
    with open(%(runs)r, "a") as file:
        file.write(f"{os.getpid()} {start} {time.time()} {found.release is not None}\\n")
    return found
tasks.release = noted
"""


@contextmanager
def site_with_redis(folder: Path, at_fault: str = "") -> Iterator[tuple[Site, OwnRedis]]:
    """A site with 60 approved reports waiting, and a Redis of its own."""
    with own_postgres() as address, own_redis() as server:
        site = Site({"DATA_DIR": str(folder), "DATABASE_URL": address, "REDIS_URL": server.address})
        site.manage("migrate", "--verbosity", "0")
        site.run(SEED)
        yield hurried(site, folder, at_fault), server


def released(site: Site) -> int:
    return asked(site.env["DATABASE_URL"], "SELECT count(*) FROM salaries_release")


def published_once(site: Site) -> None:
    assert released(site) == 1
    counted_once(site.env["DATABASE_URL"], 60)


def test_a_worker_killed_in_the_middle_of_a_release_is_replaced_and_the_release_is_made(tmp_path: Path) -> None:
    """Asked for once; the child of a worker dies, then both, then a child, each time further on."""
    deaths = tmp_path / "deaths"
    deaths.touch()
    with site_with_redis(tmp_path, KILLED % {"deaths": str(deaths)}) as (site, _), worker(site, tmp_path / "log"):
        site.run(ASK)
        wait_for("the release", lambda: released(site))
        first, second, third = (line.split() for line in deaths.read_text().splitlines())
        assert first[0] == second[0] != third[0]  # the worker itself was started again
        assert len({first[1], second[1], third[1]}) == 3
        assert "starting it again" in (tmp_path / "log").read_text()
        published_once(site)


def test_two_beats_publish_one_release(tmp_path: Path) -> None:
    """Both send every second to a worker with two hands; runs overlap, and one of them publishes."""
    runs, logs = tmp_path / "runs", [tmp_path / "beat-1", tmp_path / "beat-2"]
    runs.touch()

    def ended() -> list[list[str]]:
        return [line.split() for line in runs.read_text().splitlines()]

    with (
        site_with_redis(tmp_path, SLOW % {"runs": str(runs)}) as (site, _),
        beat(site, logs[0]), beat(site, logs[1]), worker(site, tmp_path / "log", concurrency=2),
    ):  # fmt: skip
        for log in logs:
            wait_for("three nights", lambda: log.read_text().count("Sending due task") >= 3)  # noqa: B023
        wait_for("six runs", lambda: len(ended()) >= 6)
        (publisher,) = [run for run in ended() if run[3] == "True"]
        others = [run for run in ended() if run[0] != publisher[0]]
        assert any(float(run[1]) < float(publisher[2]) < float(run[2]) for run in others)  # waited for it
        published_once(site)


def test_what_was_asked_before_redis_was_emptied_is_done_by_the_next_night(tmp_path: Path) -> None:
    with site_with_redis(tmp_path) as (site, server):
        site.run(ASK)
        broker = redis.Redis.from_url(server.address)
        assert broker.llen("celery") == 1
        broker.flushall()
        with worker(site, tmp_path / "log"), beat(site, tmp_path / "beat"):
            wait_for("the release", lambda: released(site))
            published_once(site)
