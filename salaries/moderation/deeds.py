"""Deeds of a moderator: approve, reject, ask, reopen, subtract fraud. Each leaves a line in the trail, or does nothing.

``seen`` is the report's ``updated_at`` on the page the moderator decided from; a report revised since then is refused.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from salaries.models import Decision, ExchangeRate, Observation, Proposal, SalaryReport, SecondLook, Spent
from salaries.moderation.choice import is_chosen
from salaries.moderation.writing import Approval, write_approvals
from salaries.publication import subtract
from salaries.reporting import dollars_of, drop_follow_ups, take_back
from salaries.stats.axis import HOURLY, YEARLY
from salaries.stats.money import whole_shares

Status = SalaryReport.Status
Action = Decision.Action
Reason = Decision.Reason

WHAT_CAN_BE_WRONG = tuple(reason for reason in Reason if reason != Reason.PLAUSIBLE)
LONGEST_MESSAGE = 500
OWN_REPORT = "This is your own report: another moderator must decide on it."
PROPOSERS_REPORT = "This is the proposer's own report: another moderator must propose it."
NEEDS_TWO = "Taking a counted report off needs two moderators: one proposes it, another one confirms."
LOOKED_AT_TWICE = (Action.APPROVED, Action.REJECTED)
LOOK_LIVES = timedelta(days=14)  # afterwards a second look has no use: memories and sources have moved on
APPEALED_AGAINST = "The contributor appealed against your decision: another moderator must decide."


MEANWHILE = "The report has been changed or decided in the meantime. Look at it again."


class DecisionRefused(Exception):
    """The decision cannot be made; the message says why."""


def approve(
    *, report: SalaryReport, by: Any, now: datetime, message: str = "", seen: datetime | None = None,
    proposal: Proposal | None = None,
) -> Decision:  # fmt: skip
    """Approve a waiting report and write its observation. Changes no published figure. Raises DecisionRefused.

    ``proposal`` is the one that ``by`` confirms with it, if another moderator proposed it.
    """
    [line] = approve_each([(report, seen or report.updated_at)], by=by, now=now, message=message, proposal=proposal)
    if isinstance(line, DecisionRefused):
        raise line
    return line


def approve_each(
    seen: Sequence[tuple[SalaryReport, datetime]], *, by: Any, now: datetime, message: str = "",
    proposal: Proposal | None = None,
) -> list[Decision | DecisionRefused]:  # fmt: skip
    """Approve those of the reports that can be, all of them or none; the line of each, or why it was refused."""
    lines: list[Decision | DecisionRefused] = []
    approvals: dict[UUID, Approval] = {}
    for report, version in seen:
        try:
            _check_not_own(report, by, proposal)
            _check_appeal(report, by, proposal)
            line = _line(report, by, now, Action.APPROVED, Reason.PLAUSIBLE, message, proposal)
            if version != report.updated_at or report.pk in approvals:
                raise DecisionRefused(MEANWHILE)
            approvals[report.pk] = Approval(report, _observed(report), line, _second_look(report, line, proposal))
            lines.append(line)
        except DecisionRefused as refusal:
            lines.append(refusal)
    written = write_approvals(list(approvals.values()))
    return [_numbered(line, written) if isinstance(line, Decision) else line for line in lines]


def _numbered(line: Decision, written: dict[UUID, int]) -> Decision | DecisionRefused:
    line.pk = written.get(line.report_id)
    return DecisionRefused(MEANWHILE) if line.pk is None else line


@transaction.atomic
def reject(
    *, report: SalaryReport, by: Any, now: datetime, reason: str, message: str = "", seen: datetime | None = None
) -> Decision:
    """Reject a waiting report with a coded reason. Raises DecisionRefused."""
    _check_reason(reason, message)
    report = _claim(report, by, (Status.PENDING, Status.ASKED), Status.REJECTED, seen)
    drop_follow_ups(report)
    return _record(report, by, now, Action.REJECTED, reason, message)


@transaction.atomic
def ask(
    *, report: SalaryReport, by: Any, now: datetime, reason: str, message: str, seen: datetime | None = None
) -> Decision:
    """Ask the contributor about a waiting report; revising it puts it back in the queue. Raises DecisionRefused."""
    if not message.strip():
        raise DecisionRefused("Write the question the contributor should answer.")
    _check_reason(reason, message)
    report = _claim(report, by, (Status.PENDING,), Status.ASKED, seen)
    return _record(report, by, now, Action.ASKED, reason, message)


@transaction.atomic
def reopen(
    *, report: SalaryReport, by: Any, now: datetime, message: str = "", seen: datetime | None = None
) -> Decision:
    """Put a decided report back in the queue. Its observation is taken back unless a batch already holds it.

    Raises DecisionRefused.
    """
    report = _claim(report, by, (Status.APPROVED, Status.REJECTED), Status.PENDING, seen)
    take_back(report)
    return _record(report, by, now, Action.REOPENED, Reason.OTHER, message)


@transaction.atomic
def subtract_fraud(
    *, report: SalaryReport, by: Any, now: datetime, proposal: Proposal, message: str = "",
    seen: datetime | None = None,
) -> Decision:  # fmt: skip
    """Reject a report that was found made up after a batch counted it, and leave it out of later estimates.

    Two moderators do it: ``by`` confirms the ``proposal`` of another one. The published batch stays; the same person,
    role and year are never counted again. What is subtracted shows without noise, so a made-up report loses its
    protection and an honest one must not be subtracted. Raises DecisionRefused.
    """
    if proposal.proposer_id == by.pk or str(report.pk) not in dict(proposal.reports):
        raise DecisionRefused(NEEDS_TWO)
    report = _claim(report, by, tuple(Status.values), Status.REJECTED, seen, proposal)
    counted = Observation.objects.select_for_update().filter(token=report.token).exclude(release=None).first()
    if counted is None or counted.release is None:
        raise DecisionRefused("No batch holds this report. Reject it instead.")
    drop_follow_ups(report)
    subtract(counted)
    Spent.objects.update_or_create(token=counted.token, defaults={"release": counted.release})
    counted.delete()
    return _record(report, by, now, Action.REJECTED, Reason.FRAUD, message, proposal)


def _check_reason(reason: str, message: str) -> None:
    if reason not in WHAT_CAN_BE_WRONG:
        raise DecisionRefused("Choose what is wrong with the report.")
    if reason == Reason.OTHER and not message.strip():
        raise DecisionRefused("For another reason, write a message that says what it is.")


def _claim(
    report: SalaryReport, by: Any, allowed: tuple[str, ...], status: str, seen: datetime | None,
    proposal: Proposal | None = None,
) -> SalaryReport:  # fmt: skip
    """Move the report from an allowed status to ``status`` in one conditional update: two moderators cannot both.

    The update also holds the report's row until the end of the transaction: a revision or withdrawal waits for it.
    """
    _check_not_own(report, by, proposal)
    if not SalaryReport.objects.filter(
        pk=report.pk, status__in=allowed, updated_at=seen or report.updated_at
    ).update(status=status):  # fmt: skip
        raise DecisionRefused(MEANWHILE)
    claimed = SalaryReport.objects.get(pk=report.pk)
    _check_appeal(claimed, by, proposal)
    return claimed


def _deciders(by: Any, proposal: Proposal | None) -> set[int]:
    return {by.pk, proposal.proposer_id} if proposal else {by.pk}


def _check_not_own(report: SalaryReport, by: Any, proposal: Proposal | None) -> None:
    if report.person_id in _deciders(by, proposal):
        raise DecisionRefused(OWN_REPORT if report.person_id == by.pk else PROPOSERS_REPORT)


def _check_appeal(report: SalaryReport, by: Any, proposal: Proposal | None) -> None:
    if any(_rejected_before_appeal(report, moderator) for moderator in _deciders(by, proposal)):
        raise DecisionRefused(APPEALED_AGAINST)


def decided_before_appeal(report: SalaryReport, by: Any) -> bool:
    """Whether the contributor appealed against a decision of ``by``: then it is another moderator's turn, for good."""
    return _rejected_before_appeal(report, by.pk)


def _rejected_before_appeal(report: SalaryReport, moderator_id: int) -> bool:
    """Whether the moderator made, or proposed, the decision that the contributor appealed against."""
    if report.appealed_at is None:
        return False
    against = Decision.objects.filter(
        report_id=report.pk, action=Action.REJECTED, decided_at__lte=report.appealed_at
    ).order_by("decided_at", "pk").last()  # fmt: skip
    if against is None or against.moderator_id == moderator_id:
        return against is not None
    return Proposal.objects.filter(pk=against.proposal or 0, proposer_id=moderator_id).exists()


def _observed(report: SalaryReport) -> Observation:
    """What aggregation may know of the report."""
    try:
        dollars = dollars_of(report)
    except ExchangeRate.DoesNotExist:
        raise DecisionRefused(f"There is no exchange rate for {report.currency} in {report.year}.") from None
    return Observation(
        token=report.token, role_id=report.role_id, year=report.year, level=report.level, country=report.country,
        engagement=report.engagement, ai_use=report.ai_use, yearly_index=YEARLY.place(float(dollars.yearly)),
        hourly_index=HOURLY.place(float(dollars.hourly)), stream_shares=whole_shares(dollars.parts),
    )  # fmt: skip


def _record(
    report: SalaryReport, by: Any, now: datetime, action: str, reason: str, message: str,
    proposal: Proposal | None = None,
) -> Decision:  # fmt: skip
    """Add a line to the trail, and for one decided report in twenty ask for a second look."""
    line = _line(report, by, now, action, reason, message, proposal)
    line.save(force_insert=True)
    look = _second_look(report, line, proposal)
    if look is not None:
        SecondLook.objects.bulk_create([look], ignore_conflicts=True)  # a version is looked at once
    return line


def _line(
    report: SalaryReport, by: Any, now: datetime, action: str, reason: str, message: str, proposal: Proposal | None
) -> Decision:
    if len(message) > LONGEST_MESSAGE:
        raise DecisionRefused(f"The message is longer than {LONGEST_MESSAGE} characters.")
    since = max(report.updated_at, report.appealed_at or report.updated_at)
    return Decision(
        report_id=report.pk, action=action, reason=reason, message=message, moderator_id=by.pk,
        moderator=by.get_username(), decided_at=now, proposal=proposal.pk if proposal else None,
        waited_minutes=max(0, int((now - since).total_seconds() // 60)) if action != Action.REOPENED else None,
    )  # fmt: skip


def _second_look(report: SalaryReport, line: Decision, proposal: Proposal | None) -> SecondLook | None:
    """The second look that the decision is to get, if it is to get one."""
    if line.action not in LOOKED_AT_TWICE or not is_chosen(report.pk, report.updated_at):
        return None
    return SecondLook(
        report_id=report.pk, version=report.updated_at, first_id=line.moderator_id,
        proposer_id=proposal.proposer_id if proposal else 0, decided=line.action, decided_at=line.decided_at,
        expires_at=line.decided_at + LOOK_LIVES,
    )  # fmt: skip
