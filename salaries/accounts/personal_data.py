"""Everything the site holds about a person: gathered for them, or erased. Here an account and its pay come together."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet

from salaries.accounts.devices import device
from salaries.accounts.models import AccountEvent, ApiKey, User
from salaries.accounts.notices import wishes_of
from salaries.accounts.second_factor import factors_of
from salaries.moderation import unname
from salaries.reporting import export_of, reports_of, withdraw
from salaries.stats.privacy import spent_by_a_report
from salaries.webhooks import OwnWebhook, webhooks_of

COLUMNS = ("section", "item", "field", "value")
FORMER = "somebody whose account is erased"


@dataclass(frozen=True)
class Goes:
    """What an erasure takes: how many reports and live keys, and the releases whose noisy batches stay."""

    reports: int
    keys: int
    releases: tuple[int, ...]


def what_would_go(person: User) -> Goes:
    """What erasing everything would take, for the page that asks."""
    reports = reports_of(person)
    releases = sorted({own.counted_in for own in reports if own.counted_in is not None})
    return Goes(len(reports), ApiKey.objects.filter(person=person, revoked_at=None).count(), tuple(releases))


def everything_about(person: User) -> dict[str, Any]:
    """All there is, as plain JSON values; money as text so that no cent is lost. Secrets of keys are not known."""
    return {
        "account": _account(person),
        "keys": [_key(key) for key in ApiKey.objects.filter(person=person).order_by("created_at", "pk")],
        "second_factors": [_factor(factor) for factor in factors_of(person)],
        "sessions": [_session(row) for row in UserSession.objects.filter(user=person).order_by("created_at", "pk")],
        "mail_wishes": wishes_of(person),
        "webhooks": [_webhook(own) for own in webhooks_of(person)],
        "history": [_event(event) for event in AccountEvent.objects.of(person)],
        "reports": export_of(person),
        "privacy": {
            "unit": "one report, added or removed",
            "epsilon_a_counted_report_spends_in_its_whole_life": float(spent_by_a_report()),
        },
    }


def as_rows(everything: dict[str, Any]) -> Iterator[tuple[str, int, str, str]]:
    """The same as rows of ``COLUMNS``: one for each single value, with the path to it as its field."""
    for section, content in everything.items():
        items = content if isinstance(content, list) else [content]
        for number, item in enumerate(items, start=1):
            for field, value in _flat(item, ""):
                yield section, number, field, value


@transaction.atomic
def erase(*, by: User) -> None:
    """Erase the person: reports and observations, keys, addresses, sessions, history, account. All of it or nothing.

    Of counted reports a keyed token stays, so that nobody is counted twice, and the noisy batches they entered. The
    trail of decisions keeps the numbers of reports and the reasons, but no word that was written to the contributor.
    """
    User.objects.select_for_update().filter(pk=by.pk).first()  # a second click waits, and then finds nothing to erase
    for own in reports_of(by):
        withdraw(report=own.row, by=by)
    for session in UserSession.objects.filter(user=by):
        session.end()
    _unname(by)
    User.objects.filter(pk=by.pk).delete()


def _unname(person: User) -> None:
    """Where the desk wrote the person's address: as a moderator in the trails, as an account in the admin's log."""
    unname(moderator_id=person.pk, now_called=FORMER)
    _log_entries(person).update(object_repr=FORMER, change_message="")


def _log_entries(person: User) -> QuerySet[LogEntry]:
    kind = ContentType.objects.get_for_model(User)
    return LogEntry.objects.filter(content_type=kind, object_id=str(person.pk))


def _account(person: User) -> dict[str, Any]:
    addresses = person.emailaddress_set.order_by("pk").values("email", "verified", "primary")  # type: ignore[attr-defined]
    return {
        "email": person.email, "language": person.language, "addresses": list(addresses),
        "joined_at": person.date_joined.isoformat(),
        "last_sign_in_at": person.last_login.isoformat() if person.last_login else None,
        "groups": list(person.groups.order_by("name").values_list("name", flat=True)),
    }  # fmt: skip


def _key(key: ApiKey) -> dict[str, Any]:
    return {
        "name": key.name, "begins_with": key.hint, "scope": key.scope, "created_at": key.created_at.isoformat(),
        "last_used_on": key.last_used_on.isoformat() if key.last_used_on else None,
        "revoked_at": key.revoked_at.isoformat() if key.revoked_at else None,
    }  # fmt: skip


def _webhook(own: OwnWebhook) -> dict[str, Any]:
    last = own.last
    return {
        "address": own.address, "created_at": own.created_at.isoformat(),
        "last_release": last.release.number if last else None, "last_status": last.status if last else None,
        "last_attempts": last.attempts if last else None,
        "last_delivered_at": last.delivered_at.isoformat() if last and last.delivered_at else None,
    }  # fmt: skip


def _factor(factor: Authenticator) -> dict[str, Any]:
    return {
        "kind": factor.type, "name": factor.data.get("name", ""), "added_at": factor.created_at.isoformat(),
        "last_used_at": factor.last_used_at.isoformat() if factor.last_used_at else None,
    }  # fmt: skip


def _session(row: UserSession) -> dict[str, Any]:
    return {
        "device": device(row.user_agent), "browser_calls_itself": row.user_agent, "address": row.ip,
        "since": row.created_at.isoformat(), "last_seen_at": row.last_seen_at.isoformat(),
    }  # fmt: skip


def _event(event: AccountEvent) -> dict[str, Any]:
    return {"what": event.kind, "detail": event.detail, "address": event.address, "at": event.at.isoformat()}


def _flat(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """(path, text) of every single value inside ``value``; a missing one is empty text."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _flat(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            yield from _flat(inner, f"{path}.{number}")
    else:
        yield path, "" if value is None else str(value)
