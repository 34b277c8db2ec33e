"""Proposed words with what they change, and the two buttons for a second curator."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from advice.edits import CannotRead, read, reviewed
from advice.models import Proposal
from advice.proposals import OPEN_ALREADY, ProposalRefused, decline, propose, publish

LIST = "admin:advice_proposal_changelist"
BUTTON = "advice_proposal_{}"


class ProposalForm(forms.ModelForm):
    """One field of an entry of the files, or a whole new entry in TOML; with its source and the day it was read."""

    new = forms.CharField(
        required=False, max_length=120, label="Or something new",
        help_text="new/tool/…, new/skill/…, new/pathway/… or new/resource/… Its text is one entry as the files of "
        "advice/content hold it; a resource also says skill = \"…\", a skill needs = { \"role\" = 3 }.",
    )  # fmt: skip

    class Meta:
        model = Proposal
        fields = ("entry", "new", "text", "reason", "source", "read_on")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds: dict[str, list[tuple[str, str]]] = {}
        for entry in reviewed():
            kinds.setdefault(entry.split("/")[0], []).append((entry, entry.split("/", 1)[1]))
        choices = [("", "Nothing of the files"), *kinds.items()]
        self.fields["entry"] = forms.ChoiceField(choices=choices, required=False, help_text="Entry and field.")

    def clean(self) -> dict[str, Any]:
        """Refuse two entries at once, words that break the rules and a day to come."""
        given = super().clean() or self.cleaned_data
        if bool(given.get("entry")) == bool(given.get("new")):
            self.add_error("new", "Choose an entry of the files, or name something new.")
        given["entry"] = given.get("entry") or given.get("new") or ""
        if given.get("read_on") and given["read_on"] > timezone.localdate():
            self.add_error("read_on", "This day has not come yet.")
        if given["entry"] and given.get("text"):
            self._read(given["entry"], given["text"])
        return given

    def _read(self, entry: str, text: str) -> None:
        try:
            read(entry, text)
        except CannotRead as wrong:
            self.add_error("text", str(wrong))
        if Proposal.objects.filter(entry=entry, state=Proposal.State.OPEN).exists():
            self.add_error(None, OPEN_ALREADY)


class ProposalAdmin(admin.ModelAdmin):
    """Newest first. Curators add; nobody changes or deletes one."""

    form = ProposalForm
    list_display = ("entry", "state", "proposer", "proposed_at", "second", "closed_at")
    list_filter = ("state",)
    ordering = ("-proposed_at", "-pk")
    show_facets = admin.ShowFacets.NEVER

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No."""
        return False

    def save_model(self, request: HttpRequest, obj: Proposal, form: Any, change: bool) -> None:
        """Propose it."""
        given = form.cleaned_data
        words = {name: given[name] for name in ("entry", "text", "reason", "source", "read_on")}
        obj.pk = propose(**words, by=request.user, now=datetime.now(UTC)).pk

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
            **self.admin_site.each_context(request), "opts": self.opts, "proposal": proposal, "title": proposal.entry,
            "open": proposal.state == Proposal.State.OPEN, "own": proposal.proposer_id == request.user.pk,
            "may": self.has_add_permission(request),
        }  # fmt: skip
        return TemplateResponse(request, "admin/advice/proposal/detail.html", context)

    def publish(self, request: HttpRequest, number: int) -> HttpResponse:
        """Publish what another curator proposed."""
        return self._close(request, number, publish, "The words are published.")

    def decline(self, request: HttpRequest, number: int) -> HttpResponse:
        """Close the proposal and leave the words as they are."""
        return self._close(request, number, decline, "The proposal is closed. The words stay as they are.")

    def _close(self, request: HttpRequest, number: int, deed: Callable[..., Any], said: str) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        proposal = get_object_or_404(Proposal, pk=number)
        try:
            deed(proposal=proposal, by=request.user, now=datetime.now(UTC))
        except ProposalRefused as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
        else:
            self.message_user(request, said, messages.SUCCESS)
        return redirect(LIST)
