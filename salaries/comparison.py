"""The one answer that page, API and download print: what is published and estimated about two to four roles."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from salaries.models import (
    COUNTRIES,
    AIUse,
    ClaimCheck,
    Engagement,
    Estimate,
    Figure,
    Level,
    Release,
    Role,
    country_name,
)
from salaries.stats.privacy import GATE_THRESHOLD

MOST_ROLES = 4
DIMENSIONS = ("level", "country", "engagement", "ai_use")
PERCENTILES = ("p10", "p25", "p50", "p75", "p90")
LABELS: dict[str, dict[str, str]] = {
    "level": dict(Level.choices),
    "country": {code: country_name(code) for code in COUNTRIES},
    "engagement": dict(Engagement.choices),
    "ai_use": dict(AIUse.choices),
}
MEASURE_WORDS = {"yearly": "a year", "hourly": "an hour"}


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
class Comparison:
    """The answer to a ``Query``; depends on nothing but the query, the release and the figures."""

    query: Query
    release: int | None
    released_on: date | None
    roles: tuple[RoleAnswer, ...]

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


def compare(query: Query) -> Comparison:
    """The comparison for ``query``. Raises UnknownQuery for an unknown role or release, or too many roles."""
    roles = _roles(query.roles)
    release = _release(query.release)
    estimates = _estimates(query, roles, release)
    answers = tuple(_answer(role, query, estimates.get(role.pk), release) for role in roles)
    return Comparison(
        query, release.number if release else None, release.published_at.date() if release else None, answers
    )


def _roles(slugs: Sequence[str]) -> list[Role]:
    wanted = list(dict.fromkeys(slugs))
    if not 1 <= len(wanted) <= MOST_ROLES:
        raise UnknownQuery(f"Choose one to {MOST_ROLES} roles.")
    found = {role.slug: role for role in Role.objects.filter(slug__in=wanted)}
    if missing := [slug for slug in wanted if slug not in found]:
        raise UnknownQuery(f"There is no role called {missing[0][:60]!r}.")
    return [found[slug] for slug in wanted]


def _release(number: int | None) -> Release | None:
    if number is None:
        return Release.objects.current()
    found = Release.objects.filter(number=number).first()
    if found is None:
        raise UnknownQuery(f"There is no release {number}.")
    return found


def _estimates(query: Query, roles: Sequence[Role], release: Release | None) -> dict[int, Estimate]:
    dimension, value = query.chosen[0] if len(query.chosen) == 1 else ("", "")
    rows = Estimate.objects.filter(
        release=release, role__in=roles, dimension=dimension, value=value, measure=_measure(query)
    )
    return {row.role_id: row for row in rows}


def _measure(query: Query) -> str:
    """The plan publishes engagement per hour, since freelance years differ in length; everything else per year."""
    return "hourly" if [name for name, _ in query.chosen] == ["engagement"] else "yearly"


def _answer(role: Role, query: Query, estimate: Estimate | None, release: Release | None) -> RoleAnswer:
    figures = list(Figure.objects.about(role).select_related("source", "occupation", "repeats").newest_first())
    if query.country:
        figures = [f for f in figures if f.country in ("", query.country)]
    links = list(role.role_occupations.select_related("occupation").order_by("fit", "occupation_id"))
    fits = {link.occupation_id: link.fit for link in links}
    measured = [f for f in figures if f.measure != Figure.Measure.CLAIMED]
    claims = [f for f in figures if f.measure == Figure.Measure.CLAIMED]
    return RoleAnswer(
        slug=role.slug, title=role.title, side=role.side, side_words=role.get_side_display(), summary=role.summary,
        occupations=tuple((k.occupation_id, k.occupation.title, k.fit, k.note) for k in links),
        pay=_groups([f for f in measured if f.unit in ("year", "hour")], fits, {}),
        outlook=_groups([f for f in measured if f.statistic in ("growth", "self_employed")], fits, {}),
        claims=_groups(claims, fits, _checks(claims)),
        own=_own(estimate, release, query),
    )  # fmt: skip


def _groups(figures: Iterable[Figure], fits: dict[str, str], checks: Mapping[int, Check]) -> tuple[FigureGroup, ...]:
    """Figures by source, subject and unit: the occupation that stands for the role first, then its neighbours.

    Percentages of different things are groups of their own.
    """
    sets: dict[tuple[str, ...], list[Figure]] = {}
    for figure in figures:
        fit = fits.get(figure.occupation_id or "", "role")
        what = figure.statistic if figure.unit == Figure.Unit.PERCENT else ""
        sets.setdefault((fit, figure.source.slug, figure.subject, figure.unit, what), []).append(figure)
    return tuple(_group(key[0], rows, checks) for key, rows in sorted(sets.items(), key=lambda item: item[0]))


def _group(fit: str, rows: Sequence[Figure], checks: Mapping[int, Check]) -> FigureGroup:
    first = rows[0]
    source = first.source
    return FigureGroup(
        source=source.slug, source_name=source.name, source_short=source.short_name, publisher=source.publisher,
        licence=source.licence, blind_spots=source.blind_spots, subject=first.subject,
        occupation=first.occupation_id or "", fit=fit, population=first.population, country=first.country,
        unit=first.unit, figures=tuple(_line(row, checks) for row in rows),
    )  # fmt: skip


def _line(figure: Figure, checks: Mapping[int, Check]) -> FigureLine:
    return FigureLine(
        key=figure.key, statistic=figure.statistic, statistic_words=figure.get_statistic_display(),
        value=None if figure.value is None else float(figure.value), unit=figure.unit, currency=figure.currency,
        withheld=figure.withheld, measure=figure.measure, measure_words=figure.get_measure_display(),
        period=figure.period, year=figure.year, respondents=figure.respondents,
        relative_standard_error=(
            None if figure.relative_standard_error is None else float(figure.relative_standard_error)
        ),
        wording=figure.wording, note=figure.note, url=figure.url or figure.source.url,
        repeats=figure.repeats.key if figure.repeats else "", check=checks.get(figure.pk),
    )  # fmt: skip


def _checks(claims: Sequence[Figure]) -> dict[int, Check]:
    """The checks of ``claims`` by the claim's id; one query for the checks and one for their evidence."""
    rows = ClaimCheck.objects.filter(claim__in=claims).prefetch_related("evidence")
    return {
        row.claim_id: Check(
            row.quote, row.verdict, row.get_verdict_display(), row.note,
            tuple(sorted(figure.key for figure in row.evidence.all())),
        )
        for row in rows
    }  # fmt: skip


def _own(estimate: Estimate | None, release: Release | None, query: Query) -> OwnEstimate:
    measure = _measure(query)
    words = MEASURE_WORDS[measure]
    if len(query.chosen) > 1:
        return OwnEstimate("not_in_plan", _not_in_plan(query), measure, words)
    if release is None or estimate is None:
        reason = (
            "Nobody's reports on this role have been published yet. The first publication needs about "
            f"{GATE_THRESHOLD} approved reports."
        )
        return OwnEstimate("no_release", reason, measure, words)
    if estimate.withheld:
        return OwnEstimate(
            estimate.withheld, why_withheld(estimate), measure, words, estimate.reports, estimate.reports_error,
            own_share=estimate.own_share,
        )  # fmt: skip
    return OwnEstimate(
        "published", "", measure, words, estimate.reports, estimate.reports_error,
        _intervals(estimate.percentiles, PERCENTILES), estimate.own_share,
        tuple((low, high, share) for low, high, share in estimate.density),
        _intervals(estimate.streams, tuple(estimate.streams)),
    )  # fmt: skip


def _intervals(stored: dict[str, list[float]], names: Sequence[str]) -> tuple[tuple[str, Interval], ...]:
    return tuple((name, Interval(*stored[name])) for name in names if name in stored)


def _not_in_plan(query: Query) -> str:
    names = " and ".join(LABELS[name][value] for name, value in query.chosen)
    return (
        f"We do not publish figures for {names} together: so few people share all of them that the noise which "
        "protects them would drown the answer. Choose one of them."
    )


def why_withheld(estimate: Estimate) -> str:
    """The reason why a release publishes nothing of this cohort, for the person who looks for it."""
    if estimate.withheld == Estimate.Withheld.TOO_UNSURE:
        return "There are reports, but they differ so much that we could not say the median within a factor of 2.5."
    missing = max(1, GATE_THRESHOLD - estimate.reports)
    if estimate.reports >= GATE_THRESHOLD:
        return (
            f"The protected count of reports is about {estimate.reports}, give or take {estimate.reports_error:.0f}: "
            "too uncertain to publish. More reports make it certain."
        )
    return f"Too few reports: about {missing} more are needed (counts are blurred to protect the people in them)."
