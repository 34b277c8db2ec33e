"""Questions over a person's own reports. Everything here is for the author's eyes, or for a deed that needs it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from salaries.models import Batch, Decision, ExchangeRate, Observation, Release, SalaryReport, Spent
from salaries.reporting.data import ReportData
from salaries.reporting.followups import follow_ups_of
from salaries.stats.money import Amount, Pay, year_of


@dataclass(frozen=True)
class OwnReport:
    """A report as its author sees it: the row, the release that counted it (None while none has), the decisions."""

    row: SalaryReport
    counted_in: int | None
    decisions: tuple[Decision, ...] = ()


def reports_of(person: Any) -> list[OwnReport]:
    """The person's reports, newest year first, without the trails. Two queries."""
    rows = list(SalaryReport.objects.of(person))
    releases = _releases(rows)
    return [OwnReport(row, releases.get(row.token)) for row in rows]


def report_of(person: Any, pk: UUID) -> OwnReport | None:
    """One report of the person with its trail; None when it does not exist or belongs to somebody else."""
    row = SalaryReport.objects.of(person).filter(pk=pk).first()
    if row is None:
        return None
    return OwnReport(row, _releases([row]).get(row.token), tuple(trail(row)))


def published_in(own: OwnReport) -> list[tuple[str, Decimal]]:
    """(table, epsilon) of each published table that holds the report: what it spent there. Empty before that."""
    if own.counted_in is None:
        return []
    batches = Batch.objects.filter(release__number=own.counted_in, role=own.row.role_id)
    return list(batches.order_by("table").values_list("table", "epsilon"))


def decided_between(people: Collection[Any], since: datetime, until: datetime) -> dict[Any, set[str]]:
    """By person's key, what moderators did with their reports after ``since`` and up to ``until``. Two queries."""
    lines = Decision.objects.filter(decided_at__gt=since, decided_at__lte=until).values_list("report_id", "action")
    actions: dict[UUID, set[str]] = {}
    for report_id, action in lines:
        actions.setdefault(report_id, set()).add(action)
    found: dict[Any, set[str]] = {}
    mine = SalaryReport.objects.filter(pk__in=list(actions), person__in=people)
    for report_id, person in mine.values_list("pk", "person_id"):
        found.setdefault(person, set()).update(actions[report_id])
    return found


def gate_cost(own: OwnReport) -> Decimal:
    """What deciding to publish cost the report, by the release that counted it; nothing before that."""
    if own.counted_in is None:
        return Decimal(0)
    return Release.objects.get(number=own.counted_in).gate_epsilon


def trail(report: SalaryReport) -> list[Decision]:
    """What moderators decided about the report, oldest first."""
    return list(Decision.objects.filter(report_id=report.pk).order_by("decided_at", "pk"))


def export_of(person: Any) -> list[dict[str, Any]]:
    """All the person gave us and what became of it, as plain JSON values; money as text so that no cent is lost."""
    return [_exported(own, trail(own.row)) for own in reports_of(person)]


def data_of(report: SalaryReport) -> ReportData:
    """What ``report`` says, with its amounts decrypted."""
    amounts = report.amounts
    return ReportData(
        role=report.role, year=report.year, level=report.level, country=report.country,
        engagement=report.engagement, ai_use=report.ai_use, hours_per_week=report.hours_per_week,
        weeks_per_year=report.weeks_per_year, currency=report.currency, streams=_streams(amounts),
        costs=Decimal(amounts["costs"]), details=amounts.get("details", {}),
    )  # fmt: skip


def dollars_of(report: SalaryReport) -> Pay:
    """The report's year in US dollars at that year's average rate. Raises ExchangeRate.DoesNotExist."""
    amounts = report.amounts
    pay = year_of(_streams(amounts), Decimal(amounts["costs"]), report.hours_per_week, report.weeks_per_year)
    rate = report.usd_per_unit or ExchangeRate.objects.get(currency=report.currency, year=report.year).usd_per_unit
    return pay.times(rate)


def _streams(amounts: dict[str, Any]) -> tuple[Amount, ...]:
    return tuple(Amount(s["kind"], Decimal(s["amount"]), s["period"]) for s in amounts["streams"])


def counted_in(report: SalaryReport) -> int | None:
    """The number of the release that counted the person's role and year, or None while none has."""
    return _releases([report]).get(report.token)


def _releases(rows: list[SalaryReport]) -> dict[str, int]:
    """The number of the release that counted each report, or one that was erased since, by the report's token."""
    tokens = [row.token for row in rows]
    counted = Observation.objects.filter(token__in=tokens).exclude(release=None)
    erased = Spent.objects.filter(token__in=tokens).exclude(release=None)
    return dict(counted.values_list("token", "release__number").union(erased.values_list("token", "release__number")))


def _exported(own: OwnReport, decisions: list[Decision]) -> dict[str, Any]:
    row = own.row
    return {
        "id": str(row.pk), "role": row.role.slug, "year": row.year, "level": row.level, "country": row.country,
        "engagement": row.engagement, "ai_use": row.ai_use, "hours_per_week": str(row.hours_per_week),
        "weeks_per_year": row.weeks_per_year, "currency": row.currency, **row.amounts, "status": row.status,
        "submitted_at": row.submitted_at.isoformat(), "updated_at": row.updated_at.isoformat(),
        "counted_in_release": own.counted_in,
        "published_tables": [{"table": name, "epsilon": str(epsilon)} for name, epsilon in published_in(own)],
        "follow_ups": [
            {"months": one.months, **one.answer, "given_at": one.given_at.isoformat()} for one in follow_ups_of(row)
        ],
        "appealed_at": row.appealed_at.isoformat() if row.appealed_at else None, "appeal": row.appeal,
        "decisions": [
            {"action": d.action, "reason": d.reason, "message": d.message, "decided_at": d.decided_at.isoformat()}
            for d in decisions
        ],
    }  # fmt: skip
