"""The deed of a contributor who does not accept a rejection: appeal, once. Another moderator decides."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext, gettext_lazy

from salaries.models import SalaryReport
from salaries.models.sealing import seal

LONGEST_APPEAL = 500
NOT_NOW = gettext_lazy("Only a rejected report can be appealed, and only once.")


class AppealRefused(Exception):
    """The appeal cannot be made; the message says why."""


def can_appeal(report: SalaryReport) -> bool:
    """Whether the report's author may appeal now."""
    return report.status == SalaryReport.Status.REJECTED and report.appealed_at is None


@transaction.atomic
def appeal(*, report: SalaryReport, by: Any, text: str, now: datetime) -> None:
    """Put a rejected report back in the queue with ``text``, sealed like an amount: people may name one in it.

    Raises AppealRefused, also when two requests race; PermissionError when ``by`` is not the report's author.
    """
    if report.person_id != by.pk:
        raise PermissionError("Only its author can appeal for a report.")
    if not text.strip() or len(text) > LONGEST_APPEAL:
        raise AppealRefused(
            gettext("Say in up to %(most)d characters why the decision is wrong.") % {"most": LONGEST_APPEAL}
        )
    rejected = SalaryReport.objects.filter(pk=report.pk, status=SalaryReport.Status.REJECTED, appealed_at=None)
    if not rejected.update(
        status=SalaryReport.Status.PENDING, appealed_at=now, sealed_appeal=seal({"text": text.strip()})
    ):  # fmt: skip
        raise AppealRefused(str(NOT_NOW))
