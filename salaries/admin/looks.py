"""Second looks: reports that were decided, to be judged again by somebody who does not see how."""

import logging
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from salaries.admin.queue import reasons
from salaries.admin.readonly import ReadOnlyAdmin
from salaries.admin.sheet import sheet
from salaries.models import Decision, SalaryReport, SecondLook, country_name
from salaries.moderation import WHAT_CAN_BE_WRONG, DecisionRefused, look_again, looks_for, open_report

log = logging.getLogger(__name__)
LIST = "admin:salaries_secondlook_changelist"
THANKS = "Thank you: your second look is written down. The report stays as it was decided."


class WouldRejectForm(forms.Form):
    """What would be wrong with the report."""

    reason = forms.ChoiceField(
        label="What is wrong", choices=[("", "Choose…"), *((one.value, one.label) for one in WHAT_CAN_BE_WRONG)]
    )


@admin.register(SecondLook)
class SecondLookAdmin(ReadOnlyAdmin):
    """Those that wait for the moderator who asks, and those that were taken. Open ones do not say what was decided."""

    list_title = "Second looks"
    list_display = ("report", "result", "reason_given", "looked_at")
    ordering = (F("looked_at").desc(nulls_first=True), "pk")  # what waits comes first, on every database
    show_facets = admin.ShowFacets.NEVER

    def get_queryset(self, request: HttpRequest) -> QuerySet[SecondLook]:
        """What waits for the moderator, and what was taken."""
        mine = looks_for(request.user, datetime.now(UTC)).values("pk")
        return super().get_queryset(request).filter(Q(pk__in=mine) | ~Q(verdict=""))

    @admin.display(description="Report")
    def report(self, look: SecondLook) -> str:
        """The first digits of the report's random number."""
        return f"{str(look.report_id)[:8]}…"

    @admin.display(description="Result")
    def result(self, look: SecondLook) -> SafeString | str:
        """Whether both agree; before that, that it waits."""
        if not look.verdict:
            return format_html("<strong>{}</strong>", "Waits for your look")
        both = f"{look.get_decided_display()}, then {look.get_verdict_display().lower()}"
        return both if not look.agrees else f"Both {look.get_decided_display().lower()}"

    @admin.display(description="Reason of the second")
    def reason_given(self, look: SecondLook) -> str:
        """The coded reason, or nothing."""
        return str(look.get_reason_display()) if look.reason else ""

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The report without its state and trail, and the two answers; a look that was taken leads to its report."""
        if not request.user.has_perm("salaries.change_salaryreport"):
            raise PermissionDenied
        look = self.get_object(request, object_id)
        if look is None:
            self.message_user(request, "This second look is not yours, or is no longer needed.", messages.WARNING)
            return redirect(LIST)
        if look.verdict:
            return redirect("admin:salaries_salaryreport_change", look.report_id)
        form = WouldRejectForm(request.POST if request.POST.get("verdict") == Decision.Action.REJECTED else None)
        if request.method == "POST" and (request.POST.get("verdict") == Decision.Action.APPROVED or form.is_valid()):
            return self._answer(request, look, request.POST["verdict"], request.POST.get("reason", ""))
        return self._blind(request, look, form)

    def _answer(self, request: HttpRequest, look: SecondLook, verdict: str, reason: str) -> HttpResponse:
        try:
            look_again(look=look, by=request.user, now=datetime.now(UTC), verdict=verdict, reason=reason)
            self.message_user(request, THANKS, messages.SUCCESS)
        except DecisionRefused as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
        return redirect(LIST)

    def _blind(self, request: HttpRequest, look: SecondLook, form: WouldRejectForm) -> HttpResponse:
        report = SalaryReport.objects.select_related("role").get(pk=look.report_id)
        open_report(report=report, by=request.user, now=datetime.now(UTC))
        log.info("report %s opened by moderator %s", report.pk, request.user.pk)
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "form": form, "report": report,
            "title": f"Second look: {report.role.title}, {report.year}", "sheet": sheet(report),
            "country": country_name(report.country), "reasons": reasons(report),
        }  # fmt: skip
        return TemplateResponse(request, "admin/salaries/secondlook/detail.html", context)
