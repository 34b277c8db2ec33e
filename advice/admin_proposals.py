"""Proposed words with what they change, and the two buttons for a second curator."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from advice.edits import CannotRead, read, reviewed
from advice.models import Proposal
from advice.proposals import OPEN_ALREADY, ProposalRefused, decline, propose, publish
from salaries.admin.proposed import ProposedAdmin


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


class ProposalAdmin(ProposedAdmin):
    """Curators add; nobody changes or deletes one."""

    form = ProposalForm
    list_display = ("entry", "state", "proposer", "proposed_at", "second", "closed_at")
    list_filter = ("state",)
    buttons: ClassVar = {"publish": publish, "decline": decline}
    detail = "admin/advice/proposal/detail.html"
    refusal = ProposalRefused

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Who may by their groups."""
        return admin.ModelAdmin.has_add_permission(self, request)

    def save_model(self, request: HttpRequest, obj: Proposal, form: Any, change: bool) -> None:
        """Propose it."""
        given = form.cleaned_data
        words = {name: given[name] for name in ("entry", "text", "reason", "source", "read_on")}
        obj.pk = propose(**words, by=request.user, now=datetime.now(UTC)).pk

    def may_close(self, request: HttpRequest) -> bool:
        """Who may add one."""
        return self.has_add_permission(request)

    def shown(self, request: HttpRequest, proposal: Proposal) -> dict[str, Any]:
        """The entry."""
        return {"title": proposal.entry, "open": proposal.state == Proposal.State.OPEN}

    def said(self, proposal: Proposal) -> str:
        """What became of the words."""
        if proposal.state == Proposal.State.PUBLISHED:
            return "The words are published."
        return "The proposal is closed. The words stay as they are."
