"""Keeps "last seen" of signed-in devices, and the desk closed to those who have no second factor yet."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext

from salaries.accounts.second_factor import lacks_second_factor
from salaries.accounts.sessions import touch

Answer = Callable[[HttpRequest], HttpResponse]


class LastSeenMiddleware:
    """Looks at the session only where the page itself has looked at it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page's answer, unchanged."""
        answer = self.get_response(request)
        if request.session.accessed:
            touch(request, now=timezone.now())
        return answer


class SecondFactorMiddleware:
    """Leads staff without a second factor from the admin to the page where they set one up."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page's answer."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """The way to the second factor, whatever the address by which the admin was found."""
        match = request.resolver_match
        if match is None or "admin" not in match.app_names or not lacks_second_factor(request.user):
            return None
        messages.warning(request, gettext("Who works behind the desk needs a second factor. Set one up here first."))
        return redirect("mfa_index")
