"""What proposals share in the admin: a page for each, and two buttons that lead to deeds."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from salaries.admin.readonly import ReadOnlyAdmin


class ProposedAdmin(ReadOnlyAdmin):
    """Newest first. The button ``publish`` does the deed of that name, at the address ``admin:APP_MODEL_publish``."""

    ordering = ("-proposed_at", "-pk")
    show_facets = admin.ShowFacets.NEVER
    buttons: ClassVar[dict[str, Callable[..., Any]]]
    detail: ClassVar[str]
    refusal: ClassVar[type[Exception]]

    def may_close(self, request: HttpRequest) -> bool:
        """Whether whoever asks may press the buttons."""
        raise NotImplementedError

    def shown(self, request: HttpRequest, proposal: Any) -> dict[str, Any]:
        """What the template needs of a proposal, its ``title`` among it, and whether it is ``open``."""
        raise NotImplementedError

    def said(self, proposal: Any) -> str:
        """What became of a proposal that was just closed."""
        raise NotImplementedError

    def waiting(self, request: HttpRequest) -> int | None:
        """How many proposals of others wait for whoever asks; None for who may not close them. For the desk."""
        if not self.may_close(request):
            return None
        return self.get_queryset(request).filter(state="open").exclude(proposer_id=request.user.pk).count()

    def get_urls(self) -> list[URLPattern]:
        """The buttons' addresses, before Django's own."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_{{}}"
        own = [
            path(
                f"<int:number>/{button}/", self.admin_site.admin_view(require_POST(partial(self.close, deed=deed))),
                name=name.format(button),
            )
            for button, deed in self.buttons.items()
        ]  # fmt: skip
        return own + super().get_urls()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One proposal: what it is about, and the buttons for whoever may press them."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        proposal = self.get_object(request, object_id)
        if proposal is None:
            return self._to_the_list()
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "proposal": proposal,
            "own": proposal.proposer_id == request.user.pk, "may": self.may_close(request),
            **self.shown(request, proposal),
        }  # fmt: skip
        return TemplateResponse(request, self.detail, context)

    def close(self, request: HttpRequest, number: int, deed: Callable[..., Any]) -> HttpResponse:
        """Do ``deed`` to the proposal, and say what came of it."""
        if not self.may_close(request):
            raise PermissionDenied
        proposal = get_object_or_404(self.model, pk=number)
        try:
            deed(proposal=proposal, by=request.user, now=datetime.now(UTC))
        except self.refusal as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
        else:
            proposal.refresh_from_db()
            self.message_user(request, self.said(proposal), messages.SUCCESS)
        return self._to_the_list()

    def _to_the_list(self) -> HttpResponse:
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
