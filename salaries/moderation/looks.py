"""The blind second look: another moderator judges a decided report again without seeing what was decided."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from salaries.models import Decision, SalaryReport, SecondLook
from salaries.moderation.deeds import WHAT_CAN_BE_WRONG, DecisionRefused

NOT_NOW = "This second look has been taken, or is no longer needed."
NOT_YOURS = "Whoever decided on a report, or gave it, does not take the second look at it."


def looks_for(moderator: Any, now: datetime) -> QuerySet[SecondLook]:
    """The second looks that ``moderator`` may take now, oldest first."""
    own = SalaryReport.objects.filter(person_id=moderator.pk).values("pk")
    return SecondLook.objects.hidden_from(moderator, now).exclude(report_id__in=own).order_by("decided_at", "pk")


def look_again(*, look: SecondLook, by: Any, now: datetime, verdict: str, reason: str = "") -> None:
    """Write down what ``by`` would have decided. The report stays as it is: this measures us, and is no appeal.

    One conditional update, so that two moderators cannot both take it. Raises DecisionRefused.
    """
    if verdict == Decision.Action.APPROVED:
        reason = Decision.Reason.PLAUSIBLE
    elif verdict != Decision.Action.REJECTED or reason not in WHAT_CAN_BE_WRONG:
        raise DecisionRefused("Choose whether you would approve the report, or what is wrong with it.")
    own = SalaryReport.objects.filter(pk=look.report_id, person_id=by.pk)
    if by.pk in (look.first_id, look.proposer_id) or own.exists():
        raise DecisionRefused(NOT_YOURS)
    if not SecondLook.objects.open(now).filter(pk=look.pk).update(
        verdict=verdict, reason=reason, second_id=by.pk, looked_at=now
    ):  # fmt: skip
        raise DecisionRefused(NOT_NOW)
