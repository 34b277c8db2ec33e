"""The admin site: its first page says what waits, what is unusual, and whether the machinery runs.

What stands there follows each person's permissions. How many approved reports wait for a release is shown to nobody:
the noise that decides about a release hides it.
"""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse

from salaries.models import Heartbeat, Proposal, Release
from salaries.moderation import (
    burst_alarms,
    by_role_and_week,
    looks_for,
    openings_lately,
    queue_state,
    weeks_shown,
)


class Desk(admin.AdminSite):
    """Django's admin under our name, with a first page of our own above the list of tables."""

    site_header = site_title = "Gainstage"
    index_title = "Behind the desk"
    index_template = "admin/desk.html"
    enable_nav_sidebar = False  # a dozen tables need no menu, and the queue needs the width

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The first page."""
        return super().index(request, {**overview(request.user, datetime.now(UTC)), **(extra_context or {})})


def overview(person: Any, now: datetime) -> dict[str, Any]:
    """What the first page shows to ``person``; what they may not see is not even asked for."""
    shown: dict[str, Any] = {"now": now}
    if person.has_perm("salaries.view_salaryreport"):
        shown |= {
            "queue": queue_state(), "bursts": burst_alarms(now), "weeks": weeks_shown(now),
            "roles": by_role_and_week(now), "proposals": Proposal.objects.waiting_for(person, now).count(),
            "looks": looks_for(person, now).count(),
        }  # fmt: skip
    if person.has_perm("salaries.view_release"):
        shown |= {"release": Release.objects.current(), "machinery": True, "worker": worker_state(now)}
    if person.has_perm("salaries.view_opening"):
        shown["openings"] = openings_lately(now)
    return shown


def worker_state(now: datetime) -> str:
    """Whether a worker was heard lately; without Redis tasks need none."""
    return "in the process" if settings.CELERY_TASK_ALWAYS_EAGER else Heartbeat.objects.state(now)
