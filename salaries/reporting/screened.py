"""What screening may look at: the report, its author's account, what is published, and how many new accounts reported.

It never reads what other people earn. ``salaries.stats.screening`` judges; this module gathers.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q

from salaries.models import Role, SalaryReport
from salaries.models.reports import SalaryReportQuerySet
from salaries.reference import Percentiles, Released, known_range, published_percentiles, released
from salaries.reporting.data import ReportData
from salaries.stats import screening
from salaries.stats.money import Pay

WEEK = timedelta(days=screening.WEEK_DAYS)
NEW = timedelta(days=screening.NEW_DAYS)


def screened(
    data: ReportData, dollars: Pay, *, by: Any, now: datetime, own: Sequence[SalaryReport], copies_own: bool
) -> Sequence[str]:
    """Codes of the reasons to look twice at what ``by``, whose reports so far are ``own``, reports; heaviest first."""
    new = is_new(by, own, now)
    yearly, ours = published_percentiles(data.role, "year"), released(data.role, data.level, data.country)
    candidate = screening.Candidate(
        yearly=float(dollars.yearly), hourly=float(dollars.hourly), yearly_as_typed=float(data.pay.yearly),
        hours_per_week=float(data.hours_per_week), copies_own=copies_own, new_account=new,
        # Before the role's first release nothing is usual and every account is new, so nothing is called a burst.
        in_burst=new and bool(ours) and in_burst(data.role, by=by, now=now),
    )  # fmt: skip
    return screening.screen(candidate, known_range(data.role, yearly, ours), usual_pay(data, yearly, ours))


def usual_pay(data: ReportData, published: Percentiles, ours: Released) -> screening.Usual | None:
    """What the last release says of comparable pay, or else what is ``published`` on the role; None if neither."""
    whole = ours.get(("", ""), {})
    parts = [ours.get(("level", data.level), {}), ours.get(("country", data.country), {})]
    return screening.usual_of(whole or published, parts if whole else [])


def is_new(person: Any, own: Sequence[SalaryReport], now: datetime) -> bool:
    """Whether the account is young and none of its reports, ``own``, is approved."""
    return now - person.date_joined < NEW and all(row.status != SalaryReport.Status.APPROVED for row in own)


def in_burst(role: Role, *, by: Any, now: datetime) -> bool:
    """Whether unusually many new accounts reported on the role in the last week, the one of ``by`` included."""
    since = now - WEEK
    found = _by_new_accounts(role).exclude(person=by).filter(submitted_at__gt=since - WEEK * screening.USUAL_WEEKS)
    counts = found.aggregate(
        week=Count("pk", Q(submitted_at__gt=since)), before=Count("pk", Q(submitted_at__lte=since))
    )
    return screening.is_burst(counts["week"] + 1, counts["before"] / screening.USUAL_WEEKS)


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
