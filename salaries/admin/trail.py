"""The trail of decisions: who decided what on which report, when and why. Nobody changes it."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from salaries.admin.readonly import ReadOnlyAdmin
from salaries.models import Decision


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    """Newest first. The report may be gone by now: the trail outlives it and names no contributor."""

    list_display = ("decided_at", "action", "reason", "message", "moderator", "report")
    list_filter = ("action", "reason", "moderator", "decided_at")
    search_fields = ("=report_id", "message")
    ordering = ("-decided_at",)
    show_facets = admin.ShowFacets.NEVER

    @admin.display(description="Report")
    def report(self, decision: Decision) -> SafeString:
        """The way to the report, by the first digits of its number."""
        address = reverse("admin:salaries_salaryreport_change", args=[decision.report_id])
        return format_html('<a href="{}">{}…</a>', address, str(decision.report_id)[:8])
