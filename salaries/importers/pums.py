"""What persons earned: records of the American Community Survey (ACS PUMS), wages and self-employment together.

Money is multiplied by ADJINC (dollars of the last year of the file), persons by their weight PWGTP. Counted are
employed persons with earnings above zero: a loss has no place on a scale of pay, and the figures say so.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from salaries.importers.quantiles import QUANTILES, weighted_quantile
from salaries.importers.reading import ImportRefused, SourceDocument
from salaries.importers.tables import TableRow, csv_rows, named_columns, number
from salaries.starter.rows import FigureRow

DESCRIBED = "person records of the American Community Survey (PUMS)"
NAMES = ("SERIALNO", "SPORDER", "ST", "ADJINC", "PWGTP", "ESR", "OCCP", "WAGP", "SEMP", "WKHP", "WKWN")
HEADER = named_columns({name: (name,) for name in NAMES}, NAMES[:-2])  # without hours there is pay a year only
# Census occupation codes of 2018 that are the same group of people as one code of the Standard Occupational
# Classification. Others (2905, which puts sound engineers together with lighting) stand for no single one.
SAME = {"2710": "27-2012", "2751": "27-2041", "2752": "27-2042"}
STATES = {"48": "Texas"}
EMPLOYED = ("1", "2")
FEWEST = 50  # persons; a survey of one in a hundred says too little about fewer
MILLION = Decimal(1_000_000)
TEN = Decimal(10)


@dataclass(frozen=True)
class Person:
    """One record: weight, earnings in dollars of the file's last year, hours worked in the year (0 if not told)."""

    place: str
    year: int
    state: str
    occupation: str
    employed: bool
    weight: int
    earnings: Decimal
    hours: Decimal


def parse(document: SourceDocument) -> Iterator[Person]:
    """Every person with an occupation. Raises ImportRefused."""
    seen: set[tuple[str, str]] = set()
    for row in csv_rows(document, HEADER, DESCRIBED):
        name = (row.text("SERIALNO"), row.text("SPORDER"))
        if name in seen:
            raise ImportRefused(f"{row.place}: person {' '.join(name)} stands there twice.")
        seen.add(name)
        if row.cells["OCCP"]:
            yield _person(row)
    if not seen:
        raise ImportRefused(f"{document.name} holds no persons.")


def subject(row: Person) -> str | None:
    """The occupation's code, or the Census code with its name where it stands for no single occupation."""
    return SAME.get(row.occupation, f"Census {row.occupation}")


def figures(rows: Iterable[Person], titles: Mapping[str, str]) -> Iterator[FigureRow]:
    """Percentiles and mean, a year and an hour, for each occupation in ``titles`` with at least FEWEST persons."""
    groups: dict[tuple[str, str], list[Person]] = {}
    first, last = 9999, 0
    for row in rows:
        first, last = min(first, row.year), max(last, row.year)
        code = SAME.get(row.occupation)
        if code in titles and row.employed and row.earnings > 0 and row.weight > 0:
            groups.setdefault((code or "", row.state), []).append(row)
    for (code, state), people in sorted(groups.items()):
        timed = [person for person in people if person.hours > 0]
        for unit, counted in (("year", people), ("hour", timed)):
            if len(counted) >= FEWEST:
                yield from _figures(code, titles[code], state, unit, counted, (first, last))


def _person(row: TableRow) -> Person:
    year, weight = row.cells["SERIALNO"][:4], row.number("PWGTP")
    if not re.fullmatch(r"20[0-9]{2}", year) or weight < 0 or weight != int(weight):
        raise ImportRefused(f"{row.place}: no record of this survey has serial number {year}… and weight {weight}.")
    factor = row.number("ADJINC") / MILLION
    if not Decimal("0.5") < factor < 3:
        raise ImportRefused(f"{row.place}: an ADJINC of {row.cells['ADJINC']} cannot be meant.")
    earnings = (_or_zero(row, "WAGP") + _or_zero(row, "SEMP")) * factor
    return Person(
        place=row.place, year=int(year), state=row.text("ST").zfill(2), occupation=_code(row, "OCCP").zfill(4),
        employed=_code(row, "ESR") in EMPLOYED, weight=int(weight), earnings=earnings,
        hours=_or_zero(row, "WKHP") * _or_zero(row, "WKWN"),
    )  # fmt: skip


def _code(row: TableRow, name: str) -> str:
    """A code that some programs have made a number of: '2752.0' is 2752. Raises ImportRefused."""
    text = row.cells[name]
    return str(int(number(row.place, name, text))) if text else ""


def _or_zero(row: TableRow, name: str) -> Decimal:
    """Blank means not asked, which for money and hours is none."""
    return row.number(name) if row.cells.get(name) else Decimal(0)


def _figures(
    code: str, title: str, state: str, unit: str, people: list[Person], years: tuple[int, int]
) -> Iterator[FigureRow]:
    pairs = [((p.earnings if unit == "year" else p.earnings / p.hours), Decimal(p.weight)) for p in people]
    step = TEN if unit == "year" else Decimal("0.01")
    span = f"{years[0]}-{years[1] % 100:02}" if years[0] != years[1] else str(years[0])
    where = STATES.get(state, f"the state with the code {state}")
    values = {name: weighted_quantile(pairs, share) for name, share in QUANTILES.items()}
    values["mean"] = sum((v * w for v, w in pairs), Decimal(0)) / sum((w for _, w in pairs), Decimal(0))
    for statistic, value in values.items():
        yield FigureRow(
            place=people[0].place, name=f"acs-pums/{code}/{state}/{span}/{statistic}/{unit}", source="acs-pums",
            occupation=code, subject=f"{title} in {where}", statistic=statistic, unit=unit, currency="USD",
            value=((value / step).quantize(Decimal(1)) * step).quantize(Decimal("0.01")), measure="earned",
            population=(
                f"Employed people in {where} with earnings from this as their main job, employees and self-employed, "
                "part-time included; losses left out"
            ),
            country="US", year=years[1], period=f"{years[0]} to {years[1]}", respondents=len(people),
            note=(
                f"Our computation from weighted person records: wages and self-employment income together, in dollars "
                f"of {years[1]} (ADJINC). One state, not the country."
                + (" Per hour: by usual hours a week and weeks worked." if unit == "hour" else "")
            ),
        )  # fmt: skip
