"""The one answer that page, API and download print: what is published and estimated about one to four roles."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Prefetch, Q

from salaries.comparison.answer import (
    DIMENSIONS,
    Check,
    Comparison,
    FigureGroup,
    FigureLine,
    Interval,
    OwnEstimate,
    Pair,
    Query,
    RoleAnswer,
    UnknownQuery,
)
from salaries.comparison.groups import checks_of, groups_of
from salaries.comparison.own import LABELS, PERCENTILES, own_of, pairs_of, why_withheld
from salaries.models import Estimate, Figure, Release, Role, RoleOccupation

__all__ = [
    "DIMENSIONS",
    "LABELS",
    "MOST_ROLES",
    "PERCENTILES",
    "Check",
    "Comparison",
    "FigureGroup",
    "FigureLine",
    "Interval",
    "OwnEstimate",
    "Pair",
    "Query",
    "RoleAnswer",
    "UnknownQuery",
    "compare",
    "why_withheld",
]

MOST_ROLES = 4


def compare(query: Query) -> Comparison:
    """The comparison for ``query``, in at most eight queries however many roles and figures there are.

    Raises UnknownQuery for an unknown role or release, or too many roles.
    """
    roles = _roles(query.roles)
    release = _release(query.release)
    estimates = _estimates(query, roles, release)
    figures = _figures(query, roles)
    checks = checks_of([figure for figure in figures if figure.measure == Figure.Measure.CLAIMED])
    answers = tuple(_answer(role, figures, checks, own_of(estimates.get(role.pk), release, query)) for role in roles)
    number, day = (release.number, release.published_at.date()) if release else (None, None)
    return Comparison(query, number, day, answers, pairs_of(answers))


def _roles(slugs: Sequence[str]) -> list[Role]:
    wanted = list(dict.fromkeys(slugs))
    if not 1 <= len(wanted) <= MOST_ROLES:
        raise UnknownQuery(f"Choose one to {MOST_ROLES} roles.")
    links = RoleOccupation.objects.select_related("occupation").order_by("fit", "occupation_id")
    rows = Role.objects.filter(slug__in=wanted).prefetch_related(Prefetch("role_occupations", links))
    found = {role.slug: role for role in rows}
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
    if release is None:
        return {}
    dimension, value = query.chosen[0] if len(query.chosen) == 1 else ("", "")
    rows = Estimate.objects.filter(
        release=release, role__in=roles, dimension=dimension, value=value, measure=query.measure
    )
    return {row.role_id: row for row in rows}


def _figures(query: Query, roles: Sequence[Role]) -> list[Figure]:
    """Every figure about one of the roles or its occupations, newest first; of the chosen country, or of all."""
    codes = {link.occupation_id for role in roles for link in role.role_occupations.all()}
    about = Figure.objects.filter(Q(role__in=roles) | Q(occupation__in=codes))
    if query.country:
        about = about.filter(country__in=["", query.country])
    return list(about.select_related("source", "occupation", "repeats").newest_first())


def _answer(role: Role, figures: Iterable[Figure], checks: Mapping[int, Check], own: OwnEstimate) -> RoleAnswer:
    links = role.role_occupations.all()
    fits = {link.occupation_id: link.fit for link in links}
    about = [f for f in figures if f.role_id == role.pk or f.occupation_id in fits]
    measured = [f for f in about if f.measure != Figure.Measure.CLAIMED]
    claims = [f for f in about if f.measure == Figure.Measure.CLAIMED]
    return RoleAnswer(
        slug=role.slug, title=role.title, side=role.side, side_words=role.get_side_display(), summary=role.summary,
        occupations=tuple((k.occupation_id, k.occupation.title, k.fit, k.note) for k in links),
        pay=groups_of([f for f in measured if f.unit in ("year", "hour")], fits, {}),
        outlook=groups_of([f for f in measured if f.statistic in ("growth", "self_employed")], fits, {}),
        claims=groups_of(claims, fits, checks),
        own=own,
    )  # fmt: skip
