"""The closed lists that reports, estimates and pages share. The stored values are part of the API."""

import re
from datetime import date

from babel.dates import format_skeleton, get_month_names
from django.db import models
from django.utils.translation import get_language, gettext, gettext_lazy

MONTHS = list(get_month_names("wide", locale="en").values())
WORKBOOK = re.compile(r"Workbook (?P<file>\S+), column (?P<column>\w+)\.")
MONTH_OF_A_YEAR = re.compile(rf"\b({'|'.join(MONTHS)}) (\d{{4}})\b")


class Side(models.TextChoices):
    """Which of the three sides of the question a role stands on."""

    MUSIC = "music", gettext_lazy("Music")
    HYBRID = "hybrid", gettext_lazy("Hybrid")
    AI = "ai", gettext_lazy("AI and software")


class Level(models.TextChoices):
    """How far along in the role."""

    ENTRY = "entry", gettext_lazy("Entry (first two years)")
    MID = "mid", gettext_lazy("Mid (works alone)")
    SENIOR = "senior", gettext_lazy("Senior (guides others)")
    LEAD = "lead", gettext_lazy("Lead or head")


class Engagement(models.TextChoices):
    """How the work is contracted."""

    EMPLOYEE = "employee", gettext_lazy("Employee")
    FREELANCE = "freelance", gettext_lazy("Freelance")
    BOTH = "both", gettext_lazy("Both")


class AIUse(models.TextChoices):
    """How much of the work is done with AI tools."""

    NONE = "none", gettext_lazy("None of the work")
    SOME = "some", gettext_lazy("Some of the work")
    MOST = "most", gettext_lazy("Most of the work")


class Stream(models.TextChoices):
    """The strands that make up a year's income."""

    SALARY = "salary", gettext_lazy("Salary or wages")
    BONUS = "bonus", gettext_lazy("Bonus")
    EQUITY = "equity", gettext_lazy("Equity that vested")
    FEES = "fees", gettext_lazy("Project and session fees")
    ROYALTIES = "royalties", gettext_lazy("Royalties and publishing")
    LIVE = "live", gettext_lazy("Live work")
    TEACHING = "teaching", gettext_lazy("Teaching")
    SALES = "sales", gettext_lazy("Sales (beats, samples, plug-ins)")
    OTHER = "other", gettext_lazy("Other income from this role")


class Period(models.TextChoices):
    """What stretch of time an amount pays for."""

    HOUR = "hour", gettext_lazy("an hour")
    DAY = "day", gettext_lazy("a day")
    WEEK = "week", gettext_lazy("a week")
    MONTH = "month", gettext_lazy("a month")
    YEAR = "year", gettext_lazy("in the year")


class StillEnglish(str):
    """Words that the reader's catalogue lacks. What prints them says which language they are in."""

    __slots__ = ()


def spoken(words: str) -> str:
    """Stored English ``words`` of ours in the reader's language, or as StillEnglish where the catalogue lacks them.

    Where a workbook is named first, the rest is looked up by itself: the catalogue need not hold every column.
    """
    if not words or get_language() == "en":
        return words
    place, said = said_of(words)
    known = gettext(said) if said else ""
    if said and known == said:
        return StillEnglish(words)
    named = gettext("Workbook %(file)s, column %(column)s.") % place if place else ""
    return f"{named} {known}".strip()


def said_of(words: str) -> tuple[dict[str, str], str]:
    """Which workbook and column a note begins with, if it does, and what else it says."""
    found = WORKBOOK.match(words)
    return (found.groupdict(), words[found.end() :].strip()) if found else ({}, words)


def period_words(period: str) -> str:
    """A reference period in the reader's language: 'May 2025', 'mayo de 2025'."""
    language = get_language() or "en"
    if language == "en":
        return period
    known = gettext(period) if period else period
    return MONTH_OF_A_YEAR.sub(lambda found: _month_of_a_year(found, language), known)


def _month_of_a_year(found: re.Match[str], language: str) -> str:
    day = date(int(found[2]), MONTHS.index(found[1]) + 1, 1)
    return format_skeleton("yMMMM", day, locale=language)
