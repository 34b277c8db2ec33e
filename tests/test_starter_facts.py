"""The starter set's facts are those of the publishers' own files."""

import csv
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from salaries.starter import reading
from salaries.starter.rows import FigureRow, StarterSet
from tests.conftest import DATA

MARKERS = {"suppressed": "*", "top_coded": "#"}
EDITIONS = {"2019-29": "Table 1.7", "2022-32": "Table 1.7", "2024-34": "Table 1.2"}


@pytest.fixture(scope="module")
def starter() -> StarterSet:
    return reading.read()


def figures(starter: StarterSet, start: str) -> dict[str, FigureRow]:
    return {figure.name: figure for figure in starter.figures if figure.name.startswith(start)}


def said(figure: FigureRow) -> str:
    """The number, or the marker the publisher prints instead."""
    return MARKERS[figure.withheld] if figure.value is None else f"{figure.value.normalize():f}"


def plain(cell: Any) -> str:
    text = str(cell).strip().replace(",", "")
    return text if text in ("*", "#") else f"{Decimal(text).normalize():f}"


def sheet(path: Path, name: str | None = None) -> Iterator[tuple[Any, ...]]:
    with closing(openpyxl.load_workbook(path, read_only=True)) as book:
        yield from (book[name] if name else book.worksheets[0]).iter_rows(values_only=True)


@pytest.mark.needs_data
@pytest.mark.parametrize("year", range(2020, 2026))
def test_every_wage_and_job_count_is_the_workbooks(starter: StarterSet, year: int) -> None:
    rows = sheet(DATA / "oews" / f"national_M{year}_dl.xlsx")
    header = [str(name).upper() for name in next(rows)]
    workbook = {row["OCC_CODE"]: row for row in (dict(zip(header, r, strict=True)) for r in rows)
                if row["O_GROUP"] == "detailed"}  # fmt: skip
    ours = [f for f in figures(starter, "bls-oews/").values() if f.year == year]
    for figure in ours:
        row = workbook[figure.occupation]
        column = figure.note.partition("column ")[2].partition(".")[0]
        assert said(figure) == plain(row[column]), figure.name
        error = {"mean": "MEAN_PRSE", "employment": "EMP_PRSE"}.get(figure.statistic)
        if error and figure.value is not None:
            assert figure.relative_standard_error == Decimal(str(row[error])), figure.name
    codes = {row.code for row in starter.occupations} & set(workbook)
    assert len(ours) == 13 * len(codes)


@pytest.mark.needs_data
def test_wages_match_what_an_importer_should_find(starter: StarterSet) -> None:
    names = {"mean": "mean", "p10": "pct10", "p25": "pct25", "p50": "median", "p75": "pct75", "p90": "pct90"}
    ours = figures(starter, "bls-oews/")
    compared = 0
    with (DATA / "oews" / "expected_rows.csv").open(newline="") as stream:
        for row in csv.DictReader(stream):
            for statistic, column in names.items():
                for unit in ("year", "hour"):
                    figure = ours.get(f"bls-oews/{row['soc']}/{row['year']}/{statistic}/{unit}")
                    if figure:
                        assert said(figure) == plain(row[f"{unit[0].replace('y', 'a')}_{column}"]), figure.name
                        compared += 1
    assert compared == sum(figure.measure == "earned" for figure in ours.values())


@pytest.mark.needs_data
@pytest.mark.parametrize("edition", EDITIONS)
def test_every_projection_is_the_workbooks(starter: StarterSet, edition: str) -> None:
    path = DATA / "projections" / f"bls_ep_{edition.replace('-', '_')}_occupation.xlsx"
    rows = {str(row[1]): row for row in sheet(path, EDITIONS[edition])}
    at = {"jobs-base": 3, "jobs-projected": 4, "growth": 6, "self-employed": 7, "openings": 8}
    if edition == "2024-34":
        at |= {"growth": 8, "self-employed": 9, "openings": 10}
    ours = {name: figure for name, figure in figures(starter, "bls-ep/").items() if f"/{edition}/" in name}
    for name, figure in ours.items():
        cell = str(rows[figure.occupation][at[name.rpartition("/")[2]]])
        if cell == "—":
            assert figure.withheld == "suppressed", name
        else:
            assert figure.value == Decimal(cell) * (1000 if figure.unit == "jobs" else 1), name
    assert len(ours) == 5 * len({row.code for row in starter.occupations} & set(rows))


@pytest.mark.needs_data
def test_the_edition_held_as_text_matches_too(starter: StarterSet) -> None:
    columns = {
        "growth": "Employment Percent Change, 2023-2033", "jobs-base": "Employment 2023",
        "jobs-projected": "Employment 2033", "openings": "Occupational Openings, 2023-2033 Annual Average",
    }  # fmt: skip
    with (DATA / "projections" / "bls_ep_2023_33_employment_projections.csv").open(newline="") as stream:
        rows = {row["Occupation Code"].strip('="'): row for row in csv.DictReader(stream)}
    ours = {name: figure for name, figure in figures(starter, "bls-ep/").items() if "/2023-33/" in name}
    for name, figure in ours.items():
        cell = Decimal(rows[figure.occupation][columns[name.rpartition("/")[2]]].replace(",", ""))
        assert figure.value == cell * (1000 if figure.unit == "jobs" else 1), name
    assert len(ours) == 4 * len({row.code for row in starter.occupations} & set(rows))


@pytest.mark.needs_data
def test_wording_is_the_one_of_that_edition(starter: StarterSet) -> None:
    with (DATA / "projections" / "expected_rows.csv").open(newline="") as stream:
        expected = {f"bls-ep/{r['soc']}/{r['projection']}/growth": r["outlook_2024_34_scale"]
                    for r in csv.DictReader(stream)}  # fmt: skip
    ours = figures(starter, "bls-ep/")
    assert {name: ours[name].wording for name in expected if name in ours} == {
        name: wording for name, wording in expected.items() if name in ours
    }
    assert {f.year for f in ours.values() if f.wording} == {2034}


@pytest.mark.parametrize(
    ("name", "value", "period"),
    [
        ("bls-oews/27-2041/2022/p50/year", 62_940, "May 2022"),
        ("bls-oews/27-2041/2023/p50/year", 62_590, "May 2023"),
        ("bls-oews/27-2041/2024/p50/year", 63_670, "May 2024"),
        ("bls-oews/27-2041/2025/p50/year", 73_710, "May 2025"),
        ("bls-oews/27-2041/2021/p90/year", 123_800, "May 2021"),
        ("bls-oews/27-2012/2025/p50/year", 90_360, "May 2025"),
        ("bls-oews/15-1252/2023/p50/year", 132_270, "May 2023"),
        ("bls-ep/27-2041/2024-34/growth", Decimal("-0.3"), "2024-34"),
        ("bls-ep/27-2041/2024-34/jobs-base", 47_300, "2024"),
        ("bls-ep/27-2042/2024-34/self-employed", Decimal("46.8"), "2024"),
    ],
)
def test_named_numbers(starter: StarterSet, name: str, value: Decimal, period: str) -> None:
    figure = figures(starter, name)[name]
    assert (figure.value, figure.period) == (value, period)


def test_musicians_have_hourly_pay_only(starter: StarterSet) -> None:
    musicians = figures(starter, "bls-oews/27-2042/").values()
    yearly = [f for f in musicians if f.unit == "year"]
    assert len(yearly) == 36
    assert {f.withheld for f in yearly} == {"suppressed"}
    assert all("by the hour only" in f.note for f in yearly)
    assert all(f.value for f in musicians if f.unit == "hour")


def test_top_coded_pay_has_no_value(starter: StarterSet) -> None:
    agents = figures(starter, "bls-oews/13-1011/2023/p90/year")["bls-oews/13-1011/2023/p90/year"]
    assert (agents.value, agents.withheld) == (None, "top_coded")
    assert "$239,200" in agents.note


def test_wages_say_whom_they_count(starter: StarterSet) -> None:
    assert {f.population for f in figures(starter, "bls-oews/").values()} == {"wage and salary jobs only"}


def test_no_edition_is_called_the_newest(starter: StarterSet) -> None:
    held = [f for name, f in figures(starter, "bls-ep/").items() if "/2024-34/" in name]
    assert held
    assert all("newer edition, 2025-35" in f.note for f in held)


@pytest.mark.parametrize(("currency", "rate"), [("EUR", "1.0812686275"), ("GBP", "1.2433758408"), ("USD", "1")])
def test_rates_are_dollars_for_one_unit(starter: StarterSet, currency: str, rate: str) -> None:
    rates = {(row.currency, row.year): row for row in starter.rates}
    assert rates[currency, 2023].usd_per_unit == Decimal(rate)
    assert rates[currency, 2026].days == 213


def test_thin_years_of_a_currency_are_left_out(starter: StarterSet) -> None:
    held = {(row.currency, row.year) for row in starter.rates}
    assert ("HRK", 2022) in held
    assert not held & {("HRK", 2023), ("RUB", 2022)}
    assert min(row.days for row in starter.rates) >= 120
