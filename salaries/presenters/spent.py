"""What a counted report has spent of its privacy, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext

from salaries.ledger import DIMENSIONS, MEASURES
from salaries.presenters.formats import number, two_digits
from salaries.stats.privacy import LIFETIME_EPSILON, PLAN

TABLES = {table.name: table for table in PLAN}


@dataclass(frozen=True)
class PrivacySpent:
    """One line for each published table and one for the gate; ``most`` is what a report may spend in its whole life."""

    lines: tuple[tuple[str, str], ...]
    total: str
    most: str


def spent_in(tables: Sequence[tuple[str, Decimal]], gate: Decimal) -> PrivacySpent | None:
    """The lines for what ``salaries.reporting`` found published and the ``gate`` before it; None while nothing is."""
    if not tables:
        return None
    costs = [(gettext("Deciding when to publish"), gate), *((_words(name), epsilon) for name, epsilon in tables)]
    total = sum((epsilon for _, epsilon in costs), Decimal(0))
    return PrivacySpent(
        tuple((words, two_digits(float(cost))) for words, cost in costs),
        two_digits(float(total)),
        number(float(LIFETIME_EPSILON), 2),
    )


def _words(table: str) -> str:
    if table not in TABLES:
        return table
    words = gettext("%(measure)s by %(cells)s") % {
        "measure": MEASURES[TABLES[table].measure], "cells": DIMENSIONS[TABLES[table].dimension],
    }  # fmt: skip
    return words[0].upper() + words[1:]
