"""Reports a second through the form and through the API, what bounds them, and what readers notice meanwhile.

PostgreSQL that waits for its disk, 50 clients that each give ten reports, and everything on one machine: the clients
take their share of its processors too. The rates are those of two web processes. What readers notice is measured as
config/cluster lays the site out, with releases that follow one another, and clients of low priority, who would be
elsewhere.
"""

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

from tests.benchmarks.database import prepare, used_by
from tests.benchmarks.serving import Server, cpu, granian
from tests.benchmarks.table import Row
from tests.crowd import at_work, report_json
from tests.servers import HOSTS, PERSONAL, Cluster, free_port, own_cluster, proxy, web
from tests.site import Site

WARM, IDLE = 50, 300
PEOPLE, YEARS = 50, range(2021, 2026)
ROLES = {  # each person gives a report on two roles in each of five years, on others for each way
    "API": ("music-producer", "hybrid-producer"),
    "form": ("ai-developer-music", "audio-software-developer"),
    "rush": ("data-scientist", "session-musician"),
}
SEED = """
from django.test import Client
from salaries.accounts.models import issue_key
from tests.people import *
make_moderator()
found = []
for person in [make_person() for _ in range(%d)]:
    client = Client()
    client.force_login(person)
    found.append([issue_key(person=person, name="bench", now=NOW)[1], client.cookies["session"].value])
print(json.dumps(found))
"""
RUSH = """
from tests.benchmarks.submissions import by_api, given
print(given("rush", by_api, %r, %r))
"""
TOKEN = "0123456789abcdefghijklmnopqrstuv"  # cookie and form agree on it
TYPED = {
    "level": "mid", "country": "US", "engagement": "freelance", "ai_use": "some", "hours_per_week": "40",
    "weeks_per_year": "48", "currency": "USD", "amount_fees": "48,000", "period_fees": "year", "costs": "4 000",
    "csrfmiddlewaretoken": TOKEN,
}  # fmt: skip
PAGES = {  # the first has to be made anew when a release came since it was last asked for
    "asked before": "/compare/?roles=music-producer,hybrid-producer",
    "asked just now": "/compare/?roles=music-producer,hybrid-producer",
    "nobody asked before": "/compare/?roles=music-producer,hybrid-producer&seen={}",
}
Person = tuple[str, str]  # an API key and a session
Give = Callable[[httpx.Client, Person, str, int], int]


def measure() -> list[Row]:
    """Reports a second by both ways with their CPU, and p99 of pages in a rush against the same when nothing is on."""
    with tempfile.TemporaryDirectory() as folder, own_cluster("") as cluster:
        prepare(cluster.address)
        site = Site({"DATA_DIR": folder, "DATABASE_URL": cluster.address, "REDIS_URL": "", "API_KEY_RATE": "9999/s",
                     "API_RATE": "9999/s"})  # fmt: skip
        people = [tuple(person) for person in json.loads(site.run(SEED % PEOPLE).splitlines()[-1])]
        with granian("config.wsgi", site.env, workers=2) as server:
            rows = [*taken("API", by_api, server, cluster, people), *taken("form", by_form, server, cluster, people)]
        with laid_out(site, Path(folder)) as base:
            read(base, enough=lambda asked: asked >= WARM)
            idle = read(base, enough=lambda asked: asked >= IDLE)
            with at_work(site, Path(folder) / "enough", hands=2, patience=600):
                rush = site.start(RUSH % (base, people), low=True)
                busy = read(base, enough=lambda _: rush.poll() is not None)
                taken_in, errors = rush.communicate()
                if taken_in.split() != [str(PEOPLE * 2 * len(YEARS))]:
                    raise RuntimeError(f"reports were lost: {taken_in} {errors}")
    return rows + [Row(f"page {name}, in a rush / idle", p99(busy[name]), p99(idle[name]), "ms p99") for name in PAGES]


@contextmanager
def laid_out(site: Site, folder: Path) -> Iterator[str]:
    """The address of nginx before two web processes and one of low priority for what concerns a person."""
    port, upstream = free_port(), free_port()
    site.env["ALLOWED_HOSTS"] = ",".join(("127.0.0.1", *HOSTS, PERSONAL))
    with ExitStack() as stack:
        for host in HOSTS:
            stack.enter_context(web(site, upstream, host=host))
        stack.enter_context(web(site, upstream, host=PERSONAL, low=True))
        yield stack.enter_context(proxy(folder, port, upstream))


def taken(way: str, give: Give, server: Server, cluster: Cluster, people: list[Person]) -> list[Row]:
    """How many reports a second are taken, and the CPU of one in the web processes and in PostgreSQL."""
    web, database, start = cpu(server.pid), used_by(cluster.pid), time.perf_counter()
    reports = given(way, give, f"http://127.0.0.1:{server.port}", people)
    seconds = time.perf_counter() - start
    return [
        Row(f"reports taken by {way}", reports, seconds, "reports / s"),
        Row(f"CPU of reports by {way}: web", (cpu(server.pid) - web) * 1e3, reports, "ms / report"),
        Row(f"CPU of reports by {way}: PostgreSQL", (used_by(cluster.pid) - database) * 1e3, reports, "ms / report"),
    ]


def given(way: str, give: Give, base: str, people: list[Person]) -> int:
    """How many reports were taken of all that everybody gives at the same time."""

    def one(person: Person) -> int:
        with httpx.Client(base_url=base, timeout=60) as client:
            return sum(give(client, person, role, year) for role in ROLES[way] for year in YEARS)

    with ThreadPoolExecutor(len(people)) as pool:
        return sum(pool.map(one, people))


def by_api(client: httpx.Client, person: Person, role: str, year: int) -> int:
    """One report as a program gives it: 1 if it was taken."""
    headers = {"Authorization": f"Bearer {person[0]}"}
    answer = client.post("/api/v1/reports/", json=report_json(role=role, year=year), headers=headers)
    return int(answer.status_code == 201)


def by_form(client: httpx.Client, person: Person, role: str, year: int) -> int:
    """The form fetched and sent as a browser does it: 1 if it was taken."""
    headers = {"Cookie": f"session={person[1]}; csrf={TOKEN}"}
    client.get("/reports/new/", headers=headers)
    answer = client.post("/reports/new/", data={**TYPED, "role": role, "year": str(year)}, headers=headers)
    return int(answer.status_code == 302)


def read(base: str, enough: Callable[[int], bool]) -> dict[str, list[float]]:
    """Seconds that each page took, asked for in turn by one reader until it is enough."""
    found: dict[str, list[float]] = {name: [] for name in PAGES}
    asked = 0
    with httpx.Client(base_url=base, timeout=60) as client:
        while not enough(asked):
            for name, path in PAGES.items():
                start = time.perf_counter()
                client.get(path.format(asked)).raise_for_status()
                found[name].append(time.perf_counter() - start)
            asked += 1
    return found


def p99(seconds: list[float]) -> float:
    """The time that one in a hundred exceeds, in milliseconds."""
    return sorted(seconds)[int(0.99 * (len(seconds) - 1))] * 1e3
