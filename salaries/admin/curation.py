"""Figures that wait for a second curator, with what changes and the two buttons."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from salaries.admin.proposed import ProposedAdmin
from salaries.curation import CurationRefused, decline, differences, publish
from salaries.models import FigureProposal

State = FigureProposal.State


@admin.register(FigureProposal)
class FigureProposalAdmin(ProposedAdmin):
    """Curators publish or decline."""

    list_display = ("key", "state", "proposer", "proposed_at", "second", "closed_at")
    list_filter = ("state",)
    buttons: ClassVar = {"publish": publish, "decline": decline}
    detail = "admin/salaries/figureproposal/detail.html"
    refusal = CurationRefused

    def may_close(self, request: HttpRequest) -> bool:
        """Who may change figures."""
        return request.user.has_perm("salaries.change_figure")

    def shown(self, request: HttpRequest, proposal: FigureProposal) -> dict[str, Any]:
        """The figure's fields, before and after."""
        return {
            "title": proposal.key, "open": proposal.state == State.OPEN, "rows": list(differences(proposal)),
        }  # fmt: skip

    def said(self, proposal: FigureProposal) -> str:
        """What became of the figure."""
        if proposal.state == State.PUBLISHED:
            return "The figure is published."
        return "The proposal is closed. The figure stays as it is."
