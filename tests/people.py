"""Named people and plain functions that make what tests need."""

import itertools
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Group

from salaries.accounts.models import User
from salaries.models import (
    Estimate,
    ExchangeRate,
    Figure,
    Occupation,
    Release,
    Role,
    RoleOccupation,
    SalaryReport,
    Source,
)
from salaries.moderation import approve
from salaries.reporting import ReportData, submit
from salaries.stats.money import Amount

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PASSWORD = "correct horse battery staple"
_numbers = itertools.count(1)


def make_person(email: str = "") -> User:
    """A contributor with a confirmed address."""
    user = User.objects.create_user(email or f"person{next(_numbers)}@example.org", PASSWORD)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


def make_moderator(email: str = "moderator@example.org") -> User:
    """Somebody who may do everything in the admin."""
    return User.objects.create_superuser(email, PASSWORD)


def make_staff(group: str, email: str = "") -> User:
    """Somebody behind the desk with the rights of one group: moderator, curator or administrator."""
    user = make_person(email)
    user.groups.add(Group.objects.get(name=group))
    User.objects.filter(pk=user.pk).update(is_staff=True)
    return User.objects.get(pk=user.pk)


def make_source(slug: str = "test-rates") -> Source:
    """A source that exists only in tests."""
    source, _ = Source.objects.get_or_create(
        slug=slug,
        defaults={
            "name": "Rates for tests", "short_name": "Test", "publisher": "Tests", "kind": "statistics",
            "url": "https://example.org/", "licence": "none", "counts": "nobody", "blind_spots": "everybody",
            "retrieved_on": NOW.date(),
        },
    )  # fmt: skip
    return source


def make_role(slug: str = "music-producer", title: str = "", side: str = "music", code: str = "") -> Role:
    """A role, with US dollars and euros to report in, and a main occupation when ``code`` is given."""
    for currency, rate in (("USD", "1"), ("EUR", "1.1")):
        for year in (2024, 2025, 2026):
            ExchangeRate.objects.get_or_create(
                currency=currency, year=year, defaults={"usd_per_unit": rate, "days": 250, "source": make_source()}
            )
    role, _ = Role.objects.get_or_create(
        slug=slug, defaults={"title": title or slug.replace("-", " ").title(), "side": side, "summary": "For tests."}
    )
    if code:
        occupation, _ = Occupation.objects.get_or_create(code=code, defaults={"title": code})
        RoleOccupation.objects.get_or_create(role=role, occupation=occupation, fit="main", note="")
    return role


def report_data(role: Role, **changes: Any) -> ReportData:
    """A believable freelance year: 48,000 dollars in fees, 6,000 in royalties, 4,000 of costs."""
    fields: dict[str, Any] = {
        "role": role, "year": 2025, "level": "mid", "country": "US", "engagement": "freelance", "ai_use": "some",
        "hours_per_week": Decimal(40), "weeks_per_year": 48, "currency": "USD",
        "streams": (Amount("fees", Decimal(48_000), "year"), Amount("royalties", Decimal(500), "month")),
        "costs": Decimal(4_000),
    }  # fmt: skip
    return ReportData(**{**fields, **changes})


def make_report(role: Role, person: User | None = None, **changes: Any) -> SalaryReport:
    """A submitted report that waits for a moderator."""
    report, _ = submit(by=person or make_person(), data=report_data(role, **changes), now=NOW)
    return report


def approved_reports(role: Role, pays: list[int], moderator: User, **changes: Any) -> list[SalaryReport]:
    """One approved report for each yearly fee in ``pays``, each by another person."""
    reports = []
    for pay in pays:
        streams = (Amount("fees", Decimal(pay), "year"),)
        report = make_report(role, streams=streams, costs=Decimal(0), **changes)
        approve(report=report, by=moderator, now=NOW)
        reports.append(report)
    return reports


def make_figure(key: str, value: float | None = 50_000, **changes: Any) -> Figure:
    """A published yearly median in US dollars of a source that exists only in tests."""
    fields: dict[str, Any] = {
        "source": make_source(), "subject": "People in tests", "statistic": "p50", "unit": "year", "currency": "USD",
        "measure": "earned", "population": "Wage and salary jobs", "country": "US", "year": 2025, "period": "May 2025",
    }  # fmt: skip
    return Figure.objects.create(key=key, value=value, **{**fields, **changes})


def make_estimate(role: Role, p50: tuple[float, float, float], **changes: Any) -> Estimate:
    """What release 1 says of a role's yearly pay: (low, median, high)."""
    release, _ = Release.objects.get_or_create(number=1, defaults={"published_at": NOW})
    fields: dict[str, Any] = {
        "release": release, "measure": "yearly", "reports": 60, "reports_error": 3.0, "own_share": 0.9,
        "percentiles": {"p50": list(p50)}, "density": [], "streams": {},
    }  # fmt: skip
    return Estimate.objects.create(role=role, **{**fields, **changes})
