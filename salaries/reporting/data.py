"""What a report says, and whether that is possible at all. Whether it is *believable* is salaries.stats.screening's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from babel.numbers import format_decimal
from django.utils.translation import get_language, gettext

from salaries.models import COUNTRIES, AIUse, Engagement, ExchangeRate, Level, Period, Role, Stream
from salaries.models.reports import FIRST_YEAR
from salaries.reporting.details import detail_problems
from salaries.stats.axis import HOURLY, YEARLY
from salaries.stats.money import Amount, Pay, year_of

# One amount may be large in dong or rupiah: $20 million, the end of the scale, is 500,000 million dong.
MOST_AN_AMOUNT = Decimal(10) ** 12
MOST_A_YEAR = Decimal(round(YEARLY.limit(YEARLY.last)))
MOST_AN_HOUR = Decimal(round(HOURLY.limit(HOURLY.last)))
EMPLOYEES_INCOME = {Stream.SALARY.value, Stream.BONUS.value, Stream.EQUITY.value}
Problems = dict[str, list[str]]


class ReportRefused(Exception):
    """The report cannot be taken. ``problems`` maps a field's name to messages for the person who typed it.

    The names are those of ReportData's fields; "streams" stands for all kinds of income together.
    """

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
    # None: nothing is said about them, what is stored stays. Two reports of the same pay are equal without them.
    details: Mapping[str, str] | None = field(default=None, compare=False)

    @property
    def pay(self) -> Pay:
        """The year in the currency it was typed in."""
        return year_of(self.streams, self.costs, self.hours_per_week, self.weeks_per_year)


def check(data: ReportData, *, now: datetime) -> Pay:
    """The year's pay in US dollars. Raises ReportRefused with a message for each field that cannot be right."""
    if problems := _shape_problems(data, now) | _amount_problems(data) | detail_problems(data.details or {}):
        raise ReportRefused(problems)
    rate = ExchangeRate.objects.filter(currency=data.currency, year=data.year).first()
    if rate is None:
        raise ReportRefused({"currency": [_no_rate(data)]})
    dollars = data.pay.times(rate.usd_per_unit)
    if problems := _sum_problems(data, dollars):
        raise ReportRefused(problems)
    return dollars


def _no_rate(data: ReportData) -> str:
    return gettext("We have no exchange rate for %(currency)s in %(year)d.") % {
        "currency": data.currency, "year": data.year,
    }  # fmt: skip


def _shape_problems(data: ReportData, now: datetime) -> Problems:
    problems: Problems = {}
    if not FIRST_YEAR <= data.year <= now.year:
        problems["year"] = [
            gettext("Choose a year from %(first)d to %(last)d.") % {"first": FIRST_YEAR, "last": now.year}
        ]
    for name, known in (
        ("level", Level.values), ("country", COUNTRIES), ("engagement", Engagement.values), ("ai_use", AIUse.values),
    ):  # fmt: skip
        if getattr(data, name) not in known:
            problems[name] = [gettext("Choose one from the list.")]
    if not (data.hours_per_week.is_finite() and 0 < data.hours_per_week <= 168):
        problems["hours_per_week"] = [gettext("A week has 168 hours: give a number above 0 and up to 168.")]
    elif data.hours_per_week != round(data.hours_per_week, 1):
        problems["hours_per_week"] = [gettext("Give at most one digit after the point, such as 37.5.")]
    if not 1 <= data.weeks_per_year <= 52:
        problems["weeks_per_year"] = [gettext("Give the weeks you worked or were paid for, from 1 to 52.")]
    return problems


def _amount_problems(data: ReportData) -> Problems:
    problems: Problems = {}
    kinds = [stream.kind for stream in data.streams]
    if set(kinds) - set(Stream.values) or len(kinds) != len(set(kinds)):
        problems["streams"] = [gettext("Give each kind of income once, from the list.")]
    elif {stream.period for stream in data.streams} - set(Period.values):
        problems["streams"] = [gettext("Give each amount for an hour, a day, a week, a month or the year.")]
    for name, amount in [("streams", stream.amount) for stream in data.streams] + [("costs", data.costs)]:
        if problem := _amount_problem(amount):
            problems[name] = [problem]
    return problems


def _amount_problem(amount: Decimal) -> str:
    if not amount.is_finite():
        return gettext("Give amounts as plain numbers.")
    if amount < 0:
        return gettext("Amounts cannot be negative. Costs have a field of their own.")
    if amount >= MOST_AN_AMOUNT:
        return gettext("Amounts must be below %(most)s.") % {"most": _whole(MOST_AN_AMOUNT)}
    if amount != round(amount, 2):
        return gettext("Give at most two digits after the point.")
    return ""


def _sum_problems(data: ReportData, dollars: Pay) -> Problems:
    """Checks across fields, each with the sum that shows why."""
    problems: Problems = {}
    if dollars.income <= 0:
        problems["streams"] = [gettext("Give at least one kind of income above zero.")]
    elif dollars.income > MOST_A_YEAR:
        problems["streams"] = [
            gettext(
                "Together this comes to %(income)s US dollars a year. The scale ends at %(most)s: check amounts, "
                "periods and the currency."
            )
            % {"income": _whole(dollars.income), "most": _whole(MOST_A_YEAR)}
        ]
    elif dollars.hourly > MOST_AN_HOUR:
        problems["hours_per_week"] = [
            gettext("With these hours the pay comes to %(hourly)s US dollars an hour. Check hours, weeks and periods.")
            % {"hourly": _whole(dollars.hourly)}
        ]
    if "streams" not in problems and (twice := _full_time_twice(data)):
        problems["streams"] = [twice]
    kinds = {stream.kind for stream in data.streams if stream.amount > 0}
    if data.engagement == Engagement.EMPLOYEE and kinds and not kinds & EMPLOYEES_INCOME:
        problems["engagement"] = [gettext("An employee has a salary. Give one, or choose 'Freelance' or 'Both'.")]
    return problems


def _whole(amount: Decimal) -> str:
    """Without digits after the point, as the reader's language writes it."""
    return format_decimal(amount, "#,##0", get_language() or "en")


def _full_time_twice(data: ReportData) -> str:
    """What is wrong when two kinds of income each claim all hours; a bonus may be paid on the hours of a salary."""
    by_time = [
        stream for stream in data.streams
        if stream.amount > 0 and stream.period in (Period.HOUR, Period.DAY) and stream.kind != Stream.BONUS
    ]  # fmt: skip
    if len(by_time) < 2:
        return ""
    return gettext(
        "%(kinds)s are paid by the hour or day, and each would count for all your %(hours)s hours. "
        "Give the total in the year for what filled only part of them."
    ) % {
        "kinds": ", ".join(f"“{Stream(stream.kind).label}”" for stream in by_time),
        "hours": f"{data.pay.hours:.0f}",
    }  # fmt: skip
