"""The closed lists that reports, estimates and pages share. The stored values are part of the API."""

from django.db import models


class Side(models.TextChoices):
    """Which of the three sides of the question a role stands on."""

    MUSIC = "music", "Music"
    HYBRID = "hybrid", "Hybrid"
    AI = "ai", "AI and software"


class Level(models.TextChoices):
    """How far along in the role."""

    ENTRY = "entry", "Entry (first two years)"
    MID = "mid", "Mid (works alone)"
    SENIOR = "senior", "Senior (guides others)"
    LEAD = "lead", "Lead or head"


class Engagement(models.TextChoices):
    """How the work is contracted."""

    EMPLOYEE = "employee", "Employee"
    FREELANCE = "freelance", "Freelance"
    BOTH = "both", "Both"


class AIUse(models.TextChoices):
    """How much of the work is done with AI tools."""

    NONE = "none", "None of the work"
    SOME = "some", "Some of the work"
    MOST = "most", "Most of the work"


class Stream(models.TextChoices):
    """The strands that make up a year's income."""

    SALARY = "salary", "Salary or wages"
    BONUS = "bonus", "Bonus"
    EQUITY = "equity", "Equity that vested"
    FEES = "fees", "Project and session fees"
    ROYALTIES = "royalties", "Royalties and publishing"
    LIVE = "live", "Live work"
    TEACHING = "teaching", "Teaching"
    SALES = "sales", "Sales (beats, samples, plug-ins)"
    OTHER = "other", "Other income from this role"


class Period(models.TextChoices):
    """What stretch of time an amount pays for."""

    HOUR = "hour", "an hour"
    DAY = "day", "a day"
    WEEK = "week", "a week"
    MONTH = "month", "a month"
    YEAR = "year", "in the year"
