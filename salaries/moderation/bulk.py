"""Deciding on several reports at once: each in a transaction of its own, so that a refusal undoes no other."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from salaries.models import Decision, SalaryReport
from salaries.moderation.deeds import DecisionRefused

WITHDRAWN = "The contributor has withdrawn the report."


class Seen(NamedTuple):
    """A report in the version that was on the moderator's screen."""

    pk: UUID
    updated_at: datetime


@dataclass(frozen=True)
class Outcome:
    """How many reports were decided on, and how many were not, by the reason why not."""

    decided: int
    refused: Counter[str]

    def refusals(self, done: str) -> str:
        """Why some were not ``done`` ("approved"), in one message; empty when all were."""
        if not self.refused:
            return ""
        reasons = " ".join(f"{why} ({count})" for why, count in sorted(self.refused.items()))
        return f"{counted(self.refused.total())} not {done}. {reasons}"


def counted(number: int) -> str:
    """``1 report``, ``2 reports``."""
    return "1 report" if number == 1 else f"{number} reports"


def carry_out(
    deed: Callable[..., Decision], seen: Sequence[Seen], *, by: Any, now: datetime, words: dict[str, Any]
) -> Outcome:
    """Do ``deed`` to each report as it was seen; ``words`` are the deed's own further arguments."""
    reports = SalaryReport.objects.with_rate().in_bulk([one.pk for one in seen])
    decided = 0
    refused: Counter[str] = Counter()
    for pk, updated_at in seen:
        try:
            if pk not in reports:
                raise DecisionRefused(WITHDRAWN)
            deed(report=reports[pk], by=by, now=now, seen=updated_at, **words)
            decided += 1
        except DecisionRefused as refusal:
            refused[str(refusal)] += 1
    return Outcome(decided, refused)
