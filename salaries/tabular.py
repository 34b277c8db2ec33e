"""Tables as files: CSV that no spreadsheet will run, and Parquet with the same rows."""

import csv
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

STARTS_A_FORMULA = re.compile(r"[\s\x00]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")  # full-width signs count too
SQL_TYPES = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "date": "DATE", "boolean": "BOOLEAN"}
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """A column: its name, its Frictionless type (string, integer, number, date, boolean), and what it holds."""

    name: str
    kind: str
    description: str = ""


@dataclass(frozen=True)
class Table:
    """Columns in order, and rows by column name; a missing or None value is an empty cell."""

    columns: Sequence[Column]
    rows: Sequence[Row]


def harmless(value: object) -> object:
    """``value`` for a cell: text a spreadsheet would run as a formula gets an apostrophe in front; None is empty."""
    if isinstance(value, str) and STARTS_A_FORMULA.match(value):
        return f"'{value}"
    return "" if value is None else value


def csv_text(table: Table) -> str:
    """The table as CSV with a header row (RFC 4180)."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([column.name for column in table.columns])
    for row in table.rows:
        writer.writerow([harmless(_cell(row.get(column.name))) for column in table.columns])
    return out.getvalue()


def parquet_bytes(table: Table) -> bytes:
    """The table as Parquet (Zstandard). The same rows always make the same bytes: one thread, no time, no names.

    Raises OSError when the disk does not take it, which DuckDB's own error is not.
    """
    types = {column.name: SQL_TYPES[column.kind] for column in table.columns}
    with TemporaryDirectory() as folder, duckdb.connect(":memory:") as engine:
        source, target = Path(folder) / "rows.ndjson", Path(folder) / "table.parquet"
        source.write_text("".join(f"{line}\n" for line in _lines(table)), encoding="utf-8")
        engine.execute("SET enable_progress_bar = false")
        engine.execute("SET threads = 1")
        engine.execute("SET preserve_insertion_order = true")
        engine.execute("SET autoinstall_known_extensions = false")
        rows = engine.read_json(str(source), columns=types, format="newline_delimited")
        try:
            rows.write_parquet(str(target), compression="zstd")
        except duckdb.IOException as fault:
            raise OSError(str(fault)) from fault
        return target.read_bytes()


def _lines(table: Table) -> Iterable[str]:
    names = [column.name for column in table.columns]
    return (json.dumps({name: _cell(row.get(name)) for name in names}, default=str) for row in table.rows)


def _cell(value: object) -> object:
    """Plain values as they are, lists of words with '; ' between them, anything nested as JSON."""
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value
