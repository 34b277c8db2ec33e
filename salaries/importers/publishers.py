"""Sources that the starter set does not have: written when the first of their files is imported, then a curator's."""

from datetime import date

from salaries.starter.rows import SourceRow

SOURCES = {
    row.slug: row
    for row in (
        SourceRow(
            place="publishers", slug="acs-pums", name="American Community Survey, public use records",
            short_name="ACS records", publisher="US Census Bureau", kind="survey",
            url="https://www.census.gov/programs-surveys/acs/microdata.html",
            licence="Public domain (US government work)",
            counts="People in the United States by their main job: employees and self-employed, part-time included.",
            blind_spots=(
                "A second job is not counted as one, so music made beside other work is missing. Earnings are what "
                "people remember. Occupations are wide, and sound engineers are not counted apart."
            ),
            retrieved_on=date(2026, 11, 22),
        ),
        SourceRow(
            place="publishers", slug="worldbank-ppp", name="Purchasing-power parities (World Development Indicators)",
            short_name="World Bank PPP", publisher="World Bank", kind="statistics",
            url="https://data.worldbank.org/indicator/PA.NUS.PPP", licence="CC BY 4.0",
            counts="Prices of what a whole economy produces, by country and year.",
            blind_spots="Rent and prices differ within a country; newest years are estimates carried forward.",
            retrieved_on=date(2026, 11, 22),
        ),
        SourceRow(
            place="publishers", slug="bls-cpi", name="Consumer Price Index for the United States, all items",
            short_name="US prices", publisher="US Bureau of Labor Statistics", kind="statistics",
            url="https://www.bls.gov/cpi/", licence="Public domain (US government work)",
            counts="What city households in the United States pay for what they buy.",
            blind_spots="One basket for everybody; prices elsewhere moved differently.",
            retrieved_on=date(2026, 11, 22),
        ),
        SourceRow(
            place="publishers", slug="fed-rates", name="Monthly exchange rates (G.5)", short_name="Fed rates",
            publisher="US Federal Reserve", kind="statistics", url="https://www.federalreserve.gov/releases/g5/",
            licence="Public domain (US government work)", counts="Noon rates in New York, averaged over each month.",
            blind_spots="Official rates: where a country has another rate in the street, pay was not worth as much.",
            retrieved_on=date(2026, 11, 22),
        ),
    )
}  # fmt: skip
