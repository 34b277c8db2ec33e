"""The shape of a comparison: frozen, plain, the same for page, API and download."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

DIMENSIONS = ("level", "country", "engagement", "ai_use")


class UnknownQuery(Exception):
    """The comparison that was asked for does not exist; the message is for the person who asked."""


@dataclass(frozen=True)
class Query:
    """What is compared. ``release`` pins an older publication; without it the newest is meant."""

    roles: tuple[str, ...]
    level: str = ""
    country: str = ""
    engagement: str = ""
    ai_use: str = ""
    release: int | None = None

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """The dimensions that are narrowed down, with their values."""
        return [(name, value) for name in DIMENSIONS if (value := getattr(self, name))]

    @property
    def measure(self) -> str:
        """The plan publishes engagement per hour, since freelance years differ in length; all else per year."""
        return "hourly" if [name for name, _ in self.chosen] == ["engagement"] else "yearly"


@dataclass(frozen=True)
class Check:
    """What the evidence says of a claim; ``evidence`` holds the keys of the figures it rests on."""

    quote: str
    verdict: str
    verdict_words: str
    note: str
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class FigureLine:
    """One published number with its lineage. ``value`` is None when the publisher hid it; ``withheld`` says why.

    ``check`` is there for claims that were checked.
    """

    key: str
    statistic: str
    statistic_words: str
    value: float | None
    unit: str
    currency: str
    withheld: str
    measure: str
    measure_words: str
    period: str
    year: int
    respondents: int | None
    relative_standard_error: float | None
    wording: str
    note: str
    url: str
    repeats: str
    check: Check | None


@dataclass(frozen=True)
class FigureGroup:
    """The figures of one source on one subject in one unit, newest period first; never blended with others."""

    source: str
    source_name: str
    source_short: str
    publisher: str
    licence: str
    blind_spots: str
    subject: str
    occupation: str
    fit: str
    population: str
    country: str
    unit: str
    figures: tuple[FigureLine, ...]

    @property
    def newest(self) -> tuple[FigureLine, ...]:
        """The figures of the newest period."""
        return tuple(figure for figure in self.figures if figure.year == self.figures[0].year)


@dataclass(frozen=True)
class Interval:
    """A number with its 90 % interval."""

    low: float
    value: float
    high: float


@dataclass(frozen=True)
class OwnEstimate:
    """What a release says from contributors' reports, or why it says nothing.

    ``status`` is "published", "no_release", "not_in_plan", "too_few" or "too_unsure"; ``reason`` says it in words.
    Money is in US dollars for ``measure``: "yearly" or "hourly". ``reports`` is a noisy count.
    """

    status: str
    reason: str
    measure: str
    measure_words: str
    reports: int | None = None
    reports_error: float | None = None
    percentiles: tuple[tuple[str, Interval], ...] = ()
    own_share: float | None = None
    density: tuple[tuple[float, float, float], ...] = ()
    streams: tuple[tuple[str, Interval], ...] = ()

    def percentile(self, name: str) -> Interval | None:
        """One percentile, or None when it is not published."""
        return dict(self.percentiles).get(name)


@dataclass(frozen=True)
class RoleAnswer:
    """All that is said about one role."""

    slug: str
    title: str
    side: str
    side_words: str
    summary: str
    occupations: tuple[tuple[str, str, str, str], ...]  # code, title, fit, note
    pay: tuple[FigureGroup, ...]
    outlook: tuple[FigureGroup, ...]
    claims: tuple[FigureGroup, ...]
    own: OwnEstimate


@dataclass(frozen=True)
class Pair:
    """Two roles' own estimates set against each other, in percent; ``first`` and ``second`` are slugs.

    ``out_earns``: how often one of the first earns more than one of the second. ``above_median``: how many of the first
    earn more than half of the second do. ``low`` and ``high`` hold when both estimates lie at the ends of their 90 %
    intervals that are worst and best for the first.
    """

    first: str
    second: str
    measure: str
    out_earns: Interval
    above_median: Interval


@dataclass(frozen=True)
class Comparison:
    """The answer to a ``Query``; depends on nothing but the query, the release and the figures.

    ``pairs`` holds every ordered pair of roles whose own estimates publish all five percentiles.
    """

    query: Query
    release: int | None
    released_on: date | None
    roles: tuple[RoleAnswer, ...]
    pairs: tuple[Pair, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values for the API, in the same order and with the same names."""
        answer = asdict(self)
        answer["released_on"] = self.released_on.isoformat() if self.released_on else None
        for role in answer["roles"]:
            for name in ("percentiles", "streams"):
                role["own"][name] = dict(role["own"][name])
            role["occupations"] = [
                dict(zip(("code", "title", "fit", "note"), row, strict=True)) for row in role["occupations"]
            ]
            role["own"]["density"] = [
                dict(zip(("low", "high", "share"), row, strict=True)) for row in role["own"]["density"]
            ]
        return answer
