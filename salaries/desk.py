"""The admin site: its first page says what waits, what is unusual, and whether the machinery runs.

What stands there follows each person's permissions. How many approved reports wait for a release is shown to nobody:
the noise that decides about a release hides it.
"""

from datetime import UTC, datetime
from typing import Any, Protocol, runtime_checkable

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse

from salaries.models import Heartbeat, Release
from salaries.moderation import (
    burst_alarms,
    by_role_and_week,
    looks_for,
    openings_lately,
    queue_state,
    weeks_shown,
)


@runtime_checkable
class HoldsProposals(Protocol):
    """A table of proposals in the admin, of whichever part of the site."""

    def waiting(self, request: HttpRequest) -> int | None:
        """How many wait for whoever asks; None for who may not decide on them."""


class Desk(admin.AdminSite):
    """Django's admin under our name, with a first page of our own above the list of tables."""

    site_header = site_title = "Gainstage"
    index_title = "Behind the desk"
    index_template = "admin/desk.html"
    enable_nav_sidebar = False  # a dozen tables need no menu, and the queue needs the width

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The first page."""
        shown = {**overview(request.user, datetime.now(UTC)), "proposals": self.proposals(request)}
        return super().index(request, {**shown, **(extra_context or {})})

    def proposals(self, request: HttpRequest) -> list[tuple[str, str, int]]:
        """Address, name and number of each kind of proposal that others made and this person may decide on."""
        found = []
        for model, one in self._registry.items():
            if isinstance(one, HoldsProposals) and (number := one.waiting(request)) is not None:
                address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
                found.append((address, str(model._meta.verbose_name), number))
        return found


def overview(person: Any, now: datetime) -> dict[str, Any]:
    """What the first page shows to ``person``; what they may not see is not even asked for."""
    shown: dict[str, Any] = {"now": now}
    if person.has_perm("salaries.view_salaryreport"):
        shown |= {
            "queue": queue_state(), "bursts": burst_alarms(now), "weeks": weeks_shown(now),
            "roles": by_role_and_week(now), "looks": looks_for(person, now).count(),
        }  # fmt: skip
    if person.has_perm("salaries.view_release"):
        shown |= {"release": Release.objects.current(), "machinery": True, "worker": worker_state(now)}
    if person.has_perm("salaries.view_opening"):
        shown["openings"] = openings_lately(now)
    return shown


def worker_state(now: datetime) -> str:
    """Whether a worker was heard lately; without Redis tasks need none."""
    return "in the process" if settings.CELERY_TASK_ALWAYS_EAGER else Heartbeat.objects.state(now)
