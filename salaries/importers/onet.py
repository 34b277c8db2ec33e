"""Job titles that O*NET files under each occupation. (Its skills and tasks have no place to go to yet.)"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from salaries.importers.reading import ImportRefused, SourceDocument
from salaries.importers.tables import csv_rows, named_columns

DESCRIBED = "O*NET's table of alternate titles"
HEADER = named_columns(
    {"code": ("O*NET-SOC Code",), "occupation_title": ("Title",), "title": ("Alternate Title",)},
    ("code", "occupation_title", "title"),
)
CODE = re.compile(r"([0-9]{2}-[0-9]{4})\.[0-9]{2}")


@dataclass(frozen=True)
class TitleRow:
    """One title of one occupation; O*NET's finer codes are counted in the occupation they belong to."""

    place: str
    occupation: str
    title: str


def parse(document: SourceDocument) -> Iterator[TitleRow]:
    """Every title. Raises ImportRefused."""
    empty = True
    for row in csv_rows(document, HEADER, DESCRIBED):
        empty = False
        code = CODE.fullmatch(row.cells["code"])
        if code is None:
            raise ImportRefused(f"{row.place}: {row.cells['code']!r} is not a code such as 27-2041.00.")
        yield TitleRow(row.place, code.group(1), row.text("title"))
    if empty:
        raise ImportRefused(f"{document.name} holds no titles.")
