"""What was published, to look at; and the button that publishes.

How many approved reports wait, for a role or in all, is not shown beside it. Whether a batch is ready is decided on a
noisy count, and the noise would hide nothing from somebody who watched the exact count and pressed the button after
every approval.
"""

import logging
from typing import Any

from celery.exceptions import OperationalError
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from salaries.admin.creeping import drift_rows
from salaries.admin.readonly import ReadOnlyAdmin
from salaries.comparison import DIMENSIONS
from salaries.models import Batch, Estimate, Release
from salaries.publication import ReleaseRefused
from salaries.tasks import release_now

log = logging.getLogger(__name__)
NOT_QUEUED = "The release was not queued: the message broker does not answer. Try again, or run manage.py release."


@admin.register(Release)
class ReleaseAdmin(ReadOnlyAdmin):
    """The numbered publications, newest first."""

    list_title = "Releases"
    list_display = ("number", "published_at", "note")
    ordering = ("-number",)
    change_list_template = "admin/salaries/release/list.html"

    def get_urls(self) -> list[URLPattern]:
        """Those of the button and of the view of drift, before Django's own."""
        view = self.admin_site.admin_view(require_POST(self.release_now))
        drift = self.admin_site.admin_view(require_safe(self.drift))
        return [
            path("now/", view, name="salaries_release_now"), path("drift/", drift, name="salaries_release_drift"),
            *super().get_urls(),
        ]  # fmt: skip

    def drift(self, request: HttpRequest) -> TemplateResponse:
        """In which cohorts later reports creep away from what was published."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        shown = {**self.admin_site.each_context(request), "title": "Drift by cohort", "rows": drift_rows()}
        return TemplateResponse(request, "admin/salaries/release/drift.html", shown)

    def has_release_permission(self, request: HttpRequest) -> bool:
        """Publishing adds a release, so Django's permission to add one stands for it."""
        return request.user.has_perm("salaries.add_release")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list with the button, for those who may press it."""
        may = self.has_release_permission(request)
        return super().changelist_view(request, {"may_release": may, **(extra_context or {})})

    def release_now(self, request: HttpRequest) -> HttpResponse:
        """Send the task and say what became of it. The view writes nothing itself: there is no commit to wait for."""
        if not self.has_release_permission(request):
            raise PermissionDenied
        last = Release.objects.current()
        try:
            release_now.delay()
            self.message_user(request, *_news(last))
        except OperationalError:
            log.warning("release not queued: the broker does not answer")
            self.message_user(request, NOT_QUEUED, messages.ERROR)
        except ReleaseRefused as refusal:  # in the process; with workers it stands in the worker's log
            self.message_user(request, str(refusal), messages.ERROR)
        return redirect("admin:salaries_release_changelist")


def _news(last: Release | None) -> tuple[str, int]:
    """What to tell the person who pressed the button, and how."""
    if not settings.CELERY_TASK_ALWAYS_EAGER:
        return "The release is queued. It appears here when a worker has published it.", messages.INFO
    newest = Release.objects.current()
    if newest is None or newest == last:
        return "Nothing to publish: no role has enough waiting reports. Whether one has is itself noisy.", messages.INFO
    return f"{newest} is published.", messages.SUCCESS


@admin.register(Batch)
class BatchAdmin(ReadOnlyAdmin):
    """The immutable noisy counts. Their noise is what protects people, so they may be looked at."""

    list_display = ("release", "role", "table", "epsilon")
    list_filter = ("release", "table", "role")
    list_select_related = ("release", "role")
    ordering = ("-release__number", "role__title", "table")


class DimensionFilter(admin.SimpleListFilter):
    """By what estimates are narrowed down; Django's own filter has no words for the whole role."""

    title = "dimension"
    parameter_name = "narrowed"
    whole = "no"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The whole role, then every dimension."""
        return [(self.whole, "The whole role"), *((name, name.replace("_", " ").capitalize()) for name in DIMENSIONS)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Estimate]) -> QuerySet[Estimate]:
        """The estimates of the chosen dimension."""
        if self.value() is None:
            return queryset
        return queryset.filter(dimension="" if self.value() == self.whole else self.value())


@admin.register(Estimate)
class EstimateAdmin(ReadOnlyAdmin):
    """What each release says of each cohort."""

    list_display = ("release", "role", "dimension", "value", "measure", "reports", "withheld")
    list_filter = ("release", "measure", DimensionFilter, "withheld", "role")
    list_select_related = ("release", "role")
    ordering = ("-release__number", "role__title", "dimension", "value", "measure")
    show_facets = admin.ShowFacets.NEVER
