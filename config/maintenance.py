"""The site while it is worked on: one page for everything, so that nobody reports into a database being moved."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

STILL_ANSWERED = ("/healthz", "/readyz", "/metrics", "/static/")
RETRY_AFTER = "300"  # seconds


class Maintenance:
    """503 for every page and API address while MAINTENANCE is set; the watchers' addresses go on answering."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page that says so, or the site's answer."""
        if not settings.MAINTENANCE or request.path.startswith(STILL_ANSWERED):
            return self.get_response(request)
        if request.path.startswith("/api/"):
            problem = {"type": "about:blank", "title": "Service unavailable", "status": 503}
            answer: HttpResponse = JsonResponse(problem, status=503, content_type="application/problem+json")
        else:
            answer = render(request, "503.html", status=503)
        answer["Retry-After"] = RETRY_AFTER
        answer["Cache-Control"] = "no-store"
        return answer
