"""The two files of the US Bureau of Labor Statistics: what is paid, and how many jobs are expected."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from salaries.starter.files import StarterError, read_csv
from salaries.starter.rows import FigureRow

PERCENTILES = ("p10", "p25", "p50", "p75", "p90")
STATISTICS = ("mean", *PERCENTILES)
UNITS = ("year", "hour")
OEWS_COLUMNS = (
    "occupation", "year", "employment", "employment_rse", "mean_rse",
    *(f"{statistic}_{unit}" for unit in UNITS for statistic in STATISTICS),
)  # fmt: skip
EP_COLUMNS = (
    "occupation", "edition", "jobs_base", "jobs_projected", "growth_percent", "openings_yearly",
    "self_employed_percent", "wording",
)  # fmt: skip
MARKERS = {"*": "suppressed", "#": "top_coded"}
WAGE_JOBS = "wage and salary jobs only"
ALL_JOBS = "all jobs, those of self-employed people included"
EP_URL = "https://www.bls.gov/emp/data/projections-archive.htm"
NEWEST_HELD = "2024-34"
NEWER = "A newer edition, 2025-35, appeared in August 2026."
# From the notes in each workbook. That of May 2025 repeats 239,200 but shows higher values, so nothing is said of it.
TOP = dict.fromkeys((2020, 2021), "$208,000 a year or $100 an hour") | dict.fromkeys(
    (2022, 2023, 2024), "$239,200 a year or $115 an hour"
)
# The workbooks' own names of the columns, so that a reader finds the cell.
COLUMN = {"mean": "MEAN", "p10": "PCT10", "p25": "PCT25", "p50": "MEDIAN", "p75": "PCT75", "p90": "PCT90"}
NO_YEARLY = "BLS gives this occupation's pay by the hour only, since few work 2,080 hours a year: do not multiply."
NO_HOURLY = "BLS gives this occupation's pay by the year only."


def oews(folder: Path, titles: Mapping[str, str]) -> Iterator[FigureRow]:
    """Pay and jobs from bls_oews.csv. ``titles`` names the occupations; an unknown one is a StarterError."""
    for place, cells in read_csv(folder, "bls_oews.csv", OEWS_COLUMNS):
        yield from wage_figures(place, cells, titles)


def wage_figures(place: str, cells: Mapping[str, str], titles: Mapping[str, str]) -> Iterator[FigureRow]:
    """The 13 figures of one occupation and year, from cells named as ``OEWS_COLUMNS``. Raises StarterError."""
    yield _employment(place, cells, titles)
    for unit in UNITS:
        for statistic in STATISTICS:
            yield _pay(place, cells, titles, statistic, unit)


def projections(folder: Path, titles: Mapping[str, str]) -> Iterator[FigureRow]:
    """Outlook from bls_projections.csv. An empty cell means that the held file does not say."""
    for place, cells in read_csv(folder, "bls_projections.csv", EP_COLUMNS):
        yield from outlook_figures(place, cells, titles)


def outlook_figures(place: str, cells: Mapping[str, str], titles: Mapping[str, str]) -> Iterator[FigureRow]:
    """The figures of one occupation and edition, from cells named as ``EP_COLUMNS``. Raises StarterError."""
    base, last = _edition(place, cells["edition"])
    for name, column, statistic, unit, measure, year, period in (
        ("growth", "growth_percent", "growth", "percent", "projected", last, cells["edition"]),
        ("openings", "openings_yearly", "openings", "jobs", "projected", last, cells["edition"]),
        ("jobs-base", "jobs_base", "employment", "jobs", "counted", base, str(base)),
        ("jobs-projected", "jobs_projected", "employment", "jobs", "projected", last, str(last)),
        ("self-employed", "self_employed_percent", "self_employed", "percent", "counted", base, str(base)),
    ):
        if cells[column] == "":
            continue
        yield FigureRow(
            place=place, name=f"bls-ep/{cells['occupation']}/{cells['edition']}/{name}", source="bls-ep",
            occupation=cells["occupation"], subject=_title(place, cells, titles), statistic=statistic, unit=unit,
            measure=measure, population=ALL_JOBS, country="US", year=year, period=period, url=EP_URL,
            wording=cells["wording"] if name == "growth" else "", note=_outlook_note(cells["edition"], unit),
            **_value(place, column, cells[column]),
        )  # fmt: skip


def _employment(place: str, cells: Mapping[str, str], titles: Mapping[str, str]) -> FigureRow:
    year = _year(place, cells["year"])
    told = cells["employment"] not in MARKERS
    return FigureRow(
        place=place, name=f"bls-oews/{cells['occupation']}/{year}/employment", statistic="employment", unit="jobs",
        measure="counted",
        relative_standard_error=number(place, "employment_rse", cells["employment_rse"]) if told else None,
        note=_cell(year, "TOT_EMP"), **_value(place, "employment", cells["employment"]),
        **_wages(place, cells, titles, year),
    )  # fmt: skip


def _pay(
    place: str, cells: Mapping[str, str], titles: Mapping[str, str], statistic: str, unit: str
) -> FigureRow:  # fmt: skip
    year = _year(place, cells["year"])
    column = f"{statistic}_{unit}"
    text = cells[column]
    notes = [_cell(year, f"{'A' if unit == 'year' else 'H'}_{COLUMN[statistic]}")]
    if text == "#" and year in TOP:
        notes.append(f"BLS shows no pay of {TOP[year]} or more.")
    if text == "*":
        notes.append(NO_YEARLY if unit == "year" else NO_HOURLY)
    told = statistic == "mean" and not MARKERS.keys() & {text, cells["mean_rse"]}
    error = number(place, "mean_rse", cells["mean_rse"]) if told else None
    return FigureRow(
        place=place, name=f"bls-oews/{cells['occupation']}/{year}/{statistic}/{unit}", statistic=statistic, unit=unit,
        currency="USD", measure="earned", relative_standard_error=error, note=" ".join(notes),
        **_value(place, column, text), **_wages(place, cells, titles, year),
    )  # fmt: skip


def _wages(place: str, cells: Mapping[str, str], titles: Mapping[str, str], year: int) -> dict[str, Any]:
    return {
        "source": "bls-oews", "occupation": cells["occupation"], "subject": _title(place, cells, titles),
        "population": WAGE_JOBS, "country": "US", "year": year, "period": f"May {year}",
    }  # fmt: skip


def _cell(year: int, column: str) -> str:
    return f"Workbook national_M{year}_dl.xlsx, column {column}."


def _outlook_note(edition: str, unit: str) -> str:
    notes = ["Published in thousands with one decimal."] if unit == "jobs" else []
    return " ".join([*notes, NEWER] if edition == NEWEST_HELD else notes)


def _title(place: str, cells: Mapping[str, str], titles: Mapping[str, str]) -> str:
    try:
        return titles[cells["occupation"]]
    except KeyError:
        raise StarterError(f"{place}: {cells['occupation']!r} is not an occupation of roles.toml.") from None


def _edition(place: str, text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    if not (len(first) == 4 and len(last) == 2 and (first + last).isdigit()):
        raise StarterError(f"{place}: {text!r} is not an edition such as 2024-34.")
    return int(first), int(first[:2] + last)


def _year(place: str, text: str) -> int:
    if not text.isdigit():
        raise StarterError(f"{place}: {text!r} is not a year.")
    return int(text)


def _value(place: str, column: str, text: str) -> dict[str, Any]:
    """The number, or the reason why the publisher gives none."""
    if text in MARKERS:
        return {"value": None, "withheld": MARKERS[text]}
    return {"value": number(place, column, text)}


def number(place: str, column: str, text: str) -> Decimal:
    """The exact number that ``text`` writes. Raises StarterError."""
    try:
        found = Decimal(text)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise StarterError(f"{place}: {text!r} in column {column} is not a number.")
    return found
