"""distributions.csv: histograms that the importers made of records which are too many to ship, one a row.

Edges and shares are lists with spaces between them. docs/starter-set.md says how to make the file anew.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from salaries.starter.bls import number
from salaries.starter.files import StarterError, read_csv
from salaries.starter.rows import DistributionRow

NAME = "distributions.csv"
TEXTS = ("source", "role", "occupation", "subject", "measure", "unit", "population", "country", "period", "note")
COLUMNS = ("key", *TEXTS, "year", "respondents", "effective", "edges", "shares")


def distributions(folder: Path) -> Iterator[DistributionRow]:
    """Every histogram. Raises StarterError."""
    for place, cells in read_csv(folder, NAME, COLUMNS):
        edges = tuple(int(number(place, "edges", text)) for text in cells["edges"].split())
        shares = tuple(float(number(place, "shares", text)) for text in cells["shares"].split())
        if len(edges) != len(shares) + 1 or list(edges) != sorted(set(edges)) or abs(sum(shares) - 1) > 1e-6:
            raise StarterError(f"{place}: the edges must rise, one more than the shares, which must add to 1.")
        yield DistributionRow(
            place=place, name=cells["key"], year=int(number(place, "year", cells["year"])),
            respondents=int(number(place, "respondents", cells["respondents"])), edges=edges, shares=shares,
            effective=number(place, "effective", cells["effective"]), **{name: cells[name] for name in TEXTS},
        )  # fmt: skip


def as_cells(row: DistributionRow) -> list[str]:
    """The row as the file has it, in the order of COLUMNS."""
    lists = (" ".join(map(str, row.edges)), " ".join(f"{share:g}" for share in row.shares))
    texts = [str(getattr(row, name)) for name in (*TEXTS, "year", "respondents", "effective")]
    return [row.name, *texts, *lists]


def ordered(rows: Iterable[DistributionRow]) -> list[DistributionRow]:
    """The rows by their names, so that a change shows as a change."""
    return sorted(rows, key=lambda row: row.name)
