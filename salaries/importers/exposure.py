"""How far AI reaches into occupations and tasks, by published indices. Each keeps its own meaning."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from salaries.importers.onet import BASE, CODE_COLUMN, DIGITS, code_of, mean, whole
from salaries.importers.reading import ImportRefused, SourceDocument
from salaries.importers.tables import TableRow, csv_rows, named_columns
from salaries.models import Exposure

Index, Kind, Unit = Exposure.Index, Exposure.Kind, Exposure.Unit
WHAT: dict[str, tuple[str, str]] = {
    Index.MODEL: (Kind.MODEL, Unit.SHARE), Index.PEOPLE: (Kind.PEOPLE, Unit.SHARE),
    Index.AIOE: (Kind.COMPUTED, Unit.SCORE), Index.LANGUAGE: (Kind.COMPUTED, Unit.SCORE),
    Index.IMAGES: (Kind.COMPUTED, Unit.SCORE), Index.OBSERVED: (Kind.OBSERVED, Unit.SHARE),
}  # fmt: skip
SCALE = {Unit.SHARE: (0, 1), Unit.SCORE: (-5, 5)}
# The middle reading counts tasks that need software built around the model half; the narrow one not, the wide one full.
READINGS = ("alpha", "beta", "gamma")
RATED = {Index.MODEL: "dv_rating", Index.PEOPLE: "human_rating"}
GPTS = named_columns(
    {"code": CODE_COLUMN, **{f"{name}_{reading}": (f"{name}_{reading}",) for name in RATED.values()
                             for reading in READINGS}},
    ("code", *(f"{name}_{reading}" for name in RATED.values() for reading in READINGS)),
)  # fmt: skip
SCORES = {Index.AIOE: "aioe", Index.LANGUAGE: "lm_aioe", Index.IMAGES: "ig_aioe"}
AIOE = named_columns(
    {"code": ("soc", "SOC Code"), "aioe": ("aioe",), "lm_aioe": ("lm_aioe", "Language Modeling AIOE"),
     "ig_aioe": ("ig_aioe", "Image Generation AIOE")},
    ("code", "aioe"),
)  # fmt: skip
AEI = named_columns({"code": ("soc",), "value": ("aei_observed_exposure",)}, ("code", "value"))
AEI_TASKS = named_columns(
    {"code": CODE_COLUMN, "number": ("Task ID",), "value": ("aei_penetration",)}, ("code", "number", "value")
)


@dataclass(frozen=True)
class ExposureRow:
    """What one index says of an occupation, or of its task with that number."""

    place: str
    occupation: str
    detail: str
    task: int | None
    index: str
    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None


def parse_gpts(document: SourceDocument) -> Iterator[ExposureRow]:
    """The ratings of language-model exposure by people and by GPT-4. Raises ImportRefused."""
    yield from _each(document, GPTS, "the table of exposure to language models by occupation", _gpts)


def parse_aioe(document: SourceDocument) -> Iterator[ExposureRow]:
    """The scores of Felten, Raj and Seamans. Raises ImportRefused."""
    yield from _each(document, AIOE, "the table of AI occupational exposure (AIOE)", _aioe)


def parse_aei(document: SourceDocument) -> Iterator[ExposureRow]:
    """Observed use by occupation. Raises ImportRefused."""
    yield from _each(document, AEI, "the table of observed use by occupation", _aei)


def parse_aei_tasks(document: SourceDocument) -> Iterator[ExposureRow]:
    """Observed use by task. Raises ImportRefused."""
    yield from _each(document, AEI_TASKS, "the table of observed use by task", _aei_task)


def of_occupations(rows: Iterable[ExposureRow]) -> Iterator[ExposureRow]:
    """One row for each occupation and index: that of the base code, or the mean of its parts; tasks as they are."""
    groups: dict[tuple[str, int | None, str], list[ExposureRow]] = {}
    for row in rows:
        groups.setdefault((row.occupation, row.task, row.index), []).append(row)
    for (occupation, task, index), every in groups.items():
        some = [row for row in every if row.detail == BASE] or every
        low, high = ([k for row in some if (k := getattr(row, name)) is not None] for name in ("low", "high"))
        yield ExposureRow(
            some[0].place, occupation, BASE, task, index, mean([row.value for row in some]),
            mean(low) if low else None, mean(high) if high else None,
        )  # fmt: skip


def _each(
    document: SourceDocument, header: Callable[..., dict[str, int] | None], described: str,
    read: Callable[[TableRow], Iterator[ExposureRow]],
) -> Iterator[ExposureRow]:  # fmt: skip
    seen: set[tuple[str, str, int | None, str]] = set()
    for row in csv_rows(document, header, described):
        for found in read(row):
            name = (found.occupation, found.detail, found.task, found.index)
            if name in seen:
                raise ImportRefused(f"{row.place}: {found.occupation} stands there twice.")
            seen.add(name)
            yield found
    if not seen:
        raise ImportRefused(f"{document.name} holds no values.")


def _gpts(row: TableRow) -> Iterator[ExposureRow]:
    for index, name in RATED.items():
        low, value, high = (_value(row, f"{name}_{reading}", index) for reading in READINGS)
        if not low <= value <= high:
            raise ImportRefused(f"{row.place}: the three readings of {name} do not rise.")
        yield ExposureRow(row.place, *code_of(row), None, index, value, low, high)


def _aioe(row: TableRow) -> Iterator[ExposureRow]:
    for index, name in SCORES.items():
        if row.cells.get(name):  # some occupations have no value
            yield ExposureRow(row.place, *code_of(row), None, index, _value(row, name, index))


def _aei(row: TableRow) -> Iterator[ExposureRow]:
    if row.cells["value"]:
        yield ExposureRow(row.place, *code_of(row), None, Index.OBSERVED, _value(row, "value", Index.OBSERVED))


def _aei_task(row: TableRow) -> Iterator[ExposureRow]:
    if row.cells["value"]:
        number = whole(row, "number")
        yield ExposureRow(row.place, *code_of(row), number, Index.OBSERVED, _value(row, "value", Index.OBSERVED))


def _value(row: TableRow, name: str, index: str) -> Decimal:
    found = row.number(name)
    lowest, highest = SCALE[Unit(WHAT[index][1])]
    if not lowest <= found <= highest:
        raise ImportRefused(f"{row.place}: {found} cannot be meant as {name}.")
    return found.quantize(DIGITS)
