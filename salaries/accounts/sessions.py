"""On which devices a person is signed in, and signing them out. allauth keeps the list; addresses are cut here."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.http import HttpRequest

from salaries.accounts.devices import device
from salaries.accounts.history import address_of, record
from salaries.accounts.models import AccountEvent, User

SEEN = "seen_at"  # in the session: when its row was last written
STARTED = "signed_in_at"
LONGEST = timedelta(days=30)  # however busy; an idle one ends by settings.SESSION_COOKIE_AGE after it was last seen
LONGEST_OF_STAFF = timedelta(hours=12)
WRITE_AFTER = 3600.0  # seconds; "last seen" to the hour is enough and costs one write an hour


@dataclass(frozen=True)
class OwnSession:
    """A device on which the person is signed in."""

    pk: int
    device: str
    address: str
    since: datetime
    last_seen: datetime
    current: bool


def opened(request: HttpRequest, person: User, *, now: datetime) -> None:
    """Note a sign-in: in the list of sessions, whose address is cut at once, and in the history."""
    address = address_of(request)
    UserSession.objects.filter(session_key=request.session.session_key).update(ip=address, last_seen_at=now)
    request.session[SEEN] = request.session[STARTED] = now.timestamp()
    agent = request.headers.get("User-Agent", "")
    record(person=person, kind=AccountEvent.Kind.SIGNED_IN, now=now, detail=device(agent), address=address)


def touch(request: HttpRequest, *, now: datetime) -> None:
    """Write when the session was last seen, at most once an hour; one that is over ends with this answer."""
    seen = request.session.get(SEEN)
    if seen is None:
        return
    longest = LONGEST_OF_STAFF if request.user.is_staff else LONGEST
    if now.timestamp() - request.session.get(STARTED, seen) > longest.total_seconds():
        request.session.flush()
        return
    if now.timestamp() - seen < WRITE_AFTER:
        return
    mine = UserSession.objects.filter(session_key=request.session.session_key)
    if mine.update(last_seen_at=now, ip=address_of(request)):
        request.session[SEEN] = now.timestamp()


def sessions_of(person: User, current: str | None) -> list[OwnSession]:
    """The person's live sessions, this one (its key is ``current``) first, then the most recently seen."""
    rows = UserSession.objects.purge_and_list(person)
    found = [
        OwnSession(row.pk, device(row.user_agent), row.ip, row.created_at, row.last_seen_at, row.session_key == current)
        for row in rows
    ]
    return sorted(found, key=lambda one: (not one.current, -one.last_seen.timestamp()))


def end(*, by: User, now: datetime, keep: str | None, pk: int | None = None) -> int:
    """Sign out one of the person's devices, or without ``pk`` all of them, but never the session ``keep``.

    Returns how many were signed out.
    """
    rows = UserSession.objects.filter(user=by).exclude(session_key=keep)
    chosen = list(rows if pk is None else rows.filter(pk=pk))
    for row in chosen:
        row.end()
        record(person=by, kind=AccountEvent.Kind.SESSION_ENDED, now=now, detail=device(row.user_agent))
    return len(chosen)
