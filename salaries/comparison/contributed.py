"""What a release says of each role from contributors' reports, on the terms asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from salaries.comparison.answer import OwnEstimate
from salaries.comparison.combined import combined_of
from salaries.comparison.own import own_of
from salaries.comparison.query import Query, Terms
from salaries.comparison.terms import own_in
from salaries.models import Estimate, Release, Role
from salaries.remembered import each
from salaries.stats.money import Yardsticks


@dataclass(frozen=True)
class Contributed:
    """An estimate as the release has it, on the terms asked for, and on the axis of its role's conflicts."""

    plain: OwnEstimate
    shown: OwnEstimate
    level: OwnEstimate


def contributed_of(
    query: Query, roles: Sequence[Role], release: Release | None, by: Yardsticks, axis: Terms
) -> list[Contributed]:
    """What ``release`` says of each of ``roles`` as ``query`` narrows it down, in three queries at most."""
    year = release.published_at.year if release else 0
    on_axis = replace(query, terms=axis)

    def make(slugs: Sequence[str]) -> dict[str, Contributed]:
        missing = [role for role in roles if role.slug in slugs]
        plain = estimates_of(query, missing, release)
        level = plain if on_axis.measure == query.measure else estimates_of(on_axis, missing, release)
        return {
            role.slug: Contributed(
                own, own_in(own, query.terms, by, year) if query.terms.given else own,
                own_in(level[role.pk], axis, by, year),
            )
            for role in missing
            for own in [plain[role.pk]]
        }  # fmt: skip

    what = ("contributed", tuple(query.chosen), query.terms, release.number if release else None)
    return each(what, [role.slug for role in roles], make)


def estimates_of(query: Query, roles: Sequence[Role], release: Release | None) -> dict[int, OwnEstimate]:
    """What ``release`` says of each of ``roles``, as it has it, by the role's key."""
    if len(query.chosen) > 1:
        return combined_of(query, roles, release)
    dimension, value = query.chosen[0] if query.chosen else ("", "")
    rows = Estimate.objects.filter(
        release=release, role__in=roles, dimension=dimension, value=value, measure=query.measure
    )
    found = {row.role_id: row for row in rows} if release else {}
    return {role.pk: own_of(found.get(role.pk), release, query) for role in roles}
