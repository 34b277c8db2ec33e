"""An account's history: recorded by deeds, shown to its owner, forgotten after 90 days."""

from datetime import datetime, timedelta
from ipaddress import IPv4Address, ip_address, ip_network

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest

from salaries.accounts.models import AccountEvent, User

KEPT = timedelta(days=90)
SHOWN = 100
LONGEST_DETAIL = 100


def record(*, person: User | None, kind: str, now: datetime, detail: str = "", address: str = "") -> None:
    """Add a line to the history. ``address`` is one that ``shortened`` made."""
    AccountEvent.objects.create(person=person, kind=kind, detail=detail[:LONGEST_DETAIL], address=address, at=now)


def history_of(person: User) -> QuerySet[AccountEvent]:
    """The person's newest lines."""
    return AccountEvent.objects.of(person)[:SHOWN]


def forget(*, now: datetime) -> int:
    """Delete lines older than 90 days, and what is known of devices whose session has ended. Returns how many lines."""
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return AccountEvent.objects.filter(at__lt=now - KEPT).delete()[0]


def address_of(request: HttpRequest) -> str:
    """Where the request came from, shortened."""
    return shortened(get_adapter().get_client_ip(request))


def shortened(address: str) -> str:
    """The network an address lies in: 203.0.113.77 becomes 203.0.113.0, of an IPv6 address the first 48 bits stay.

    Enough to recognise one's own provider, too little to name a household. Empty when it is no address.
    """
    try:
        whole = ip_address(address)
    except ValueError:
        return ""
    bits = 24 if isinstance(whole, IPv4Address) else 48
    return str(ip_network((whole, bits), strict=False).network_address)
