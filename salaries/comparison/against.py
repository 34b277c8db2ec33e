"""Two groups of contributors against each other, each a role narrowed down in its own way."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext

from salaries.comparison.answer import Against, Comparison, RoleAnswer
from salaries.comparison.contributed import estimates_of
from salaries.comparison.own import LABELS, PERCENTILES, pair_of
from salaries.comparison.query import Query, Terms, UnknownQuery
from salaries.models import Release, Role, spoken


def against_of(queries: Sequence[Query], roles: Sequence[Role], release: Release | None) -> Against:
    """The two groups that ``queries`` ask for, each of one of ``roles``, in ``release``. Four queries at most.

    Raises UnknownQuery when both are the same group.
    """
    first, second = (_group(query, role, release) for query, role in zip(_on_one_measure(*queries), roles, strict=True))
    if first.query == second.query:
        raise UnknownQuery(gettext("Choose two different groups."), "second-role")
    one, other = first.roles[0], second.roles[0]
    reason = _why_not(first, second)
    pair, back = (None, None) if reason else (pair_of(one, other), pair_of(other, one))
    return Against(first, second, pair, back, reason, shared=_may_share(first.query, second.query))


def group_name(group: Comparison) -> str:
    """'Session musician, Freelance', or of a whole role its title."""
    return ", ".join([group.roles[0].title, *(str(LABELS[name][value]) for name, value in group.query.chosen)])


def _on_one_measure(first: Query, second: Query) -> tuple[Query, Query]:
    """Both by the hour where only one is and the other is all of a role, which is published both ways."""
    if first.measure == second.measure:
        return first, second
    first, second = (query if query.chosen else replace(query, terms=Terms(per="hour")) for query in (first, second))
    return first, second


def _group(query: Query, role: Role, release: Release | None) -> Comparison:
    own = estimates_of(query, [role], release)[role.pk]
    number, day, note = (release.number, release.published_at.date(), release.note) if release else (None, None, "")
    told = RoleAnswer(
        role.slug, spoken(role.title), role.side, role.get_side_display(), spoken(role.summary),
        occupations=(), pay=(), outlook=(), claims=(), own=own,
    )  # fmt: skip
    return Comparison(query, number, day, (told,), release_note=note)


def _why_not(first: Comparison, second: Comparison) -> str:
    """Why the two cannot be set against each other, or nothing."""
    if first.query.measure != second.query.measure:
        return gettext(
            "Pay by engagement is counted per hour, everything else per year. Choose an engagement for both groups, or "
            "for one of them and nothing for the other."
        )
    for group in (first, second):
        if not group.roles[0].own.percentiles:
            return f"{group_name(group)}: {group.roles[0].own.reason}"
    for group in (first, second):
        if len(group.roles[0].own.percentiles) < len(PERCENTILES):
            return gettext(
                "%(group)s: too few reports for the 10th and the 90th percentile, so nobody knows how far pay reaches."
            ) % {"group": group_name(group)}
    return ""


def _may_share(first: Query, second: Query) -> bool:
    """Whether somebody can be in both: they can unless one choice keeps them apart."""
    apart = dict(second.chosen)
    return first.roles == second.roles and not any(apart.get(name, value) != value for name, value in first.chosen)
