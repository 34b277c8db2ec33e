"""The moderators' queue of pay reports, and the page of one report. Amounts appear on that page and nowhere else."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from salaries.admin.queue import COLUMNS, StateFilter, place, reasons, risk, role, state, waiting, work
from salaries.admin.readonly import ReadOnlyAdmin
from salaries.admin.sheet import sheet
from salaries.admin.verbs import MOST_AT_ONCE, VERBS, DecisionForm, Verb
from salaries.models import Proposal, SalaryReport, SecondLook, country_name
from salaries.models.reports import SalaryReportQuerySet
from salaries.moderation import (
    ALONE,
    carry_out_or_propose,
    counted,
    decided_before_appeal,
    looks_for,
    open_report,
)
from salaries.reporting import counted_in, trail

log = logging.getLogger(__name__)
SHOWN_BY_NAME = 25
MOST_SIMILAR = 8
DECIDED = (SalaryReport.Status.APPROVED, SalaryReport.Status.REJECTED)
ASKED_FOR_A_LOOK = "You are asked for a second look at this report. What was decided is shown afterwards."
QUEUE = "admin:salaries_salaryreport_changelist"
PROPOSED = "Proposed for {}. Nothing is decided until another moderator confirms it, within three days."


@admin.register(SalaryReport)
class SalaryReportAdmin(ReadOnlyAdmin):
    """Decisions are made by the deeds of ``salaries.moderation``; no field of a report is changed here."""

    list_title = "Pay reports"
    list_display = COLUMNS
    list_filter = (StateFilter, "engagement", "level", "role")
    list_select_related = ("role",)
    list_max_show_all = 200
    ordering = ("-risk", "updated_at", "pk")
    sortable_by = (role, risk, waiting)  # type: ignore[assignment]  # the stubs know names only
    search_fields = ("role__title", "role__slug")
    show_facets = admin.ShowFacets.NEVER
    change_list_template = "admin/salaries/salaryreport/queue.html"
    actions = ("approve_selected", "reject_selected", "ask_selected")

    def get_queryset(self, request: HttpRequest) -> SalaryReportQuerySet:
        """Without the sealed amounts: only the page of one report reads them. Without reports whose second look is
        open, for whoever may take it: their state would tell what the first moderator decided."""
        hidden = SecondLook.objects.hidden_from(request.user, datetime.now(UTC)).values("report_id")
        found = SalaryReport.objects.exclude(pk__in=hidden, status__in=DECIDED).with_question()
        proposed = Proposal.objects.named(datetime.now(UTC))
        return found.with_proposal(proposed).defer("sealed_amounts", "sealed_appeal")

    def get_urls(self) -> list[URLPattern]:
        """One address for each verb, before Django's own."""
        own = [
            path(
                f"{verb.name}/",
                self.admin_site.admin_view(require_POST(partial(self.decide, verb=verb))),
                name=f"salaries_salaryreport_{verb.name}",
            )
            for verb in VERBS.values()
        ]
        return own + super().get_urls()

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Deciding is the only change a moderator can make, so Django's permission to change stands for it."""
        return request.user.has_perm("salaries.change_salaryreport")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only by the permission to view: whoever may change roles or figures has no business here."""
        return request.user.has_perm("salaries.view_salaryreport")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The queue, with what waits for this moderator beside it."""
        now = datetime.now(UTC)
        waits = {
            "proposals": Proposal.objects.waiting_for(request.user, now).count(),
            "looks": looks_for(request.user, now).count(),
        }
        return super().changelist_view(request, {**waits, **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One report with its amounts decrypted. That it was opened, and by whom, is written down first."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        report = self.get_object(request, object_id)
        if report is None:
            if look := _look_at(request, object_id):
                self.message_user(request, ASKED_FOR_A_LOOK, messages.INFO)
                return redirect("admin:salaries_secondlook_change", look.pk)
            self.message_user(request, "There is no such report. It may have been withdrawn.", messages.WARNING)
            return redirect(QUEUE)
        open_report(report=report, by=request.user, now=datetime.now(UTC))
        log.info("report %s opened by moderator %s", report.pk, request.user.pk)
        return TemplateResponse(
            request, "admin/salaries/salaryreport/detail.html", self._context(request, **self._page(request, report))
        )

    @admin.action(description="Approve…", permissions=["decide"])
    def approve_selected(self, request: HttpRequest, queryset: QuerySet[SalaryReport]) -> HttpResponse | None:
        """Ask whether to approve the chosen reports."""
        return self._ask_first(request, VERBS["approve"], queryset)

    @admin.action(description="Reject…", permissions=["decide"])
    def reject_selected(self, request: HttpRequest, queryset: QuerySet[SalaryReport]) -> HttpResponse | None:
        """Ask for the reason to reject the chosen reports."""
        return self._ask_first(request, VERBS["reject"], queryset)

    @admin.action(description="Ask the contributors…", permissions=["decide"])
    def ask_selected(self, request: HttpRequest, queryset: QuerySet[SalaryReport]) -> HttpResponse | None:
        """Ask for the question to put to the contributors."""
        return self._ask_first(request, VERBS["ask"], queryset)

    def decide(self, request: HttpRequest, verb: Verb) -> HttpResponse:
        """Carry out a verb on the reports of the form, or show the form again with what is wrong with it."""
        if not self.has_decide_permission(request):
            raise PermissionDenied
        form = verb.form(request.POST, auto_id=f"{verb.name}-%s")
        if not form.is_valid():
            chosen = [seen.pk for seen in form.cleaned_data.get("reports", [])]
            return self._confirm(request, verb, form, list(self.get_queryset(request).filter(pk__in=chosen)))
        seen, now = form.cleaned_data["reports"], datetime.now(UTC)
        outcome = carry_out_or_propose(
            verb=verb.name, deed=verb.deed, seen=seen, by=request.user, now=now, words=form.words
        )
        if isinstance(outcome, Proposal):
            self.message_user(request, PROPOSED.format(counted(len(seen))), messages.INFO)
            return redirect(QUEUE)
        if outcome.decided:
            self.message_user(request, f"{counted(outcome.decided)} {verb.done}.", messages.SUCCESS)
        if refusals := outcome.refusals(verb.done):
            self.message_user(request, refusals, messages.WARNING)
        return redirect(QUEUE)

    def _ask_first(self, request: HttpRequest, verb: Verb, queryset: QuerySet[SalaryReport]) -> HttpResponse | None:
        """The page between choosing reports and deciding on them; back to the queue when they are too many."""
        reports = list(queryset[: MOST_AT_ONCE + 1])
        if len(reports) > MOST_AT_ONCE:
            self.message_user(request, f"Choose at most {MOST_AT_ONCE} reports at once.", messages.ERROR)
            return None
        return self._confirm(request, verb, verb.blank(reports), reports)

    def _confirm(
        self, request: HttpRequest, verb: Verb, form: DecisionForm, reports: Sequence[SalaryReport]
    ) -> HttpResponse:
        context = self._context(
            request, verb=verb, form=form, title=f"{verb.label}: {counted(len(reports))}",
            shown=[(report, country_name(report.country), reasons(report)) for report in reports[:SHOWN_BY_NAME]],
            more=max(0, len(reports) - SHOWN_BY_NAME), flagged=sum(report.risk > 0 for report in reports),
            own=sum(report.person_id == request.user.pk for report in reports),
            alone=ALONE, proposes=verb.name == "approve" and len(reports) > ALONE,
        )  # fmt: skip
        return TemplateResponse(request, "admin/salaries/salaryreport/confirm.html", context)

    def _page(self, request: HttpRequest, report: SalaryReport) -> dict[str, Any]:
        """What the page of one report shows: its pay, what screening found, its trail, and what can be done now."""
        own = report.person_id == request.user.pk
        counted_in_one = counted_in(report) is not None
        verbs = [v for v in VERBS.values() if report.status in v.states and (counted_in_one or not v.counted_only)]
        appealed = decided_before_appeal(report, request.user)
        may = self.has_decide_permission(request) and not own and not appealed
        return {
            "title": f"{report.role.title}, {report.year}", "report": report, "sheet": sheet(report), "own": own,
            "country": country_name(report.country), "reasons": reasons(report),
            "appealed": appealed, "appeal": report.appeal,
            "similar": self._similar(request, report), **self._neighbours(request, report), "show_trail": True,
            "trail": trail(report),
            "decisions": [(verb, verb.blank([report])) for verb in verbs] if may else [],
        }  # fmt: skip

    def _similar(self, request: HttpRequest, report: SalaryReport) -> list[dict[str, Any]]:
        """Reports like this one, by what the queue shows of them."""
        rows = self.get_queryset(request).select_related("role").similar_to(report)[:MOST_SIMILAR]
        return [
            {
                "report": row, "place": place(row), "work": work(row), "reasons": reasons(row), "state": state(row),
                "same_person": row.person_id == report.person_id,
            }
            for row in rows
        ]  # fmt: skip

    def _neighbours(self, request: HttpRequest, report: SalaryReport) -> dict[str, SalaryReport | None]:
        """What comes before and after in the queue; not one's own, which one cannot decide on."""
        others = self.get_queryset(request).exclude(person_id=request.user.pk)
        return {"previous": others.before(report).first(), "next": others.after(report).first()}

    def _context(self, request: HttpRequest, **values: Any) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts, **values}


def _look_at(request: HttpRequest, object_id: str) -> SecondLook | None:
    """The open second look that keeps the report from this moderator; None when that is not the reason."""
    try:
        return looks_for(request.user, datetime.now(UTC)).filter(report_id=UUID(object_id)).first()
    except ValueError:
        return None
