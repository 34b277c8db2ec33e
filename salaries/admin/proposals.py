"""Proposals: what one moderator wants to do to many reports, or to a counted one, until another confirms it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from salaries.admin.queue import reasons
from salaries.admin.readonly import ReadOnlyAdmin
from salaries.models import Proposal, SalaryReport, SecondLook, country_name
from salaries.moderation import DecisionRefused, confirm, counted, decline, seen_in

LIST = "admin:salaries_proposal_changelist"
BUTTON = "salaries_proposal_{}"


@admin.register(Proposal)
class ProposalAdmin(ReadOnlyAdmin):
    """Newest first. No pay is shown here: whoever wants to see it opens the report, which leaves a line."""

    list_display = ("what", "proposer", "proposed_at", "where_it_stands", "second", "closed_at")
    list_filter = ("state", "verb")
    ordering = ("-proposed_at", "-pk")
    show_facets = admin.ShowFacets.NEVER

    def get_urls(self) -> list[URLPattern]:
        """The two buttons' addresses, before Django's own."""
        buttons = {"confirm": self.confirm, "decline": self.decline}
        own = [
            path(f"<int:number>/{name}/", self.admin_site.admin_view(require_POST(view)), name=BUTTON.format(name))
            for name, view in buttons.items()
        ]
        return own + super().get_urls()

    @admin.display(description="Proposal")
    def what(self, proposal: Proposal) -> str:
        """The verb, and on how many reports."""
        return f"{proposal.get_verb_display()}: {counted(len(proposal.reports))}"

    @admin.display(description="State", ordering="state")
    def where_it_stands(self, proposal: Proposal) -> str:
        """The state in words; an open one may have expired."""
        if proposal.state == Proposal.State.OPEN and proposal.expires_at <= datetime.now(UTC):
            return "Expired"
        return str(proposal.get_state_display())

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list."""
        return super().changelist_view(request, {"title": "Proposals", **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One proposal with its reports, and the buttons for whoever may press them."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        proposal = self.get_object(request, object_id)
        if proposal is None:
            return redirect(LIST)
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "proposal": proposal,
            "title": self.what(proposal), "state": self.where_it_stands(proposal),
            "rows": self._rows(request, proposal),
            "open": Proposal.objects.open(datetime.now(UTC)).filter(pk=proposal.pk).exists(),
            "own": proposal.proposer_id == request.user.pk, "may": _may_decide(request),
        }  # fmt: skip
        return TemplateResponse(request, "admin/salaries/proposal/detail.html", context)

    def confirm(self, request: HttpRequest, number: int) -> HttpResponse:
        """Do what was proposed."""
        return self._close(request, number, confirm)

    def decline(self, request: HttpRequest, number: int) -> HttpResponse:
        """Close the proposal without doing it."""
        return self._close(request, number, decline)

    def _close(self, request: HttpRequest, number: int, deed: Callable[..., Any]) -> HttpResponse:
        if not _may_decide(request):
            raise PermissionDenied
        proposal = get_object_or_404(Proposal, pk=number)
        try:
            deed(proposal=proposal, by=request.user, now=datetime.now(UTC))
        except DecisionRefused as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
            return redirect(LIST)
        proposal.refresh_from_db()
        said = proposal.outcome or "The proposal is closed. Its reports stay as they are."
        self.message_user(request, said, messages.SUCCESS)
        return redirect(LIST)

    def _rows(self, request: HttpRequest, proposal: Proposal) -> list[dict[str, Any]]:
        """The reports that are still there, riskiest first; whether each was changed since; none whose look is open."""
        versions = {one.pk: one.updated_at for one in seen_in(proposal)}
        hidden = SecondLook.objects.hidden_from(request.user, datetime.now(UTC)).values("report_id")
        found = SalaryReport.objects.filter(pk__in=versions).exclude(pk__in=hidden)
        return [
            {
                "report": row, "country": country_name(row.country), "reasons": reasons(row),
                "changed": row.updated_at != versions[row.pk], "own": row.person_id == request.user.pk,
            }
            for row in found.defer("sealed_amounts", "sealed_appeal").select_related("role").order_by("-risk", "pk")
        ]  # fmt: skip


def _may_decide(request: HttpRequest) -> bool:
    return request.user.has_perm("salaries.change_salaryreport")
