"""Invented reports for trying the site out, marked as such on every page, and taken away without a trace.

They go the same way as real ones (submitted, approved, released), so that what is tried out is the site itself. That is
also why a site that holds real reports refuses them, and why everything reported beside them is taken away with them:
a release that counted invented reports is worth nothing afterwards.
"""

import random
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import HttpRequest

from salaries.models import AIUse, Demonstration, Level, Role
from salaries.moderation import approve
from salaries.publication import Progress, release, silent
from salaries.reference import known_range
from salaries.remembered import one
from salaries.reporting import Answer, ReportData, follow_up, submit
from salaries.reporting.clearing import clear_everything, nothing_reported, reports_given_by_others
from salaries.stats.money import Amount
from salaries.stats.movement import bin_of
from salaries.stats.screening import Range

DOMAIN = "demonstration.invalid"  # RFC 2606: no mail can ever reach it
REPORTS_A_ROLE = 60
REPORTS_OF_THE_FIRST = 420  # for the first role of each side: about 350 are needed to show a mix of income
OVER_DAYS = 90
OLD_ENOUGH = 190  # days: a follow-up after six months is open from day 182 to day 364
UNKNOWN = Range(25_000.0, 120_000.0)  # for a role of which nothing is published
BY_LEVEL = {"entry": 0.7, "mid": 1.0, "senior": 1.3, "lead": 1.6}
KINDS = {"employee": ("salary", "bonus"), "freelance": ("fees", "royalties"), "both": ("salary", "fees")}
SPENT = {"employee": (0.0, 0.04), "freelance": (0.08, 0.4), "both": (0.02, 0.25)}  # of income, on costs
COUNTRIES = ("US", "US", "US", "GB", "DE", "CA", "FR")
SPREAD = 0.35  # standard deviation of the logarithm of pay


class DemonstrationRefused(Exception):
    """The demonstration cannot be made or taken away; the message says why."""


def is_shown() -> bool:
    """Whether the site shows demonstration data."""
    return one("demonstration", None, Demonstration.objects.exists)


def marked(_request: HttpRequest) -> dict[str, Any]:
    """For every template: ``demonstration``, asked only where it is printed."""
    return {"demonstration": is_shown}


@transaction.atomic
def make(*, now: datetime, each: int, first: int = 0, progress: Progress = silent) -> int:
    """Fill an empty site with ``each`` invented reports a role, at least ``first`` for the first role of each side,
    and release them. Returns how many reports.

    Raises DemonstrationRefused when the site holds a report or a release, or has no roles.
    """
    roles = list(Role.objects.select_for_update().order_by("order", "title"))  # two at once follow one another
    if not roles:
        raise DemonstrationRefused("There are no roles yet. Run manage.py load_starter first.")
    if not nothing_reported():
        raise DemonstrationRefused("This site holds reports or releases. Demonstration data is for an empty site.")
    Demonstration.objects.create(made_at=now)
    moderator = _person("moderator")
    leading = {role.side: role for role in reversed(roles)}
    amounts = {role: max(each, first) if leading[role.side] == role else each for role in roles}
    for role, amount in amounts.items():
        progress(f"{role}: {amount} invented reports")
        for number, data in enumerate(_invented(role, amount, now), start=1):
            sent, decided = _when(number, now)
            report, _ = submit(by=_person(f"{role.slug}-{number}"), data=data, now=sent)
            approve(report=report, by=moderator, now=decided)
            if number > REPORTS_A_ROLE:
                report.refresh_from_db()
                follow_up(report=report, by=report.person, answer=_became(role, number, leading), now=now)
    release(now=now, progress=progress)
    return sum(amounts.values())


@transaction.atomic
def clear(*, with_given: bool = False) -> None:
    """Take the demonstration away, with everything reported and published since it was made.

    Raises DemonstrationRefused when there is none, or when other people gave reports and ``with_given`` is not set.
    """
    if not Demonstration.objects.exists():
        raise DemonstrationRefused("There is no demonstration data here.")
    given = reports_given_by_others(DOMAIN)
    if given and not with_given:
        raise DemonstrationRefused(f"{given} reports were given by others since. Say --with-given to erase them too.")
    clear_everything()
    get_user_model().objects.filter(email__endswith=f"@{DOMAIN}").delete()
    Demonstration.objects.all().delete()


def _person(name: str) -> Any:
    """Somebody invented, who can never sign in."""
    return get_user_model().objects.create_user(f"{name}@{DOMAIN}", None, is_active=False)


def _invented(role: Role, number: int, now: datetime) -> Iterator[ReportData]:
    """Believable reports on last year, the same ones every time."""
    dice = random.Random(role.slug)  # noqa: S311 (nothing secret is drawn)
    known = known_range(role) or UNKNOWN
    for _ in range(number):
        level = dice.choice(Level.values)
        pay = (known.low * known.high) ** 0.5 * BY_LEVEL[level] * dice.lognormvariate(0, SPREAD)
        engagement = dice.choice(("employee", "freelance", "freelance", "both"))
        spent = dice.uniform(*SPENT[engagement])
        yield ReportData(
            role=role, year=now.year - 1, level=level, country=dice.choice(COUNTRIES), engagement=engagement,
            ai_use=dice.choice(AIUse.values), hours_per_week=Decimal(dice.choice((30, 35, 40, 45))),
            weeks_per_year=dice.choice((46, 48, 50)), currency="USD",
            streams=tuple(_streams(engagement, pay / (1 - spent), dice)), costs=_hundreds(pay / (1 - spent) * spent),
        )  # fmt: skip


def _when(number: int, now: datetime) -> tuple[datetime, datetime]:
    """When a report was sent and decided on: over the last quarter, so that the desk and its statistics have a past.

    What a leading role has more of was sent early enough for a follow-up after six months.
    """
    early = OLD_ENOUGH if number > REPORTS_A_ROLE else 2
    sent = now - timedelta(days=early + number % OVER_DAYS, hours=number % 24)
    return sent, sent + timedelta(hours=1 + number % 40)


def _became(role: Role, number: int, leading: Mapping[str, Role]) -> Answer:
    """A believable follow-up, the same every time: who moves mostly goes to the leading role of the next side."""
    dice = random.Random(f"{role.slug}-{number}")  # noqa: S311 (nothing secret is drawn)
    others = [one for side, one in sorted(leading.items(), reverse=True) if one != role and side != role.side]
    outcome, gain = dice.choices((("stayed", 1.02), ("skills", 1.12), ("moved", 1.25), ("left", 0)), (35, 35, 25, 5))[0]
    if outcome == "left" or (outcome == "moved" and not others):
        return Answer("left")
    change = bin_of(gain * dice.lognormvariate(0, 0.12))
    if outcome == "skills":
        return Answer(outcome, None, change, dice.choices(("practice", "course", "teacher", ""), (60, 25, 10, 5))[0])
    return Answer(outcome, dice.choices(others, (80, 20)[: len(others)])[0] if outcome == "moved" else None, change)


def _streams(engagement: str, income: float, dice: random.Random) -> Iterator[Amount]:
    """The year's income as the kinds of income that go with how somebody is hired, in whole hundreds."""
    kinds = KINDS[engagement]
    first = dice.uniform(0.6, 0.95)
    for kind, share in zip(kinds, (first, 1 - first), strict=True):
        yield Amount(kind, max(Decimal(100), _hundreds(income * share)), "year")


def _hundreds(amount: float) -> Decimal:
    return Decimal(round(amount / 100) * 100)
