"""Deeds of a contributor: submit, revise, withdraw. Faces check shapes; here is what makes a report possible at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from salaries.models import COUNTRIES, ExchangeRate, Observation, Role, SalaryReport, Stream
from salaries.models.reports import FIRST_YEAR
from salaries.models.sealing import observation_token, seal
from salaries.reference import known_range
from salaries.stats import screening
from salaries.stats.axis import HOURLY, YEARLY
from salaries.stats.money import Amount, Pay, year_of

MOST_A_YEAR = YEARLY.limit(YEARLY.last)
MOST_AN_HOUR = HOURLY.limit(HOURLY.last)


class ReportRefused(Exception):
    """The report cannot be taken. ``problems`` maps a field's name to messages for the person who typed it."""

    def __init__(self, problems: Mapping[str, list[str]]) -> None:
        super().__init__("The report has problems.")
        self.problems = dict(problems)


@dataclass(frozen=True)
class ReportData:
    """A report as typed, each part already of its type."""

    role: Role
    year: int
    level: str
    country: str
    engagement: str
    ai_use: str
    hours_per_week: Decimal
    weeks_per_year: int
    currency: str
    streams: tuple[Amount, ...]
    costs: Decimal = Decimal(0)

    @property
    def pay(self) -> Pay:
        """The year in the currency it was typed in."""
        return year_of(self.streams, self.costs, self.hours_per_week, self.weeks_per_year)


def submit(*, by: Any, data: ReportData, now: datetime) -> tuple[SalaryReport, bool]:
    """Take a person's report on a role and year; a second one for the same revises the first.

    Returns the report and whether it is new. Raises ReportRefused.
    """
    dollars = check(data, now=now)
    mine = SalaryReport.objects.filter(person=by, role=data.role, year=data.year)
    if existing := mine.first():
        return revise(report=existing, by=by, data=data, now=now), False
    try:
        with transaction.atomic():
            return SalaryReport.objects.create(
                person=by, role=data.role, year=data.year, submitted_at=now, **_columns(data, dollars, by, now)
            ), True
    except IntegrityError:
        # The same person sent it twice at once; the other request won.
        if existing := mine.first():
            return revise(report=existing, by=by, data=data, now=now), False
        raise


@transaction.atomic
def revise(*, report: SalaryReport, by: Any, data: ReportData, now: datetime) -> SalaryReport:
    """Replace what ``report`` says; it waits for a moderator again, and an uncounted observation of it is taken back.

    An observation that is already in a batch stays there and the report is not counted again: that would cost its
    author privacy a second time. Raises ReportRefused, also when the new role and year are those of another report.
    """
    if report.person_id != by.pk:
        raise PermissionError("A report can be revised by its author only.")
    dollars = check(data, now=now)
    others = SalaryReport.objects.filter(person=by, role=data.role, year=data.year).exclude(pk=report.pk)
    if others.exists():
        raise ReportRefused({"year": ["You have another report for this role and year. Change that one instead."]})
    _take_back(report)
    columns = {"role": data.role, "year": data.year, **_columns(data, dollars, by, now, report.pk)}
    SalaryReport.objects.filter(pk=report.pk).update(**columns)
    report.refresh_from_db()
    return report


@transaction.atomic
def withdraw(*, report: SalaryReport, by: Any) -> bool:
    """Erase ``report`` and its observation. Returns whether it had been counted: then the noisy batch that holds it stays."""
    if report.person_id != by.pk:
        raise PermissionError("A report can be withdrawn by its author only.")
    _take_back(report)
    counted, _ = Observation.objects.filter(token=observation_token(report.pk)).delete()
    SalaryReport.objects.filter(pk=report.pk).delete()
    return bool(counted)


def check(data: ReportData, *, now: datetime) -> Pay:
    """The year's pay in US dollars. Raises ReportRefused with a message for each field that cannot be right."""
    problems: dict[str, list[str]] = {}
    if not FIRST_YEAR <= data.year <= now.year:
        problems["year"] = [f"Choose a year from {FIRST_YEAR} to {now.year}."]
    if data.country not in COUNTRIES:
        problems["country"] = ["Choose a country from the list."]
    if not 0 < data.hours_per_week <= 168:
        problems["hours_per_week"] = ["A week has 168 hours: give a number above 0 and up to 168."]
    if not 1 <= data.weeks_per_year <= 52:
        problems["weeks_per_year"] = ["Give the weeks you were paid for or worked, from 1 to 52."]
    if problems:
        raise ReportRefused(problems)
    rate = ExchangeRate.objects.filter(currency=data.currency, year=data.year).first()
    if rate is None:
        raise ReportRefused({"currency": [f"We have no exchange rate for {data.currency} in {data.year}."]})
    dollars = data.pay.times(rate.usd_per_unit)
    if problems := _money_problems(data, dollars):
        raise ReportRefused(problems)
    return dollars


def data_of(report: SalaryReport) -> ReportData:
    """What ``report`` says, with its amounts decrypted."""
    amounts = report.amounts
    streams = tuple(Amount(s["kind"], Decimal(s["amount"]), s["period"]) for s in amounts["streams"])
    return ReportData(
        role=report.role, year=report.year, level=report.level, country=report.country,
        engagement=report.engagement, ai_use=report.ai_use, hours_per_week=report.hours_per_week,
        weeks_per_year=report.weeks_per_year, currency=report.currency, streams=streams,
        costs=Decimal(amounts["costs"]),
    )  # fmt: skip


def dollars_of(report: SalaryReport) -> Pay:
    """The report's year in US dollars at that year's average rate."""
    data = data_of(report)
    return data.pay.times(ExchangeRate.objects.get(currency=data.currency, year=data.year).usd_per_unit)


def is_counted(report: SalaryReport) -> Observation | None:
    """The observation through which a batch holds this report, or None while it is in none."""
    return (
        Observation.objects.filter(token=observation_token(report.pk)).exclude(release=None)
        .select_related("release").first()
    )  # fmt: skip


def _money_problems(data: ReportData, dollars: Pay) -> dict[str, list[str]]:
    """Checks across fields, each with the sum that shows why."""
    problems: dict[str, list[str]] = {}
    kinds = [stream.kind for stream in data.streams]
    unknown = set(kinds) - set(Stream.values)
    if unknown or len(kinds) != len(set(kinds)):
        problems["streams"] = ["Give each kind of income once, from the list."]
    if any(stream.amount < 0 for stream in data.streams) or data.costs < 0:
        problems["streams"] = ["Amounts and costs cannot be negative. Put costs in their own field."]
    elif dollars.income <= 0:
        problems["streams"] = ["Give at least one kind of income above zero."]
    elif dollars.income > MOST_A_YEAR:
        problems["streams"] = [
            f"Together this comes to ${dollars.income:,.0f} a year. The scale ends at ${MOST_A_YEAR:,.0f}: "
            "check amounts, periods and the currency."
        ]
    elif dollars.hourly > MOST_AN_HOUR:
        problems["hours_per_week"] = [
            f"With these hours the pay comes to ${dollars.hourly:,.0f} an hour. Check hours, weeks and periods."
        ]
    if data.engagement == "employee" and dollars.income > 0 and not {"salary", "bonus", "equity"} & set(kinds):
        problems["engagement"] = ["An employee has a salary. Give one, or choose 'Freelance' or 'Both'."]
    return problems


def _columns(data: ReportData, dollars: Pay, by: Any, now: datetime, ignore: UUID | None = None) -> dict[str, Any]:
    amounts = {
        "streams": [{"kind": s.kind, "amount": str(s.amount), "period": s.period} for s in data.streams],
        "costs": str(data.costs),
    }
    codes = _screened(data, dollars, _has_copy(by, amounts, ignore))
    return {
        "level": data.level, "country": data.country, "engagement": data.engagement, "ai_use": data.ai_use,
        "hours_per_week": data.hours_per_week, "weeks_per_year": data.weeks_per_year, "currency": data.currency,
        "sealed_amounts": seal(amounts), "status": SalaryReport.Status.PENDING, "screening": codes,
        "risk": screening.risk(codes), "updated_at": now,
    }  # fmt: skip


def _screened(data: ReportData, dollars: Pay, copies_own: bool) -> Sequence[str]:
    candidate = screening.Candidate(
        yearly=float(dollars.yearly), hourly=float(dollars.hourly), yearly_as_typed=float(data.pay.yearly),
        hours_per_week=float(data.hours_per_week), copies_own=copies_own,
    )  # fmt: skip
    return screening.screen(candidate, known_range(data.role))


def _has_copy(by: Any, amounts: dict[str, Any], ignore: UUID | None) -> bool:
    """Whether another report of the same person has the same amounts. It reads the author's own reports only."""
    own = SalaryReport.objects.filter(person=by).exclude(pk=ignore)
    return any(report.amounts == amounts for report in own)


def _take_back(report: SalaryReport) -> None:
    """Remove the report's observation if no batch holds it yet."""
    Observation.objects.waiting().filter(token=observation_token(report.pk)).delete()
