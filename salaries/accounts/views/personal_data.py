"""Everything we hold about a person: take a copy, or erase it. Pay is among it, so nothing here may be stored."""

import csv
from io import StringIO
from typing import cast
from urllib.parse import urlencode

from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from salaries.accounts.history import address_of, record
from salaries.accounts.models import AccountEvent, User
from salaries.accounts.personal_data import COLUMNS, as_rows, erase, everything_about, what_would_go
from salaries.accounts.second_factor import confirmed
from salaries.tabular import harmless

ERASED = gettext_lazy("Everything about you is erased, and your account with it.")
NAME = "my-gainstage-data"


@login_required
@never_cache
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """What can be done with one's data."""
    return render(request, "accounts/data.html", {"goes": what_would_go(cast(User, request.user))})


@login_required
@never_cache
@sensitive_variables()
@require_safe
def export_json(request: HttpRequest) -> HttpResponse:
    """Everything as a JSON file."""
    everything = _copy(request, "JSON")
    return _as_file(JsonResponse(everything, json_dumps_params={"indent": 2, "ensure_ascii": False}), "json")


@login_required
@never_cache
@sensitive_variables()
@require_safe
def export_csv(request: HttpRequest) -> HttpResponse:
    """Everything as a table: section, item, field, value. No cell can be run as a formula."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in as_rows(_copy(request, "CSV")):
        writer.writerow([harmless(cell) for cell in row])
    return _as_file(HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8"), "csv")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase_everything(request: HttpRequest) -> HttpResponse:
    """Ask for the password or second factor, ask once more, then erase everything.

    allauth would carry out a click that came before the password by itself afterwards. Here it never does: the way
    from the password leads to the question.
    """
    try:
        return _erase_everything(request)
    except ReauthenticationRequired:
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': reverse('account_erase')})}")


@confirmed
def _erase_everything(request: HttpRequest) -> HttpResponse:
    person = cast(User, request.user)
    if request.method != "POST":
        return render(request, "accounts/erase.html", {"goes": what_would_go(person)})
    erase(by=person)
    logout(request)
    messages.success(request, ERASED)
    return redirect("home")


def _copy(request: HttpRequest, form: str) -> dict[str, object]:
    """Everything about the person, and a line in their history that a copy was taken."""
    person = cast(User, request.user)
    everything = everything_about(person)
    kind = AccountEvent.Kind.EXPORTED
    record(person=person, kind=kind, now=timezone.now(), detail=form, address=address_of(request))
    return everything


def _as_file(answer: HttpResponse, extension: str) -> HttpResponse:
    answer["Content-Disposition"] = f'attachment; filename="{NAME}.{extension}"'
    return answer
