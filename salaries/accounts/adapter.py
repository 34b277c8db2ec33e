"""Where allauth tells us what happened at sign-in, so that the account's owner can read it."""

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from salaries.accounts.history import address_of, record
from salaries.accounts.models import AccountEvent, User
from salaries.accounts.sessions import opened


class Adapter(DefaultAccountAdapter):
    """allauth's own ways, each followed by a line in the history."""

    def post_login(self, request: HttpRequest, user: Any, **details: Any) -> HttpResponse:
        """Note the sign-in and the device."""
        answer = super().post_login(request, user, **details)
        opened(request, user, now=timezone.now())
        return answer

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Note a wrong password, with the same work for addresses that nobody has."""
        super().authentication_failed(request, **credentials)
        person = User.objects.filter(email__iexact=credentials.get("email", "")).first()
        kind = AccountEvent.Kind.SIGN_IN_FAILED
        record(person=person, kind=kind, now=timezone.now(), address=address_of(request))

    def set_password(self, user: Any, password: str) -> None:
        """Note the change beside it."""
        super().set_password(user, password)
        record(person=cast(User, user), kind=AccountEvent.Kind.PASSWORD_CHANGED, now=timezone.now())
