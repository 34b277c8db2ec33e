"""What a page costs: CPU time of the whole server tree per request, against a bare Django hello on the same server."""

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.table import Row

ROOT = Path(__file__).resolve().parent.parent.parent
REQUESTS = 150
COMPARED = "roles=music-producer,ai-developer-music,hybrid-producer"
PATHS = {
    "home": "/",
    "comparison of three roles": f"/compare/?{COMPARED}",
    "comparison, CSV": f"/compare/data.csv?{COMPARED}",
    "role": "/roles/music-producer/",
    "pathway": "/advice/paths/music-producer-to-hybrid-producer/",
}
TICKS = os.sysconf("SC_CLK_TCK")


def measure() -> list[Row]:
    """Milliseconds of CPU a request, each page against hello."""
    with tempfile.TemporaryDirectory() as data:
        env = {**os.environ, "DATA_DIR": data, "DATABASE_URL": f"sqlite:///{data}/bench.sqlite3", "REDIS_URL": ""}
        for command in (["migrate", "--verbosity", "0"], ["load_starter"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True, capture_output=True)
        with served("tests.benchmarks.hello", env) as (port, pid):
            reference = cost(port, pid, "/")
        with served("config.wsgi", env) as (port, pid):
            return [Row(name, cost(port, pid, path), reference, "CPU ms") for name, path in PATHS.items()]


def cost(port: int, pid: int, path: str) -> float:
    """Milliseconds of CPU the server needs for one request of ``path``, over REQUESTS of them on one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    ask(connection, path)
    before = cpu(pid)
    for _ in range(REQUESTS):
        ask(connection, path)
    connection.close()
    return (cpu(pid) - before) * 1000 / REQUESTS


def ask(connection: http.client.HTTPConnection, path: str) -> None:
    """One request; fails on anything but 200."""
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")


def cpu(pid: int) -> float:
    """Seconds of CPU used so far by a process and its children."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return (int(fields[11]) + int(fields[12])) / TICKS + sum(cpu(int(child)) for child in children)


@contextmanager
def served(module: str, env: dict[str, str]) -> Iterator[tuple[int, int]]:
    """A gunicorn with one worker and four threads, as ``make run`` starts it; yields its port and process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        f"{module}:application",
        "--bind",
        f"127.0.0.1:{port}",
        "--threads",
        "4",
    ]
    process = subprocess.Popen([*command, "--threads", "4", "--log-level", "error"], cwd=ROOT, env=env)
    try:
        wait_for(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int) -> None:
    """Return when something answers on the port; fails after 30 seconds."""
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not start")
