"""A person's webhooks: see them, set one up, try one out, remove one."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from salaries.accounts.forms import WebhookForm
from salaries.accounts.models import User
from salaries.accounts.second_factor import confirmed
from salaries.models import Webhook
from salaries.webhooks import MOST_WEBHOOKS, TooManyTries, WebhookRefused, create, delete, try_out, webhooks_of


def _too_many() -> str:
    return gettext("You have tried too often. Wait an hour.")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def webhooks(request: HttpRequest) -> HttpResponse:
    """The person's webhooks and a form for one more, whose secret is shown in the answer and never again."""
    return _made(request) if request.method == "POST" else _page(request, WebhookForm())


@confirmed
def _made(request: HttpRequest) -> HttpResponse:
    """A webhook outlives the session that made it, so making one takes the password or a fresh code."""
    form = WebhookForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    try:
        _, secret = create(by=request.user, address=form.cleaned_data["address"], now=timezone.now())
    except WebhookRefused as refused:
        form.add_error("address", str(refused))
        return _page(request, form)
    except TooManyTries:
        form.add_error("address", _too_many())
        return _page(request, form)
    return _page(request, WebhookForm(), secret)


def _page(request: HttpRequest, form: WebhookForm, secret: str = "") -> HttpResponse:
    mine = webhooks_of(cast(User, request.user))
    context = {"form": form, "webhooks": mine, "secret": secret, "most": MOST_WEBHOOKS}
    return render(request, "accounts/webhooks.html", context)


@login_required
@never_cache
@require_POST
def webhook_test(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send a test message. Somebody else's webhook is as good as none."""
    try:
        status = try_out(by=request.user, pk=pk, now=timezone.now())
    except Webhook.DoesNotExist:
        raise Http404("You have no such webhook.") from None
    except TooManyTries:
        messages.error(request, _too_many())
        return redirect("account_webhooks")
    if status is None:
        messages.error(request, gettext("Nobody answered the test message."))
    else:
        messages.success(request, gettext("The test message was answered with status %(status)d.") % {"status": status})
    return redirect("account_webhooks")


@login_required
@never_cache
@require_POST
def webhook_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take one away. Somebody else's is as good as none."""
    if not delete(by=request.user, pk=pk):
        raise Http404("You have no such webhook.")
    messages.success(request, gettext("The webhook is removed. Nothing more is sent to it."))
    return redirect("account_webhooks")
