"""Sources that the starter set does not have: written when the first of their files is imported, then a curator's."""

from datetime import date

from salaries.starter.rows import SourceRow

SOURCES = {
    row.slug: row
    for row in (
        SourceRow(
            place="publishers", slug="fed-rates", name="Monthly exchange rates (G.5)", short_name="Fed rates",
            publisher="US Federal Reserve", kind="statistics", url="https://www.federalreserve.gov/releases/g5/",
            licence="Public domain (US government work)", counts="Noon rates in New York, averaged over each month.",
            blind_spots="Official rates: where a country has another rate in the street, pay was not worth as much.",
            retrieved_on=date(2026, 11, 22),
        ),
    )
}  # fmt: skip
