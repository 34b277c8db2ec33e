"""Small files in the publishers' layouts, made by plain functions, for importers to read."""

import csv
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from salaries.importers import IMPORTERS
from salaries.importers.loading import Summary, load
from salaries.importers.reading import ImportRefused, look_at

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
OEWS_HEADER = (
    "AREA", "AREA_TITLE", "AREA_TYPE", "PRIM_STATE", "NAICS", "NAICS_TITLE", "I_GROUP", "OWN_CODE", "OCC_CODE",
    "OCC_TITLE", "O_GROUP", "TOT_EMP", "EMP_PRSE", "JOBS_1000", "LOC_QUOTIENT", "PCT_TOTAL", "PCT_RPT", "H_MEAN",
    "A_MEAN", "MEAN_PRSE", "H_PCT10", "H_PCT25", "H_MEDIAN", "H_PCT75", "H_PCT90", "A_PCT10", "A_PCT25", "A_MEDIAN",
    "A_PCT75", "A_PCT90", "ANNUAL", "HOURLY",
)  # fmt: skip
COMPOSERS = {
    "AREA": "99", "AREA_TITLE": "U.S.", "I_GROUP": "cross-industry", "OCC_CODE": "27-2041",
    "OCC_TITLE": "Music Directors and Composers", "O_GROUP": "detailed", "TOT_EMP": 12000, "EMP_PRSE": 6.3,
    "H_MEAN": 43.5, "A_MEAN": 90470, "MEAN_PRSE": 4.3, "H_PCT10": 19.17, "H_PCT25": 25.53, "H_MEDIAN": 35.44,
    "H_PCT75": 50.04, "H_PCT90": "#", "A_PCT10": 39880, "A_PCT25": 53110, "A_MEDIAN": 73710, "A_PCT75": 104090,
    "A_PCT90": "#",
}  # fmt: skip
MUSICIANS = COMPOSERS | {
    "OCC_CODE": "27-2042", "OCC_TITLE": "Musicians and Singers", "A_MEAN": "*", "A_PCT10": "*", "A_PCT25": "*",
    "A_MEDIAN": "*", "A_PCT75": "*", "A_PCT90": "*", "HOURLY": "TRUE",
}  # fmt: skip


def workbook(path: Path, sheets: dict[str, Iterable[Sequence[Any]]]) -> Path:
    """A workbook with those sheets in that order."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def oews(
    folder: Path,
    *rows: dict[str, Any],
    header: Sequence[str] = OEWS_HEADER,
    title: str = "national_M2027_dl",
    notes: str = "May 2027 OEWS Estimates",
    name: str = "national_M2027_dl.xlsx",
) -> Path:
    """A workbook of wages of May 2027 with its notes."""
    table = [header, *([row.get(column, "") for column in header] for row in rows or (COMPOSERS, MUSICIANS))]
    return workbook(folder / name, {title: table, "Field Descriptions": [[notes], ["Field", "Field Description"]]})


def text(path: Path, rows: Iterable[Sequence[Any]]) -> Path:
    """A CSV file."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(rows)
    return path


def repacked(path: Path, change: Callable[[str, bytes], bytes], extra: dict[str, bytes] | None = None) -> Path:
    """The same workbook with each part changed by ``change``, and parts added."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, change(name, data))
        for name, data in (extra or {}).items():
            archive.writestr(name, data)
    return path


def parsed(name: str, path: Path, period: str = "") -> list[Any]:
    """All rows that the importer called ``name`` reads from a file."""
    importer = IMPORTERS[name]
    return list(importer.parse(look_at(path, importer.kinds), period))


def refusal(name: str, path: Path, period: str = "") -> str:
    """Why the importer called ``name`` refuses a file."""
    with pytest.raises(ImportRefused) as refused:
        parsed(name, path, period)
    return str(refused.value)


def loaded(name: str, path: Path, **options: Any) -> Summary:
    """Import a file."""
    return load(name=name, importer=IMPORTERS[name], path=path, now=NOW, **options)
