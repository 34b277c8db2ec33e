"""A report's pay in words for the moderator who opened it. Made for one answer, never stored or logged."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.views.decorators.debug import sensitive_variables

from salaries.models import ExchangeRate, Figure, Period, SalaryReport, Stream
from salaries.reference import known_range, published_percentiles
from salaries.reporting import ReportData, data_of, detail_lines, dollars_of
from salaries.stats.money import Amount, Pay, times_a_year
from salaries.stats.screening import Range

RESTS_ON = "published percentiles and those that contributors' reports gave in the last release"
JUST_ABOVE = 1.05  # times the upper end


@dataclass(frozen=True)
class Line:
    """One row of the table: what it is, as typed, a year in the report's currency, a year in US dollars."""

    label: str
    typed: str
    own: str
    dollars: str


@dataclass(frozen=True)
class Sheet:
    """The pay of a report beside what is publicly known of the role."""

    currency: str
    streams: Sequence[Line]
    totals: Sequence[Line]
    published: Sequence[tuple[str, str]]
    verdict: str
    details: Sequence[tuple[str, str]] = ()


@sensitive_variables()
def sheet(report: SalaryReport) -> Sheet:
    """Decrypts the amounts. Without an exchange rate the dollar columns stay empty and ``verdict`` says so."""
    data = data_of(report)
    try:
        dollars: Pay | None = dollars_of(report)
    except ExchangeRate.DoesNotExist:
        dollars = None
    return Sheet(
        currency=data.currency,
        streams=[_stream(data, stream, dollars) for stream in data.streams],
        totals=_totals(data, dollars),
        published=_published(report),
        verdict=_verdict(data, dollars, known_range(report.role)),
        details=detail_lines(data.details, data.currency),
    )


@sensitive_variables()
def _stream(data: ReportData, stream: Amount, dollars: Pay | None) -> Line:
    times = times_a_year(stream.period, data.hours_per_week, data.weeks_per_year)
    return Line(
        label=str(Stream(stream.kind).label),
        typed=f"{stream.amount:,.2f} {Period(stream.period).label}",
        own=f"{stream.amount * times:,.0f}",
        dollars=f"${dollars.by_stream[stream.kind]:,.0f}" if dollars else "",
    )


@sensitive_variables()
def _totals(data: ReportData, dollars: Pay | None) -> list[Line]:
    def line(label: str, part: str, shape: str) -> Line:
        theirs = f"${getattr(dollars, part):{shape}}" if dollars else ""
        return Line(label, "", f"{getattr(data.pay, part):{shape}}", theirs)

    return [
        line("Income", "income", ",.0f"),
        line("Business costs", "costs", ",.0f"),
        line("Pay a year", "yearly", ",.0f"),
        line("Pay an hour", "hourly", ",.2f"),
    ]


def _published(report: SalaryReport) -> list[tuple[str, str]]:
    """Published percentiles of yearly pay for the role's main occupation, lowest first."""
    found = published_percentiles(report.role, "year")
    return [(str(Figure.Statistic(name).label), f"${found[name]:,.0f}") for name in sorted(found)]


def _verdict(data: ReportData, dollars: Pay | None, known: Range | None) -> str:
    if dollars is None:
        return f"There is no exchange rate for {data.currency} in {data.year}: the report cannot be approved."
    if known is None:
        return "Nothing is published for this role to compare it with."
    words = f"the public range of ${known.low:,.0f} to ${known.high:,.0f} a year ({RESTS_ON})"
    pay = float(dollars.yearly)
    if known.holds(pay):
        return f"Within {words}."
    if known.high < pay < JUST_ABOVE * known.high:
        return f"Just above {words}."
    if pay > known.high:
        return f"{pay / known.high:.1f} times the upper end of {words}."
    return f"{pay / known.low:.0%} of the lower end of {words}."
