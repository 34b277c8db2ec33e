"""From what a person typed to a year's pay and an hour's pay in US dollars. Exact decimals; no floats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

HOURS_IN_A_DAY = 8
WEEKS_IN_A_YEAR = 52
MONTHS_IN_A_YEAR = 12


@dataclass(frozen=True)
class Amount:
    """One income stream as typed: ``amount`` in some currency for each ``period``."""

    kind: str
    amount: Decimal
    period: str


@dataclass(frozen=True)
class Pay:
    """A year's work in money: income before costs, costs, and what is left, a year and an hour, in one currency."""

    income: Decimal
    costs: Decimal
    hours: Decimal
    by_stream: Mapping[str, Decimal]

    @property
    def yearly(self) -> Decimal:
        """Income less business costs; never below zero."""
        return max(self.income - self.costs, Decimal(0))

    @property
    def hourly(self) -> Decimal:
        """Yearly pay for each hour worked."""
        return self.yearly / self.hours

    def times(self, rate: Decimal) -> "Pay":
        """The same in another currency, at ``rate`` units of it for one unit of this one."""
        streams = {kind: amount * rate for kind, amount in self.by_stream.items()}
        return Pay(self.income * rate, self.costs * rate, self.hours, streams)


def times_a_year(period: str, hours_per_week: Decimal, weeks: int) -> Decimal:
    """How many of ``period`` a year of that work holds. A day is eight hours; a year of 52 weeks has twelve months.

    Raises KeyError for an unknown period.
    """
    return {
        "hour": hours_per_week * weeks,
        "day": hours_per_week / HOURS_IN_A_DAY * weeks,
        "week": Decimal(weeks),
        "month": Decimal(weeks) * MONTHS_IN_A_YEAR / WEEKS_IN_A_YEAR,
        "year": Decimal(1),
    }[period]


def year_of(amounts: Sequence[Amount], costs: Decimal, hours_per_week: Decimal, weeks: int) -> Pay:
    """The year's pay that ``amounts`` add up to, in the currency they were typed in."""
    by_stream: dict[str, Decimal] = {}
    for entry in amounts:
        yearly = entry.amount * times_a_year(entry.period, hours_per_week, weeks)
        by_stream[entry.kind] = by_stream.get(entry.kind, Decimal(0)) + yearly
    return Pay(sum(by_stream.values(), Decimal(0)), costs, hours_per_week * weeks, by_stream)


def whole_shares(by_stream: Mapping[str, Decimal], total: int = 100) -> dict[str, int]:
    """Each stream's share of the income as a whole number; they add to exactly ``total`` (largest remainder method).

    Raises ValueError when there is no income.
    """
    income = sum(by_stream.values(), Decimal(0))
    if income <= 0:
        raise ValueError("Shares need an income above zero.")
    exact = {kind: amount * total / income for kind, amount in by_stream.items()}
    shares = {kind: int(value) for kind, value in exact.items()}
    by_remainder = sorted(exact, key=lambda kind: (shares[kind] - exact[kind], kind))
    for kind in by_remainder[: total - sum(shares.values())]:
        shares[kind] += 1
    return shares
