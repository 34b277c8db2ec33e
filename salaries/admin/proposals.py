"""Proposals: what one moderator wants to do to many reports, or to a counted one, until another confirms it."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from salaries.admin.proposed import ProposedAdmin
from salaries.admin.queue import reasons
from salaries.models import Proposal, SalaryReport, SecondLook, country_name
from salaries.moderation import DecisionRefused, confirm, counted, decline, seen_in


@admin.register(Proposal)
class ProposalAdmin(ProposedAdmin):
    """No pay is shown here: whoever wants to see it opens the report, which leaves a line."""

    list_title = "Proposals"
    list_display = ("what", "proposer", "proposed_at", "where_it_stands", "second", "closed_at")
    list_filter = ("state", "verb")
    buttons: ClassVar = {"confirm": confirm, "decline": decline}
    detail = "admin/salaries/proposal/detail.html"
    refusal = DecisionRefused

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

    def waiting(self, request: HttpRequest) -> int | None:
        """Of those that have not expired."""
        if not self.may_close(request):
            return None
        return Proposal.objects.waiting_for(request.user, datetime.now(UTC)).count()

    def may_close(self, request: HttpRequest) -> bool:
        """Who may decide on reports."""
        return request.user.has_perm("salaries.change_salaryreport")

    def shown(self, request: HttpRequest, proposal: Proposal) -> dict[str, Any]:
        """The proposal's reports, and where it stands."""
        return {
            "title": self.what(proposal), "state": self.where_it_stands(proposal),
            "rows": self._rows(request, proposal),
            "open": Proposal.objects.open(datetime.now(UTC)).filter(pk=proposal.pk).exists(),
        }  # fmt: skip

    def said(self, proposal: Proposal) -> str:
        """What became of its reports."""
        return proposal.outcome or "The proposal is closed. Its reports stay as they are."

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
