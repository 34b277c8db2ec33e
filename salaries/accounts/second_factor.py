"""The second factor: who must have one, a line in the history after a wrong one, and proof that it is still oneself."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from salaries.accounts.history import address_of, record
from salaries.accounts.models import AccountEvent, User

REAL = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes alone are none
View = Callable[..., HttpResponse]


class AskedOf(forms.Form):
    """A form for a code that knows what its person has."""

    user: User

    @property
    def with_app(self) -> bool:
        """Whether an authenticator app can show the code; else only a recovery code is one."""
        return has_app(self.user)


class CodeForm(AskedOf, AuthenticateForm):
    """allauth's form for a code at sign-in; a wrong one is told to the account's owner."""

    def clean_code(self) -> str:
        """The code. Raises ValidationError."""
        try:
            return super().clean_code()
        except forms.ValidationError:
            address = address_of(context.request)
            record(person=self.user, kind=AccountEvent.Kind.CODE_FAILED, now=timezone.now(), address=address)
            raise


class CodeAgainForm(AskedOf, ReauthenticateForm):
    """allauth's form for a code from somebody who is signed in."""


def has_app(person: Any) -> bool:
    """Whether the person has an authenticator app."""
    return Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists()


def factors_of(person: User) -> list[Authenticator]:
    """The person's authenticator app, passkeys and recovery codes, oldest first."""
    return list(Authenticator.objects.filter(user=person).order_by("pk"))


def lacks_second_factor(person: Any) -> bool:
    """Whether somebody behind the desk has to set one up first."""
    if not (settings.STAFF_SECOND_FACTOR and person.is_authenticated and person.is_staff):
        return False
    return not Authenticator.objects.filter(user=person, type__in=REAL).exists()


def confirmed(view: View) -> View:
    """``view`` for somebody who has just proved who they are: by password or second factor, as allauth asks for it.

    Who has neither signed in by a code from a mail. That must be as recent; otherwise they are asked for a new one,
    where allauth would let them pass.
    """
    asked = reauthentication_required(view)

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and needs_new_code(request):
            return ask_for_code(request)
        return cast(HttpResponse, asked(request, *args, **kwargs))

    return answer


def needs_new_code(request: HttpRequest) -> bool:
    """Whether mailed codes are the person's only way in, and the last one is longer ago than five minutes."""
    if get_reauthentication_flows(request.user):
        return False
    codes = [entry["at"] for entry in get_authentication_records(request, request.user) if entry["method"] == "code"]
    return not codes or time.time() - max(codes) >= app_settings.REAUTHENTICATION_TIMEOUT


def ask_for_code(request: HttpRequest) -> HttpResponse:
    """Lead to the page that ends this session and mails a new code, and from there back to this page."""
    return redirect(f"{reverse('account_new_code')}?{urlencode({REDIRECT_FIELD_NAME: request.path})}")
