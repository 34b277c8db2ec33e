"""What a release says of a role narrowed down in several ways at once, or in words why it says nothing."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.translation import gettext

from salaries.comparison.answer import OwnEstimate
from salaries.comparison.own import (
    LABELS,
    MEASURE_WORDS,
    PERCENTILES,
    intervals,
    nothing_published,
    only_whole,
    why_withheld,
)
from salaries.comparison.query import Query
from salaries.models import Combination, Estimate, Release, Role


def combined_of(query: Query, roles: Sequence[Role], release: Release | None) -> dict[int, OwnEstimate]:
    """By role's key, what ``release`` says of the combination that the query chooses. Two queries."""
    parts: dict[int, list[Estimate]] = {}
    rows: dict[int, Combination] = {}
    if release is not None and "engagement" not in dict(query.chosen):
        of_parts = reduce(or_, (Q(dimension=name, value=value) for name, value in query.chosen))
        own = Estimate.objects.filter(of_parts, release=release, role__in=roles, measure=query.measure)
        for row in own.order_by("pk"):
            parts.setdefault(row.role_id, []).append(row)
        exactly = {name: getattr(query, name) for name in ("level", "country", "ai_use")}
        rows = {row.role_id: row for row in Combination.objects.filter(release=release, role__in=roles, **exactly)}
    return {role.pk: _own(query, release, parts.get(role.pk, []), rows.get(role.pk)) for role in roles}


def _own(query: Query, release: Release | None, parts: Sequence[Estimate], row: Combination | None) -> OwnEstimate:
    words = str(MEASURE_WORDS[query.measure])
    if "engagement" in dict(query.chosen):
        return OwnEstimate("not_in_plan", _by_the_hour(), query.measure, words)
    if release is None or not parts:
        return OwnEstimate("no_release", nothing_published(release), query.measure, words)
    withheld = next((part for part in parts if part.withheld), None)
    if withheld is not None:
        return OwnEstimate(withheld.withheld, _because_of(withheld), query.measure, words)
    if row is None:
        return OwnEstimate("not_in_plan", _not_in_release(query.chosen), query.measure, words)
    if not row.percentiles:
        return OwnEstimate("too_unsure", _too_unsure(), query.measure, words, own_share=row.own_share, combined=True)
    return OwnEstimate(
        "published", "", query.measure, words, percentiles=intervals(row.percentiles, PERCENTILES),
        own_share=row.own_share, combined=True, costs_reason=only_whole(),
    )  # fmt: skip


def _by_the_hour() -> str:
    return gettext(
        "Pay by engagement is counted per hour, since freelance years differ in length, and everything else per year: "
        "the two cannot be put together. Choose one of them."
    )


def _because_of(part: Estimate) -> str:
    return gettext(
        "Several choices at once are put together from what is published of each by itself, and %(name)s is not: "
        "%(reason)s"
    ) % {"name": LABELS[part.dimension][part.value], "reason": why_withheld(part)}


def _not_in_release(chosen: Sequence[tuple[str, str]]) -> str:
    names = gettext(" and ").join(str(LABELS[name][value]) for name, value in chosen)
    return gettext("This release does not put %(names)s together. Choose one of them, or a newer release.") % {
        "names": names
    }


def _too_unsure() -> str:
    return gettext(
        "Put together from its parts, the median of this combination is not known within a factor of 2.5. More reports "
        "make it certain."
    )
