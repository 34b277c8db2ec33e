"""Named people and plain functions that make what tests need."""

import itertools
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from salaries.accounts.models import User
from salaries.models import ExchangeRate, Occupation, Role, RoleOccupation, SalaryReport, Source
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
    user = User.objects.create_superuser(email, PASSWORD)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


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
