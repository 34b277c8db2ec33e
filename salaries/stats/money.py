"""From what a person typed to a year's pay and an hour's pay in US dollars. Exact decimals; no floats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

HOURS_IN_A_DAY = 8
WEEKS_IN_A_YEAR = 52
MONTHS_IN_A_YEAR = 12
FULL_YEAR = 2080  # hours, 52 weeks of 40: how the US statistics office turns hourly into yearly pay


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

    @property
    def parts(self) -> Mapping[str, Decimal]:
        """What the income went to: ``costs``, at most all of it, and what they leave of each stream in proportion.

        The parts add up to the income.
        """
        spent = min(self.costs, self.income)
        left = {kind: amount * (self.income - spent) / self.income for kind, amount in self.by_stream.items()}
        return {"costs": spent, **left}

    def times(self, rate: Decimal) -> "Pay":
        """The same in another currency, at ``rate`` units of it for one unit of this one."""
        streams = {kind: amount * rate for kind, amount in self.by_stream.items()}
        return Pay(self.income * rate, self.costs * rate, self.hours, streams)


@dataclass(frozen=True)
class Yardsticks:
    """What money is compared by.

    ``rates``: US dollars for one unit, by (currency, year); ``prices``: a US price index by year; ``parities``: units
    of local money that buy what a dollar buys in the United States, by (country, year).
    """

    rates: Mapping[tuple[str, int], Decimal]
    prices: Mapping[int, Decimal]
    parities: Mapping[tuple[str, int], Decimal]


@dataclass(frozen=True)
class Target:
    """Into what money is converted: a currency, prices of a year (None: as they were), and a country whose buying power
    counts instead of exchange rates ('': exchange rates)."""

    currency: str
    prices: int | None = None
    parity: str = ""


@dataclass(frozen=True)
class Step:
    """One multiplication: ``kind`` is rate_in, parity_in, prices, rate_out or parity_out; ``of`` the currency or the
    country; ``year`` the yardstick's year, ``until`` the year that prices are raised to."""

    kind: str
    factor: Decimal
    of: str
    year: int
    until: int = 0


class NoYardstick(Exception):
    """A conversion needs something that is not held: ``of`` (a currency, a country or 'prices') for ``year``."""

    def __init__(self, of: str, year: int) -> None:
        super().__init__(f"{of} {year}")
        self.of, self.year = of, year


MOST_YEARS_BACK = 3  # parities come a year or two late; an older one says little


def steps_to(target: Target, currency: str, country: str, year: int, by: Yardsticks) -> tuple[Step, ...]:
    """The steps from an amount in ``currency``, of ``country`` and ``year``, to ``target``; none when it is there.

    Always by way of US dollars: to dollars of the amount's own year, to dollars of the target's year by US prices, to
    the target's currency at the rate of that year. With a parity, both ways are parities; an amount of no single
    country comes in by its exchange rate. Raises NoYardstick.
    """
    until = target.prices or year
    at_home = not target.parity or country == target.parity
    if currency == target.currency and until == year and at_home:
        return ()
    found: list[Step] = []
    if currency != "USD":
        found.append(_way_in(target, currency, country, year, by))
    if until != year:
        rise = _held(by.prices, until, "prices") / _held(by.prices, year, "prices")
        found.append(Step("prices", rise, "US", year, until))
    if target.parity and target.parity != "US":
        at, parity = _newest(by.parities, target.parity, until)
        found.append(Step("parity_out", parity, target.parity, at))
    elif target.currency != "USD":
        rate = _rate(by, target.currency, until)
        found.append(Step("rate_out", 1 / rate, target.currency, until))
    return tuple(step for step in found if step.factor != 1)


def product(steps: Sequence[Step]) -> Decimal:
    """All steps in one factor."""
    factor = Decimal(1)
    for step in steps:
        factor *= step.factor
    return factor


def _way_in(target: Target, currency: str, country: str, year: int, by: Yardsticks) -> Step:
    if target.parity and country:
        at, parity = _newest(by.parities, country, year)
        return Step("parity_in", 1 / parity, country, at)
    return Step("rate_in", _rate(by, currency, year), currency, year)


def _rate(by: Yardsticks, currency: str, year: int) -> Decimal:
    if (currency, year) not in by.rates:
        raise NoYardstick(currency, year)
    return by.rates[currency, year]


def _held(values: Mapping[int, Decimal], year: int, name: str) -> Decimal:
    if year not in values:
        raise NoYardstick(name, year)
    return values[year]


def _newest(parities: Mapping[tuple[str, int], Decimal], country: str, year: int) -> tuple[int, Decimal]:
    for at in range(year, year - MOST_YEARS_BACK - 1, -1):
        if (country, at) in parities:
            return at, parities[country, at]
    raise NoYardstick(country, year)


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


def whole_shares(parts: Mapping[str, Decimal], total: int = 100) -> dict[str, int]:
    """Each part's share of their sum as a whole number; they add to exactly ``total`` (largest remainder method).

    Raises ValueError when the sum is not above zero.
    """
    income = sum(parts.values(), Decimal(0))
    if income <= 0:
        raise ValueError("Shares need an income above zero.")
    exact = {kind: amount * total / income for kind, amount in parts.items()}
    shares = {kind: int(value) for kind, value in exact.items()}
    by_remainder = sorted(exact, key=lambda kind: (shares[kind] - exact[kind], kind))
    for kind in by_remainder[: total - sum(shares.values())]:
        shares[kind] += 1
    return shares
