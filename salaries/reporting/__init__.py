"""A contributor's side: what a report says; submit, revise, withdraw; and questions over one's own reports."""

from salaries.reporting.appeals import LONGEST_APPEAL, AppealRefused, appeal, can_appeal
from salaries.reporting.data import ReportData, ReportRefused, check
from salaries.reporting.deeds import revise, submit, take_back, withdraw
from salaries.reporting.details import LABELS, LISTS, LONGEST_DETAIL, detail_lines
from salaries.reporting.followups import (
    Answer,
    FollowUpRefused,
    drop_follow_ups,
    erase_follow_up,
    follow_up,
    follow_ups_of,
    horizon_of,
    opened_between,
)
from salaries.reporting.questions import (
    OwnReport,
    counted_in,
    data_of,
    decided_between,
    dollars_of,
    export_of,
    gate_cost,
    published_in,
    report_of,
    reports_of,
    trail,
)
from salaries.reporting.repeats import KeyUsed, Submitted, forget_repeats, submit_once

__all__ = [
    "LABELS",
    "LISTS",
    "LONGEST_APPEAL",
    "LONGEST_DETAIL",
    "Answer",
    "AppealRefused",
    "FollowUpRefused",
    "KeyUsed",
    "OwnReport",
    "ReportData",
    "ReportRefused",
    "Submitted",
    "appeal",
    "can_appeal",
    "check",
    "counted_in",
    "data_of",
    "decided_between",
    "detail_lines",
    "dollars_of",
    "drop_follow_ups",
    "erase_follow_up",
    "export_of",
    "follow_up",
    "follow_ups_of",
    "forget_repeats",
    "gate_cost",
    "horizon_of",
    "opened_between",
    "published_in",
    "report_of",
    "reports_of",
    "revise",
    "submit",
    "submit_once",
    "take_back",
    "trail",
    "withdraw",
]
