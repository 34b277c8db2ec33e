"""Figures that wait for a second curator, with what changes and the two buttons."""

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

from salaries.admin.readonly import ReadOnlyAdmin
from salaries.curation import CurationRefused, decline, differences, publish
from salaries.models import FigureProposal

LIST = "admin:salaries_figureproposal_changelist"
BUTTON = "salaries_figureproposal_{}"


@admin.register(FigureProposal)
class FigureProposalAdmin(ReadOnlyAdmin):
    """Newest first."""

    list_display = ("key", "state", "proposer", "proposed_at", "second", "closed_at")
    list_filter = ("state",)
    ordering = ("-proposed_at", "-pk")
    show_facets = admin.ShowFacets.NEVER

    def get_urls(self) -> list[URLPattern]:
        """The two buttons' addresses, before Django's own."""
        buttons = {"publish": self.publish, "decline": self.decline}
        own = [
            path(f"<int:number>/{name}/", self.admin_site.admin_view(require_POST(view)), name=BUTTON.format(name))
            for name, view in buttons.items()
        ]
        return own + super().get_urls()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One proposal: what changes, and the buttons for whoever may press them."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        proposal = self.get_object(request, object_id)
        if proposal is None:
            return redirect(LIST)
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "proposal": proposal, "title": proposal.key,
            "rows": list(differences(proposal)), "open": proposal.state == FigureProposal.State.OPEN,
            "own": proposal.proposer_id == request.user.pk, "may": _may_curate(request),
        }  # fmt: skip
        return TemplateResponse(request, "admin/salaries/figureproposal/detail.html", context)

    def publish(self, request: HttpRequest, number: int) -> HttpResponse:
        """Publish what another curator proposed."""
        return self._close(request, number, publish, "The figure is published.")

    def decline(self, request: HttpRequest, number: int) -> HttpResponse:
        """Close the proposal and leave the figure as it is."""
        return self._close(request, number, decline, "The proposal is closed. The figure stays as it is.")

    def _close(self, request: HttpRequest, number: int, deed: Callable[..., Any], said: str) -> HttpResponse:
        if not _may_curate(request):
            raise PermissionDenied
        proposal = get_object_or_404(FigureProposal, pk=number)
        try:
            deed(proposal=proposal, by=request.user, now=datetime.now(UTC))
        except CurationRefused as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
        else:
            self.message_user(request, said, messages.SUCCESS)
        return redirect(LIST)


def _may_curate(request: HttpRequest) -> bool:
    return request.user.has_perm("salaries.change_figure")
