"""A person's API keys: see them, make one, revoke one."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from salaries.accounts.forms import KeyForm
from salaries.accounts.keys import MOST_LIVE_KEYS, KeyRefused, issue, live_keys, revoke
from salaries.accounts.models import User


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def api_keys(request: HttpRequest) -> HttpResponse:
    """The person's keys and a form for one more, whose secret is shown in the answer and never again."""
    person, secret = cast(User, request.user), ""
    form = KeyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            _, secret = issue(by=person, name=form.cleaned_data["name"], now=timezone.now())
            form = KeyForm()
        except KeyRefused as refusal:
            form.add_error("name", str(refusal))
    context = {"form": form, "keys": live_keys(person), "secret": secret, "most": MOST_LIVE_KEYS}
    return render(request, "accounts/api_keys.html", context)


@login_required
@never_cache
@require_POST
def api_key_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Close one key. Somebody else's is as good as none."""
    if not revoke(by=cast(User, request.user), pk=pk, now=timezone.now()):
        raise Http404("You have no such key.")
    messages.success(request, "The key is revoked. Programs that still show it are turned away.")
    return redirect("api_keys")
