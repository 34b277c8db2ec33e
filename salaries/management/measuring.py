"""What the commands that measure have in common: the seed they take, and files of pay from their reader."""

import csv
import re
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

from django.core.management.base import CommandError

from salaries.stats.cells import ANY

NUMBER = re.compile(r"\+?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
COLUMNS = ("role", "level", "country", "engagement", "ai_use", "pay")
Row = dict[str, str]


def checked_seed(seed: int) -> int:
    """``seed``. Raises CommandError when it is below zero, which no generator takes."""
    if seed < 0:
        raise CommandError("--seed must be at least 0.")
    return seed


def pay_rows(path: Path, required: Sequence[str] = ("pay",)) -> list[Row]:
    """The rows of a CSV file with a column ``pay`` in dollars, by the names of its header; at least one.

    Raises CommandError, with the file and the line, for what cannot be read or meant.
    """
    reader = csv.reader(StringIO(_text(path), newline=""), strict=True)
    try:
        header = _header(path, next(reader, []), required)
        rows = [_row(f"{path}, line {reader.line_num}", header, cells) for cells in reader if cells]
    except csv.Error as error:
        raise CommandError(f"{path}, line {reader.line_num}: {error}.") from error
    if not rows:
        raise CommandError(f"{path} has no row below its header.")
    return rows


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise CommandError(f"{path}, line {line}: not in UTF-8.") from error


def _header(path: Path, names: list[str], required: Sequence[str]) -> list[str]:
    missing = [name for name in required if name not in names]
    if missing:
        raise CommandError(f"{path}, line 1: the header needs {', '.join(map(repr, missing))}.")
    twice = [name for name in COLUMNS if names.count(name) > 1]
    if twice:
        raise CommandError(f"{path}, line 1: more than one column is called {twice[0]!r}.")
    return names


def _row(place: str, header: list[str], cells: list[str]) -> Row:
    if len(cells) != len(header):
        raise CommandError(f"{place}: {len(cells)} cells instead of {len(header)}.")
    row = dict(zip(header, cells, strict=True))
    pay = row["pay"].strip()
    if not NUMBER.fullmatch(pay) or not 0 < float(pay) < float("inf"):
        raise CommandError(f"{place}: pay must be a number above zero, not {pay[:40]!r}.")
    if any(row.get(name) == ANY for name in COLUMNS):
        raise CommandError(f"{place}: {ANY!r} stands for everybody and cannot be a value.")
    return row
