"""What persons earned: records of the American Community Survey (ACS PUMS), wages and self-employment together.

Money is multiplied by ADJINC (dollars of the last year of the file), persons by their weight PWGTP. Counted are
employed persons with earnings above zero: a loss has no place on a scale of pay, and the figures say so.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from salaries.importers.quantiles import QUANTILES, weighted_quantile
from salaries.importers.reading import ImportRefused, SourceDocument
from salaries.importers.tables import TableRow, csv_rows, named_columns, number
from salaries.starter.rows import DistributionRow, FigureRow
from salaries.stats.axis import AXIS_OF
from salaries.stats.spread import spread

DESCRIBED = "person records of the American Community Survey (PUMS)"
NAMES = ("SERIALNO", "SPORDER", "ST", "ADJINC", "PWGTP", "ESR", "OCCP", "WAGP", "SEMP", "WKHP", "WKWN")
RENAMED = {"ST": ("ST", "STATE")}  # the records of 2023 and later say STATE
# Without hours there is pay a year only.
HEADER = named_columns({name: RENAMED.get(name, (name,)) for name in NAMES}, NAMES[:-2])
# Census occupation codes of 2018 that are the same group of people as one code of the Standard Occupational
# Classification. Others (2905, which puts sound engineers together with lighting) stand for no single one.
SAME = {"2710": "27-2012", "2751": "27-2041", "2752": "27-2042"}
STATES = {
    "01": "Alabama", "02": "Alaska", "04": "Arizona", "05": "Arkansas", "06": "California", "08": "Colorado",
    "09": "Connecticut", "10": "Delaware", "11": "the District of Columbia", "12": "Florida", "13": "Georgia",
    "15": "Hawaii", "16": "Idaho", "17": "Illinois", "18": "Indiana", "19": "Iowa", "20": "Kansas", "21": "Kentucky",
    "22": "Louisiana", "23": "Maine", "24": "Maryland", "25": "Massachusetts", "26": "Michigan", "27": "Minnesota",
    "28": "Mississippi", "29": "Missouri", "30": "Montana", "31": "Nebraska", "32": "Nevada", "33": "New Hampshire",
    "34": "New Jersey", "35": "New Mexico", "36": "New York", "37": "North Carolina", "38": "North Dakota",
    "39": "Ohio", "40": "Oklahoma", "41": "Oregon", "42": "Pennsylvania", "44": "Rhode Island",
    "45": "South Carolina", "46": "South Dakota", "47": "Tennessee", "48": "Texas", "49": "Utah", "50": "Vermont",
    "51": "Virginia", "53": "Washington", "54": "West Virginia", "55": "Wisconsin", "56": "Wyoming",
    "72": "Puerto Rico",
}  # fmt: skip
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
    for group in _groups(rows, titles):
        values = {name: weighted_quantile(group.pays, share) for name, share in QUANTILES.items()}
        total = sum((weight for _, weight in group.pays), Decimal(0))
        values["mean"] = sum((pay * weight for pay, weight in group.pays), Decimal(0)) / total
        step = TEN if group.unit == "year" else Decimal("0.01")
        for statistic, value in values.items():
            yield FigureRow(
                **_lineage(group), name=f"{group.name}/{statistic}/{group.unit}", statistic=statistic, currency="USD",
                value=((value / step).quantize(Decimal(1)) * step).quantize(Decimal("0.01")),
            )  # fmt: skip


def distributions(rows: Iterable[Person], titles: Mapping[str, str]) -> Iterator[DistributionRow]:
    """How pay spreads, weighted, for the same groups of persons as in ``figures``."""
    for group in _groups(rows, titles):
        found = spread(AXIS_OF[group.unit], [(float(pay), float(weight)) for pay, weight in group.pays])
        yield DistributionRow(
            **_lineage(group), name=f"{group.name}/spread/{group.unit}", edges=found.edges, shares=found.shares,
            effective=Decimal(found.effective).quantize(Decimal("0.1")),
        )  # fmt: skip


@dataclass(frozen=True)
class _Group:
    """The persons of one occupation and state: pay by the unit with its weight."""

    place: str
    code: str
    title: str
    where: str
    name: str
    unit: str
    years: tuple[int, int]
    pays: list[tuple[Decimal, Decimal]]


def _groups(rows: Iterable[Person], titles: Mapping[str, str]) -> Iterator[_Group]:
    found: dict[tuple[str, str], list[Person]] = {}
    first, last = 9999, 0
    for row in rows:
        first, last = min(first, row.year), max(last, row.year)
        code = SAME.get(row.occupation)
        if code in titles and row.employed and row.earnings > 0 and row.weight > 0:
            found.setdefault((code or "", row.state), []).append(row)
    span = f"{first}-{last % 100:02}" if first != last else str(first)
    for (code, state), people in sorted(found.items()):
        timed = [person for person in people if person.hours > 0]
        where = STATES.get(state, f"the state with the code {state}")
        for unit, counted in (("year", people), ("hour", timed)):
            if len(counted) >= FEWEST:
                pays = [((p.earnings if unit == "year" else p.earnings / p.hours), Decimal(p.weight)) for p in counted]
                yield _Group(
                    counted[0].place, code, titles[code], where, f"acs-pums/{code}/{state}/{span}", unit,
                    (first, last), pays,
                )  # fmt: skip


def _lineage(group: _Group) -> dict[str, Any]:
    """What figures and histograms of the same persons have in common."""
    first, last = group.years
    return {
        "place": group.place, "source": "acs-pums", "occupation": group.code,
        "subject": f"{group.title} in {group.where}", "unit": group.unit, "measure": "earned", "country": "US",
        "population": (
            f"Employed people in {group.where} with earnings from this as their main job, employees and "
            "self-employed, part-time included; losses left out"
        ),
        "year": last, "period": f"{first} to {last}", "respondents": len(group.pays),
        "note": (
            "Our computation from weighted person records: wages and self-employment income together, in dollars "
            f"of {last} (ADJINC). One state, not the country."
            + (" Per hour: by usual hours a week and weeks worked." if group.unit == "hour" else "")
        ),
    }  # fmt: skip


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
