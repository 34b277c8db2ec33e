"""What screening may look at: the report, its author's account, what is published, and how many new accounts reported.

It never reads what other people earn. ``salaries.stats.screening`` judges; this module gathers.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F

from salaries.models import Estimate, Release, Role, SalaryReport
from salaries.models.reports import SalaryReportQuerySet
from salaries.reference import known_range, published_percentiles
from salaries.reporting.data import ReportData
from salaries.stats import screening
from salaries.stats.money import Pay

WEEK = timedelta(days=screening.WEEK_DAYS)
NEW = timedelta(days=screening.NEW_DAYS)


def screened(data: ReportData, dollars: Pay, *, by: Any, now: datetime, copies_own: bool) -> Sequence[str]:
    """Codes of the reasons to look twice at what ``by`` reports, the heaviest first."""
    new = is_new(by, now)
    candidate = screening.Candidate(
        yearly=float(dollars.yearly), hourly=float(dollars.hourly), yearly_as_typed=float(data.pay.yearly),
        hours_per_week=float(data.hours_per_week), copies_own=copies_own, new_account=new,
        in_burst=new and in_burst(data.role, by=by, now=now),
    )  # fmt: skip
    yearly = published_percentiles(data.role, "year")
    return screening.screen(candidate, known_range(data.role, yearly), usual_pay(data, yearly))


def usual_pay(data: ReportData, published: Mapping[str, float]) -> screening.Usual | None:
    """What the last release says of comparable pay, or else what is ``published`` on the role; None if neither."""
    rows = Estimate.objects.filter(
        release=Release.objects.current(), role=data.role, measure=Estimate.Measure.YEARLY, withheld=""
    )  # fmt: skip
    found = {
        (row.dimension, row.value): {name: bounds[1] for name, bounds in row.percentiles.items()}
        for row in rows.filter(dimension__in=("", "level", "country"), value__in=("", data.level, data.country))
    }
    whole = found.get(("", "")) or published
    parts = [found.get(("level", data.level), {}), found.get(("country", data.country), {})]
    return screening.usual_of(whole, parts if ("", "") in found else [])


def is_new(person: Any, now: datetime) -> bool:
    """Whether the account is young and none of its reports has been approved yet."""
    if now - person.date_joined >= NEW:
        return False
    return not SalaryReport.objects.filter(person=person, status=SalaryReport.Status.APPROVED).exists()


def in_burst(role: Role, *, by: Any, now: datetime) -> bool:
    """Whether unusually many new accounts reported on the role in the last week, the one of ``by`` included.

    Before the role's first release nothing is usual and every account is new, so nothing is called a burst.
    """
    if not Estimate.objects.filter(release=Release.objects.current(), role=role).exists():
        return False
    others = _by_new_accounts(role).exclude(person=by)
    week = others.filter(submitted_at__gt=now - WEEK).count()
    before = others.filter(
        submitted_at__gt=now - WEEK * (1 + screening.USUAL_WEEKS), submitted_at__lte=now - WEEK
    ).count()  # fmt: skip
    return screening.is_burst(week + 1, before / screening.USUAL_WEEKS)


def mark_burst(role: Role, now: datetime) -> int:
    """Give the burst as a reason to the week's waiting reports by new accounts too; returns how many.

    They came before it could be seen that there were so many. Only reports that still wait are touched.
    """
    pending = _by_new_accounts(role).filter(submitted_at__gt=now - WEEK, status=SalaryReport.Status.PENDING)
    marked = 0
    # In a fixed order: two reports that mark at once would otherwise wait for each other for ever.
    for pk, codes in pending.order_by("pk").values_list("pk", "screening"):
        if "burst" not in codes:
            more = screening.ordered([*codes, "burst"])
            marked += SalaryReport.objects.filter(pk=pk, status=SalaryReport.Status.PENDING).update(
                screening=more, risk=screening.risk(more)
            )
    return marked


def _by_new_accounts(role: Role) -> SalaryReportQuerySet:
    return SalaryReport.objects.filter(role=role, person__date_joined__gt=F("submitted_at") - NEW)
