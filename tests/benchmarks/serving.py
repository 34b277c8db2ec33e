"""Servers to measure, and what a request costs them: CPU time of the whole tree, requests a second, p99."""

import http.client
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tests.servers import free_port, granian_on, listens, running

ROUNDS = 4
NGINX = """
daemon off; pid {data}/nginx.pid; error_log stderr crit; worker_processes 1; events {{}}
http {{
  access_log off; default_type text/html; keepalive_requests 1000000;
  client_body_temp_path {data}/1; proxy_temp_path {data}/2; fastcgi_temp_path {data}/3; uwsgi_temp_path {data}/4;
  scgi_temp_path {data}/5;
  server {{ listen 127.0.0.1:{port}; root {data}; add_header Content-Encoding gzip; }}
}}
"""


@dataclass(frozen=True)
class Server:
    """Where it listens, and the process that started it."""

    port: int
    pid: int


class Target(NamedTuple):
    """One thing to ask for: the next of ``paths`` each time."""

    name: str
    server: Server
    paths: Iterator[str]
    headers: dict[str, str]


class Cost(NamedTuple):
    """Of one request: CPU in microseconds, and the rates of clients that ask again at once."""

    cpu: float
    a_second: float
    p99: float


def measure(targets: list[Target], requests: int, clients: int = 1) -> dict[str, Cost]:
    """The best of ROUNDS rounds for each; rounds take turns, so that a busy machine slows all alike."""
    found: dict[str, list[Cost]] = {target.name: [] for target in targets}
    for target in targets:
        asked(target, min(48, requests), clients)
    for _ in range(ROUNDS):
        for target in targets:
            found[target.name].append(asked(target, requests, clients))
    return {
        name: Cost(min(c.cpu for c in costs), max(c.a_second for c in costs), min(c.p99 for c in costs))
        for name, costs in found.items()
    }


def asked(target: Target, requests: int, clients: int = 1) -> Cost:
    """So many requests, of ``clients`` that each keep a connection and ask at the same time."""
    connections = [http.client.HTTPConnection("127.0.0.1", target.server.port, timeout=60) for _ in range(clients)]
    before, start, taken = cpu(target.server.pid), time.perf_counter(), []
    for _ in range(requests // clients):
        sent = []
        for connection in connections:
            sent.append(time.perf_counter())
            connection.request("GET", next(target.paths), headers=target.headers)
        for connection, since in zip(connections, sent, strict=True):
            answer = connection.getresponse()
            answer.read()
            taken.append(time.perf_counter() - since)
            if answer.status not in (200, 304):
                raise RuntimeError(f"{target.name} answered {answer.status}")
    seconds = time.perf_counter() - start
    for connection in connections:
        connection.close()
    requests = len(taken)
    used = (cpu(target.server.pid) - before) / requests
    return Cost(used * 1e6, requests / seconds, sorted(taken)[int(0.99 * (len(taken) - 1))] * 1e3)


def cpu(pid: int) -> float:
    """Seconds of CPU used so far by a process, its threads and its children."""
    own = sum(int((task / "schedstat").read_text().split()[0]) for task in Path(f"/proc/{pid}/task").iterdir())
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own / 1e9 + sum(cpu(int(child)) for child in children)


@contextmanager
def granian(module: str, env: dict[str, str], workers: int = 1) -> Iterator[Server]:
    """Web processes, as the Procfile starts two."""
    port = free_port()
    words = granian_on(port, workers=workers, module=module)
    with running(words, lambda: listens(port), env={**os.environ, **env}) as pid:
        yield Server(port, pid)


@contextmanager
def nginx(data: Path, body: bytes) -> Iterator[Server]:
    """nginx with ``body`` as its only file."""
    port = free_port()
    (data / "index.html").write_bytes(body)
    data.chmod(0o755)
    config = data / "nginx.conf"
    config.write_text(NGINX.format(data=data, port=port))
    with running(["nginx", "-c", str(config), "-e", "stderr"], lambda: listens(port)) as pid:
        yield Server(port, pid)
