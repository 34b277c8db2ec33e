"""Addresses for machines that watch the site: does the process live, can it serve, and what does it do."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from salaries.desk import worker_state
from salaries.metrics import exposition
from salaries.models import Release
from salaries.models.sealing import WrongKey
from salaries.models.tokens import hold_token_key

log = logging.getLogger(__name__)


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nothing else, so that a slow database does not get it restarted."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """Whether the site can serve, part by part; 503 when a part that it needs cannot be used."""
    parts = {name: _tried(name, check) for name, check in CHECKS.items()}
    ready = all(state == "ok" for state in parts.values())
    answer: dict[str, Any] = {"ready": ready, **parts}
    if parts["database"] == "ok":
        answer["worker"] = _tried("worker", _worker)
    if ready:
        answer["last_release"] = _last_release()
    return JsonResponse(answer, status=200 if ready else 503)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Counts and gauges in Prometheus's format, for whoever may; to everybody else there is no such page."""
    if not _may_measure(request):
        raise Http404
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)


def _may_measure(request: HttpRequest) -> bool:
    """With METRICS_TOKEN whoever sends it. Without, this machine alone, unless a proxy on it speaks for others."""
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        return constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}")
    forwarded = settings.ALLAUTH_TRUSTED_PROXY_COUNT or "X-Forwarded-For" in request.headers
    return not forwarded and request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1")


def _worker() -> str:
    """Whether a worker was heard lately. A silent one does not stop the site from serving: what it should do waits in
    the database. So it is told, and no reason to send visitors away."""
    return worker_state(datetime.now(UTC))


def _tried(name: str, check: Callable[[], str]) -> str:
    """The check's answer, or "failed": what went wrong stands in the log, not in an answer that anybody can ask for."""
    try:
        return check()
    except (DatabaseError, OSError):
        log.exception("readiness: %s", name)
        return "failed"


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _cache() -> str:
    """Through whatever serves at the moment: without Redis that is the process's memory, which is enough."""
    cache.set("readyz", 1, 10)
    return "ok" if cache.get("readyz") == 1 else "failed"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(missing)} not applied" if missing else "ok"


def _token_key() -> str:
    """Without the key of the first token nobody can change, withdraw or approve a report."""
    try:
        hold_token_key()
    except WrongKey:
        log.exception("readiness: token_key")
        return "another than before"
    return "ok"


def _last_release() -> dict[str, Any] | None:
    last = Release.objects.current()
    return {"number": last.number, "published_at": last.published_at.isoformat()} if last else None


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database, "cache": _cache, "migrations": _migrations, "token_key": _token_key,
}  # fmt: skip
