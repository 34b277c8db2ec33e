"""Deeds of a moderator: approve, reject, ask, reopen. Each leaves a line in the trail, in the same transaction."""

from datetime import datetime
from typing import Any

from django.db import transaction

from salaries.models import Decision, Observation, SalaryReport
from salaries.models.sealing import observation_token
from salaries.reporting import dollars_of
from salaries.stats.axis import HOURLY, YEARLY
from salaries.stats.money import whole_shares

Status = SalaryReport.Status
Action = Decision.Action


class DecisionRefused(Exception):
    """The decision cannot be made; the message says why."""


@transaction.atomic
def approve(*, report: SalaryReport, by: Any, now: datetime, message: str = "") -> Decision:
    """Approve a waiting report and write its observation. Changes no published figure. Raises DecisionRefused."""
    report = _claim(report, by, (Status.PENDING, Status.ASKED), Status.APPROVED)
    _observe(report)
    return _record(report, by, now, Action.APPROVED, Decision.Reason.PLAUSIBLE, message)


@transaction.atomic
def reject(*, report: SalaryReport, by: Any, now: datetime, reason: str, message: str = "") -> Decision:
    """Reject a report with a coded reason. Raises DecisionRefused."""
    report = _claim(report, by, (Status.PENDING, Status.ASKED), Status.REJECTED)
    return _record(report, by, now, Action.REJECTED, reason, message)


@transaction.atomic
def ask(*, report: SalaryReport, by: Any, now: datetime, reason: str, message: str) -> Decision:
    """Ask the contributor about a waiting report; revising it puts it back in the queue. Raises DecisionRefused."""
    if not message.strip():
        raise DecisionRefused("Write the question the contributor should answer.")
    report = _claim(report, by, (Status.PENDING,), Status.ASKED)
    return _record(report, by, now, Action.ASKED, reason, message)


@transaction.atomic
def reopen(*, report: SalaryReport, by: Any, now: datetime, message: str = "") -> Decision:
    """Put a decided report back in the queue. Its observation is taken back unless a batch already holds it."""
    report = _claim(report, by, (Status.APPROVED, Status.REJECTED), Status.PENDING)
    Observation.objects.waiting().filter(token=observation_token(report.pk)).delete()
    return _record(report, by, now, Action.REOPENED, Decision.Reason.OTHER, message)


def _claim(report: SalaryReport, by: Any, allowed: tuple[str, ...], status: str) -> SalaryReport:
    """Move the report from an allowed status to ``status`` in one conditional update, so that two moderators cannot both."""
    if report.person_id == by.pk:
        raise DecisionRefused("This is your own report: another moderator must decide on it.")
    if not SalaryReport.objects.filter(
        pk=report.pk, status__in=allowed, updated_at=report.updated_at
    ).update(status=status):  # fmt: skip
        raise DecisionRefused("The report has been changed or decided in the meantime. Look at it again.")
    return SalaryReport.objects.select_related("role").get(pk=report.pk)


def _observe(report: SalaryReport) -> None:
    """Write what aggregation may know. A report that a batch already holds keeps that one observation."""
    dollars = dollars_of(report)
    Observation.objects.get_or_create(
        token=observation_token(report.pk),
        defaults={
            "role": report.role, "year": report.year, "level": report.level, "country": report.country,
            "engagement": report.engagement, "ai_use": report.ai_use,
            "yearly_index": YEARLY.place(float(dollars.yearly)),
            "hourly_index": HOURLY.place(float(dollars.hourly)),
            "stream_shares": whole_shares(dollars.by_stream),
        },
    )  # fmt: skip


def _record(report: SalaryReport, by: Any, now: datetime, action: str, reason: str, message: str) -> Decision:
    return Decision.objects.create(
        report_id=report.pk, action=action, reason=reason, message=message, moderator_id=by.pk,
        moderator=by.get_username(), decided_at=now,
    )  # fmt: skip
