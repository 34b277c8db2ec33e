"""Deeds of a contributor: submit, revise, withdraw. Each is one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy

from salaries.models import Decision, FollowUp, Observation, SalaryReport, Spent
from salaries.models.sealing import seal
from salaries.reporting.data import ReportData, ReportRefused, check
from salaries.reporting.followups import WINDOWS, drop_follow_ups
from salaries.reporting.questions import counted_in
from salaries.reporting.screened import mark_burst, screened
from salaries.stats import screening
from salaries.stats.money import Pay

HAS_ANOTHER = gettext_lazy("You have another report for this role and year. Change that one instead.")
WAS_WITHDRAWN = gettext_lazy("This report was withdrawn in the meantime. Give a new one if that was a mistake.")
IS_COUNTED = gettext_lazy(
    "This report is already counted for its role and year, so these must stay. Report the other one anew."
)


@transaction.atomic
def submit(*, by: Any, data: ReportData, now: datetime) -> tuple[SalaryReport, bool]:
    """Take a person's report on a role and year; a second one for the same revises the first.

    Returns the report and whether it is new. Raises ReportRefused.
    """
    dollars = check(data, now=now)
    own = _reports_of(by)
    if existing := next((row for row in own if (row.role_id, row.year) == (data.role.pk, data.year)), None):
        return revise(report=existing, by=by, data=data, now=now), False
    columns = _columns(data, dollars, by, now, own)
    try:
        with transaction.atomic():
            report = SalaryReport.objects.create(person=by, role=data.role, year=data.year, submitted_at=now, **columns)
    except IntegrityError:
        # The same person sent it twice at once; the other request won.
        if existing := SalaryReport.objects.filter(person=by, role=data.role, year=data.year).first():
            return revise(report=existing, by=by, data=data, now=now), False
        raise
    if "burst" in report.screening:
        mark_burst(data.role, now)
    return report, True


@transaction.atomic
def revise(*, report: SalaryReport, by: Any, data: ReportData, now: datetime) -> SalaryReport:
    """Replace what ``report`` says; it waits for a moderator again, and an uncounted observation of it is taken back.

    An observation that is already in a batch stays there and the report is not counted again: that would cost its
    author privacy a second time. For the same reason a counted report keeps its role and year, and one that moves takes
    along what it has cost. Raises ReportRefused, also when the new role and year are those of another report.
    """
    if not _hold(report, by):
        raise ReportRefused({"report": [str(WAS_WITHDRAWN)]})
    if data.details is None:
        data = replace(data, details=report.amounts.get("details"))
    dollars = check(data, now=now)
    moved = (report.role_id, report.year) != (data.role.pk, data.year)
    if moved and counted_in(report) is not None:
        raise ReportRefused({"role": [str(IS_COUNTED)]})
    tokens = _tokens(report) if moved else []
    if moved:
        drop_follow_ups(report)
    columns = {"role": data.role, "year": data.year, **_columns(data, dollars, by, now, _reports_of(by), report.pk)}
    try:
        with transaction.atomic():
            SalaryReport.objects.filter(pk=report.pk).update(**columns)
    except IntegrityError:
        if moved:
            raise ReportRefused({"year": [str(HAS_ANOTHER)]}) from None
        raise
    take_back(report)
    report.refresh_from_db()
    if moved:
        _carry_over(dict(zip(tokens, _tokens(report), strict=True)))
    return report


@transaction.atomic
def withdraw(*, report: SalaryReport, by: Any) -> bool:
    """Erase ``report`` and its observation. Returns whether it had been counted: then the noisy batch stays.

    What also stays then is a keyed token, so that the same role and year are not counted a second time. Of the trail
    of decisions, the words that were written to the author go too.
    """
    if not _hold(report, by):
        return False
    token = report.token
    drop_follow_ups(report)
    SalaryReport.objects.filter(pk=report.pk).delete()
    Decision.objects.filter(report_id=report.pk).update(message="")
    take_back(report)
    counted = Observation.objects.filter(token=token).first()
    if counted is not None and counted.release is not None:
        Spent.objects.update_or_create(token=token, defaults={"release": counted.release})
        counted.delete()
    return counted is not None


def _hold(report: SalaryReport, by: Any) -> bool:
    """Lock the report's row and read it again: an approval in progress is waited for, and its observation then seen.

    Returns whether it is still there. Raises PermissionError when ``by`` is not its author.
    """
    if report.person_id != by.pk:
        raise PermissionError("Only its author can change or withdraw a report.")
    try:
        report.refresh_from_db(from_queryset=SalaryReport.objects.select_for_update())
    except SalaryReport.DoesNotExist:
        return False
    return True


def _reports_of(person: Any) -> list[SalaryReport]:
    """The person's own reports, and nobody else's."""
    return list(SalaryReport.objects.filter(person=person))


def _columns(
    data: ReportData, dollars: Pay, by: Any, now: datetime, own: Sequence[SalaryReport], ignore: UUID | None = None
) -> dict[str, Any]:
    """What is stored of ``data``; ``own`` are the reports of ``by``, of which ``ignore`` is the one that says it."""
    amounts = {
        "streams": [{"kind": s.kind, "amount": str(s.amount), "period": s.period} for s in data.streams],
        "costs": str(data.costs),
    }
    given = {name: value for name, value in (data.details or {}).items() if value}
    copies = any(amounts.items() <= row.amounts.items() for row in own if row.pk != ignore)
    codes = screened(data, dollars, by=by, now=now, own=own, copies_own=copies)
    return {
        "level": data.level, "country": data.country, "engagement": data.engagement, "ai_use": data.ai_use,
        "hours_per_week": data.hours_per_week, "weeks_per_year": data.weeks_per_year, "currency": data.currency,
        "sealed_amounts": seal(amounts | ({"details": given} if given else {})),
        "status": SalaryReport.Status.PENDING, "screening": codes,
        "risk": screening.risk(codes), "updated_at": now,
    }  # fmt: skip


def _tokens(report: SalaryReport) -> list[str]:
    """Of the report and of its follow-ups, given or not."""
    return [report.token, *(FollowUp(report=report, months=months).token for months in WINDOWS)]


def _carry_over(moved: Mapping[str, str]) -> None:
    """What was spent under an old token is spent under its new one: otherwise each move would cost anew."""
    for spent in Spent.objects.filter(token__in=moved):
        told = {"release": spent.release} if spent.release else {}
        Spent.objects.update_or_create(token=moved[spent.token], defaults=told)


def take_back(report: SalaryReport) -> None:
    """Remove the report's observation if no batch holds it yet, and remember that a gate may have looked at it."""
    deleted, _ = Observation.objects.waiting().filter(token=report.token).delete()
    if deleted:
        Spent.objects.get_or_create(token=report.token)
