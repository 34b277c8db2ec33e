"""A contributor's follow-ups: what became of them six and twelve months after a report."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy

from salaries.models import FollowUp, Movement, Role, SalaryReport, Spent
from salaries.models.sealing import seal
from salaries.stats.movement import BINS

# When each horizon is open, counted from when the report was given: at most one at a time.
WINDOWS = {6: (timedelta(days=182), timedelta(days=365)), 12: (timedelta(days=365), timedelta(days=730))}
Outcome = FollowUp.Outcome
NOT_OPEN = gettext_lazy("There is nothing to follow up on now: the report must be approved and half a year old.")
WHERE_TO = gettext_lazy("Say to which role you moved.")
NOT_MOVED = gettext_lazy("Leave this empty unless you moved.")
HOW_LEARNED = gettext_lazy("Say how you learned only if you stayed and added skills.")
WHICH_CHANGE = gettext_lazy("Say how your pay a year compares.")
NO_CHANGE = gettext_lazy("Leave this empty if you left.")
ALREADY = gettext_lazy("You have already answered this one.")


class FollowUpRefused(Exception):
    """The follow-up cannot be taken. ``field`` is what is at fault: outcome, to, change or way."""

    def __init__(self, field: str, message: Any) -> None:
        super().__init__(str(message))
        self.field = field


@dataclass(frozen=True)
class Answer:
    """What became of somebody. ``to`` only where they moved, ``change`` (a bin) unless they left.

    ``way`` is how those who stayed and added skills mostly learned; empty is any other way, or not said.
    """

    outcome: str
    to: Role | None = None
    change: int | None = None
    way: str = ""


def horizon_of(report: SalaryReport, now: datetime) -> int | None:
    """Which follow-up on an approved report is open and not yet answered: after 6 or 12 months, or None."""
    if report.status != SalaryReport.Status.APPROVED:
        return None
    age = now - report.submitted_at
    months = next((months for months, (opens, ends) in WINDOWS.items() if opens <= age < ends), None)
    answered = months and FollowUp.objects.filter(report=report, months=months).exists()
    return None if answered else months


@transaction.atomic
def follow_up(*, report: SalaryReport, by: Any, answer: Answer, now: datetime) -> FollowUp:
    """Take the answer that is open now. Nobody decides on it: it can only be one of a few public words.

    What was counted once is not counted again, also when it was erased and is given anew. Raises FollowUpRefused, and
    PermissionError when ``by`` is not the report's author.
    """
    if report.person_id != by.pk:
        raise PermissionError("Only its author can follow up on a report.")
    report = SalaryReport.objects.select_for_update().get(pk=report.pk)
    months = horizon_of(report, now)
    if months is None:
        raise FollowUpRefused("outcome", NOT_OPEN)
    _check(report, answer)
    said = {
        "outcome": answer.outcome, "to": answer.to.slug if answer.to else "", "change": answer.change,
        "way": answer.way,
    }  # fmt: skip
    try:
        with transaction.atomic():
            row = FollowUp.objects.create(report=report, months=months, sealed_answer=seal(said), given_at=now)
    except IntegrityError:
        raise FollowUpRefused("outcome", ALREADY) from None
    spent = Spent.objects.filter(token=row.token).first()
    if spent is None or spent.release is None:
        Movement.objects.create(
            token=row.token, role=report.role, months=months, outcome=answer.outcome, to=answer.to,
            change=answer.change, way=answer.way, opens_gate=spent is None,
        )  # fmt: skip
    return row


@transaction.atomic
def erase_follow_up(*, row: FollowUp, by: Any) -> None:
    """Erase the person's own answer; a batch that holds it stays. PermissionError when ``by`` is not its author."""
    if row.report.person_id != by.pk:
        raise PermissionError("Only its author can erase a follow-up.")
    _drop(row)


def drop_follow_ups(report: SalaryReport) -> None:
    """Erase all follow-ups of a report that is withdrawn, moved to another role or year, or not accepted any more."""
    for row in FollowUp.objects.filter(report=report).select_related("report"):
        _drop(row)


def follow_ups_of(report: SalaryReport) -> list[FollowUp]:
    """The report's follow-ups, oldest first."""
    return list(FollowUp.objects.filter(report=report).select_related("report").order_by("months"))


def opened_between(people: Collection[Any], since: datetime, until: datetime) -> set[Any]:
    """The keys of those ``people`` for whom a follow-up opened after ``since`` and up to ``until``. Two queries."""
    found: set[Any] = set()
    for months, (opens, _) in WINDOWS.items():
        reports = SalaryReport.objects.filter(
            person__in=people, status=SalaryReport.Status.APPROVED, submitted_at__gt=since - opens,
            submitted_at__lte=until - opens,
        )  # fmt: skip
        found |= set(reports.exclude(follow_ups__months=months).values_list("person_id", flat=True))
    return found


def _drop(row: FollowUp) -> None:
    """The row, and what is counted of it while no batch holds it; a keyed token remembers what it cost already."""
    counted = Movement.objects.select_for_update().filter(token=row.token).first()
    if counted is not None:
        if counted.release is None:
            Spent.objects.get_or_create(token=counted.token)
        else:
            Spent.objects.update_or_create(token=counted.token, defaults={"release": counted.release})
        counted.delete()
    FollowUp.objects.filter(pk=row.pk).delete()


def _check(report: SalaryReport, answer: Answer) -> None:
    if answer.outcome not in Outcome.values:
        raise FollowUpRefused("outcome", NOT_OPEN)
    moved, left = answer.outcome == Outcome.MOVED, answer.outcome == Outcome.LEFT
    if moved != (answer.to is not None and answer.to != report.role):
        raise FollowUpRefused("to", WHERE_TO if moved else NOT_MOVED)
    if left != (answer.change is None) or not (left or 0 <= (answer.change or 0) < BINS):
        raise FollowUpRefused("change", NO_CHANGE if left else WHICH_CHANGE)
    if answer.way and (answer.outcome != Outcome.SKILLS or answer.way not in FollowUp.Way.values):
        raise FollowUpRefused("way", HOW_LEARNED)
