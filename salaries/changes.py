"""What a release changed since the one before, and why."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext_noop

from salaries.models import Batch, Correction, Estimate, Release

WHY = {  # (whether new reports were counted, whether made-up ones were taken off)
    (False, False): gettext_noop(
        "Nothing new on this role; only what other roles lead us to expect of it can have moved."
    ),
    (True, False): gettext_noop("New reports on this role were counted."),
    (False, True): gettext_noop("Reports found to be made up were taken off."),
    (True, True): gettext_noop("New reports on this role were counted and reports found to be made up were taken off."),
}


@dataclass(frozen=True)
class Change:
    """One role's estimates of yearly pay in the release before and in this one; None where there is none.

    ``what`` became of the median, and ``why``.
    """

    role: str
    what: str
    before: Estimate | None
    after: Estimate | None
    why: str


class Changes:
    """Answers for any release; three queries, made when first asked."""

    @cached_property
    def _estimates(self) -> dict[int, dict[str, Estimate]]:
        """Each release's estimates of yearly pay by role."""
        rows = Estimate.objects.filter(dimension="", measure=Estimate.Measure.YEARLY).select_related("release", "role")
        found: dict[int, dict[str, Estimate]] = {}
        for row in rows.defer("density", "streams"):
            found.setdefault(row.release.number, {})[row.role.slug] = row
        return found

    @cached_property
    def _batches(self) -> set[tuple[int, str]]:
        return set(Batch.objects.values_list("release__number", "role__slug"))

    @cached_property
    def _corrections(self) -> set[tuple[int, str]]:
        rows = Correction.objects.exclude(release=None).values_list("release__number", "batch__role__slug")
        return set(rows)

    def of(self, release: Release) -> tuple[Change, ...]:
        """One change for each role that this release or the one before says something of, by slug."""
        after = self._estimates.get(release.number, {})
        earlier = [number for number in self._estimates if number < release.number]
        before = self._estimates[max(earlier)] if earlier else {}
        return tuple(
            Change(role, _what(before.get(role), after.get(role)), before.get(role), after.get(role),
                   self._why(release.number, role))
            for role in sorted({*before, *after})
        )  # fmt: skip

    def _why(self, number: int, role: str) -> str:
        return WHY[(number, role) in self._batches, (number, role) in self._corrections]


def _what(earlier: Estimate | None, later: Estimate | None) -> str:
    before, after = (
        row.percentiles["p50"][1] if row and "p50" in row.percentiles else None for row in (earlier, later)
    )
    if before == after:
        return "withheld" if after is None else "unchanged"
    if after is None:
        return "withheld"
    return "published" if before is None else "moved"
