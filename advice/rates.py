"""Money in the currency a plan is worked out in, always by a rate that can be named."""

from collections.abc import Iterable
from dataclasses import dataclass

from salaries.models import ExchangeRate


@dataclass(frozen=True)
class Rate:
    """``factor`` units of ``into`` for one of ``currency``, the average of ``year`` as ``source`` has it."""

    currency: str
    into: str
    factor: float
    year: int
    source: str
    source_slug: str

    @property
    def differs(self) -> bool:
        """Whether anything is converted at all."""
        return self.currency != self.into


class Rates:
    """Every exchange rate into one currency, in one query."""

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
                return Rate(currency, self.into, one / other, when, source.name, source.slug)
        return None

    def _dollars(self, currency: str, year: int) -> float | None:
        if currency == "USD":
            return 1.0
        row = self._held.get((currency, year))
        return float(row.usd_per_unit) if row else None


def currencies() -> Iterable[str]:
    """Currencies that a plan can be worked out in, the dollar first."""
    known = ExchangeRate.objects.values_list("currency", flat=True).distinct().order_by("currency")
    return ["USD", *(code for code in known if code != "USD")]
