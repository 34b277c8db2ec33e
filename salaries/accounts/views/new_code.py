"""For people who sign in by mailed codes alone: prove with a new code that it is still oneself."""

from typing import cast
from urllib.parse import urlencode

from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from salaries.accounts.forms import ASKED_AGAIN
from salaries.accounts.models import User


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_code(request: HttpRequest) -> HttpResponse:
    """Ask once, then end this session and lead to the page that mails a code, and from there back."""
    if request.method != "POST":
        return render(request, "account/new_code.html", {"next": _way_back(request.GET.get(REDIRECT_FIELD_NAME, ""))})
    query = urlencode({REDIRECT_FIELD_NAME: _way_back(request.POST.get(REDIRECT_FIELD_NAME, ""))})
    address = cast(User, request.user).email
    logout(request)
    request.session[ASKED_AGAIN] = address
    return redirect(f"{reverse('account_request_login_code')}?{query}")


def _way_back(address: str) -> str:
    """``address`` if it is a page of this site, else one's reports."""
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts=None) else reverse("my_reports")
