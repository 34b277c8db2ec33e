"""What O*NET says of occupations: titles, skills, tasks and tools, each a table of its own.

O*NET's codes are finer than the ones that pay is counted by: 27-2012.03 is a part of 27-2012. A rating of an occupation
is that of its base code (.00); where O*NET rates only its parts, it is their mean. Ratings that O*NET recommends to
suppress are left out.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from salaries.importers.reading import ImportRefused, SourceDocument
from salaries.importers.tables import Header, TableRow, named_columns, rows_of

CODE = re.compile(r"([0-9]{2}-[0-9]{4})(?:\.([0-9]{2}))?")
BASE = "00"
CODE_COLUMN = ("O*NET-SOC Code", "soc")
TITLES = named_columns(
    {"code": CODE_COLUMN, "occupation_title": ("Title",), "title": ("Alternate Title",)},
    ("code", "occupation_title", "title"),
)
SKILLS = named_columns(
    {"code": CODE_COLUMN, "element": ("Element ID",), "name": ("Element Name", "element"), "scale": ("Scale ID",),
     "value": ("Data Value", "importance"), "raters": ("N",), "error": ("Standard Error",),
     "suppress": ("Recommend Suppress",), "irrelevant": ("Not Relevant",), "kind": ("type",)},
    ("code", "element", "name", "value"),
)  # fmt: skip
TASKS = named_columns(
    {"code": CODE_COLUMN, "number": ("Task ID",), "statement": ("Task",), "kind": ("Task Type",),
     "responding": ("Incumbents Responding",)},
    ("code", "number", "statement", "kind", "responding"),
)  # fmt: skip
TOOLS = named_columns(
    {"code": CODE_COLUMN, "name": ("Example",), "category": ("Commodity Title",), "hot": ("Hot Technology",),
     "in_demand": ("In Demand",)},
    ("code", "name", "category", "hot", "in_demand"),
)  # fmt: skip
SCALES = {"IM": (1, 5), "LV": (0, 7)}
ELEMENT = re.compile(r"([24])(\.[A-Z0-9]{1,2}){1,4}", re.IGNORECASE)
KINDS = {"2": "skill", "4": "work_activity"}  # the first part of an element's identifier
TASK_KINDS = ("core", "supplemental", "")
TRUTH = {"Y": True, "N": False}
DIGITS = Decimal("0.0001")


@dataclass(frozen=True)
class TitleRow:
    """One title of one occupation; O*NET's finer codes are counted in the occupation they belong to."""

    place: str
    occupation: str
    title: str


@dataclass(frozen=True)
class SkillRow:
    """One rating of one element on one scale: importance (IM, 1 to 5) or level (LV, 0 to 7)."""

    place: str
    occupation: str
    detail: str
    element: str
    name: str
    scale: str
    value: Decimal
    raters: int | None
    error: Decimal | None
    usable: bool
    edition: str

    @property
    def kind(self) -> str:
        """'skill' or 'work_activity'."""
        return KINDS[self.element[0]]


@dataclass(frozen=True)
class Rating:
    """Importance and level of one element for one occupation."""

    first: SkillRow
    importance: Decimal
    level: Decimal | None
    raters: int | None
    error: Decimal | None


@dataclass(frozen=True)
class TaskRow:
    """One task; ``kind`` is 'core', 'supplemental' or ''."""

    place: str
    occupation: str
    detail: str
    number: int
    statement: str
    kind: str


@dataclass(frozen=True)
class ToolRow:
    """One tool of one occupation."""

    place: str
    occupation: str
    name: str
    category: str
    hot: bool
    in_demand: bool


def parse(document: SourceDocument) -> Iterator[TitleRow]:
    """Every title. Raises ImportRefused."""
    for row in _data(document, TITLES, "O*NET's table of alternate titles"):
        yield TitleRow(row.place, code_of(row)[0], row.text("title"))


def parse_skills(document: SourceDocument, edition: str = "") -> Iterator[SkillRow]:
    """Every rating of a skill or an activity. Raises ImportRefused.

    ``edition`` is O*NET's release, such as 30.1: its files do not say it.
    """
    if not re.fullmatch(r"([0-9]{1,2}\.[0-9])?", edition):
        raise ImportRefused(f"{edition!r} is not a release of O*NET such as 30.1.")
    seen: set[tuple[str, ...]] = set()
    for row in _data(document, SKILLS, "O*NET's table of skills"):
        found = _rating(row, edition)
        name = (found.occupation, found.detail, found.element, found.scale)
        if name in seen:
            raise ImportRefused(f"{row.place}: {' '.join(name)} stands there twice.")
        seen.add(name)
        yield found


def parse_tasks(document: SourceDocument) -> Iterator[TaskRow]:
    """Every task. Raises ImportRefused."""
    seen: set[int] = set()
    for row in _data(document, TASKS, "O*NET's table of task statements"):
        code, detail = code_of(row)
        number, kind = whole(row, "number"), row.cells["kind"].lower()
        if number in seen:
            raise ImportRefused(f"{row.place}: task {number} stands there twice.")
        if kind not in TASK_KINDS:
            raise ImportRefused(f"{row.place}: {kind[:40]!r} is no kind of task.")
        seen.add(number)
        yield TaskRow(row.place, code, detail, number, row.text("statement"), kind)


def parse_tools(document: SourceDocument) -> Iterator[ToolRow]:
    """Every tool of every occupation. Raises ImportRefused."""
    for row in _data(document, TOOLS, "O*NET's table of technology skills"):
        yield ToolRow(
            row.place, code_of(row)[0], row.text("name"), row.text("category"), _truth(row, "hot"),
            _truth(row, "in_demand"),
        )  # fmt: skip


def ratings(rows: Iterable[SkillRow]) -> Iterator[Rating]:
    """One rating for each occupation and element: that of the base code, or the mean of the parts."""
    groups: dict[tuple[str, str], dict[str, list[SkillRow]]] = {}
    for row in rows:
        if row.usable:
            groups.setdefault((row.occupation, row.element), {}).setdefault(row.scale, []).append(row)
    for scales in groups.values():
        important = of_the_whole(scales.get("IM", []))
        if not important:
            continue
        levels = of_the_whole(scales.get("LV", []))
        alone = important[0] if len(important) == 1 else None
        yield Rating(
            first=important[0], importance=mean([row.value for row in important]),
            level=mean([row.value for row in levels]) if levels else None,
            raters=alone.raters if alone else None, error=alone.error if alone else None,
        )  # fmt: skip


def of_the_whole(rows: list[SkillRow]) -> list[SkillRow]:
    """The row of the base code alone if there is one, else all."""
    return [row for row in rows if row.detail == BASE] or rows


def mean(values: list[Decimal]) -> Decimal:
    """The mean of ``values``, to four digits."""
    return (sum(values, Decimal(0)) / len(values)).quantize(DIGITS)


def code_of(row: TableRow) -> tuple[str, str]:
    """The occupation's code and the two digits of O*NET's finer one. Raises ImportRefused."""
    code = CODE.fullmatch(row.cells["code"])
    if code is None:
        raise ImportRefused(f"{row.place}: {row.cells['code']!r} is not a code such as 27-2041.00.")
    return code.group(1), code.group(2) or BASE


def whole(row: TableRow, name: str) -> int:
    """A cell that must be a whole number, not below zero. Raises ImportRefused."""
    found = row.number(name)
    if found < 0 or found != int(found):
        raise ImportRefused(f"{row.place}: {row.cells[name][:40]!r} in column {name} is not a whole number.")
    return int(found)


def _rating(row: TableRow, edition: str) -> SkillRow:
    code, detail = code_of(row)
    scale, value = row.cells.get("scale", "IM"), row.number("value")
    if not ELEMENT.fullmatch(row.cells["element"]):
        raise ImportRefused(f"{row.place}: {row.cells['element'][:40]!r} is no element of skills or activities.")
    if scale not in SCALES or not SCALES[scale][0] <= value <= SCALES[scale][1]:
        raise ImportRefused(f"{row.place}: {value} on the scale {scale[:10]!r} cannot be meant.")
    left_out = (row.cells.get("suppress"), scale == "LV" and row.cells.get("irrelevant"))
    return SkillRow(
        place=row.place, occupation=code, detail=detail, element=row.cells["element"], name=row.text("name"),
        scale=scale, value=value, raters=whole(row, "raters") if row.cells.get("raters") else None,
        error=row.number("error") if row.cells.get("error") else None, usable="Y" not in left_out, edition=edition,
    )  # fmt: skip


def _truth(row: TableRow, name: str) -> bool:
    try:
        return TRUTH[row.cells[name]]
    except KeyError:
        raise ImportRefused(f"{row.place}: {row.cells[name][:40]!r} in column {name} is neither Y nor N.") from None


def _data(document: SourceDocument, header: Header, described: str) -> Iterator[TableRow]:
    """The rows below the header. Raises ImportRefused when there are none."""
    empty = True
    for row in rows_of(document, header, described):
        if any(row.cells.values()):
            empty = False
            yield row
    if empty:
        raise ImportRefused(f"{document.name} holds no rows.")
