"""Advertised pay: the postings that ai-jobs.net gives away, with a low and a high pay for each.

What employers post is not what people earn, so every figure's measure is ``posted``. From May 2022 on the publisher's
rows come in pairs, the two ends of one advertised range: a posting counts with its midpoint. Identical postings count
each time, as published; how many there are is said in the summary.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from salaries.importers.quantiles import QUANTILES, weighted_quantile
from salaries.importers.reading import ImportRefused, SourceDocument
from salaries.importers.tables import TableRow, csv_rows, named_columns
from salaries.starter.rows import DistributionRow, FigureRow
from salaries.stats.axis import YEARLY
from salaries.stats.spread import spread

DESCRIBED = "the table of AI job postings with a low and a high pay"
COLUMNS = {
    name: (name,)
    for name in ("work_year", "experience_level", "employment_type", "job_title", "employee_residence", "remote_ratio",
                 "company_location", "company_size", "usd_low", "usd_high", "kind")
}  # fmt: skip
HEADER = named_columns(COLUMNS, tuple(COLUMNS))
FULL_TIME, COUNTRY, PAIR = "FT", "US", "pair"
FEWEST = 30  # postings of a title; fewer say little about the ends of a range
HIGHEST = Decimal(10_000_000)
TENTH = Decimal("0.1")
# The file gives years only. Where we know more of a copy, by its digest, we say it.
PERIODS = {"65434c4455d084bac151314e8412d7b558149706b315715b930062bd6dbec660": "May 2022 to January 2025"}
WORDS = {"p10": "10th percentile", "p25": "25th percentile", "p50": "Median", "p75": "75th percentile",
         "p90": "90th percentile"}  # fmt: skip


@dataclass(frozen=True)
class Posting:
    """One advertisement: two ends of a range in US dollars a year."""

    place: str
    period: str
    year: int
    title: str
    employment: str
    country: str
    kind: str
    low: Decimal
    high: Decimal
    attributes: tuple[str, ...]

    @property
    def middle(self) -> Decimal:
        """The midpoint of the range."""
        return (self.low + self.high) / 2

    @property
    def said(self) -> tuple[Any, ...]:
        """All that the advertisement says: repeats of it say the same."""
        return (self.year, self.title, self.low, self.high, *self.attributes)

    @property
    def counts(self) -> bool:
        """Full-time, in the United States, with a low and a high pay."""
        return (self.employment, self.country, self.kind) == (FULL_TIME, COUNTRY, PAIR)


def parse(document: SourceDocument, period: str = "") -> Iterator[Posting]:
    """Every advertisement, also those that are not counted. Raises ImportRefused.

    ``period`` says more exactly than the years in the file from when to when they are.
    """
    known = period or PERIODS.get(document.sha256, "")
    empty = True
    for row in csv_rows(document, HEADER, DESCRIBED):
        empty = False
        yield _posting(row, known)
    if empty:
        raise ImportRefused(f"{document.name} holds no postings.")


def edition(row: Posting) -> str:
    """From when to when, where that is known."""
    return row.period


def figures(rows: Iterable[Posting], roles: Mapping[str, str]) -> Iterator[FigureRow]:
    """Percentiles of the midpoints for each title that ``roles`` ({title in lower case: slug}) knows."""
    for title, postings in _by_title(rows, roles):
        for statistic, share in QUANTILES.items():
            yield _figure(roles[title], postings, statistic, share)


def distributions(rows: Iterable[Posting], roles: Mapping[str, str]) -> Iterator[DistributionRow]:
    """How the midpoints spread for each title that ``roles`` knows. Repeats of one posting are worth one."""
    for title, postings in _by_title(rows, roles):
        found = spread(
            YEARLY, [(float(posting.middle), 1.0) for posting in postings],
            [float(count) for count in Counter(posting.said for posting in postings).values()],
        )  # fmt: skip
        yield DistributionRow(
            **_lineage(roles[title], postings), name=f"ai-jobs-net/{_slug(title)}/spread", edges=found.edges,
            shares=found.shares, effective=Decimal(found.effective).quantize(TENTH),
            note="Midpoints of the ranges, our computation; repeated advertisements count each time. Not about music.",
        )  # fmt: skip


def _by_title(rows: Iterable[Posting], roles: Mapping[str, str]) -> list[tuple[str, list[Posting]]]:
    by_title: dict[str, list[Posting]] = {}
    for row in rows:
        if row.counts and row.title.lower() in roles:
            by_title.setdefault(row.title.lower(), []).append(row)
    return [(title, postings) for title, postings in sorted(by_title.items()) if len(postings) >= FEWEST]


def repeats(rows: Iterable[Posting]) -> int:
    """How many advertisements are identical to an earlier one."""
    seen = Counter(row.said for row in rows)
    return sum(count - 1 for count in seen.values())


def _posting(row: TableRow, period: str) -> Posting:
    low, high = row.number("usd_low"), row.number("usd_high")
    if not 0 < low <= high <= HIGHEST:
        raise ImportRefused(f"{row.place}: {low} to {high} dollars a year cannot be meant.")
    if not re.fullmatch(r"20[0-9]{2}", row.cells["work_year"]):
        raise ImportRefused(f"{row.place}: {row.cells['work_year']!r} is not a year.")
    others = ("experience_level", "employment_type", "employee_residence", "remote_ratio", "company_location",
              "company_size")  # fmt: skip
    return Posting(
        place=row.place, period=period, year=int(row.cells["work_year"]), title=row.text("job_title"),
        employment=row.cells["employment_type"], country=row.cells["company_location"], kind=row.cells["kind"],
        low=low, high=high, attributes=tuple(row.cells[name] for name in others),
    )  # fmt: skip


def _figure(role: str, postings: list[Posting], statistic: str, share: Decimal) -> FigureRow:
    lineage = _lineage(role, postings)
    value = weighted_quantile([(posting.middle, Decimal(1)) for posting in postings], share)
    note = (
        f"{WORDS[statistic]} of the midpoints, our computation; repeated advertisements count each time. "
        f"Most are of {lineage['year']}. Not about music."
    )
    return FigureRow(
        **lineage, name=f"ai-jobs-net/{_slug(postings[0].title)}/{statistic}", statistic=statistic, currency="USD",
        value=value.quantize(Decimal("0.01")), note=note,
    )  # fmt: skip


def _lineage(role: str, postings: list[Posting]) -> dict[str, Any]:
    """What figures and histograms of the same postings have in common."""
    years = Counter(posting.year for posting in postings)
    return {
        "place": postings[0].place, "source": "ai-jobs-net", "role": role,
        "subject": f"Advertisements for the title {_as_we_write(postings[0].title)}", "unit": "year",
        "measure": "posted", "country": COUNTRY, "year": max(years, key=lambda year: (years[year], year)),
        "population": "Full-time job advertisements in the United States, midpoint of the range; not people",
        "period": postings[0].period or f"{min(years)} to {max(years)}", "respondents": len(postings),
    }  # fmt: skip


def _slug(title: str) -> str:
    return re.sub("[^a-z0-9]+", "-", title.lower())


def _as_we_write(title: str) -> str:
    """'AI Engineer' as 'AI engineer': the first word as it stands, the others small unless they are abbreviations."""
    first, *others = title.split()
    return " ".join([first, *(word if word.isupper() else word.lower() for word in others)])
