"""What a person bills for, by share of income, beside what the indices say of it. One sum for each index, never one."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from advice.exposure import SHARE, Exposure, Row, exposure
from advice.library import read_toml
from salaries.occupations import Reach


@dataclass(frozen=True)
class Work:
    """A kind of work that is billed for, filed by O*NET under ``occupation``; ``future`` is a prediction or ''."""

    slug: str
    name: str
    occupation: str
    future: str


@dataclass(frozen=True)
class Part:
    """One kind of work with its share of the income (0 to 1) and each index's value, in the order of ``Mix.rows``."""

    work: Work
    share: float
    reach: tuple[Reach | None, ...]

    @property
    def values(self) -> tuple[float | None, ...]:
        """Each index's value alone."""
        return tuple(one.value if one else None for one in self.reach)


@dataclass(frozen=True)
class Mix:
    """The parts, and by index the share of the income's tasks that it calls exposed: (index, value, share covered).

    Only indices that are shares are added up; where an index has no value for a part, that part is left out and
    ``covered`` (0 to 1) says how much of the income it speaks of.
    """

    parts: tuple[Part, ...]
    rows: tuple[Row, ...]
    totals: tuple[tuple[Row, float, float], ...]
    given: float


@cache
def kinds() -> dict[str, Work]:
    """The kinds of work by slug, as written in ``work.toml``."""
    return {row["slug"]: Work(**row) for row in read_toml("work.toml")["work"]}


def mix(shares: Mapping[str, float]) -> Mix:
    """The mix of ``shares`` ({slug: any number above zero}), scaled so that they add to 1; one query.

    Raises ValueError when nothing is above zero.
    """
    asked = {slug: share for slug, share in shares.items() if share > 0}
    whole = sum(asked.values())
    if not whole:
        raise ValueError("A mix needs one share above zero.")
    found = exposure(tuple(dict.fromkeys(kinds()[slug].occupation for slug in asked)))
    parts = tuple(_part(kinds()[slug], share / whole, found) for slug, share in asked.items())
    totals = [_total(row, place, parts) for place, row in enumerate(found.rows) if row.unit == SHARE]
    return Mix(parts, found.rows, tuple(total for total in totals if total[2]), whole)


def _part(work: Work, share: float, found: Exposure) -> Part:
    place = found.codes.index(work.occupation) if work.occupation in found.codes else None
    return Part(work, share, tuple(None if place is None else row.reach[place] for row in found.rows))


def _total(row: Row, place: int, parts: tuple[Part, ...]) -> tuple[Row, float, float]:
    known = [(part.share, value) for part in parts if (value := part.values[place]) is not None]
    covered = sum(share for share, _ in known)
    return row, sum(share * value for share, value in known) / covered if covered else 0.0, covered
