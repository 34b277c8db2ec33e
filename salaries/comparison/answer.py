"""The shape of a comparison: frozen, plain, the same for page, API and download."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from salaries.comparison.query import Choice, Query, Terms


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

    ``dated`` says in a sentence that it is past its shelf life. Where it was converted, ``original_…`` is what was
    published and ``conversion`` says how, step by step.

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
    dated: str = ""
    original_value: float | None = None
    original_currency: str = ""
    original_unit: str = ""
    conversion: tuple[str, ...] = ()
    not_converted: str = ""


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
class Distribution:
    """How one source's pay spreads: ``bars`` are (from, to, share), ``effective`` is what the records are worth.

    ``percentiles`` are read off the bars, to three digits.
    """

    key: str
    source: str
    source_name: str
    source_short: str
    publisher: str
    licence: str
    url: str
    blind_spots: str
    subject: str
    occupation: str
    fit: str
    measure: str
    measure_words: str
    unit: str
    currency: str
    population: str
    country: str
    year: int
    period: str
    respondents: int
    effective: float
    note: str
    percentiles: tuple[tuple[str, float], ...]
    bars: tuple[tuple[float, float, float], ...]
    conversion: tuple[str, ...] = ()
    not_converted: str = ""


@dataclass(frozen=True)
class Interval:
    """A number with its 90 % interval."""

    low: float
    value: float
    high: float


@dataclass(frozen=True)
class OwnEstimate:
    """What a release says from contributors' reports, or why it says nothing.

    ``status`` is "published", "no_release", "not_in_plan", "too_few", "too_unsure" or "unreliable"; ``reason`` says it
    in words.
    Money is in ``currency`` for ``measure``: "yearly" or "hourly". ``reports`` is a noisy count.
    ``combined`` is set where several choices at once are put together from what is published of each; nobody is counted
    there, so ``reports`` is None.
    ``percentiles`` are of pay after business costs. ``costs`` is the percent of income that these take, the mean over
    people, ``before_costs`` about the median before them; ``costs_reason`` says why they are missing.
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
    currency: str = "USD"
    conversion: tuple[str, ...] = ()
    not_converted: str = ""
    combined: bool = False
    costs: Interval | None = None
    before_costs: Interval | None = None
    costs_reason: str = ""

    def percentile(self, name: str) -> Interval | None:
        """One percentile, or None when it is not published."""
        return dict(self.percentiles).get(name)


@dataclass(frozen=True)
class Conflict:
    """One figure beside others for the same thing, in one currency and one year's prices.

    ``value`` is on the common axis, ``published`` as it was published (None for what was read off a histogram).
    ``times`` is how many times the first of its unit it is, ``reasons`` say why they differ; the first has neither.
    """

    key: str
    subject: str
    fit: str
    source: str
    source_short: str
    licence: str
    statistic: str
    statistic_words: str
    value: float
    currency: str
    unit: str
    published: float | None
    published_currency: str
    measure: str
    measure_words: str
    population: str
    country: str
    period: str
    year: int
    respondents: int | None
    conversion: tuple[str, ...]
    not_converted: str
    repeats: str
    times: float | None = None
    reasons: tuple[str, ...] = ()


def dated_sources(groups: Iterable[FigureGroup]) -> dict[str, str]:
    """Source and period of each figure in ``groups``, by its key: 'BLS wages, May 2022'."""
    return {line.key: f"{group.source_short}, {line.period}" for group in groups for line in group.figures}


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
    distributions: tuple[Distribution, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True)
class Cohorts:
    """Many roles by slug, and by way of narrowing down what a release says of each; for plans, not for printing."""

    release: int | None
    released_on: date | None
    release_note: str
    roles: dict[str, RoleAnswer]
    narrowed: dict[Choice, dict[str, OwnEstimate]]


@dataclass(frozen=True)
class Pair:
    """Two roles' own estimates set against each other, in percent; ``first`` and ``second`` are slugs.

    ``out_earns``: how often one of the first earns more than one of the second. ``above_median``: how many of the first
    earn more than half of the second do. Both with 90 % intervals, put together from those of the two estimates.
    """

    first: str
    second: str
    measure: str
    out_earns: Interval
    above_median: Interval


@dataclass(frozen=True)
class Against:
    """Two groups of contributors set against each other, each the answer on one role that holds nothing published.

    ``pair`` is the first against the second, ``back`` the second against the first; without them ``reason`` says why.
    ``shared``: somebody may be in both groups.
    """

    first: "Comparison"
    second: "Comparison"
    pair: Pair | None
    back: Pair | None
    reason: str
    shared: bool


@dataclass(frozen=True)
class Overlap:
    """Two published distributions set against each other, in percent; ``first`` and ``second`` are their keys.

    ``out_earns`` is how often one of the first is above one of the second, with the 90 % interval that chance in
    drawing the records alone would give. Where the measures differ, it is not people against people.
    """

    first_role: str
    first: str
    first_measure: str
    second_role: str
    second: str
    second_measure: str
    unit: str
    out_earns: Interval
    above_median: float
    same_measure: bool


@dataclass(frozen=True)
class Comparison:
    """The answer to a ``Query``; depends on nothing but the query, the release and the figures.

    ``pairs`` holds every ordered pair of roles whose own estimates publish all five percentiles, ``overlaps`` each
    pair of published distributions of two roles in the same unit. ``method`` says how money was converted, if it was.
    ``one_axis`` are the terms of the roles' conflicts, ``level`` the newest figures on these terms, for drawing.
    ``release_note`` is what the release says of itself, such as that it is invented.
    """

    query: Query
    release: int | None
    released_on: date | None
    roles: tuple[RoleAnswer, ...]
    pairs: tuple[Pair, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    method: tuple[str, ...] = ()
    one_axis: Terms = field(default_factory=Terms)
    release_note: str = ""
    level: "Comparison | None" = None

    @property
    def currency(self) -> str:
        """The money that drawings are in."""
        return self.query.terms.currency or "USD"
