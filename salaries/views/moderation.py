"""The public page on moderators' work."""

from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from salaries.models import Decision
from salaries.moderation import MONTHS, statistics
from salaries.presenters.formats import day

FOR_AN_HOUR = 3600  # the numbers change once a month, by the clock and not by a release


@require_safe
def moderation(request: HttpRequest) -> HttpResponse:
    """How many reports are decided on, how fast, why some are rejected, and how often two moderators agree."""
    found = statistics(datetime.now(UTC))
    reasons = [(Decision.Reason(row.code).label, row.percent) for row in found.reasons]
    last = day(found.end - timedelta(days=1))
    context = {"found": found, "reasons": reasons, "first": day(found.start), "last": last, "months": MONTHS}
    answer = render(request, "pages/moderation.html", context)
    patch_cache_control(answer, max_age=FOR_AN_HOUR)
    return answer
