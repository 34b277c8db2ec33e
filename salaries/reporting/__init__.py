"""A contributor's side: what a report says; submit, revise, withdraw; and questions over one's own reports."""

from salaries.reporting.data import ReportData, ReportRefused, check
from salaries.reporting.deeds import revise, submit, withdraw
from salaries.reporting.questions import (
    OwnReport,
    counted_in,
    data_of,
    dollars_of,
    export_of,
    report_of,
    reports_of,
    trail,
)

__all__ = [
    "OwnReport",
    "ReportData",
    "ReportRefused",
    "check",
    "counted_in",
    "data_of",
    "dollars_of",
    "export_of",
    "report_of",
    "reports_of",
    "revise",
    "submit",
    "trail",
    "withdraw",
]
