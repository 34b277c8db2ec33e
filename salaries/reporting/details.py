"""What a report may say beyond the pay: for its author and the moderator, sealed with the amounts, never published.

A program that sends a report without details leaves those that are stored as they are.
"""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from django.db import models
from django.utils.translation import gettext, gettext_lazy

LONGEST_DETAIL = 120
MOST_SPEND = Decimal(10) ** 9


class Organisation(models.TextChoices):
    """What kind of organisation the work was for."""

    OWN = "own", gettext_lazy("My own business")
    LABEL = "label", gettext_lazy("Label or publisher")
    STUDIO = "studio", gettext_lazy("Studio or production company")
    MEDIA = "media", gettext_lazy("Film, games or advertising")
    TECHNOLOGY = "technology", gettext_lazy("Technology company")
    EDUCATION = "education", gettext_lazy("School or university")
    OTHER = "other", gettext_lazy("Something else")


class OrganisationSize(models.TextChoices):
    """How many people work there."""

    ONE = "1", gettext_lazy("Only me")
    FEW = "2", gettext_lazy("2 to 9 people")
    SMALL = "10", gettext_lazy("10 to 49 people")
    MIDDLE = "50", gettext_lazy("50 to 249 people")
    LARGE = "250", gettext_lazy("250 people or more")


LABELS = {
    "genre": gettext_lazy("Genres or domain"),
    "ai_tools": gettext_lazy("AI tools, and what for"),
    "tool_spend": gettext_lazy("Spent on tools a month"),
    "organisation": gettext_lazy("Kind of organisation"),
    "organisation_size": gettext_lazy("Its size"),
}
LISTS: dict[str, type[models.TextChoices]] = {"organisation": Organisation, "organisation_size": OrganisationSize}


def detail_problems(details: Mapping[str, str]) -> dict[str, list[str]]:
    """Messages for each detail that cannot be right, by its name."""
    problems = {name: [gettext("Choose one from the list.")] for name in LISTS if not _listed(name, details)}
    for name, value in details.items():
        if name not in LABELS or len(value) > LONGEST_DETAIL:
            problems[name] = [gettext("Give at most %(most)d characters.") % {"most": LONGEST_DETAIL}]
    if not _is_amount(details.get("tool_spend") or "0"):
        problems["tool_spend"] = [gettext("Give amounts as plain numbers.")]
    return problems


def detail_lines(details: Mapping[str, str] | None, currency: str) -> list[tuple[str, str]]:
    """(name, value) of what was given, in words."""
    return [(str(LABELS[name]), _words(name, value, currency)) for name, value in (details or {}).items() if value]


def _listed(name: str, details: Mapping[str, str]) -> bool:
    return not details.get(name) or details[name] in LISTS[name].values


def _is_amount(text: str) -> bool:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return False
    return amount.is_finite() and 0 <= amount <= MOST_SPEND


def _words(name: str, value: str, currency: str) -> str:
    if name in LISTS:
        return str(LISTS[name](value).label)
    return f"{currency} {value}" if name == "tool_spend" else value
