"""The trails: who decided what on which report, when and why; and who opened one. Nobody changes them."""

from datetime import UTC, datetime

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from salaries.admin.readonly import ReadOnlyAdmin
from salaries.models import Decision, Opening, SecondLook


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    """Newest first. The report may be gone by now: the trail outlives it and names no contributor."""

    list_title = "Decisions"
    list_display = ("decided_at", "action", "reason", "message", "moderator", "report")
    list_filter = ("action", "reason", "moderator", "decided_at")
    search_fields = ("=report_id",)
    ordering = ("-decided_at",)
    show_facets = admin.ShowFacets.NEVER

    def get_queryset(self, request: HttpRequest) -> QuerySet[Decision]:
        """Without what was decided on reports whose second look is open, for whoever may take it."""
        hidden = SecondLook.objects.hidden_from(request.user, datetime.now(UTC)).values("report_id")
        return super().get_queryset(request).exclude(report_id__in=hidden)

    @admin.display(description="Report")
    def report(self, decision: Decision) -> SafeString:
        """The way to the report, by the first digits of its number."""
        address = reverse("admin:salaries_salaryreport_change", args=[decision.report_id])
        return format_html('<a href="{}">{}…</a>', address, str(decision.report_id)[:8])


@admin.register(Opening)
class OpeningAdmin(ReadOnlyAdmin):
    """Who opened which report and so saw its pay, newest first. The pay itself is nowhere near it."""

    list_title = "Reports that were opened"
    list_display = ("opened_at", "moderator", "report")
    list_filter = ("moderator", "opened_at")
    search_fields = ("=report_id",)
    ordering = ("-opened_at", "-pk")
    show_facets = admin.ShowFacets.NEVER

    @admin.display(description="Report")
    def report(self, opening: Opening) -> str:
        """The first digits of the report's random number."""
        return f"{str(opening.report_id)[:8]}…"
