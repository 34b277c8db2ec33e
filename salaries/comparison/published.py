"""What is published on each role, on the terms asked for. It depends on the role, the country and the terms alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from salaries.comparison.answer import Check, Comparison, OwnEstimate, RoleAnswer
from salaries.comparison.conflicts import with_conflicts
from salaries.comparison.groups import checks_of, groups_of
from salaries.comparison.query import Query, Terms
from salaries.comparison.spreads import distributions_of
from salaries.comparison.terms import converted
from salaries.models import Figure, PublishedDistribution, Role, spoken
from salaries.remembered import each
from salaries.stats.money import Yardsticks

UNTOLD = OwnEstimate("", "", "yearly", "")  # until the release has been asked (contributed.py)


@dataclass(frozen=True)
class Published:
    """A role on the terms asked for, with its conflicts; and the newest of it on ``one_axis``, for drawing."""

    role: RoleAnswer
    level: RoleAnswer
    one_axis: Terms
    method: tuple[str, ...]


def published_of(query: Query, roles: Sequence[Role], by: Yardsticks, today: date) -> list[Published]:
    """What is published on each of ``roles``, in four queries; ``own`` is still untold. Raises UnknownTerms."""

    def make(slugs: Sequence[str]) -> dict[str, Published]:
        return _made(query, [role for role in roles if role.slug in slugs], by, today)

    return each(("published", query.country, query.terms, today), [role.slug for role in roles], make)


def answers_of(
    query: Query, roles: Sequence[Role], spreads: Sequence[PublishedDistribution], today: date
) -> tuple[RoleAnswer, ...]:
    """Each of ``roles`` as its figures are published, in three queries; ``own`` is still untold."""
    figures = _figures(query, roles)
    checks = checks_of([figure for figure in figures if figure.role_id])
    return tuple(_answer(role, figures, checks, spreads, today) for role in roles)


def _made(query: Query, roles: Sequence[Role], by: Yardsticks, today: date) -> dict[str, Published]:
    answers = answers_of(query, roles, _distributions(query, roles), today)
    answer, level = with_conflicts(Comparison(query, None, None, answers), by)
    shown = converted(answer, by) if query.terms.given else answer
    return {
        role.slug: Published(role, newest, level.query.terms, shown.method)
        for role, newest in zip(shown.roles, level.roles, strict=True)
    }


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
    role: Role, figures: Iterable[Figure], checks: Mapping[int, Check], spreads: Iterable[PublishedDistribution],
    today: date,
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
        own=UNTOLD,
        distributions=distributions_of([d for d in spreads if d.role_id == role.pk or d.occupation_id in fits], fits),
    )  # fmt: skip
