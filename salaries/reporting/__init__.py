"""A contributor's side: what a report says; submit, revise, withdraw; and questions over one's own reports."""

from salaries.reporting.appeals import LONGEST_APPEAL, AppealRefused, appeal, can_appeal
from salaries.reporting.data import ReportData, ReportRefused, check
from salaries.reporting.deeds import revise, submit, take_back, withdraw
from salaries.reporting.questions import (
    OwnReport,
    counted_in,
    data_of,
    dollars_of,
    export_of,
    published_in,
    report_of,
    reports_of,
    trail,
)

__all__ = [
    "LONGEST_APPEAL",
    "AppealRefused",
    "OwnReport",
    "ReportData",
    "ReportRefused",
    "appeal",
    "can_appeal",
    "check",
    "counted_in",
    "data_of",
    "dollars_of",
    "export_of",
    "published_in",
    "report_of",
    "reports_of",
    "revise",
    "submit",
    "take_back",
    "trail",
    "withdraw",
]
