"""A person's API keys: see them, make one, revoke one."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from salaries.accounts.forms import KeyForm
from salaries.accounts.keys import MOST_LIVE_KEYS, KeyRefused, issue, live_keys, revoke
from salaries.accounts.models import User
from salaries.accounts.second_factor import confirmed


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def api_keys(request: HttpRequest) -> HttpResponse:
    """The person's keys and a form for one more, whose secret is shown in the answer and never again."""
    return _made(request) if request.method == "POST" else _page(request, KeyForm())


@confirmed
def _made(request: HttpRequest) -> HttpResponse:
    """A key outlives the session that made it, so making one takes the password or a fresh code."""
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    try:
        _, secret = issue(by=cast(User, request.user), now=timezone.now(), **form.cleaned_data)
    except KeyRefused as refusal:
        form.add_error("name", str(refusal))
        return _page(request, form)
    return _page(request, KeyForm(), secret)


def _page(request: HttpRequest, form: KeyForm, secret: str = "") -> HttpResponse:
    keys = live_keys(cast(User, request.user))
    context = {"form": form, "keys": keys, "secret": secret, "most": MOST_LIVE_KEYS}
    return render(request, "accounts/api_keys.html", context)


@login_required
@never_cache
@require_POST
def api_key_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Close one key. Somebody else's is as good as none."""
    if not revoke(by=cast(User, request.user), pk=pk, now=timezone.now()):
        raise Http404("You have no such key.")
    messages.success(request, gettext("The key is revoked. Programs that still show it are turned away."))
    return redirect("api_keys")
