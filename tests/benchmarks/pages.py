"""What public answers cost, warm and cold, against hello, nginx and Django's page cache; and how many are warm."""

import http.client
import os
import subprocess
import sys
import tempfile
from collections import OrderedDict
from pathlib import Path

import numpy as np

from config.bytecache import OVERHEAD
from tests.benchmarks.serving import ROOT, Server, Target, granian, nginx
from tests.benchmarks.serving import measure as costs_of
from tests.benchmarks.table import Row

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
GZIP = {"Accept-Encoding": "gzip"}
COLD = [name for name in PUBLIC if not name.startswith("API")]  # which refuses what it would have to ignore
DISTINCT, ASKED = 100_000, 600_000
MEGABYTES = (64, 256)
ROLES = ["music-producer", "ai-developer-music", "hybrid-producer", "audio-software-developer", "composer"]


def measure() -> list[Row]:
    """CPU microseconds a request; requests a second and p99 of one client; hit rates."""
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
                granian("tests.benchmarks.paged", {"BENCH_BYTES": str(len(body))}) as paged,
            ):
                rows = compared(site, hello, files, paged, etag)
        return rows + hit_rates(len(body))


def answer(site: Server, path: str) -> tuple[bytes, str]:
    """The compressed body and the ETag."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    connection.request("GET", path, headers=GZIP)
    response = connection.getresponse()
    return response.read(), response.headers["ETag"]


def compared(site: Server, hello: Server, files: Server, paged: Server, etag: str) -> list[Row]:
    """Each answer against hello's CPU, the comparison also against nginx and Django's page cache."""
    warm = [Target(name, site, path, GZIP) for name, path in PUBLIC.items()]
    warm.append(Target("comparison, 304", site, PUBLIC["comparison"], {**GZIP, "If-None-Match": etag}))
    references = [Target("hello", hello, "/", {}), Target("nginx", files, "/", {}), Target("Django", paged, "/", {})]
    cost = costs_of([*references, *warm], 250)
    cold = costs_of([references[0], *(Target(name, site, _never_seen(PUBLIC[name]), GZIP) for name in COLD)], 12)
    rows = [Row(f"{t.name}, warm / hello", cost[t.name].cpu, cost["hello"].cpu, "CPU us") for t in warm]
    rows += [
        Row("comparison, warm / nginx", cost["comparison"].cpu, cost["nginx"].cpu, "CPU us"),
        Row("nginx / comparison, warm", cost["nginx"].a_second, cost["comparison"].a_second, "requests/s"),
        Row("comparison, warm / nginx", cost["comparison"].p99, cost["nginx"].p99, "ms p99"),
        Row("comparison, warm / Django's page cache", cost["comparison"].cpu, cost["Django"].cpu, "CPU us"),
    ]
    return rows + [Row(f"{name}, cold / hello", cold[name].cpu, cold["hello"].cpu, "CPU us") for name in COLD]


def _never_seen(path: str) -> str:
    """The same question under an address that nobody asked before: it passes by what the answer ignores."""
    return f"{path}{'&' if '?' in path else '?'}seen={{}}"


def hit_rates(size: int) -> list[Row]:
    """Share of requests answered from memory, when queries are asked as Zipf's law has it (exponent 1).

    Each kept answer takes as much as the compressed comparison of three roles, which is larger than most.
    """
    chances = 1 / np.arange(1, DISTINCT + 1)
    rng = np.random.default_rng(1)
    asked = rng.choice(DISTINCT, ASKED, p=chances / chances.sum()).tolist()
    rows = []
    for megabytes in MEGABYTES:
        room = megabytes * 1024 * 1024 // (size + OVERHEAD)
        kept: OrderedDict[int, None] = OrderedDict()
        hits = 0
        for place, query in enumerate(asked):
            if query in kept:
                kept.move_to_end(query)
                hits += place >= ASKED // 2
            else:
                kept[query] = None
                if len(kept) > room:
                    kept.popitem(last=False)
        rows.append(Row(f"Zipf over {DISTINCT:,} queries, {megabytes} MB of {size:,} bytes", hits * 2, ASKED, "hits"))
    return rows
