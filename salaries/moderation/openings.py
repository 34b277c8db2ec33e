"""Opening a report: the one act by which somebody at the desk sees exact pay. Each leaves a line."""

from datetime import datetime
from typing import Any

from salaries.models import Opening, SalaryReport


def open_report(*, report: SalaryReport, by: Any, now: datetime) -> Opening:
    """Write down that ``by`` opens ``report``. To be called before anything of it is decrypted."""
    return Opening.objects.create(
        report_id=report.pk, moderator_id=by.pk, moderator=by.get_username(), opened_at=now
    )  # fmt: skip
