"""``manage.py worker``: run a Celery worker, and start it again when it dies."""

import signal
import subprocess
import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

PAUSE = 1.0  # seconds between a death and the next start, so that a worker that cannot start does not spin


class Command(BaseCommand):
    help = "Run a Celery worker and start it again when it is killed. Stops with SIGTERM or Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--concurrency", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, _stop)
        while True:
            child = subprocess.Popen(_command(options["concurrency"]))  # noqa: S603 (fixed words and one whole number)
            try:
                code = child.wait()
            except SystemExit:
                child.terminate()
                child.wait()
                raise
            self.stderr.write(f"The worker ended with {code}; starting it again.")
            time.sleep(PAUSE)


def _command(concurrency: int) -> list[str]:
    return [sys.executable, "-m", "celery", "--app", "config", "worker", "--loglevel", "info", "--concurrency",
            str(concurrency), "--without-gossip", "--without-mingle"]  # fmt: skip


def _stop(*_: object) -> None:
    sys.exit(0)
