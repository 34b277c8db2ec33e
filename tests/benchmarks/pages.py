"""What public answers cost, warm and cold, against hello, nginx and Django's page cache; and how many are warm."""

import http.client
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from itertools import islice, permutations, repeat
from pathlib import Path

import numpy as np

from tests.benchmarks.hits import hit_rates
from tests.benchmarks.serving import Cost, Server, Target, asked, granian, nginx
from tests.benchmarks.serving import measure as costs_of
from tests.benchmarks.table import Row
from tests.site import ROOT

THREE = "roles=music-producer,ai-developer-music,hybrid-producer"
PUBLIC = {
    "home": "/",
    "comparison": f"/compare/?{THREE}",
    "comparison, CSV": f"/compare/data.csv?{THREE}",
    "role": "/roles/music-producer/",
    "plan of a move": "/advice/plan/?from=music-producer&to=hybrid-producer",
    "API comparison": f"/api/v1/comparison/?{THREE}",
    "API estimates": "/api/v1/estimates/",
}
COLD = {  # what is asked each time for other roles or cells
    "comparison": "/compare/?roles={roles}{cell}",
    "comparison, CSV": "/compare/data.csv?roles={roles}{cell}",
    "API comparison": "/api/v1/comparison/?roles={roles}{cell}",
    "API estimates": "/api/v1/estimates/?role={role}&page_size={size}{cell}",
}
CELLS = ("", "&level=mid", "&level=senior", "&ai_use=some", "&country=US", "&country=GB", "&level=entry")
GZIP = {"Accept-Encoding": "gzip"}
CLIENTS = (1, 8)
KNOWN = 300  # other questions of a kind that were asked before: of 2,184 threes of roles, in seven cells


def measure() -> list[Row]:
    """CPU microseconds a request; requests a second and p99; hit rates."""
    with tempfile.TemporaryDirectory() as data:
        env = {
            "DATA_DIR": data, "DATABASE_URL": f"sqlite:///{data}/bench.sqlite3", "REDIS_URL": "",
            "API_RATE": "1000000000/min",
        }  # fmt: skip
        for command in (["migrate", "--verbosity", "0"], ["load_starter"], ["demo", "--each", "25"]):
            words = [sys.executable, "manage.py", *command]
            subprocess.run(words, cwd=ROOT, env={**os.environ, **env}, check=True, capture_output=True)
        with granian("config.wsgi", env) as site:
            body, etag = answer(site, PUBLIC["comparison"])
            Path(data).chmod(0o755)  # nginx reads as another user
            (Path(data) / "files").mkdir()
            with (
                nginx(Path(data) / "files", body) as files,
                granian("tests.benchmarks.hello", {}) as hello,
                granian("tests.benchmarks.hello", {"BARE": "1"}) as bare,
                granian("tests.benchmarks.ready", {"BENCH_BYTES": str(len(body))}) as ready,
                granian("tests.benchmarks.paged", {"BENCH_BYTES": str(len(body))}) as paged,
            ):
                references = {"hello": hello, "hello without middleware": bare, "nginx": files, "granian": ready}
                rows = [row for clients in CLIENTS for row in warm(site, references, etag, clients)]
                rows += [page_cache(site, paged), *cold(site, hello, f"{data}/bench.sqlite3")]
            paths = islice(never_seen(site, COLD["comparison"], 2), 160)
            pages = [answer(site, path, {})[0] for path in paths]
        return rows + hit_rates(pages)


def answer(site: Server, path: str, headers: dict[str, str] | None = None) -> tuple[bytes, str]:
    """The body, compressed unless ``headers`` say otherwise, and the ETag."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    connection.request("GET", path, headers=GZIP if headers is None else headers)
    response = connection.getresponse()
    return response.read(), response.headers["ETag"]


def warm(site: Server, references: dict[str, Server], etag: str, clients: int) -> list[Row]:
    """Answers from memory against hello's CPU; the comparison also against the other references."""
    targets = [Target(name, server, repeat("/"), {}) for name, server in references.items()]
    targets += [Target(name, site, repeat(path), GZIP) for name, path in PUBLIC.items()]
    targets.append(Target("comparison, 304", site, repeat(PUBLIC["comparison"]), {**GZIP, "If-None-Match": etag}))
    cost = costs_of(targets, 240, clients)
    ours, nginx_ = cost["comparison"], cost["nginx"]
    said = f"{clients} client{'s' * (clients > 1)}"
    rows = [
        Row(f"{target.name}, warm / hello, {said}", cost[target.name].cpu, cost["hello"].cpu, "CPU us")
        for target in targets if target.server is site
    ]  # fmt: skip
    rows += [
        Row(f"comparison, warm / {name}, {said}", ours.cpu, cost[name].cpu, "CPU us")
        for name in references if name != "hello"
    ]  # fmt: skip
    return [*rows, *_rates(ours, nginx_, said)]


def _rates(ours: Cost, nginx_: Cost, said: str) -> list[Row]:
    return [
        Row(f"nginx / comparison, warm, {said}", nginx_.a_second, ours.a_second, "requests/s"),
        Row(f"comparison, warm / nginx, {said}", ours.p99, nginx_.p99, "ms p99"),
    ]


def page_cache(site: Server, paged: Server) -> Row:
    """The comparison against Django's own page cache."""
    ours = Target("ours", site, repeat(PUBLIC["comparison"]), GZIP)
    cost = costs_of([ours, Target("Django", paged, repeat("/"), {})], 240)
    return Row("comparison, warm / Django's page cache", cost["ours"].cpu, cost["Django"].cpu, "CPU us")


def cold(site: Server, hello: Server, database: str) -> list[Row]:
    """Answers that nobody asked for before: when many others were asked, and when all was forgotten just before."""
    known = [Target(name, site, never_seen(site, path, 1), GZIP) for name, path in COLD.items()]
    for target in known:
        asked(target, KNOWN)
    unknown = [Target(name, site, forgetting(database, never_seen(site, path, 3)), GZIP) for name, path in COLD.items()]
    found = {"parts known": costs_of(known, 16), "right after a change": costs_of(unknown, 8)}
    reference = costs_of([Target("hello", hello, repeat("/"), {})], 240)["hello"]
    return [
        Row(f"{name}, never seen, {when} / hello", cost[name].cpu, reference.cpu, "CPU us")
        for when, cost in found.items()
        for name in COLD
    ]


def forgetting(database: str, paths: Iterator[str]) -> Iterator[str]:
    """``paths``, before each of which something changes that the public sees, so that nothing is remembered."""
    for path in paths:
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.execute("UPDATE salaries_role SET title = title")
        yield path


def never_seen(site: Server, path: str, seed: int) -> Iterator[str]:
    """``path`` for other roles and another cell each time."""
    rows = json.loads(answer(site, "/api/v1/roles/?page_size=100", {})[0])["results"]
    threes = list(permutations(sorted(row["slug"] for row in rows), 3))
    for place in np.random.default_rng(seed).permutation(len(threes)).tolist():
        chosen, cell = threes[place], CELLS[place % len(CELLS)]
        yield path.format(roles=",".join(chosen), role=chosen[0], cell=cell, size=place % 400 + 1)
