"""Series that make money comparable: purchasing-power parities, consumer prices and monthly exchange rates."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel import Locale

from salaries.importers.reading import ImportRefused, SourceDocument
from salaries.importers.tables import TableRow, csv_rows, named_columns

FIRST_YEAR = 1990  # no figure that we show is older
FIRST_RATE_YEAR = 2020  # nor report that can be given
HIGHEST = 10**9
FEWEST_MONTHS = 6  # as with the ECB's daily rates, a year may still be running
# The file names countries, the site currencies. Venezuela is left out: its currency lost six zeros in October 2021,
# and the file does not say in which of the two a rate is.
CURRENCIES = {
    "Australia": "AUD", "Brazil": "BRL", "Canada": "CAD", "China": "CNY", "Denmark": "DKK", "Euro": "EUR",
    "Hong Kong": "HKD", "India": "INR", "Japan": "JPY", "Malaysia": "MYR", "Mexico": "MXN", "New Zealand": "NZD",
    "Norway": "NOK", "Singapore": "SGD", "South Africa": "ZAR", "South Korea": "KRW", "Sri Lanka": "LKR",
    "Sweden": "SEK", "Switzerland": "CHF", "Taiwan": "TWD", "Thailand": "THB", "United Kingdom": "GBP",
}  # fmt: skip
PPP_HEADER = named_columns(
    {"country": ("Country",), "code": ("Country ID",), "year": ("Year",), "value": ("PPP",)},
    ("country", "code", "year", "value"),
)
CPI_HEADER = named_columns({"date": ("Date",), "value": ("Index",)}, ("date", "value"))
FX_HEADER = named_columns(
    {"date": ("Date",), "country": ("Country",), "value": ("Exchange rate",)}, ("date", "country", "value")
)


@dataclass(frozen=True)
class MonthValue:
    """A value for one month. ``name`` is '' where the file's label stands for no country or currency of ours."""

    place: str
    name: str
    label: str
    month: date
    value: Decimal


@dataclass(frozen=True)
class YearValue:
    """A value for one year of a country or currency. ``name`` is '' where the code stands for nothing we know."""

    place: str
    name: str
    label: str
    year: int
    value: Decimal
    months: int = 12


def parse_ppp(document: SourceDocument) -> Iterator[YearValue]:
    """Parities by country and year; groups of countries keep their label and get no name. Raises ImportRefused."""
    known = Locale("en").territories
    seen: set[tuple[str, int]] = set()
    for row in csv_rows(document, PPP_HEADER, "the World Bank's table of purchasing-power parities"):
        code = row.cells["code"]
        is_country = re.fullmatch("[A-Z]{2}", code) is not None and code in known
        found = YearValue(
            row.place, code if is_country else "", f"{row.cells['country']} ({code})", _year(row), _above_zero(row)
        )
        if (found.label, found.year) in seen:
            raise ImportRefused(f"{row.place}: {found.label} {found.year} stands there twice.")
        seen.add((found.label, found.year))
        yield found
    if not seen:
        raise ImportRefused(f"{document.name} holds no rows.")


def parse_cpi(document: SourceDocument) -> Iterator[MonthValue]:
    """The US index by month. Raises ImportRefused."""
    for row in csv_rows(document, CPI_HEADER, "the monthly US consumer price index"):
        yield MonthValue(row.place, "US", "United States", _date(row), _above_zero(row))


def parse_fx(document: SourceDocument) -> Iterator[MonthValue]:
    """US dollars for one unit of a currency, by month; the file gives units for one dollar. Raises ImportRefused."""
    for row in csv_rows(document, FX_HEADER, "the table of monthly exchange rates"):
        label = row.text("country")
        yield MonthValue(row.place, CURRENCIES.get(label, ""), label, _date(row), 1 / _above_zero(row))


def worth_keeping(row: YearValue, first_year: int) -> bool:
    """Whether a year is recent enough, and whole enough, to be kept."""
    return row.year >= first_year and row.months >= FEWEST_MONTHS


def by_year(rows: Iterable[MonthValue]) -> Iterator[YearValue]:
    """The mean of each year's months. Raises ImportRefused when a month has two values, or there are no rows."""
    years: dict[tuple[str, str, int], dict[int, Decimal]] = {}
    place = ""
    for row in rows:
        place = row.place
        months = years.setdefault((row.name, row.label, row.month.year), {})
        if months.setdefault(row.month.month, row.value) != row.value:
            raise ImportRefused(f"{place}: {row.label} {row.month:%Y-%m} stands there twice, with two values.")
    if not years:
        raise ImportRefused("The file holds no rows.")
    for (name, label, year), months in years.items():
        yield YearValue(place, name, label, year, sum(months.values(), Decimal(0)) / len(months), len(months))


def _date(row: TableRow) -> date:
    try:
        return date.fromisoformat(row.cells["date"])
    except ValueError:
        raise ImportRefused(f"{row.place}: {row.cells['date']!r} is not a date such as 2024-05-01.") from None


def _year(row: TableRow) -> int:
    if not re.fullmatch(r"(19|20)[0-9]{2}", row.cells["year"]):
        raise ImportRefused(f"{row.place}: {row.cells['year']!r} is not a year.")
    return int(row.cells["year"])


def _above_zero(row: TableRow) -> Decimal:
    value = row.number("value")
    if not 0 < value < HIGHEST:
        raise ImportRefused(f"{row.place}: {value} cannot be meant.")
    return value
