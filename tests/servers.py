"""Servers of a test's own, so that it may stop them: PostgreSQL, Redis, and the site's web process."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx

from tests.site import LOW, ROOT, Site

Found = TypeVar("Found")
CLUSTER = ROOT / "config" / "cluster"
HOSTS, PERSONAL = ("127.0.0.2", "127.0.0.3"), "127.0.0.4"  # where its web processes listen
BIN = next((path.parent for path in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)), Path())


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(what: str, ready: Callable[[], Found | None], seconds: float = 60) -> Found:
    """What ``ready`` answers once it is true; fails after that many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := ready():
            return found
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds:.0f} s for {what}")


@contextmanager
def meanwhile(step: Callable[[], object]) -> Iterator[None]:
    """``step`` again and again in a thread beside the block; at its end, what it raised is raised."""
    enough = threading.Event()

    def repeat() -> None:
        while not enough.is_set():
            step()

    with ThreadPoolExecutor(1) as pool:
        repeated = pool.submit(repeat)
        try:
            yield
        finally:
            enough.set()
        repeated.result()


class Cluster:
    """A PostgreSQL server with its own data."""

    def __init__(self, data: Path, port: int, options: str) -> None:
        self.port, self._data, self._options = port, data, options
        self.address = f"postgres://postgres@127.0.0.1:{port}/postgres"
        self._as = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []  # refuses to run as root
        if self._as:
            shutil.chown(self._data, "postgres")

    def create(self) -> None:
        """Make it empty, everybody on this machine being trusted."""
        self._run("initdb", "--auth", "trust", "--username", "postgres", "--no-sync", "--pgdata", str(self._data))

    def follow(self, primary: "Cluster") -> None:
        """Make it a copy of another that goes on following it, and cannot be written to."""
        words = ["--host", "127.0.0.1", "--port", str(primary.port), "--username", "postgres", "--no-sync"]
        self._run("pg_basebackup", "--pgdata", str(self._data), "--write-recovery-conf", *words)

    def _run(self, program: str, *words: str) -> None:
        done = subprocess.run(
            [*self._as, BIN / program, *words], check=False, capture_output=True, cwd="/", timeout=60, text=True
        )
        assert done.returncode == 0, (words, done.stdout, done.stderr)

    def _control(self, *words: str) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= {self._options}"
        log = str(self._data / "log")
        self._run("pg_ctl", "--pgdata", str(self._data), "--wait", "--log", log, "--options", options, *words)

    def start(self) -> None:
        """Serve; returns when it does."""
        self._control("start")

    @property
    def pid(self) -> int:
        """Of the process that starts all others of the server."""
        return int((self._data / "postmaster.pid").read_text().split()[0])

    def stop(self, how: str = "fast") -> None:
        """End it: ``fast`` cuts everybody off, ``immediate`` is a crash."""
        self._run("pg_ctl", "--pgdata", str(self._data), "--wait", "stop", "--mode", how)


@contextmanager
def own_cluster(options: str = "-c fsync=off", primary: Cluster | None = None) -> Iterator[Cluster]:
    """A running PostgreSQL that is the test's alone: an empty one, or one that follows ``primary``.

    Not below pytest's directory, which only its owner may enter.
    """
    data = Path(tempfile.mkdtemp(prefix="postgres-"))
    cluster = Cluster(data, free_port(), options)
    try:
        if primary:
            cluster.follow(primary)
        else:
            cluster.create()
        cluster.start()
        yield cluster
    finally:
        if listens(cluster.port):
            cluster.stop("immediate")
        shutil.rmtree(data)


class OwnRedis:
    """A Redis without a disk."""

    def __init__(self) -> None:
        self.port = free_port()
        self.address = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Serve, empty."""
        words = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
        wait_for("Redis", lambda: listens(self.port))

    def stop(self) -> None:
        """End it."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None


def listens(port: int) -> bool:
    """Whether somebody answers on the port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def own_redis() -> Iterator[OwnRedis]:
    """A running Redis that is the test's alone."""
    server = OwnRedis()
    server.start()
    try:
        yield server
    finally:
        server.stop()


def granian_on(port: int, *, host: str = "127.0.0.1", workers: int = 1, module: str = "config.wsgi") -> list[str]:
    """The words that start web processes, as the Procfile does."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers",
        str(workers), "--blocking-threads", "64", "--no-ws", "--log-level", "error", f"{module}:application",
    ]  # fmt: skip


@contextmanager
def running(words: Sequence[str], ready: Callable[[], bool], **how: Any) -> Iterator[int]:
    """The id of a process once it is ``ready``, in a session of its own as honcho starts each; ``how`` as for Popen."""
    process = subprocess.Popen(words, **{"cwd": ROOT, "start_new_session": True, **how})
    try:
        wait_for(words[0], ready)
        yield process.pid
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def web(site: Site, port: int, *, host: str = "127.0.0.1", workers: int = 1, low: bool = False) -> Iterator[str]:
    """The site's web process, as the Procfile starts it; yields its address."""
    words = [*(LOW if low else ()), *granian_on(port, host=host, workers=workers)]
    address = f"http://{host}:{port}"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with running(words, lambda: answers(f"{address}/healthz"), env=site.env, cwd=site.root, **quiet):
        yield address


def laid_out(directory: Path, port: int, upstream: int) -> None:
    """Copy the files of ``config/cluster``, for nginx on a port of its own before web processes on another.

    Nothing runs at low priority: beside other tests it would hardly run at all.
    """
    moved = {"127.0.0.1:8000": f"127.0.0.1:{port}", "8001": str(upstream), "$PWD/config/cluster": str(directory),
             "sh config/low.sh ": ""}  # fmt: skip
    for file in CLUSTER.iterdir():
        text = file.read_text()
        for here, there in moved.items():
            text = text.replace(here, there)
        (directory / file.name).write_text(text)


@contextmanager
def proxy(directory: Path, port: int, upstream: int) -> Iterator[str]:
    """nginx by the project's own files, on a port of its own, before web processes on another; yields its address."""
    laid_out(directory, port, upstream)
    words = ["nginx", "-e", "stderr", "-p", str(directory), "-c", str(directory / "nginx.conf"), "-g", "daemon off;"]
    with running(words, lambda: listens(port), stderr=subprocess.DEVNULL):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def procfile(site: Site, directory: Path, names: Sequence[str], ready: Callable[[], bool]) -> Iterator[Path]:
    """Some processes of the cluster's Procfile as ``laid_out``, started by honcho; yields the log of what they say."""
    log = directory / f"{names[0]}.log"
    words = [sys.executable, "-m", "honcho", "-f", str(directory / "Procfile"), "-d", str(site.root), "start", *names]
    with log.open("wb") as out, running(words, ready, env=site.env, cwd=site.root, stdout=out, stderr=out):
        yield log


def answers(address: str) -> bool:
    """Whether the address answers 200."""
    try:
        return httpx.get(address, timeout=5).status_code == 200
    except httpx.HTTPError:
        return False
