"""Deciding on several reports at once: a refusal undoes no other decision."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from salaries.models import Decision, SalaryReport
from salaries.moderation.deeds import DecisionRefused, approve, approve_each

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
    here = [(reports[one.pk], one.updated_at) for one in seen if one.pk in reports]
    if deed is approve:
        found = approve_each(here, by=by, now=now, **words)
    else:
        found = [_done(deed, report=report, seen=version, by=by, now=now, **words) for report, version in here]
    refused = Counter([WITHDRAWN] * (len(seen) - len(here)))
    refused.update(str(one) for one in found if isinstance(one, DecisionRefused))
    return Outcome(len(seen) - refused.total(), refused)


def _done(deed: Callable[..., Decision], **words: Any) -> Decision | DecisionRefused:
    try:
        return deed(**words)
    except DecisionRefused as refusal:
        return refusal
