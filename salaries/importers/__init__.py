"""Publishers' own files, each brought in by a reader of its own. docs/importers.md says what each one takes.

``parse`` of each reader is pure: from a checked file to frozen rows, one by one. ``loading`` writes what they say.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from salaries.importers import exposure, occupational, oews, onet, postings, projections, pums, series, storing
from salaries.importers.reading import TEXT, WORKBOOK, ImportRefused, SourceDocument
from salaries.models import PriceLevel

__all__ = ["IMPORTERS", "ImportRefused", "Importer"]


@dataclass(frozen=True)
class Importer:
    """How one publisher's file is read and stored. ``source`` is the slug of the source it belongs to."""

    source: str
    about: str
    kinds: tuple[str, ...]
    parse: Callable[[SourceDocument, str], Iterator[Any]]
    store: storing.Store


def _undated(parse: Callable[[SourceDocument], Iterator[Any]]) -> Callable[[SourceDocument, str], Iterator[Any]]:
    """A reader of files that carry their dates in every row: being told a period, it refuses."""

    def dated(document: SourceDocument, period: str) -> Iterator[Any]:
        if period:
            raise ImportRefused(f"{document.name} says its dates itself: leave --period out.")
        return parse(document)

    return dated


IMPORTERS: dict[str, Importer] = {
    "oews": Importer(
        "bls-oews", "pay and jobs by occupation, a BLS workbook national_M20YY_dl.xlsx", (WORKBOOK,), oews.parse,
        storing.by_occupation(oews.figures, oews.subject, oews.edition),
    ),
    "projections": Importer(
        "bls-ep", "expected jobs by occupation, a BLS workbook occupation.xlsx or its table as text", (WORKBOOK, TEXT),
        projections.parse, storing.by_occupation(projections.figures, projections.subject, projections.edition),
    ),
    "onet": Importer(
        "onet", "job titles by occupation, O*NET's Alternate Titles", (TEXT, WORKBOOK), _undated(onet.parse),
        occupational.titles,
    ),
    "onet-skills": Importer(
        "onet", "importance and level of skills by occupation, O*NET's Skills (--period says the release)",
        (TEXT, WORKBOOK), onet.parse_skills, occupational.skills,
    ),
    "onet-tasks": Importer(
        "onet", "tasks by occupation, O*NET's Task Statements", (TEXT, WORKBOOK), _undated(onet.parse_tasks),
        occupational.tasks,
    ),
    "onet-tools": Importer(
        "onet", "tools by occupation, O*NET's Technology Skills", (TEXT, WORKBOOK), _undated(onet.parse_tools),
        occupational.tools,
    ),
    "gpts": Importer(
        "eloundou-2023", "exposure to language models by occupation, rated by people and by GPT-4", (TEXT,),
        _undated(exposure.parse_gpts), occupational.exposures,
    ),
    "aioe": Importer(
        "aioe-2021", "AI occupational exposure by occupation", (TEXT,), _undated(exposure.parse_aioe),
        occupational.exposures,
    ),
    "aei": Importer(
        "anthropic-economic-index", "observed use of an AI assistant by occupation", (TEXT,),
        _undated(exposure.parse_aei), occupational.exposures,
    ),
    "aei-tasks": Importer(
        "anthropic-economic-index", "observed use of an AI assistant by task", (TEXT,),
        _undated(exposure.parse_aei_tasks), occupational.exposures,
    ),
    "postings": Importer(
        "ai-jobs-net", "advertised pay, the table of ai-jobs.net with low and high pay", (TEXT,), postings.parse,
        storing.advertised,
    ),
    "pums": Importer(
        "acs-pums", "earnings of persons, records of the American Community Survey", (TEXT,), _undated(pums.parse),
        storing.by_occupation(pums.figures, pums.subject, spreads=pums.distributions),
    ),
    "ppp": Importer(
        "worldbank-ppp", "purchasing-power parities by country and year", (TEXT,), _undated(series.parse_ppp),
        storing.price_levels(PriceLevel.Series.PPP),
    ),
    "cpi": Importer(
        "bls-cpi", "US consumer prices by month", (TEXT,), _undated(series.parse_cpi),
        storing.price_levels(PriceLevel.Series.CPI, series.by_year),
    ),
    "fx": Importer(
        "fed-rates", "exchange rates by month, for currencies without daily rates", (TEXT,), _undated(series.parse_fx),
        storing.exchange_rates,
    ),
}  # fmt: skip
