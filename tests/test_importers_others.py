"""Postings, microdata, titles and series: what each file says, and what is made of it."""

import statistics
from decimal import Decimal
from pathlib import Path

import pytest

from salaries.importers import postings, pums, series
from salaries.importers.quantiles import weighted_quantile
from salaries.importers.reading import ImportRefused
from tests.conftest import DATA
from tests.publishers import parsed, refusal, text

POSTING = ("2026", "SE", "FT", "AI Engineer", "US", "0", "US", "M", "100000", "140000", "pair")
PERSON = ("2024HU01", "1", "48", "1000000", "10", "1.0", "2752.0", "20000", "4000", "20", "52")


def posting_file(folder: Path, *rows: tuple[str, ...]) -> Path:
    return text(folder / "postings.csv", [tuple(postings.COLUMNS), *rows])


def ordered(*rows: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Rows in the order of the columns, from the order of POSTING."""
    names = ("work_year", "experience_level", "employment_type", "job_title", "employee_residence", "remote_ratio",
             "company_location", "company_size", "usd_low", "usd_high", "kind")  # fmt: skip
    return [tuple(dict(zip(names, row, strict=True))[name] for name in postings.COLUMNS) for row in rows]


def person_file(folder: Path, *rows: tuple[str, ...]) -> Path:
    return text(folder / "pums.csv", [pums.NAMES, *rows])


def people(count: int, **changes: str) -> list[tuple[str, ...]]:
    """That many different persons who are the same in everything else."""
    one = dict(zip(pums.NAMES, PERSON, strict=True)) | changes
    return [tuple((one | {"SPORDER": str(number)}).values()) for number in range(1, count + 1)]


def test_weighted_quantiles_are_those_of_repeated_values() -> None:
    pairs = [(Decimal(3), Decimal(2)), (Decimal(1), Decimal(1)), (Decimal(8), Decimal(3))]
    repeated = [1, 3, 3, 8, 8, 8]
    assert weighted_quantile(pairs, Decimal("0.5")) == Decimal(str(statistics.median(repeated)))
    assert weighted_quantile(pairs, Decimal("0.1")) == 1
    assert weighted_quantile(pairs, Decimal("0.9")) == 8
    with pytest.raises(ValueError, match="at least one"):
        weighted_quantile([], Decimal("0.5"))


# Postings


def test_a_posting_counts_with_its_midpoint(tmp_path: Path) -> None:
    others = [("FL",), ("PT",)]
    rows = ordered(POSTING, *((*POSTING[:2], kind, *POSTING[3:]) for (kind,) in others))
    read = parsed("postings", posting_file(tmp_path, *rows))
    assert [(row.middle, row.counts) for row in read] == [(120_000, True), (120_000, False), (120_000, False)]


def test_percentiles_of_postings_are_posted_not_earned(tmp_path: Path) -> None:
    rows = ordered(*[(*POSTING[:8], str(60_000 + 1_000 * n), "180000", "pair") for n in range(31)])
    read = parsed("postings", posting_file(tmp_path, *rows))
    figures = {f.statistic: f for f in postings.figures(read, {"ai engineer": "ai-developer-music"})}
    assert figures["p50"].value == Decimal("127500.00")
    assert {f.measure for f in figures.values()} == {"posted"}
    assert {f.respondents for f in figures.values()} == {31}
    assert figures["p50"].name == "ai-jobs-net/ai-engineer/p50"
    assert figures["p50"].period == "2026 to 2026"
    assert "not people" in figures["p50"].population
    assert list(postings.figures(read[:29], {"ai engineer": "x"})) == []


def test_repeated_postings_are_counted_as_such(tmp_path: Path) -> None:
    other = (*POSTING[:8], "90000", "140000", "pair")
    read = parsed("postings", posting_file(tmp_path, *ordered(POSTING, POSTING, other, POSTING)))
    assert postings.repeats(read) == 2


def test_postings_that_cannot_be_meant_are_refused(tmp_path: Path) -> None:
    upside_down = (*POSTING[:8], "150000", "140000", "pair")
    assert "line 2: 150000 to 140000" in refusal("postings", posting_file(tmp_path, *ordered(upside_down)))
    assert "not a year" in refusal("postings", posting_file(tmp_path, *ordered(("soon", *POSTING[1:]))))
    assert "holds no postings" in refusal("postings", posting_file(tmp_path))


@pytest.mark.needs_data
def test_the_publishers_postings_give_the_starter_sets_medians() -> None:
    (path,) = (DATA / "postings").glob("*.csv")
    roles = {"ai developer": "ai-developer-music", "machine learning engineer": "machine-learning-engineer"}
    found = {f.name: f for f in postings.figures(parsed("postings", path), roles)}
    developer = found["ai-jobs-net/ai-developer/p50"]
    assert (developer.value, developer.respondents, developer.year) == (Decimal("162250.00"), 32, 2024)
    assert developer.period == "May 2022 to January 2025"
    assert found["ai-jobs-net/machine-learning-engineer/p50"].value == 200_000


# Microdata


def test_earnings_are_wages_and_self_employment_in_the_last_years_dollars(tmp_path: Path) -> None:
    (row,) = parsed("pums", person_file(tmp_path, *people(1, ADJINC="1250000")))
    assert (row.earnings, row.hours, row.weight, row.occupation) == (30_000, 1_040, 10, "2752")


def test_weights_decide_and_losses_are_left_out(tmp_path: Path) -> None:
    many, few = people(40, PWGTP="1", WAGP="9000", SEMP="1000"), people(40, SERIALNO="2023HU02", PWGTP="3")
    lost = people(10, SERIALNO="2022HU03", WAGP="0", SEMP="-5000")
    idle = people(10, SERIALNO="2021HU04", ESR="6.0", WAGP="1")
    read = parsed("pums", person_file(tmp_path, *many, *few, *lost, *idle))
    figures = {f.name.removeprefix("acs-pums/27-2042/48/2021-24/"): f for f in pums.figures(read, {"27-2042": "M"})}
    assert figures["p50/year"].value == 24_000
    assert figures["p25/year"].value == 17_000  # exactly between the two groups
    assert figures["p10/year"].value == 10_000
    assert figures["mean/year"].value == 20_500
    assert figures["p50/hour"].value == Decimal("23.08")
    assert {f.respondents for f in figures.values()} == {80}
    assert "Texas" in figures["p50/year"].subject
    assert figures["p50/year"].period == "2021 to 2024"


def test_few_persons_and_persons_without_hours_give_no_figure(tmp_path: Path) -> None:
    assert list(pums.figures(parsed("pums", person_file(tmp_path, *people(49))), {"27-2042": "M"})) == []
    read = parsed("pums", person_file(tmp_path, *people(50, WKWN="")))
    assert {f.unit for f in pums.figures(read, {"27-2042": "M"})} == {"year"}


def test_a_file_without_hours_still_gives_yearly_pay(tmp_path: Path) -> None:
    rows = [row[:-2] for row in people(50)]
    read = parsed("pums", text(tmp_path / "pums.csv", [pums.NAMES[:-2], *rows]))
    assert {f.unit for f in pums.figures(read, {"27-2042": "M"})} == {"year"}


def test_persons_that_cannot_be_meant_are_refused(tmp_path: Path) -> None:
    assert "stands there twice" in refusal("pums", person_file(tmp_path, PERSON, PERSON))
    assert "ADJINC of 0" in refusal("pums", person_file(tmp_path, *people(1, ADJINC="0")))
    assert "weight -1" in refusal("pums", person_file(tmp_path, *people(1, PWGTP="-1")))
    assert "'much' in column WAGP" in refusal("pums", person_file(tmp_path, *people(1, WAGP="much")))
    assert "holds no persons" in refusal("pums", person_file(tmp_path))


@pytest.mark.needs_data
def test_texan_musicians(tmp_path: Path) -> None:
    (path,) = (DATA / "microdata").glob("*.csv")
    read = parsed("pums", path)
    assert len(read) == 3_945
    musicians = [p for p in read if p.occupation == "2752" and p.employed and p.earnings > 0]
    repeated = [p.earnings for p in musicians for _ in range(p.weight)]
    found = {f.name: f.value for f in pums.figures(read, {"27-2042": "Musicians and singers"})}
    assert abs(found["acs-pums/27-2042/48/2020-24/p50/year"] - statistics.median(repeated)) <= 5


# Titles and series


def test_titles_belong_to_the_wide_code(tmp_path: Path) -> None:
    header = ("O*NET-SOC Code", "Title", "Alternate Title", "Short Title", "Source(s)")
    path = text(tmp_path / "titles.csv", [header, ("27-2041.00", "Music Directors", "Songwriter", "", "02")])
    assert [(row.occupation, row.title) for row in parsed("onet", path)] == [("27-2041", "Songwriter")]
    path = text(tmp_path / "titles.csv", [header, ("27-204", "Music Directors", "Songwriter", "", "02")])
    assert "27-2041.00" in refusal("onet", path)


def test_a_year_of_rates_is_the_mean_of_its_inverted_months(tmp_path: Path) -> None:
    rows = [(f"2025-{month:02}-01", "Taiwan", "32" if month < 7 else "20") for month in range(1, 13)]
    path = text(tmp_path / "fx.csv", [("Date", "Country", "Exchange rate"), *rows, ("2025-01-01", "Atlantis", "7")])
    taiwan, atlantis = series.by_year(parsed("fx", path))
    assert (taiwan.name, taiwan.value, taiwan.months) == ("TWD", Decimal("0.040625"), 12)
    assert (atlantis.name, atlantis.months) == ("", 1)
    assert series.worth_keeping(taiwan, 2020)
    assert not series.worth_keeping(atlantis, 2020)


def test_a_month_with_two_values_is_refused(tmp_path: Path) -> None:
    twice = [("2025-01-01", "300"), ("2025-01-01", "9")]
    path = text(tmp_path / "cpi.csv", [("Date", "Index"), *twice])
    with pytest.raises(ImportRefused, match="2025-01 stands there twice"):
        list(series.by_year(parsed("cpi", path)))


@pytest.mark.parametrize("value", ["0", "-1", "x", "1e30", "1e-99", "1e999999999", "1,5", "1_000", "１２", "NaN"])
def test_values_that_cannot_be_meant_are_refused(tmp_path: Path, value: str) -> None:
    path = text(tmp_path / "ppp.csv", [("Country", "Country ID", "Year", "PPP"), ("Spain", "ES", "2024", value)])
    assert "line 2" in refusal("ppp", path)


def test_groups_of_countries_get_no_name(tmp_path: Path) -> None:
    rows = [("Spain", "ES", "2024", "0.6"), ("Euro area", "XC", "2024", "0.7")]
    path = text(tmp_path / "ppp.csv", [("Country", "Country ID", "Year", "PPP"), *rows])
    assert [(row.name, row.label) for row in parsed("ppp", path)] == [("ES", "Spain (ES)"), ("", "Euro area (XC)")]


@pytest.mark.needs_data
def test_the_publishers_prices() -> None:
    prices = {row.year: row for row in series.by_year(parsed("cpi", DATA / "money" / "us_cpi.csv"))}
    assert round(prices[2020].value, 3) == Decimal("258.811")
    assert prices[2026].months == 5
    assert not series.worth_keeping(prices[2026], 1990)
