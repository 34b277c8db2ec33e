"""E-mails about one's reports, for those who asked: a moderator decided, or asks, a release counted
a report, or a follow-up opened.

What is due stands in the database: a sweep finds decisions and releases that are newer than what was told last. A mail
says what kind of thing happened and links to one's reports; it names no role, no year, no report and no amount.
"""

import logging
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, override

from salaries.accounts.models import MailWish, User
from salaries.models import Decision, Release
from salaries.reporting import decided_between, opened_between, reports_of

SETTLED = timedelta(minutes=1)  # a decision's moment is set before it is committed: look only at what is a minute old
log = logging.getLogger(__name__)
SIGNER = Signer(salt="stop mail")
Action = Decision.Action


@dataclass(frozen=True)
class Wishes:
    """What a person wants to be told."""

    decided: bool = False
    asked: bool = False
    counted: bool = False
    follow_up: bool = False


def wishes_of(person: User) -> dict[str, bool]:
    """What the person asked for, by kind."""
    row = MailWish.objects.filter(person=person).first()
    return asdict(Wishes(row.decided, row.asked, row.counted, row.follow_up) if row else Wishes())


def wish(*, by: User, wishes: Wishes, now: datetime) -> None:
    """Set what the person is told from now on. What happened before is not told afterwards."""
    last = Release.objects.current()
    begin = {"told_until": now, "told_release": last.number if last else 0}
    row, _ = MailWish.objects.get_or_create(person=by, defaults=begin)
    idle = not (row.decided or row.asked or row.counted or row.follow_up)
    MailWish.objects.filter(pk=row.pk).update(**asdict(wishes), **(begin if idle else {}))


def write_in(language: str, *, by: User) -> None:
    """From now on mails to the person are in ``language``."""
    User.objects.filter(pk=by.pk).update(language=language)


def language_of(email: str) -> str:
    """The language in which the owner of ``email`` wants to be written to; the page's where nobody has said it."""
    chosen = User.objects.filter(emailaddress__email__iexact=email).exclude(language="").values_list("language")
    return next(iter(chosen.order_by("pk")[:1]), ("",))[0] or get_language() or settings.LANGUAGE_CODE


def token_for(person_id: int) -> str:
    """What an unsubscribe link carries: it needs no sign-in, opens nothing else and does not expire."""
    return SIGNER.sign(str(person_id))


def known(token: str) -> int | None:
    """The person's key in an unsubscribe link, or None when nobody signed it."""
    try:
        return int(SIGNER.unsign(token))
    except (BadSignature, ValueError):
        return None


def stop(*, person_id: int) -> None:
    """Nothing is told any more. Done again, it changes nothing."""
    MailWish.objects.filter(person=person_id).update(**asdict(Wishes()))


def send_due(*, now: datetime) -> int:
    """Mail everything that is due; returns how many mails. A mail that fails is tried again by the next sweep.

    Each person is one transaction whose first step is a conditional update: two sweeps at once do not both send.
    """
    until = now - SETTLED
    wanting = MailWish.objects.exclude(decided=False, asked=False, counted=False, follow_up=False)
    rows = list(wanting.select_related("person"))
    if not rows:
        return 0
    news = decided_between([row.pk for row in rows], min(row.told_until for row in rows), until)
    wanted = [row.pk for row in rows if row.follow_up]
    opened = opened_between(wanted, min(row.told_until for row in rows), until)
    last = Release.objects.current()
    number = last.number if last else 0
    quiet = [row for row in rows if row.pk not in news and row.pk not in opened and row.told_release == number]
    MailWish.objects.filter(pk__in=[row.pk for row in quiet], told_until__lt=until).update(told_until=until)
    return sum(_tell(row, until, number) for row in rows if row not in quiet)


def _tell(row: MailWish, until: datetime, number: int) -> bool:
    """Mail one person what is new; whether a mail went out."""
    actions = decided_between([row.pk], row.told_until, until).get(row.pk, set())
    lines = {
        "decided": row.decided and bool(actions & {Action.APPROVED, Action.REJECTED}),
        "asked": row.asked and Action.ASKED in actions,
        "counted": row.counted and _counted_since(row, _told(row, number)),
        "follow_up": row.follow_up and bool(opened_between([row.pk], row.told_until, until)),
    }
    try:
        with transaction.atomic():
            same = MailWish.objects.filter(pk=row.pk, told_until=row.told_until, told_release=row.told_release)
            if not same.update(told_until=max(row.told_until, until), told_release=number) or not any(lines.values()):
                return False
            with override(row.person.language or settings.LANGUAGE_CODE):
                _mail(row, lines)
    except OSError:  # smtplib's errors are such
        log.exception("a notice could not be sent")
        return False
    return True


def _told(row: MailWish, newest: int) -> int:
    """The last release that was looked at; 0 when it went away with a demonstration."""
    return row.told_release if row.told_release <= newest else 0


def _counted_since(row: MailWish, told: int) -> bool:
    releases = [own.counted_in for own in reports_of(row.person)]
    return any(number is not None and number > told for number in releases)


def _mail(row: MailWish, lines: dict[str, Any]) -> None:
    here = settings.SITE_URL + "/"
    stop_here = urljoin(here, reverse("account_mail_stop", args=[token_for(row.pk)]))
    context = {
        **lines, "reports_url": urljoin(here, reverse("my_reports")), "stop_url": stop_here,
        "wishes_url": urljoin(here, reverse("account_mail")),
    }  # fmt: skip
    subject = " ".join(render_to_string("accounts/email/notice_subject.txt", context).split())
    body = render_to_string("accounts/email/notice_message.txt", context)
    headers = {"List-Unsubscribe": f"<{stop_here}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}  # RFC 8058
    EmailMessage(settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + subject, body, to=[row.person.email], headers=headers).send()
