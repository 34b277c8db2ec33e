"""The one answer that page, API and download print: what is published and estimated about one to four roles."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext

from salaries.comparison.answer import (
    DIMENSIONS,
    TERMS,
    Check,
    Choice,
    Cohorts,
    Comparison,
    Conflict,
    Distribution,
    FigureGroup,
    FigureLine,
    Interval,
    Overlap,
    OwnEstimate,
    Pair,
    Query,
    RoleAnswer,
    Terms,
    UnknownQuery,
    UnknownTerms,
)
from salaries.comparison.cells import Part, parts_of
from salaries.comparison.combined import combined_of
from salaries.comparison.conflicts import axis_words, with_conflicts
from salaries.comparison.groups import checks_of, groups_of
from salaries.comparison.own import LABELS, PERCENTILES, own_of, pairs_of, why_no_costs, why_withheld
from salaries.comparison.shelf import dated_words
from salaries.comparison.singles import Restated, restated
from salaries.comparison.spreads import distributions_of, overlaps_of
from salaries.comparison.terms import CURRENCIES, PER, in_terms
from salaries.models import Estimate, Figure, PublishedDistribution, Release, Role, RoleOccupation, spoken

__all__ = [
    "CURRENCIES",
    "DIMENSIONS",
    "LABELS",
    "MOST_ROLES",
    "PER",
    "PERCENTILES",
    "TERMS",
    "Check",
    "Choice",
    "Cohorts",
    "Comparison",
    "Conflict",
    "Distribution",
    "FigureGroup",
    "FigureLine",
    "Interval",
    "Overlap",
    "OwnEstimate",
    "Pair",
    "Part",
    "Query",
    "Restated",
    "RoleAnswer",
    "Terms",
    "UnknownQuery",
    "UnknownTerms",
    "axis_words",
    "cohorts",
    "compare",
    "dated_words",
    "parts_of",
    "restated",
    "why_no_costs",
    "why_withheld",
]

MOST_ROLES = 4


def compare(query: Query, *, today: date | None = None) -> Comparison:
    """The comparison for ``query``, in at most fourteen queries however many roles and figures there are.

    ``today`` decides which figures are dated. Raises UnknownQuery for an unknown role or release, too many roles, or
    terms that cannot be met.
    """
    today = today or timezone.localdate()
    if not 1 <= len(dict.fromkeys(query.roles)) <= MOST_ROLES:
        raise UnknownQuery(gettext("Choose one to %(most)d roles.") % {"most": MOST_ROLES})
    roles = _roles(query.roles)
    release = _release(query.release)
    own = _own(query, roles, release)
    figures = _figures(query, roles)
    checks = checks_of([figure for figure in figures if figure.role_id])
    spreads = _distributions(query, roles)
    answers = tuple(_answer(role, figures, checks, own[role.pk], spreads, today) for role in roles)
    number, day = (release.number, release.published_at.date()) if release else (None, None)
    note = release.note if release else ""
    answer = with_conflicts(
        Comparison(query, number, day, answers, pairs_of(answers), overlaps_of(answers), release_note=note)
    )
    return in_terms(answer) if query.terms.given else answer


def cohorts(slugs: Sequence[str], chosen: Sequence[Choice]) -> Cohorts:
    """Any number of roles and, for each way of narrowing down, what the newest release says of them.

    At most six queries for the roles and two more for each of ``chosen``. Nothing is set against each other, and no
    distributions are read. Raises UnknownQuery for an unknown role.
    """
    query = Query(roles=tuple(slugs))
    roles, release = _roles(slugs), _release(None)
    own, figures = _own(query, roles, release), _figures(query, roles)
    checks = checks_of([figure for figure in figures if figure.role_id])
    answers = {role.slug: _answer(role, figures, checks, own[role.pk], (), timezone.localdate()) for role in roles}
    narrowed: dict[Choice, dict[str, OwnEstimate]] = {}
    for choice in chosen:
        found = _own(Query(roles=tuple(slugs), **dict(choice)), roles, release)  # type: ignore[arg-type]
        narrowed[choice] = {role.slug: found[role.pk] for role in roles}
    number, day = (release.number, release.published_at.date()) if release else (None, None)
    return Cohorts(number, day, answers, narrowed)


def _roles(slugs: Sequence[str]) -> list[Role]:
    wanted = list(dict.fromkeys(slugs))
    links = RoleOccupation.objects.select_related("occupation").order_by("fit", "occupation_id")
    rows = Role.objects.filter(slug__in=wanted).prefetch_related(Prefetch("role_occupations", links))
    found = {role.slug: role for role in rows}
    if missing := [slug for slug in wanted if slug not in found]:
        raise UnknownQuery(gettext("There is no role called '%(slug)s'.") % {"slug": missing[0][:60]})
    return [found[slug] for slug in wanted]


def _release(number: int | None) -> Release | None:
    if number is None:
        return Release.objects.current()
    found = Release.objects.filter(number=number).first()
    if found is None:
        raise UnknownQuery(gettext("There is no release %(number)d.") % {"number": number}, "release")
    return found


def _own(query: Query, roles: Sequence[Role], release: Release | None) -> dict[int, OwnEstimate]:
    """What the release says of each role, by its key."""
    if len(query.chosen) > 1:
        return combined_of(query, roles, release)
    dimension, value = query.chosen[0] if query.chosen else ("", "")
    rows = Estimate.objects.filter(
        release=release, role__in=roles, dimension=dimension, value=value, measure=query.measure
    )
    found = {row.role_id: row for row in rows} if release else {}
    return {role.pk: own_of(found.get(role.pk), release, query) for role in roles}


def _figures(query: Query, roles: Sequence[Role]) -> list[Figure]:
    """Every figure about one of the roles or its occupations, newest first; of the chosen country, or of all."""
    codes = {link.occupation_id for role in roles for link in role.role_occupations.all()}
    about = Figure.objects.filter(Q(role__in=roles) | Q(occupation__in=codes))
    if query.country:
        about = about.filter(country__in=["", query.country])
    return list(about.select_related("source", "occupation", "repeats").newest_first())


def _distributions(query: Query, roles: Sequence[Role]) -> list[PublishedDistribution]:
    """Every published distribution about one of the roles or its occupations; of the chosen country, or of all."""
    codes = {link.occupation_id for role in roles for link in role.role_occupations.all()}
    about = PublishedDistribution.objects.filter(Q(role__in=roles) | Q(occupation__in=codes))
    if query.country:
        about = about.filter(country=query.country)
    return list(about.select_related("source"))


def _answer(
    role: Role, figures: Iterable[Figure], checks: Mapping[int, Check], own: OwnEstimate,
    spreads: Iterable[PublishedDistribution], today: date,
) -> RoleAnswer:  # fmt: skip
    links = role.role_occupations.all()
    fits = {link.occupation_id: link.fit for link in links}
    about = [f for f in figures if f.role_id == role.pk or f.occupation_id in fits]
    measured = [f for f in about if f.measure != Figure.Measure.CLAIMED]
    claims = [f for f in about if f.measure == Figure.Measure.CLAIMED]
    return RoleAnswer(
        slug=role.slug, title=spoken(role.title), side=role.side, side_words=role.get_side_display(),
        summary=spoken(role.summary),
        occupations=tuple((k.occupation_id, spoken(k.occupation.title), k.fit, spoken(k.note)) for k in links),
        pay=groups_of([f for f in measured if f.unit in ("year", "hour")], fits, checks, today),
        outlook=groups_of([f for f in measured if f.statistic in ("growth", "self_employed")], fits, checks, today),
        claims=groups_of(claims, fits, checks, today),
        own=own,
        distributions=distributions_of([d for d in spreads if d.role_id == role.pk or d.occupation_id in fits], fits),
    )  # fmt: skip
