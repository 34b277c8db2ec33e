"""The starter set's files as plain rows, each with its place in its file, and the digest that names their state."""

import csv
import hashlib
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data"
VERSION = "2026-11-22"  # the day on which the facts were last reviewed; ``digest`` names their exact state


class StarterError(Exception):
    """A starter file cannot be used; the message names the file and the row. Nothing was changed."""


@cache
def digest(folder: Path = DATA) -> str:
    """Twelve hexadecimal digits that change whenever any starter file changes."""
    content = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        content.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return content.hexdigest()[:12]


def read_toml(folder: Path, name: str) -> dict[str, Any]:
    """The content of one TOML file. Raises StarterError when it is missing or not TOML."""
    try:
        return tomllib.loads((folder / name).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise StarterError(f"{name}: {error}") from error


def read_csv(folder: Path, name: str, columns: tuple[str, ...]) -> Iterator[tuple[str, dict[str, str]]]:
    """Each row of one CSV file with where it stands ("name, line 7").

    Raises StarterError when the file is missing, has other columns than ``columns``, or a row has too few or too many.
    """
    try:
        with (folder / name).open(encoding="utf-8", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            header = tuple(next(reader, ()))
            if header != columns:
                raise StarterError(f"{name}, line 1: the columns must be {', '.join(columns)}.")
            for cells in reader:
                place = f"{name}, line {reader.line_num}"
                if len(cells) != len(columns):
                    raise StarterError(f"{place}: {len(cells)} cells instead of {len(columns)}.")
                yield place, dict(zip(columns, cells, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise StarterError(f"{name}: {error}") from error
