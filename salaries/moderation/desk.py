"""How the desk stands: questions for its first page and for the machines that watch the site. No pay, no person."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Count, Min, Q
from django.db.models.functions import TruncWeek

from salaries.models import Opening, SalaryReport
from salaries.stats.screening import ACT_ON

Status = SalaryReport.Status
WEEKS = 8


@dataclass(frozen=True)
class QueueState:
    """How many reports wait, how many of them at a risk that asks for a closer look or after an appeal; how many were
    asked about; and since when the oldest has waited, None when none does."""

    waiting: int
    risky: int
    appealed: int
    asked: int
    oldest: datetime | None


def queue_state() -> QueueState:
    """The queue in five numbers. One query. Approved reports that wait for a release are not among them: how many
    those are is what a release's noise hides."""
    waits = Q(status=Status.PENDING)
    return QueueState(
        **SalaryReport.objects.aggregate(
            waiting=Count("pk", filter=waits),
            risky=Count("pk", filter=waits & Q(risk__gte=ACT_ON)),
            appealed=Count("pk", filter=waits & Q(appealed_at__isnull=False)),
            asked=Count("pk", filter=Q(status=Status.ASKED)),
            oldest=Min("updated_at", filter=waits),
        )
    )


@dataclass(frozen=True)
class RoleWeeks:
    """How many reports on a role were sent in each week of ``weeks_shown``, oldest first."""

    role: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """Of all the weeks."""
        return sum(self.counts)


def weeks_shown(now: datetime) -> tuple[date, ...]:
    """The Mondays of the last eight weeks, oldest first; the week of ``now`` is the last."""
    monday = now.astimezone(UTC).date() - timedelta(days=now.astimezone(UTC).weekday())
    return tuple(monday - timedelta(weeks=back) for back in reversed(range(WEEKS)))


def by_role_and_week(now: datetime) -> list[RoleWeeks]:
    """Reports that are still here by role and week of sending, the busiest role first. One query."""
    weeks = weeks_shown(now)
    first = datetime(weeks[0].year, weeks[0].month, weeks[0].day, tzinfo=UTC)
    sent = SalaryReport.objects.filter(submitted_at__gte=first, submitted_at__lte=now)
    counts: dict[str, dict[date, int]] = {}
    for role, week, number in sent.values_list("role__title", TruncWeek("submitted_at")).annotate(number=Count("pk")):
        counts.setdefault(role, {})[week.date()] = number
    rows = [RoleWeeks(role, tuple(found.get(week, 0) for week in weeks)) for role, found in counts.items()]
    return sorted(rows, key=lambda row: (-row.total, row.role))


def burst_alarms(now: datetime) -> list[tuple[str, int]]:
    """(role, how many) of waiting reports that came in a burst of new accounts within the last two weeks."""
    lately = SalaryReport.objects.filter(
        status=Status.PENDING, submitted_at__gt=now - timedelta(weeks=2), screening__icontains='"burst"'
    )  # fmt: skip
    rows = lately.values_list("role__title").annotate(number=Count("pk"))
    return sorted(((role, number) for role, number in rows), key=lambda row: (-row[1], row[0]))


def openings_lately(now: datetime) -> list[tuple[str, int]]:
    """(moderator, how many reports they opened) in the last seven days, most first."""
    rows = Opening.objects.filter(opened_at__gt=now - timedelta(days=7)).values_list("moderator")
    return sorted(rows.annotate(number=Count("report_id", distinct=True)), key=lambda row: (-row[1], row[0]))
