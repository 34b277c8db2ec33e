"""A moderator's side: decide on reports, singly or many at once; confirm what another proposed; look a second time."""

from salaries.moderation.bulk import Outcome, Seen, counted
from salaries.moderation.deeds import (
    LONGEST_MESSAGE,
    WHAT_CAN_BE_WRONG,
    DecisionRefused,
    approve,
    ask,
    decided_before_appeal,
    reject,
    reopen,
    subtract_fraud,
)
from salaries.moderation.desk import (
    QueueState,
    RoleWeeks,
    burst_alarms,
    by_role_and_week,
    openings_lately,
    queue_state,
    weeks_shown,
)
from salaries.moderation.looks import look_again, looks_for
from salaries.moderation.openings import open_report
from salaries.moderation.proposals import ALONE, carry_out_or_propose, confirm, decline, needs_another, propose, seen_in
from salaries.moderation.public_record import MONTHS, Statistics, statistics
from salaries.moderation.trails import unname

__all__ = [
    "ALONE",
    "LONGEST_MESSAGE",
    "MONTHS",
    "WHAT_CAN_BE_WRONG",
    "DecisionRefused",
    "Outcome",
    "QueueState",
    "RoleWeeks",
    "Seen",
    "Statistics",
    "approve",
    "ask",
    "burst_alarms",
    "by_role_and_week",
    "carry_out_or_propose",
    "confirm",
    "counted",
    "decided_before_appeal",
    "decline",
    "look_again",
    "looks_for",
    "needs_another",
    "open_report",
    "openings_lately",
    "propose",
    "queue_state",
    "reject",
    "reopen",
    "seen_in",
    "statistics",
    "subtract_fraud",
    "unname",
    "weeks_shown",
]
