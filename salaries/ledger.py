"""What has been published at what cost in privacy: the plan, and every batch that was closed under it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Count
from django.utils.formats import localize
from django.utils.translation import gettext, gettext_lazy, ngettext

from salaries.models import Batch, Correction, Estimate, MovementBatch, Total
from salaries.presenters.formats import lower_first
from salaries.remembered import one
from salaries.stats.privacy import (
    FOLLOW_UP_EPSILON,
    FOLLOW_UP_MONTHS,
    FOLLOW_UP_PLAN,
    FOLLOW_UP_THRESHOLD,
    GATE_EPSILON,
    GATE_THRESHOLD,
    LIFETIME_EPSILON,
    PLAN,
    gate_scale,
    spent_by_a_follow_up,
    spent_by_a_person,
    spent_by_a_report,
)

MEASURES = {
    "yearly": gettext_lazy("pay a year"),
    "hourly": gettext_lazy("pay an hour"),
    "streams": gettext_lazy("shares of income: costs, and each kind of income after them"),
    "outcome": gettext_lazy("who stayed, added skills, left, or moved to which role"),
    "change": gettext_lazy(
        "pay now against pay then in nine bins, by what happened, way of learning and role moved to"
    ),
}
DIMENSIONS = {
    "level": gettext_lazy("role and level"),
    "country": gettext_lazy("role and country"),
    "ai_use": gettext_lazy("role and AI use"),
    "engagement": gettext_lazy("role and engagement"),
    "follow_up": gettext_lazy("role and months since the report"),
}

SHORT = {
    "level": gettext_lazy("level"),
    "country": gettext_lazy("country"),
    "ai_use": gettext_lazy("AI use"),
    "engagement": gettext_lazy("engagement"),
}
TABLES = {t.name: gettext_lazy("income shares") if t.measure == "streams" else SHORT[t.dimension] for t in PLAN}


@dataclass(frozen=True)
class PlanLine:
    """A published table: what is counted, and what a report in it costs."""

    table: str
    cells: str
    measure: str
    epsilon: float
    noise_scale: float

    @property
    def noise_words(self) -> str:
        """The scale of the noise in what it is counted in."""
        streams = self.measure == str(MEASURES["streams"])
        size = float(f"{self.noise_scale:.3g}")
        if streams:
            return gettext("%(size)s points, where a report has 100") % {"size": localize(round(size))}
        return gettext("%(size)s reports") % {"size": localize(size)}


@dataclass(frozen=True)
class Spending:
    """What one published table cost each report in it, and how many made-up reports were taken off it since."""

    table: str
    epsilon: float
    corrections: int


@dataclass(frozen=True)
class BatchLine:
    """The tables that one role's reports entered in one release. ``epsilon`` is the gate's and the tables' sum.

    A report enters the tables of one release and of no other, so ``epsilon`` is all it has spent.
    """

    release: int
    released_on: str
    role: str
    role_title: str
    gate_epsilon: float
    tables: tuple[Spending, ...]
    epsilon: float

    @property
    def released(self) -> date:
        """The day it was released on."""
        return date.fromisoformat(self.released_on)

    @property
    def words(self) -> str:
        """The sum in full: the gate and each table by its words, with what was taken off since."""
        costs = [(gettext("gate"), self.gate_epsilon)]
        costs += [(str(TABLES.get(table.table, table.table)), table.epsilon) for table in self.tables]
        words = " + ".join(f"{lower_first(name)} {localize(float(f'{epsilon:g}'))}" for name, epsilon in costs)
        taken_off = max((table.corrections for table in self.tables), default=0)
        if not taken_off:
            return words
        since = ngettext(
            "%(many)d made-up report taken off since", "%(many)d made-up reports taken off since", taken_off
        )
        return f"{words}; {since % {'many': taken_off}}"


@dataclass(frozen=True)
class FollowUpLine:
    """The tables that a role's follow-ups at one horizon entered in a release; ``epsilon`` is all that each spent."""

    release: int
    released_on: str
    role: str
    role_title: str
    months: int
    gate_epsilon: float
    tables: tuple[Spending, ...]
    epsilon: float


@dataclass(frozen=True)
class FollowUps:
    """The account of follow-ups, a unit of their own beside their reports.

    ``spent_by_a_person`` is the most for somebody who reports on one role and year and follows up each time.
    """

    unit: str
    months: tuple[int, ...]
    gate_epsilon: float
    gate_threshold: int
    plan: tuple[PlanLine, ...]
    spent_by_a_follow_up: float
    lifetime_epsilon: float
    spent_by_a_person: float
    batches: tuple[FollowUpLine, ...]


@dataclass(frozen=True)
class Ledger:
    """The whole account. ``spent_by_a_report`` is what the plan in force costs one report: a gate and one batch of each
    table; ``most_spent`` is the dearest line of what was really published, under whichever plan."""

    gate_epsilon: float
    gate_scale: float
    gate_threshold: int
    spent_by_a_report: float
    lifetime_epsilon: float
    most_spent: float
    plan: tuple[PlanLine, ...]
    batches: tuple[BatchLine, ...]
    follow_ups: FollowUps

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"unit": "one report, added or removed", **asdict(self)}


def ledger() -> Ledger:
    """The account as it stands: the plan in force and the batches stored, newest release first. Three queries."""
    plan = tuple(
        PlanLine(t.name, str(DIMENSIONS[t.dimension]), str(MEASURES[t.measure]), float(t.epsilon), float(t.scale))
        for t in PLAN
    )
    batches = _batches()
    return Ledger(
        gate_epsilon=float(GATE_EPSILON), gate_scale=float(gate_scale()), gate_threshold=GATE_THRESHOLD,
        spent_by_a_report=float(spent_by_a_report()), lifetime_epsilon=float(LIFETIME_EPSILON),
        most_spent=max((line.epsilon for line in batches), default=0.0), plan=plan, batches=batches,
        follow_ups=_follow_ups(),
    )  # fmt: skip


def _follow_ups() -> FollowUps:
    rows = MovementBatch.objects.select_related("release", "role").defer("outcomes", "changes")
    plan = tuple(
        PlanLine(t.name, str(DIMENSIONS["follow_up"]), str(MEASURES[t.measure]), float(t.epsilon), float(t.scale))
        for t in FOLLOW_UP_PLAN
    )
    return FollowUps(
        unit="one follow-up, added or removed", months=FOLLOW_UP_MONTHS, gate_epsilon=float(GATE_EPSILON),
        gate_threshold=FOLLOW_UP_THRESHOLD, plan=plan, spent_by_a_follow_up=float(spent_by_a_follow_up()),
        lifetime_epsilon=float(FOLLOW_UP_EPSILON), spent_by_a_person=float(spent_by_a_person()),
        batches=tuple(_followed(row) for row in rows.order_by("-release__number", "role__slug", "months")),
    )  # fmt: skip


def _followed(row: MovementBatch) -> FollowUpLine:
    release, role = row.release, row.role
    return FollowUpLine(
        release=release.number, released_on=release.published_at.date().isoformat(), role=role.slug,
        role_title=gettext(role.title), months=row.months, gate_epsilon=float(release.gate_epsilon),
        tables=(
            Spending("outcomes", float(row.outcomes_epsilon), 0), Spending("changes", float(row.changes_epsilon), 0),
        ),
        epsilon=float(release.gate_epsilon + row.outcomes_epsilon + row.changes_epsilon),
    )  # fmt: skip


def _batches() -> tuple[BatchLine, ...]:
    """One line for each role in each release; the sums are made of decimals, so that they re-add exactly.

    From rows of values, not objects: after a year of nights they are 25,000.
    """
    rows = Batch.objects.order_by("-release__number", "role__slug", "table").values_list(
        "release__number", "release__published_at", "release__gate_epsilon", "role__slug", "role__title", "pk",
        "table", "epsilon", named=True,
    )  # fmt: skip
    taken_off = dict(Correction.objects.order_by().values_list("batch").annotate(Count("pk"))) if rows else {}
    return tuple(_line(list(own), taken_off) for _, own in groupby(rows, key=itemgetter(0, 3)))


def _line(batches: Sequence[Any], taken_off: Mapping[int, int]) -> BatchLine:
    """``batches`` are rows of _batches, of one role in one release; ``taken_off`` counts corrections by batch."""
    one = batches[0]
    return BatchLine(
        release=one.release__number,
        released_on=one.release__published_at.date().isoformat(),
        role=one.role__slug,
        role_title=gettext(one.role__title),
        gate_epsilon=float(one.release__gate_epsilon),
        epsilon=float(sum((batch.epsilon for batch in batches), one.release__gate_epsilon)),
        tables=tuple(Spending(batch.table, float(batch.epsilon), taken_off.get(batch.pk, 0)) for batch in batches),
    )


class Costs:
    """What the batches behind an estimate did cost, whatever the plan says today. One query, made when first asked."""

    @cached_property
    def _spent(self) -> dict[tuple[int, str], list[tuple[int, Decimal]]]:
        return one("spent", None, _by_table)

    def of(self, estimate: Estimate, measure: str) -> float:
        """The most that one report spent on the tables of ``measure`` which the estimate was made from."""
        return self.spent(estimate.role_id, estimate.dimension, estimate.release.number, measure)

    def spent(self, role: int, dimension: str, release: int, measure: str) -> float:
        """The same by the role's key, what it is narrowed to ("" for the whole role), and the release's number.

        A report is in the batches of one release only, so the dearest release up to the estimate's counts.
        """
        by_release: dict[int, Decimal] = {}
        for table in PLAN:
            if table.measure == measure and (measure == "streams" or dimension in ("", table.dimension)):
                for number, epsilon in self._spent.get((role, table.name), []):
                    if number <= release:
                        by_release[number] = by_release.get(number, Decimal(0)) + epsilon
        return float(max(by_release.values(), default=Decimal(0)))


def _by_table() -> dict[tuple[int, str], list[tuple[int, Decimal]]]:
    """For each role and table the numbers of releases, with what a report in that release's batch spent.

    Of the releases that begin a total: all batches of a total cost the same, and a role's totals begin together.
    """
    found: dict[tuple[int, str], list[tuple[int, Decimal]]] = {}
    for role, table, number, epsilon in Total.objects.values_list("role", "table", "since__number", "epsilon"):
        found.setdefault((role, table), []).append((number, epsilon))
    return found
