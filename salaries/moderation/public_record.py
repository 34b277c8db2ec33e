"""What the public may know of moderators' work: rounded numbers over twelve whole months, of the whole site.

No pay, role, country or person is in them. Counts are rounded to tens, shares are made of rounded counts, and whatever
rests on fewer than 20 is left out: one report more or less mostly changes nothing (docs/method.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from salaries.models import Decision, SalaryReport, SecondLook
from salaries.stats.agreement import wilson

MONTHS = 12
FEWEST = 20  # below it nothing is said
STEP = 10  # counts are rounded to it
Action = Decision.Action
FINAL = (Action.APPROVED, Action.REJECTED)


@dataclass(frozen=True)
class ReasonShare:
    """A coded reason, and its share of the rejections in whole percent, None when too few had it."""

    code: str
    percent: int | None


@dataclass(frozen=True)
class Agreement:
    """How many of 100 second looks came to the same, with a 95 % interval; of about ``looks`` looks."""

    low: int
    percent: int
    high: int
    looks: int


@dataclass(frozen=True)
class Statistics:
    """Decisions from ``start`` to before ``end``. Counts are rounded to tens; None means fewer than 20, so not said.

    ``median_hours`` is from a report's last change, or its appeal, to the decision. ``overturned_percent`` is the share
    of decisions that were turned around later after an appeal or a reopening, not after the contributor's own change.
    """

    start: date
    end: date
    decided: int | None
    approved: int | None
    rejected: int | None
    asked: int | None
    median_hours: int | None
    reasons: tuple[ReasonShare, ...]
    overturned_percent: int | None
    agreement: Agreement | None


def statistics(now: datetime) -> Statistics:
    """Of the twelve whole months before the one of ``now``: the answer is the same for a whole month."""
    end = now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    start = end.replace(year=end.year - 1)
    rows = Decision.objects.filter(decided_at__gte=start, decided_at__lt=end)
    by_action = dict(rows.values_list("action").annotate(Count("pk")))
    final = rows.filter(action__in=FINAL)
    number = sum(by_action.get(action, 0) for action in FINAL)
    said = _said(number)
    return Statistics(
        start=start.date(), end=end.date(), decided=said, approved=_said(by_action.get(Action.APPROVED, 0)),
        rejected=_said(by_action.get(Action.REJECTED, 0)), asked=_said(by_action.get(Action.ASKED, 0)),
        median_hours=_median_hours(final), reasons=_reasons(rows),
        overturned_percent=_percent(_overturned(final, end), number) if said else None,
        agreement=_agreement(SecondLook.objects.exclude(verdict="").filter(looked_at__gte=start, looked_at__lt=end)),
    )  # fmt: skip


def _rounded(number: int) -> int:
    return STEP * ((number + STEP // 2) // STEP)


def _said(number: int) -> int | None:
    return _rounded(number) if number >= FEWEST else None


def _percent(part: int, whole: int) -> int:
    return round(100 * _rounded(part) / _rounded(whole))


def _median_hours(final: QuerySet[Decision]) -> int | None:
    """The upper median, in hours of at least one."""
    waited = final.exclude(waited_minutes=None)
    number = waited.count()
    if number < FEWEST:
        return None
    middle = waited.order_by("waited_minutes").values_list("waited_minutes", flat=True)[number // 2]
    return max(1, round((middle or 0) / 60))


def _reasons(rows: QuerySet[Decision]) -> tuple[ReasonShare, ...]:
    """The reasons for rejecting, most frequent first; those that fewer than 20 had without a share, by their names."""
    counts = dict(rows.filter(action=Action.REJECTED).values_list("reason").annotate(Count("pk")))
    total = sum(counts.values())
    if total < FEWEST:
        return ()
    said = {code: _percent(number, total) if number >= FEWEST else None for code, number in counts.items()}
    return tuple(
        ReasonShare(code, percent)
        for code, percent in sorted(said.items(), key=lambda pair: (-(pair[1] or 0), pair[0]))
    )


def _overturned(final: QuerySet[Decision], end: datetime) -> int:
    """How many of the decisions were followed by the opposite one, through an appeal or a reopening between them."""
    often = Decision.objects.filter(action__in=FINAL, decided_at__lt=end).values("report_id").annotate(n=Count("pk"))
    reports = [row["report_id"] for row in often.filter(n__gt=1)]
    trails: dict[UUID, list[Decision]] = {}
    for row in Decision.objects.filter(report_id__in=reports, decided_at__lt=end).order_by("decided_at", "pk"):
        trails.setdefault(row.report_id, []).append(row)
    appeals = dict(SalaryReport.objects.filter(pk__in=reports).values_list("pk", "appealed_at"))
    counted = set(final.filter(report_id__in=reports).values_list("pk", flat=True))
    return sum(
        row.pk in counted and _was_overturned(place, trail, appeals.get(report))
        for report, trail in trails.items()
        for place, row in enumerate(trail)
    )


def _was_overturned(place: int, trail: Sequence[Decision], appealed_at: datetime | None) -> bool:
    """Whether the next final decision after the one at ``place`` is the opposite, and not after a new version."""
    row, reopened = trail[place], False
    if row.action not in FINAL:
        return False
    for later in trail[place + 1 :]:
        reopened |= later.action == Action.REOPENED
        if later.action in FINAL:
            appealed = appealed_at is not None and row.decided_at <= appealed_at <= later.decided_at
            return later.action != row.action and (reopened or appealed)
    return False


def _agreement(looks: QuerySet[SecondLook]) -> Agreement | None:
    results: list[Any] = [look.agrees for look in looks.only("decided", "verdict")]
    if len(results) < FEWEST:
        return None
    share = wilson(sum(results), len(results))
    return Agreement(round(100 * share.low), round(100 * share.value), round(100 * share.high), _rounded(len(results)))
