"""Webhooks: set up after a challenge, tried, taken away, and told of each release.

Which release still has to be told to whom stands in the database; a message to a worker is only a hint. Each attempt is
claimed by a conditional update before anything is sent: two workers never make the same one, a killed worker's attempt
counts, and there is never more than one attempt beyond ``WAITS``.
"""

import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext

from salaries.models import Release, Webhook, WebhookDelivery
from salaries.webhooks.calling import AddressRefused, Answer, check_shape, post

MOST_WEBHOOKS = 3  # of one person
MOST_TRIES = 20  # challenges and tests of one person in an hour: nobody floods strangers through us
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360)]  # after each attempt but the last
AT_ONCE = 500  # deliveries in one sweep
PREFIX = "gwh_"


class WebhookRefused(Exception):
    """The webhook cannot be set up; the message says why."""


class TooManyTries(Exception):
    """The person's challenges and tests of this hour are used up."""


@dataclass(frozen=True)
class OwnWebhook:
    """A webhook as its owner sees it, with the last delivery, if there was one."""

    id: UUID
    address: str
    created_at: datetime
    last: WebhookDelivery | None


def webhooks_of(person: Any) -> list[OwnWebhook]:
    """The person's webhooks, oldest first."""
    rows = Webhook.objects.filter(person=person).order_by("created_at", "pk").prefetch_related("deliveries__release")
    return [_own(row) for row in rows]


def _own(row: Webhook) -> OwnWebhook:
    last = max(row.deliveries.all(), key=lambda delivery: delivery.release.number, default=None)
    return OwnWebhook(row.pk, row.address, row.created_at, last)


def create(*, by: Any, address: str, now: datetime) -> tuple[OwnWebhook, str]:
    """Challenge the address and keep it; returns the webhook and its secret, which is never shown again.

    The receiver must answer 2xx with the ``challenge`` of the message in the body. Raises WebhookRefused, TooManyTries.
    """
    _check_room(by, address)
    _count_try(by)
    secret, word = PREFIX + secrets.token_urlsafe(32), secrets.token_urlsafe(24)
    try:
        check_shape(address)
        answer = _send(address, secret, "challenge", {"challenge": word}, uuid4(), now)
    except AddressRefused as refused:
        raise WebhookRefused(_reason(str(refused))) from None
    if answer is None or not answer.is_good or not _holds(answer.body, word):
        raise WebhookRefused(gettext("The address did not answer the challenge with the word that was sent to it."))
    with transaction.atomic():
        get_user_model().objects.select_for_update().get(pk=by.pk)  # two at once must not both find room for one more
        _check_room(by, address)
        last = Release.objects.current()
        row = Webhook.objects.create(
            person=by, address=address, secret=secret, created_at=now, told_from=last.number if last else 0
        )
    return OwnWebhook(row.pk, address, now, None), secret


def delete(*, by: Any, pk: UUID) -> bool:
    """Take one of the person's webhooks away, with its deliveries. Returns whether there was one."""
    return bool(Webhook.objects.filter(person=by, pk=pk).delete()[0])


def try_out(*, by: Any, pk: UUID, now: datetime) -> int | None:
    """Send a test message once; returns the answer's status, None when nobody answered.

    Raises Webhook.DoesNotExist when the person has no such webhook, TooManyTries.
    """
    row = Webhook.objects.get(person=by, pk=pk)
    _count_try(by)
    try:
        answer = _send(row.address, row.secret, "test", {}, uuid4(), now)
    except AddressRefused:
        return None
    return answer.status if answer else None


def due(*, now: datetime) -> list[UUID]:
    """Write down what has to be told since the last time, and say which deliveries are due."""
    for row in Webhook.objects.values("pk", "told_from"):
        told = WebhookDelivery.objects.filter(webhook=row["pk"]).values("release")
        new = Release.objects.filter(number__gt=row["told_from"]).exclude(pk__in=told)
        WebhookDelivery.objects.bulk_create(
            [WebhookDelivery(webhook_id=row["pk"], release=release, due_at=now) for release in new],
            ignore_conflicts=True,
        )
    waiting = WebhookDelivery.objects.filter(due_at__lte=now, webhook__person__is_active=True)
    return list(waiting.order_by("due_at", "pk").values_list("pk", flat=True)[:AT_ONCE])


def deliver(*, pk: UUID, now: datetime) -> bool:
    """Make the next attempt of a delivery if it is due and nobody else makes it. Returns whether it arrived."""
    row = WebhookDelivery.objects.select_related("webhook", "release").filter(pk=pk, due_at__lte=now).first()
    if row is None or not _claim(row, now):
        return False
    release = row.release
    content = {
        "release": release.number, "published_at": release.published_at.isoformat(),
        "address": urljoin(settings.SITE_URL + "/", reverse("data_release", args=[release.number])),
    }  # fmt: skip
    try:
        answer = _send(row.webhook.address, row.webhook.secret, "release.published", content, row.pk, now)
    except AddressRefused:
        answer = None
    arrived = answer is not None and answer.is_good
    outcome: dict[str, Any] = {"status": answer.status if answer else None}
    outcome |= {"delivered_at": now, "due_at": None} if arrived else {}
    WebhookDelivery.objects.filter(pk=pk, delivered_at=None).update(**outcome)
    return arrived


def _claim(row: WebhookDelivery, now: datetime) -> bool:
    """Count the attempt and set when the next one would be, unless somebody else has just done so."""
    same = WebhookDelivery.objects.filter(pk=row.pk, attempts=row.attempts, due_at=row.due_at)
    following = now + WAITS[row.attempts] if row.attempts < len(WAITS) else None
    return bool(same.update(attempts=models.F("attempts") + 1, due_at=following))


def _send(
    address: str, secret: str, event: str, content: dict[str, Any], delivery: UUID, now: datetime
) -> Answer | None:
    body = json.dumps({"event": event, **content}, separators=(",", ":")).encode()
    return post(address=address, secret=secret, body=body, event=event, delivery=str(delivery), now=now)


def _holds(body: bytes, word: str) -> bool:
    """Whether the answer is the word, plain or as ``{"challenge": word}``."""
    try:
        given = json.loads(body)
    except ValueError:
        given = body.decode("latin-1").strip()
    if isinstance(given, dict):
        given = given.get("challenge")
    return isinstance(given, str) and hmac.compare_digest(given.encode(errors="replace"), word.encode())


def _check_room(person: Any, address: str) -> None:
    mine = list(Webhook.objects.filter(person=person))
    if any(row.address == address for row in mine):
        raise WebhookRefused(gettext("You have a webhook with this address."))
    if len(mine) >= MOST_WEBHOOKS:
        raise WebhookRefused(
            gettext("You have %(most)d webhooks. Remove one that you no longer use.") % {"most": MOST_WEBHOOKS}
        )


def _count_try(person: Any) -> None:
    key = f"webhook-tries-{person.pk}"
    cache.add(key, 0, 3600)
    try:
        if cache.incr(key) > MOST_TRIES:
            raise TooManyTries
    except ValueError:  # the hour ended in between, or the cache is not there
        return


def _reason(code: str) -> str:
    return {
        "shape": gettext("This is not an address that can be sent to."),
        "https": gettext("The address must begin with https://."),
        "port": gettext("Only ports 443 and 8443 can be sent to."),
        "unknown": gettext("Nobody knows this name."),
        "private": gettext("This address is not on the public internet."),
    }[code]
