"""The one answer that page, API and download print: what is published and estimated about one to four roles."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext

from salaries.comparison.against import against_of, group_name
from salaries.comparison.answer import (
    Against,
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
    RoleAnswer,
    dated_sources,
)
from salaries.comparison.cells import Part, parts_of
from salaries.comparison.conflicts import axis_words
from salaries.comparison.contributed import contributed_of, estimates_of
from salaries.comparison.held import held_prices
from salaries.comparison.own import LABELS, PERCENTILES, pairs_of, why_no_costs, why_withheld
from salaries.comparison.published import answers_of, published_of
from salaries.comparison.query import DIMENSIONS, TERMS, Choice, Query, Terms, UnknownQuery, UnknownTerms
from salaries.comparison.shelf import dated_words
from salaries.comparison.singles import Restated, restated
from salaries.comparison.spreads import overlaps_of
from salaries.comparison.terms import CURRENCIES, PER, money_year, yardsticks
from salaries.models import Release, Role, RoleOccupation
from salaries.remembered import each, one

__all__ = [
    "CURRENCIES",
    "DIMENSIONS",
    "LABELS",
    "MOST_ROLES",
    "PER",
    "PERCENTILES",
    "TERMS",
    "Against",
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
    "against",
    "axis_words",
    "cohorts",
    "compare",
    "dated_sources",
    "dated_words",
    "group_name",
    "held_prices",
    "money_year",
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
    slugs = list(dict.fromkeys(query.roles))
    if not 1 <= len(slugs) <= MOST_ROLES:
        raise UnknownQuery(gettext("Choose one to %(most)d roles.") % {"most": MOST_ROLES})
    roles = each("role", slugs, _roles)
    release = one("release", query.release, lambda: _release(query.release))
    by = one("yardsticks", query.terms.ppp != "", lambda: yardsticks(query.terms))
    published = published_of(query, roles, by, today or timezone.localdate())
    axis = published[0].one_axis
    own = contributed_of(query, roles, release, by, axis)
    answers = tuple(replace(said.role, own=told.shown) for said, told in zip(published, own, strict=True))
    level = tuple(replace(said.level, own=told.level) for said, told in zip(published, own, strict=True))
    number, day = (release.number, release.published_at.date()) if release else (None, None)
    plain = [replace(answer, own=told.plain) for answer, told in zip(answers, own, strict=True)]
    pairs = pairs_of(plain, (tuple(query.chosen), query.measure, number))
    return Comparison(
        query, number, day, answers, pairs, _overlaps(query, answers),
        method=published[0].method, one_axis=axis, release_note=release.note if release else "",
        level=Comparison(replace(query, terms=axis), number, day, level),
    )  # fmt: skip


def cohorts(slugs: Sequence[str], chosen: Sequence[Choice]) -> Cohorts:
    """Any number of roles and, for each way of narrowing down, what the newest release says of them.

    At most six queries for the roles and two more for each of ``chosen``. Nothing is set against each other, and no
    distributions are read. Raises UnknownQuery for an unknown role.
    """
    query = Query(roles=tuple(dict.fromkeys(slugs)))
    roles = each("role", query.roles, _roles)
    release = one("release", None, lambda: _release(None))
    own = estimates_of(query, roles, release)
    answers = {
        role.slug: replace(answer, own=own[role.pk])
        for role, answer in zip(roles, answers_of(query, roles, (), timezone.localdate()), strict=True)
    }
    narrowed: dict[Choice, dict[str, OwnEstimate]] = {}
    for choice in chosen:
        found = estimates_of(replace(query, **dict(choice)), roles, release)  # type: ignore[arg-type]
        narrowed[choice] = {role.slug: found[role.pk] for role in roles}
    number, day, note = (release.number, release.published_at.date(), release.note) if release else (None, None, "")
    return Cohorts(number, day, note, answers, narrowed)


def against(first: Query, second: Query) -> Against:
    """Two groups of contributors against each other, each a role narrowed down by its query, in at most eight queries.

    Both queries name one role and the same release. Raises UnknownQuery for an unknown role or release, or when both
    ask for the same group.
    """
    roles = each("role", [first.roles[0], second.roles[0]], _roles)
    return against_of([first, second], roles, one("release", first.release, lambda: _release(first.release)))


def _roles(slugs: Sequence[str]) -> dict[str, Role]:
    links = RoleOccupation.objects.select_related("occupation").order_by("fit", "occupation_id")
    rows = Role.objects.filter(slug__in=slugs).prefetch_related(Prefetch("role_occupations", links))
    found = {role.slug: role for role in rows}
    if missing := [slug for slug in slugs if slug not in found]:
        raise UnknownQuery(gettext("There is no role called '%(slug)s'.") % {"slug": missing[0][:60]})
    return found


def _release(number: int | None) -> Release | None:
    if number is None:
        return Release.objects.current()
    found = Release.objects.filter(number=number).first()
    if found is None:
        raise UnknownQuery(gettext("There is no release %(number)d.") % {"number": number}, "release")
    return found


def _overlaps(query: Query, answers: Sequence[RoleAnswer]) -> tuple[Overlap, ...]:
    """Those of each pair of roles, which depend on the pair, the country and the terms alone."""
    by_slug = {answer.slug: answer for answer in answers}
    found = each(
        ("overlaps", query.country, query.terms), list(combinations(by_slug, 2)),
        lambda pairs: {pair: overlaps_of([by_slug[slug] for slug in pair]) for pair in pairs},
    )  # fmt: skip
    return tuple(overlap for overlaps in found for overlap in overlaps)
