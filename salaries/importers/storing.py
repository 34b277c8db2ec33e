"""From parsed rows to the database, one function for each kind of row. Unknown codes are noted, never guessed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Context, Decimal
from typing import Any

from salaries.importers import postings, series
from salaries.importers.arrival import Arrival
from salaries.models import ExchangeRate, Figure, Occupation, PriceLevel, PublishedDistribution, Role, RoleTitle
from salaries.starter.building import Held, distribution_from, figure_from
from salaries.starter.rows import DistributionRow, FigureRow

Figures = Callable[[Iterable[Any], Mapping[str, str]], Iterator[FigureRow]]
Spreads = Callable[[Iterable[Any], Mapping[str, str]], Iterator[DistributionRow]]
Store = Callable[[Iterable[Any], Arrival], None]
RATE_DIGITS, LEVEL_DIGITS = Decimal("1e-10"), Decimal("1e-18")
AS_EXACT = Context(prec=12)  # SQLite keeps decimals as floats: what comes back must equal what went in


def by_occupation(
    figures: Figures, subject: Callable[[Any], str | None], edition: Callable[[Any], str] | None = None,
    spreads: Spreads | None = None,
) -> Store:  # fmt: skip
    """Store the figures of the occupations that the site knows; the codes of all others are unknown."""

    def store(rows: Iterable[Any], arrival: Arrival) -> None:
        titles = dict(Occupation.objects.values_list("code", "title"))

        def known() -> Iterator[Any]:
            for row in rows:
                arrival.edition = edition(row) if edition else ""
                code = subject(row)
                if code is not None and code not in titles:
                    arrival.miss(code)
                yield row

        every = list(known()) if spreads else known()
        _bring_figures(figures(every, titles), arrival)
        if spreads:
            _bring_distributions(spreads(every, titles), arrival)

    return store


def advertised(rows: Iterable[postings.Posting], arrival: Arrival) -> None:
    """Store advertised pay by role. A title belongs to the one role that is called so; all others are unknown."""
    roles = roles_by_title()
    every = list(rows)
    for row in every:
        if row.counts and row.title.lower() not in roles:
            arrival.miss(row.title)
    arrival.edition = postings.edition(every[0])
    arrival.remarks.append(f"{postings.repeats(every):,} rows repeat an identical advertisement; all are counted.")
    _bring_figures(postings.figures(every, roles), arrival)
    _bring_distributions(postings.distributions(every, roles), arrival)


def price_levels(kind: PriceLevel.Series, years: Callable[[Iterable[Any]], Iterable[series.YearValue]] = iter) -> Store:
    """Store a series of price levels by country and year, of which ``years`` makes the rows."""

    def store(rows: Iterable[Any], arrival: Arrival) -> None:
        made = (
            (row.place, PriceLevel(series=kind, country=row.name, year=row.year, months=row.months,
                                   value=AS_EXACT.plus(row.value).quantize(LEVEL_DIGITS), source=arrival.source))
            for row in _known(years(rows), arrival, series.FIRST_YEAR)
        )  # fmt: skip
        arrival.bring(made, among=PriceLevel.objects.filter(series=kind), unique=("country", "year"))

    return store


def exchange_rates(rows: Iterable[series.MonthValue], arrival: Arrival) -> None:
    """Store yearly averages for currencies and years that no other source has: daily rates are better than monthly."""
    held = set(ExchangeRate.objects.exclude(source=arrival.source).values_list("currency", "year"))
    made = (
        (row.place, ExchangeRate(currency=row.name, year=row.year, days=row.months,
                                 usd_per_unit=AS_EXACT.plus(row.value).quantize(RATE_DIGITS), source=arrival.source))
        for row in _known(series.by_year(rows), arrival, series.FIRST_RATE_YEAR)
        if (row.name, row.year) not in held
    )  # fmt: skip
    arrival.bring(made, among=ExchangeRate.objects.filter(source=arrival.source), unique=("currency", "year"))


def _known(rows: Iterable[series.YearValue], arrival: Arrival, first_year: int) -> Iterator[series.YearValue]:
    latest = 0
    for row in rows:
        if not row.name:
            arrival.miss(row.label)
        elif series.worth_keeping(row, first_year):
            latest = max(latest, row.year)
            arrival.edition = f"to {latest}"
            yield row


def _bring_figures(rows: Iterator[FigureRow], arrival: Arrival) -> None:
    held = Held()

    def made() -> Iterator[tuple[str, Figure]]:
        for row in rows:
            arrival.edition = arrival.edition or row.period
            figure = figure_from(row, held)
            figure.source_file = arrival.file
            yield row.place, figure

    arrival.bring(made(), among=Figure.objects.filter(source=arrival.source), unique=("key",))


def _bring_distributions(rows: Iterator[DistributionRow], arrival: Arrival) -> None:
    held = Held()

    def made() -> Iterator[tuple[str, PublishedDistribution]]:
        for row in rows:
            spread = distribution_from(row, held)
            spread.source_file = arrival.file
            yield row.place, spread

    arrival.bring(made(), among=PublishedDistribution.objects.filter(source=arrival.source), unique=("key",))


def roles_by_title() -> dict[str, str]:
    """{title in lower case: slug} for titles that mean exactly one role."""
    found: dict[str, set[str]] = {}
    for title, slug in [
        *Role.objects.values_list("title", "slug"), *RoleTitle.objects.values_list("title", "role__slug"),
    ]:  # fmt: skip
        found.setdefault(title.lower(), set()).add(slug)
    return {title: slugs.pop() for title, slugs in found.items() if len(slugs) == 1}
