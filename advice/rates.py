"""Money in the currency a plan is worked out in, always by a rate that can be named."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from babel.numbers import get_territory_currencies

from salaries.comparison import CURRENCIES
from salaries.models import ExchangeRate, PriceLevel


@dataclass(frozen=True)
class Rate:
    """``factor`` units of ``into`` for one of ``currency``, the average of ``year`` as ``source`` has it.

    ``days`` is how many rates the average is over: fewer than usual while the year is not over.
    """

    currency: str
    into: str
    factor: float
    year: int
    source: str
    source_slug: str
    source_short: str = ""
    days: int = 0

    @property
    def differs(self) -> bool:
        """Whether anything is converted at all."""
        return self.currency != self.into


@dataclass(frozen=True)
class Parity:
    """``factor`` units of ``into`` buy in ``country`` what one unit of ``currency`` buys at home (``source``)."""

    currency: str
    into: str
    country: str
    factor: float
    year: int
    source: str
    source_slug: str


class Rates:
    """Every exchange rate into one currency, in one query; every purchasing-power parity in one more, if asked for."""

    def __init__(self, into: str) -> None:
        rows = ExchangeRate.objects.select_related("source")
        self.into = into
        self._held = {(row.currency, row.year): row for row in rows}

    def find(self, currency: str, year: int) -> Rate | None:
        """The rate of that year, or of the last year before it that is known for both; None when there is none."""
        if currency == self.into:
            return Rate(currency, self.into, 1.0, year, "", "")
        for when in sorted({known for _, known in self._held if known <= year}, reverse=True):
            one, other = (self._dollars(code, when) for code in (currency, self.into))
            if one and other:
                source = self._held[(self.into if self.into != "USD" else currency, when)].source
                days = min(self._held[code, when].days for code in (currency, self.into) if code != "USD")
                return Rate(currency, self.into, one / other, when, source.name, source.slug, source.short_name, days)
        return None

    def parity(self, currency: str, at: str, country: str, year: int) -> Parity | None:
        """What buys in ``country`` as much as money of the country ``at`` buys there, in that year or the last before.

        None where a currency is not its country's own, or no parity is known.
        """
        if not (_is_money_of(at, currency) and _is_money_of(country, self.into)):
            return None
        for when in sorted({known for _, known in self._parities if known <= year}, reverse=True):
            there, here = self._parities.get((at, when)), self._parities.get((country, when))
            if there and here:
                factor = float(here.value / there.value)
                return Parity(currency, self.into, country, factor, when, here.source.name, here.source.slug)
        return None

    @cached_property
    def _parities(self) -> dict[tuple[str, int], PriceLevel]:
        rows = PriceLevel.objects.filter(series=PriceLevel.Series.PPP).select_related("source")
        return {(row.country, row.year): row for row in rows}

    def _dollars(self, currency: str, year: int) -> float | None:
        if currency == "USD":
            return 1.0
        row = self._held.get((currency, year))
        return float(row.usd_per_unit) if row else None


def _is_money_of(country: str, currency: str) -> bool:
    return bool(country) and get_territory_currencies(country)[:1] == [currency]


def usual(country: str) -> str:
    """The country's own money where rates of it are published, else the dollar."""
    own = get_territory_currencies(country)[:1] if country else []
    return own[0] if own and own[0] in CURRENCIES else "USD"


def currencies() -> Iterable[str]:
    """Currencies that a plan can be worked out in, the dollar first."""
    known = ExchangeRate.objects.values_list("currency", flat=True).distinct().order_by("currency")
    return ["USD", *(code for code in known if code != "USD")]
