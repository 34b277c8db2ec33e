"""Forms that came without the token which shows that they are our own."""

from django.http import HttpRequest, HttpResponse
from django.views import csrf

from salaries.views import reports

FROM_ELSEWHERE = ("Origin", "Referer")  # how Django's reason begins when another site sent the form


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What is said to who sent such a form. A report is shown again as it was typed: its author most often signed in
    in another window meanwhile. Nothing is stored, and what another site sent is not shown."""
    match = request.resolver_match
    if match and match.url_name in ("report_new", "report_edit") and not reason.startswith(FROM_ELSEWHERE):
        return reports.unsent(request, match.kwargs.get("pk"))
    return csrf.csrf_failure(request, reason)
