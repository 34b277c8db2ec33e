"""How many jobs are expected: the occupational tables of the US Employment Projections, as workbook or as text.

Each edition words growth in its own way. The wording is derived only for editions whose bands are known; the others
keep the published percent alone.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from salaries.importers.reading import TEXT, ImportRefused, SourceDocument
from salaries.importers.tables import TableRow, csv_rows, find_sheet, number, opened, words
from salaries.starter import bls
from salaries.starter.rows import FigureRow

DESCRIBED = "a table of occupational projections with all of code, jobs in two years, growth and openings"
CODE = re.compile(r"[0-9]{2}-[0-9]{4}")
SPAN = re.compile(r"\b(20[0-9]{2}) (?:20)?([0-9]{2})\b(?! [0-9]{2}\b)")
YEAR = re.compile(r"20[0-9]{2}")
DASHES = ("—", "-", "–", "N/A", "")
# Lowest rounded percent of each band, highest band first. From O*NET OnLine's labels for 2024-34; the rule (round half
# up, then band) gives all 68 bands we could check.
WORDINGS: dict[str, tuple[tuple[float, str], ...]] = {
    "2024-34": (
        (7, "Much faster than average"), (5, "Faster than average"), (3, "As fast as average"),
        (1, "Slower than average"), (0, "Little or no change"), (-math.inf, "Decline"),
    )
}  # fmt: skip
REQUIRED = {"occupation", "title", "jobs_base", "jobs_projected", "growth_percent", "openings_yearly"}
NUMBERS = ("jobs_base", "jobs_projected", "jobs_change", "growth_percent", "openings_yearly", "self_employed_percent")
THOUSANDS = ("jobs_base", "jobs_projected", "openings_yearly")
# Words that all stand in a column's heading, most telling first.
MEANINGS = (
    ("openings_yearly", ("openings",)), ("self_employed_percent", ("self employed",)), ("kind", ("occupation type",)),
    ("title", ("occupation", "title")), ("title", ("matrix", "title")), ("occupation", ("occupation", "code")),
    ("occupation", ("matrix", "code")),
)  # fmt: skip


@dataclass(frozen=True)
class OutlookRow:
    """One occupation of one edition: numbers as printed (jobs in thousands), '*' for a dash, '' for no such column."""

    place: str
    occupation: str
    title: str
    kind: str
    edition: str
    cells: Mapping[str, str]

    @property
    def wording(self) -> str:
        """The publisher's word for the growth in this edition, or '' when its bands are not known."""
        growth = self.cells["growth_percent"]
        bands = WORDINGS.get(self.edition, ())
        if growth == "*" or not bands:
            return ""
        rounded = math.floor(float(growth) + 0.5)
        return next(word for lowest, word in bands if rounded >= lowest)


def parse(document: SourceDocument, period: str = "") -> Iterator[OutlookRow]:
    """Every occupation and group of occupations. Raises ImportRefused.

    ``period`` is the edition, for a file whose columns do not name it.
    """
    header = _Header(REQUIRED if document.kind == TEXT else REQUIRED | {"self_employed_percent"})
    if document.kind == TEXT:
        yield from _rows(document, csv_rows(document, header, DESCRIBED), header, period)
        return
    with opened(document) as book:
        sheet = find_sheet(book, document, header, DESCRIBED)
        yield from _rows(document, sheet.rows(), header, period)


def edition(row: OutlookRow) -> str:
    """The edition that the file is of."""
    return row.edition


def subject(row: OutlookRow) -> str | None:
    """The occupation's code; None for groups of occupations, which are not shown."""
    return None if row.occupation.endswith("0000") or row.kind.lower() == "summary" else row.occupation


def figures(rows: Iterable[OutlookRow], titles: Mapping[str, str]) -> Iterator[FigureRow]:
    """The figures of each occupation in ``titles``, the same as in the starter set."""
    for row in rows:
        if subject(row) in titles:
            cells = {**row.cells, "occupation": row.occupation, "edition": row.edition, "wording": row.wording}
            for name in THOUSANDS:
                cells[name] = _whole_jobs(row, name)
            yield from bls.outlook_figures(row.place, cells, titles)


class _Header:
    """Finds the columns, in one row or in a row of groups above a row of parts, and the edition they speak of."""

    def __init__(self, required: set[str]) -> None:
        self.required = required
        self.editions: set[str] = set()

    def __call__(self, rows: Sequence[Sequence[str]]) -> dict[str, int] | None:
        """The positions of our columns, or None."""
        for index, row in enumerate(rows):
            below = rows[index + 1] if index + 1 < len(rows) else []
            for joined in ([words(cell) for cell in row], _joined(row, below)):
                found = _columns(joined)
                if found.keys() >= self.required:
                    self.editions |= {f"{first}-{last}" for text in joined for first, last in SPAN.findall(text)}
                    return found
        return None


def _joined(groups: Sequence[str], parts: Sequence[str]) -> list[str]:
    """Headers of two rows as one: a group's name goes before each of its parts."""
    texts, group = [], ""
    for index, part in enumerate(parts):
        above = groups[index] if index < len(groups) else ""
        group = above or group
        texts.append(words(f"{group if part else above} {part}"))
    return texts


def _columns(headers: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    years: list[tuple[int, int]] = []
    for position, text in enumerate(headers):
        name = _meaning(text)
        if name == "jobs":
            years.append((int(YEAR.findall(text)[0]), position))
        elif name and name not in found:
            found[name] = position
        elif name:
            return {}  # two columns of the same meaning: this is another table
    if len(years) == 2:
        found["jobs_base"], found["jobs_projected"] = (position for _, position in sorted(years))
    if "title" in found and "occupation" not in found and "" in headers[found["title"] + 1 : found["title"] + 2]:
        found["occupation"] = found["title"] + 1  # the edition of 2019-29 prints one heading over title and code
    return found


def _meaning(text: str) -> str:
    """Our name of a column from its normalised words; '' for columns that are not read, 'jobs' for one year's jobs."""
    if "distribution" in text or "wage" in text:
        return ""
    if "change" in text:
        return "growth_percent" if "percent" in text else "jobs_change"
    if text.startswith("employment") and len(YEAR.findall(text)) == 1:
        return "jobs"
    return next((name for name, needed in MEANINGS if all(word in text for word in needed)), "")


def _rows(document: SourceDocument, rows: Iterable[TableRow], header: _Header, period: str) -> Iterator[OutlookRow]:
    seen: set[str] = set()
    for row in rows:
        code = row.cells["occupation"]
        if not CODE.fullmatch(code):
            _refuse_a_cut_row(row)
            continue
        if code in seen:
            raise ImportRefused(f"{row.place}: {code} stands there twice.")
        seen.add(code)
        title = row.text("title").partition("    *")[0].strip()
        cells = {name: _cell(row, name) for name in NUMBERS}
        kind = row.cells.get("kind", "")
        yield OutlookRow(row.place, code, title, kind, _edition(document, header, period), cells)
    if not seen:
        raise ImportRefused(f"{document.name} holds no occupations.")


def _refuse_a_cut_row(row: TableRow) -> None:
    """Headers, notes and empty rows may be passed over; a row with growth but without a code may not."""
    growth = row.cells["growth_percent"].replace(",", "").lstrip("-")
    if growth.replace(".", "", 1).isdigit():
        raise ImportRefused(f"{row.place}: {row.cells['occupation']!r} is not an occupation code such as 27-2041.")


def _edition(document: SourceDocument, header: _Header, period: str) -> str:
    found = header.editions | ({period} if period else set())
    if len(found) != 1:
        said = f"names more than one edition: {', '.join(sorted(found))}" if found else "does not say its edition"
        raise ImportRefused(f"{document.name} {said}; one such as 2024-34 is needed.")
    return found.copy().pop()


def _cell(row: TableRow, name: str) -> str:
    if name not in row.cells:
        return ""
    if row.cells[name] in DASHES:
        return "*"
    found = number(row.place, name, row.cells[name])
    if found < 0 and name not in ("jobs_change", "growth_percent"):
        raise ImportRefused(f"{row.place}: {found} cannot be meant as {name}.")
    return f"{found.normalize():f}"


def _whole_jobs(row: OutlookRow, name: str) -> str:
    """Jobs as they are shown: the publisher prints thousands with one decimal."""
    text = row.cells[name]
    return text if text == "*" else f"{number(row.place, name, text) * 1000:.0f}"
