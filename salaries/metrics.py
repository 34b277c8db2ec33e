"""What machines that watch the site read at /metrics: requests as they are answered, and how queue and worker stand.

Several processes answer requests: they add up in files (``config/web.sh``). What the database knows
is asked when the page is read. Labels are names of views, methods and status codes: nothing that a visitor types.
"""

import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from salaries.models import Heartbeat, Release
from salaries.moderation import queue_state

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
OWN = CollectorRegistry()
REQUESTS = Counter(
    "gainstage_requests_total", "Requests answered by the application.", ["view", "method", "status"], registry=OWN
)
SECONDS = Histogram(
    "gainstage_request_seconds", "Time to an answer.", ["view"], registry=OWN,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)  # fmt: skip


class CountRequests:
    """Counts each answer by view, method and status, and the time it took."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, unchanged."""
        start = time.perf_counter()
        answer = self.get_response(request)
        match = request.resolver_match
        view = (match.view_name or "unnamed") if match else "none"
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(view, method, str(answer.status_code)).inc()
        SECONDS.labels(view).observe(time.perf_counter() - start)
        return answer


class SiteCollector(Collector):
    """What the database says of queue, release and worker; only ``gainstage_up 0`` when it does not answer."""

    def collect(self) -> Iterator[Metric]:
        """The gauges, asked now."""
        try:
            gauges = _gauges(datetime.now(UTC))
        except DatabaseError:
            gauges = {"up": ("Whether the database answers.", 0.0)}
        for name, (text, value) in gauges.items():
            yield GaugeMetricFamily(f"gainstage_{name}", text, value=value)


def exposition() -> bytes:
    """Everything in Prometheus's text format."""
    registry = CollectorRegistry()
    registry.register(SiteCollector())
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)
        return generate_latest(registry)
    return generate_latest(registry) + generate_latest(OWN)


def _gauges(now: datetime) -> dict[str, tuple[str, float]]:
    queue, release, heard = queue_state(), Release.objects.current(), Heartbeat.objects.last()
    found = {
        "up": ("Whether the database answers.", 1.0),
        "reports_waiting": ("Reports that wait for a moderator.", float(queue.waiting)),
        "reports_waiting_risky": ("Those of them that ask for a closer look.", float(queue.risky)),
        "reports_asked": ("Reports whose contributor was asked.", float(queue.asked)),
        "oldest_report_seconds": (
            "How long the oldest report has waited for a moderator.",
            (now - queue.oldest).total_seconds() if queue.oldest else 0.0,
        ),
        "workers_expected": ("Whether workers run the tasks.", 0.0 if settings.CELERY_TASK_ALWAYS_EAGER else 1.0),
    }
    if release:
        found["release_number"] = ("Number of the last release.", float(release.number))
        found["release_timestamp_seconds"] = ("When it was published.", release.published_at.timestamp())
    if heard:
        found["worker_last_heard_timestamp_seconds"] = ("When a worker was last heard.", heard.timestamp())
    return found
