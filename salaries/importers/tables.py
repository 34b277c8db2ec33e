"""Tables out of checked files: a header found by its words, and rows as plain text cells with their place."""

import csv
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook  # type: ignore[import-untyped]
from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]
from openpyxl.workbook import Workbook  # type: ignore[import-untyped]
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula  # type: ignore[import-untyped]

from salaries.importers.reading import TEXT, ImportRefused, SourceDocument

MOST_ROWS = 2_000_000
SHEET_ROWS = 200_000  # the largest sheet we know of has 400,000 in a file we do not read; ours have 1,400
SHEET_COLUMNS = 200
LEAST, MOST = -30, 12  # powers of ten between which every number we read lies
LONGEST_HEADER = 100_000
HEADER_WITHIN = 10  # rows: titles and notes may stand above the header
DAMAGE = (ParseError, InvalidFileException, OSError, KeyError, ValueError, TypeError, IndexError, AttributeError)
# Thousands are set apart by commas in groups of three, or not at all: '1,5' may be one and a half somewhere.
NUMBER = re.compile(r"[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]+)?([eE][+-]?[0-9]{1,2})?")
QUOTED = re.compile(r'="([^"]*)"')  # how some publishers keep Excel from reading a code as a date

Header = Callable[[Sequence[Sequence[str]]], dict[str, int] | None]
"""From the first rows of a sheet to {our name of a column: its position}, or None if this is another table."""


@dataclass(frozen=True)
class TableRow:
    """The cells of one row by our names of the columns; ``place`` says where it stands. Missing cells are ''."""

    place: str
    cells: Mapping[str, str]

    def text(self, name: str) -> str:
        """A cell that must not be empty. Raises ImportRefused."""
        if not self.cells[name]:
            raise ImportRefused(f"{self.place}: {name} is empty.")
        return self.cells[name]

    def number(self, name: str) -> Decimal:
        """A cell that must be a number; thousands may be set apart by commas. Raises ImportRefused."""
        return number(self.place, name, self.cells[name])


def number(place: str, name: str, text: str) -> Decimal:
    """The number that ``text`` writes. Raises ImportRefused naming the place."""
    found = Decimal(text.replace(",", "")) if NUMBER.fullmatch(text) else None
    if found is None or not LEAST < found.adjusted() < MOST:
        raise ImportRefused(f"{place}: {text[:40]!r} in column {name} is not a number that can be meant.")
    return found


def words(text: str) -> str:
    """Lower-case words with one space between, so that line breaks, dashes and case in headers do not matter."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text.lower().replace("–", "-")).split())


def named_columns(names: Mapping[str, Sequence[str]], required: Sequence[str]) -> Header:
    """A header on one row: ``names`` gives for each of our names the publishers' words for it."""
    spelled = {words(alias): ours for ours, aliases in names.items() for alias in aliases}

    def find(rows: Sequence[Sequence[str]]) -> dict[str, int] | None:
        for row in rows:
            found: dict[str, int] = {}
            for position, cell in enumerate(row):
                ours = spelled.get(words(cell))
                if ours in found:
                    raise ImportRefused(f"Two columns are called {cell!r}.")
                if ours:
                    found[ours] = position
            if set(required) <= set(found):
                return found
        return None

    return find


def csv_rows(document: SourceDocument, header: Header, described: str) -> Iterator[TableRow]:
    """The rows of a CSV file, read one by one. Raises ImportRefused when it is another table, cut off or damaged."""
    with document.path.open(encoding="utf-8-sig", newline="") as stream:
        line = stream.readline(LONGEST_HEADER)
        stream.seek(0)
        reader = csv.reader(stream, strict=True, delimiter="\t" if "\t" in line and "," not in line else ",")
        try:
            first = next(reader, [])
            columns = header([first])
            if columns is None:
                raise ImportRefused(
                    f"{document.name} is not {described}: line 1 does not hold its columns.{_hint(first)}"
                )
            for count, cells in enumerate(reader):
                place = f"{document.name}, line {reader.line_num}"
                if count >= MOST_ROWS:
                    raise ImportRefused(f"{document.name} has more than {MOST_ROWS:,} rows.")
                if not cells:
                    continue
                if len(cells) != len(first):
                    raise ImportRefused(f"{place}: {len(cells)} cells instead of {len(first)}; the file is damaged.")
                yield _row(place, cells, columns)
        except csv.Error as error:
            raise ImportRefused(f"{document.name}, line {reader.line_num}: {error}.") from error


def _hint(first: Sequence[str]) -> str:
    """What to do about a table whose cells are set apart by something else than commas."""
    for sign, name in ((";", "semicolons"), ("|", "bars")):
        if len(first) < 3 and sign in "".join(first):
            return f" Its cells seem to be set apart by {name}: save it with commas."
    return ""


@dataclass(frozen=True)
class Sheet:
    """The one sheet that holds the wanted table."""

    title: str
    above: tuple[str, ...]  # the texts of its first rows, header included
    below: int  # how many rows there are down to the end of the header
    rows: Callable[[], Iterator[TableRow]]


@contextmanager
def opened(document: SourceDocument) -> Iterator[Workbook]:
    """The workbook, to be read row by row. Raises ImportRefused, also for damage that shows only while reading."""
    # Closed by us: openpyxl leaves it open when a row is refused. What it warns of are looks, which are not read.
    with document.path.open("rb") as stream, warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="openpyxl")
        try:
            yield load_workbook(stream, read_only=True, data_only=False, keep_links=False)
        except DAMAGE as error:
            raise ImportRefused(f"{document.name} is a damaged workbook ({error}); download it again.") from error


def find_sheet(book: Workbook, document: SourceDocument, header: Header, described: str) -> Sheet:
    """The sheet whose header is wanted, whatever it is called and wherever it stands. Raises ImportRefused."""
    found = []
    for sheet in book.worksheets:
        first = list(_texts(sheet, HEADER_WITHIN))
        columns = header(first)
        if columns is not None:
            found.append((sheet, first, columns))
    if not found:
        raise ImportRefused(f"{document.name} is not {described}: no sheet holds its columns.")
    if len(found) > 1:
        titles = " and ".join(repr(sheet.title) for sheet, _, _ in found)
        raise ImportRefused(f"{document.name} holds the table more than once ({titles}): remove the wrong one.")
    sheet, first, columns = found[0]
    above = tuple(cell for row in first for cell in row if cell)
    below = next(rows for rows in range(1, HEADER_WITHIN + 1) if header(first[:rows]))
    return Sheet(str(sheet.title), above, below, lambda: _sheet_rows(document, sheet, columns))


def sheet_texts(book: Workbook, most: int = 60) -> Iterator[str]:
    """The texts in the first cells of every sheet, for a year or an edition that stands in a title or a note."""
    for sheet in book.worksheets:
        yield str(sheet.title)
        for row in _texts(sheet, most):
            yield from (cell for cell in row[:3] if cell)


def rows_of(document: SourceDocument, header: Header, described: str) -> Iterator[TableRow]:
    """The rows below the header of the one table in a workbook or a text. Raises ImportRefused."""
    if document.kind == TEXT:
        yield from csv_rows(document, header, described)
        return
    with opened(document) as book:
        sheet = find_sheet(book, document, header, described)
        yield from islice(sheet.rows(), sheet.below, None)


def _sheet_rows(document: SourceDocument, sheet: Any, columns: Mapping[str, int]) -> Iterator[TableRow]:
    for index, cells in enumerate(_texts(sheet, SHEET_ROWS + 1), start=1):
        place = f"{document.name}, sheet {sheet.title!r}, row {index}"
        if index > SHEET_ROWS:
            raise ImportRefused(f"{document.name}, sheet {sheet.title!r} has more than {SHEET_ROWS:,} rows.")
        yield _row(place, cells, columns)


def _texts(sheet: Any, most: int) -> Iterator[list[str]]:
    sheet.reset_dimensions()  # a sheet may lie about its size, and a wrong size would cost memory or hide rows
    for row in sheet.iter_rows(max_row=most, max_col=SHEET_COLUMNS, values_only=True):
        yield [_text(cell) for cell in row]


def _text(cell: Any) -> str:
    """A cell as text: numbers without binary noise in the last places, everything else as it prints."""
    if cell is None:
        return ""
    if isinstance(cell, (ArrayFormula, DataTableFormula)):
        return "="
    if isinstance(cell, float):
        return f"{Decimal(repr(round(cell, 6))).normalize():f}"
    return str(cell).strip()


def _row(place: str, cells: Sequence[str], columns: Mapping[str, int]) -> TableRow:
    row = {}
    for name, position in columns.items():
        text = cells[position].strip() if position < len(cells) else ""
        if match := QUOTED.fullmatch(text):
            text = match.group(1)
        if text.startswith("="):
            raise ImportRefused(f"{place}: {name} is a formula; save the file with values only.")
        row[name] = text
    return TableRow(place, row)
