"""Where a person is signed in, and what happened to their account."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from salaries.accounts.history import KEPT, history_of
from salaries.accounts.models import User
from salaries.accounts.sessions import end, sessions_of


@login_required
@never_cache
@require_safe
def activity(request: HttpRequest) -> HttpResponse:
    """The person's devices and the newest lines of their history."""
    person = cast(User, request.user)
    sessions = sessions_of(person, request.session.session_key)
    context = {
        "sessions": sessions, "others": sum(not one.current for one in sessions),
        "history": list(history_of(person)), "days": KEPT.days,
    }  # fmt: skip
    return render(request, "accounts/activity.html", context)


@login_required
@never_cache
@require_POST
def sign_out_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign out one other device. Somebody else's is as good as none."""
    if not end(by=cast(User, request.user), now=timezone.now(), keep=request.session.session_key, pk=pk):
        raise Http404("You are not signed in there.")
    messages.success(request, gettext("That device is signed out."))
    return redirect("account_activity")


@login_required
@never_cache
@require_POST
def sign_out_others(request: HttpRequest) -> HttpResponse:
    """Sign out every device but this one."""
    end(by=cast(User, request.user), now=timezone.now(), keep=request.session.session_key)
    messages.success(request, gettext("You are signed out everywhere but here."))
    return redirect("account_activity")
