"""Pay and jobs by occupation: the national workbooks of the US Occupational Employment and Wage Statistics.

``*`` is no estimate, ``#`` is above the highest value shown, ``**`` is no estimate of jobs. Occupations whose pay is
given by the hour only stay so: nothing is multiplied by 2,080. The year stands in the workbook's notes, in the name of
its sheet or of the file; where these differ, or none says it, the file is refused.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from salaries.importers.reading import ImportRefused, SourceDocument
from salaries.importers.tables import TableRow, find_sheet, named_columns, number, opened, sheet_texts
from salaries.starter import bls
from salaries.starter.rows import FigureRow

DESCRIBED = "a national workbook of the BLS wage statistics (OEWS)"
# Our names of the cells (those of the starter set's bls_oews.csv) and the workbooks' names, old ones included.
PAY = {
    f"{statistic}_{unit}": f"{unit[0].replace('y', 'a')}_{column}"
    for unit in bls.UNITS
    for statistic, column in bls.COLUMN.items()
}
COLUMNS: dict[str, tuple[str, ...]] = {
    "occupation": ("occ_code",), "title": ("occ_title",), "group": ("o_group", "occ_group", "group"),
    "area": ("area",), "area_title": ("area_title",), "industry": ("i_group",), "annual_only": ("annual",),
    "hourly_only": ("hourly",), "employment": ("tot_emp",), "employment_rse": ("emp_prse",),
    "mean_rse": ("mean_prse",), **{ours: (theirs,) for ours, theirs in PAY.items()},
}  # fmt: skip
REQUIRED = ("occupation", "title", "group", "employment", "employment_rse", "mean_rse", *PAY)
HEADER = named_columns(COLUMNS, REQUIRED)
CODE = re.compile(r"[0-9]{2}-[0-9]{4}")
YEARS = (
    re.compile(r"\bMay (20[0-9]{2}) (?:OEWS|OES)\b"), re.compile(r"_M(20[0-9]{2})_dl", re.IGNORECASE),
)  # fmt: skip
NATIONAL, CROSS_INDUSTRY, DETAILED = "99", "cross-industry", "detailed"
HIGHEST = 10**9


@dataclass(frozen=True)
class WageRow:
    """One occupation of one year, its cells as text with the publisher's own marks."""

    place: str
    occupation: str
    title: str
    group: str
    year: int
    cells: Mapping[str, str]


def parse(document: SourceDocument, period: str = "") -> Iterator[WageRow]:
    """Every national, cross-industry row, summary groups included. Raises ImportRefused.

    ``period`` is the year, for a workbook that no longer says it.
    """
    with opened(document) as book:
        sheet = find_sheet(book, document, HEADER, DESCRIBED)
        year = _year(document, [*sheet_texts(book), document.name], period)
        seen: set[tuple[str, str]] = set()
        for row in sheet.rows():
            if not CODE.fullmatch(row.cells["occupation"]) or not _national(row):
                _refuse_a_cut_row(row)
                continue
            wages = _wages(row, year)
            if (wages.occupation, wages.group) in seen:
                raise ImportRefused(f"{row.place}: {wages.occupation} stands there twice.")
            seen.add((wages.occupation, wages.group))
            yield wages
    if not seen:
        raise ImportRefused(f"{document.name} holds no national rows: it is not {DESCRIBED}.")


def edition(row: WageRow) -> str:
    """The period that the file covers."""
    return f"May {row.year}"


def subject(row: WageRow) -> str | None:
    """The occupation's code; None for groups of occupations, which are not shown."""
    return row.occupation if row.group == DETAILED else None


def figures(rows: Iterable[WageRow], titles: Mapping[str, str]) -> Iterator[FigureRow]:
    """The figures of each occupation in ``titles``, the same as in the starter set."""
    for row in rows:
        if subject(row) in titles:
            cells = {**row.cells, "occupation": row.occupation, "year": str(row.year)}
            yield from bls.wage_figures(row.place, cells, titles)


def _year(document: SourceDocument, texts: Iterable[str], period: str) -> int:
    found = {match for text in texts for pattern in YEARS for match in pattern.findall(text)}
    if period and not re.fullmatch(r"20[0-9]{2}", period):
        raise ImportRefused(f"{period!r} is not a year such as 2024.")
    found |= {period} if period else set()
    if len(found) > 1:
        raise ImportRefused(f"{document.name} names more than one year: {', '.join(sorted(found))}.")
    if not found:
        raise ImportRefused(f"{document.name} does not say which May it is of; say it with --period YEAR.")
    return int(found.pop())


def _national(row: TableRow) -> bool:
    area, title = row.cells.get("area", ""), row.cells.get("area_title", "")
    industry = row.cells.get("industry", "").lower()
    return area in ("", NATIONAL) and title in ("", "U.S.") and industry in ("", CROSS_INDUSTRY)


def _refuse_a_cut_row(row: TableRow) -> None:
    """The header and empty rows may be passed over; a row with jobs but without a code may not."""
    code, jobs = row.cells["occupation"], row.cells["employment"]
    if jobs.replace(",", "").isdigit() and not CODE.fullmatch(code):
        raise ImportRefused(f"{row.place}: {code!r} is not an occupation code such as 27-2041.")


def _wages(row: TableRow, year: int) -> WageRow:
    cells = {name: _cell(row, name) for name in ("employment", "employment_rse", "mean_rse", *PAY)}
    for unit in bls.UNITS:
        shown = [cells[f"{name}_{unit}"] for name in bls.PERCENTILES]
        known = [Decimal(text) for text in shown if text not in bls.MARKERS]
        if known != sorted(known):
            raise ImportRefused(f"{row.place}: the percentiles of pay by the {unit} do not rise ({', '.join(shown)}).")
    return WageRow(row.place, row.cells["occupation"], row.text("title"), row.text("group").lower(), year, cells)


def _cell(row: TableRow, name: str) -> str:
    """A number as text, or the mark ``*`` or ``#``. Raises ImportRefused for anything else, and for empty cells."""
    text = row.cells[name]
    if text in ("*", "**"):
        return "*"
    if text == "#":
        return text
    found = number(row.place, name, text)
    if not 0 <= found <= HIGHEST or (found == 0 and name in PAY):
        raise ImportRefused(f"{row.place}: {text} cannot be meant as {name}.")
    return f"{found.normalize():f}"
