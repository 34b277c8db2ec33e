"""What a moderator can do with reports: five verbs, each with its form and its deed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms

from salaries.models import Decision, SalaryReport
from salaries.moderation import (
    LONGEST_MESSAGE,
    WHAT_CAN_BE_WRONG,
    Seen,
    approve,
    ask,
    reject,
    reopen,
    subtract_fraud,
)

MOST_AT_ONCE = 500
Status = SalaryReport.Status


def as_text(reports: Iterable[SalaryReport]) -> str:
    """Which versions of which reports a page shows, for its hidden field."""
    return " ".join(f"{report.pk}@{report.updated_at.isoformat()}" for report in reports)


class SeenField(forms.CharField):
    """Reads back what ``as_text`` wrote, as a list of ``Seen``."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        """Raises ValidationError for text that no page of ours wrote."""
        try:
            parts = [part.split("@") for part in str(value or "").split()]
            found = [Seen(UUID(pk), datetime.fromisoformat(version)) for pk, version in parts]
        except ValueError:
            found = []
        if not 1 <= len(found) <= MOST_AT_ONCE or any(seen.updated_at.tzinfo is None for seen in found):
            raise forms.ValidationError(f"Choose 1 to {MOST_AT_ONCE} reports in the queue and try again.")
        return found


class DecisionForm(forms.Form):
    """A decision without a reason: approve or reopen."""

    reports = SeenField()
    message = forms.CharField(
        label="Message (optional)",
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="The contributor reads it, and it stays in the trail: name no amounts.",
    )

    @property
    def words(self) -> dict[str, str]:
        """What the moderator wrote, by the deed's own names."""
        return {name: value for name, value in self.cleaned_data.items() if name != "reports"}


class RejectForm(DecisionForm):
    """What is wrong, from the list; for "another reason" in words too."""

    reason = forms.ChoiceField(
        label="What is wrong",
        choices=[("", "Choose…"), *((reason.value, reason.label) for reason in WHAT_CAN_BE_WRONG)],
    )
    field_order = ("reports", "reason", "message")

    def clean(self) -> dict[str, Any]:
        """Refuse "another reason" without a message."""
        given = super().clean() or {}
        if given.get("reason") == Decision.Reason.OTHER and not given.get("message"):
            self.add_error("message", "Say what the other reason is.")
        return given


class AskForm(RejectForm):
    """What looks wrong, and the question."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "What looks wrong"
        self.fields["message"].label = "Your question"
        self.fields["message"].required = True


@dataclass(frozen=True)
class Verb:
    """One thing to do. ``name`` is its address, ``label`` its button, ``done`` what is said afterwards.

    ``counted_only`` is for what can be done only after a release has counted the report.
    """

    name: str
    label: str
    done: str
    deed: Callable[..., Decision]
    form: type[DecisionForm]
    states: tuple[str, ...]
    counted_only: bool = False

    def blank(self, reports: Iterable[SalaryReport]) -> DecisionForm:
        """The form for deciding on ``reports`` as they are now."""
        return self.form(initial={"reports": as_text(reports)}, auto_id=f"{self.name}-%s")


VERBS = {
    verb.name: verb
    for verb in (
        Verb("approve", "Approve", "approved", approve, DecisionForm, (Status.PENDING, Status.ASKED)),
        Verb("reject", "Reject", "rejected", reject, RejectForm, (Status.PENDING, Status.ASKED)),
        Verb("ask", "Ask the contributor", "asked about", ask, AskForm, (Status.PENDING,)),
        Verb("reopen", "Reopen", "reopened", reopen, DecisionForm, (Status.APPROVED, Status.REJECTED)),
        # A counted report may have been revised or reopened since: the batch still holds it.
        Verb(
            "subtract",
            "Propose to take it off as made up",
            "subtracted",
            subtract_fraud,
            DecisionForm,
            tuple(Status.values),
            counted_only=True,
        ),
    )
}
