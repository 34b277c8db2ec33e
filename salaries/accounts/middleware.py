"""Keeps "last seen" of signed-in devices, without making public pages depend on a session."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from salaries.accounts.sessions import touch


class LastSeenMiddleware:
    """Looks at the session only where the page itself has looked at it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page's answer, unchanged."""
        answer = self.get_response(request)
        if request.session.accessed:
            touch(request, now=timezone.now())
        return answer
