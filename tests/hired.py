"""Workers and beats of a site of its own, as the Procfile starts them but with tests/quick_settings.py."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.site import ROOT, Site

# One report is enough, every night is due, and without noise each report shows in the counts.
EVERY_REPORT = """
import os, signal, time
from pathlib import Path
from salaries import publication, tasks
from salaries.stats import privacy
privacy.GATE_THRESHOLD = 1
privacy.gate_is_due = lambda looks: True
whole_release = tasks.release
def release(**words):
    return whole_release(**words, noise=lambda scale: 0)
tasks.release = release
"""


def hurried(site: Site, folder: Path, at_fault: str = "") -> Site:
    """The same site with quick settings, whose workers publish every report and run ``at_fault`` as they start."""
    (folder / "at_fault.py").write_text(EVERY_REPORT + at_fault)
    site.env |= {"DJANGO_SETTINGS_MODULE": "tests.quick_settings", "PYTHONPATH": f"{ROOT}:{folder}"}
    return site


@contextmanager
def worker(site: Site, log: Path, concurrency: int = 1) -> Iterator[subprocess.Popen[bytes]]:
    """``manage.py worker``, which starts a killed worker again."""
    with _running(site, log, ["manage.py", "worker", "--concurrency", str(concurrency)]) as process:
        yield process


@contextmanager
def beat(site: Site, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A beat with a schedule file of its own, beside its log; the log says what it sends."""
    words = ["-m", "celery", "--app", "config", "beat", "--loglevel", "info", "--pidfile", ""]
    with _running(site, log, [*words, "--schedule", f"{log}-schedule"]) as process:
        yield process


@contextmanager
def _running(site: Site, log: Path, words: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    """The process in a session of its own, so that what it has started ends with it."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, *words], env=site.env, cwd=ROOT, stdout=out, stderr=out, start_new_session=True
        )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
