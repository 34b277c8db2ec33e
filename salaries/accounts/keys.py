"""Deeds over a person's API keys: issue and revoke."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from salaries.accounts.history import record
from salaries.accounts.models import AccountEvent, ApiKey, User, issue_key

MOST_LIVE_KEYS = 10  # one for each program a person may run; a list longer than that is not looked after


class KeyRefused(Exception):
    """The key cannot be made; the message says why."""


def live_keys(person: User) -> list[ApiKey]:
    """The person's keys that still open something, newest first."""
    return list(ApiKey.objects.filter(person=person, revoked_at=None).order_by("-created_at", "-pk"))


@transaction.atomic
def issue(*, by: User, name: str, now: datetime, scope: str = ApiKey.Scope.REPORTS) -> tuple[ApiKey, str]:
    """Make a key for ``by``; returns it with its secret, which is never shown again. Raises KeyRefused."""
    User.objects.select_for_update().get(pk=by.pk)  # two requests at once must not both find room for one more
    if len(live_keys(by)) >= MOST_LIVE_KEYS:
        raise KeyRefused(
            gettext("You have %(most)d keys. Revoke one that you no longer use.") % {"most": MOST_LIVE_KEYS}
        )
    record(person=by, kind=AccountEvent.Kind.KEY_MADE, now=now, detail=name)
    return issue_key(person=by, name=name, now=now, scope=scope)


@transaction.atomic
def revoke(*, by: User, pk: int, now: datetime) -> bool:
    """Close one of the person's keys for good. Returns whether there was a live one with that number."""
    mine = ApiKey.objects.filter(person=by, pk=pk)
    if not mine.filter(revoked_at=None).update(revoked_at=now):
        return False
    record(person=by, kind=AccountEvent.Kind.KEY_REVOKED, now=now, detail=mine.get().name)
    return True
