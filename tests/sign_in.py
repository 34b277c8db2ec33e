"""Ways to sign in, as tests need them."""

import base64
import hashlib
import hmac
import re
import struct
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth
from django.core import mail
from django.test import Client

from salaries.accounts.models import User
from tests.people import PASSWORD


def signed_in(person: User, password: str = PASSWORD) -> Client:
    """A browser in which the person has signed in with the password."""
    client = Client()
    assert client.post("/account/login/", {"login": person.email, "password": password}).status_code == 302
    return client


def confirmed(person: User) -> Client:
    """A browser in which the person has just given the password once more."""
    client = signed_in(person)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


def mailed_code() -> str:
    """The code in the newest mail."""
    found = re.search(r"^ {4}(\S+)$", mail.outbox[-1].body, re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found[1]


def app_code(secret: str, at: float) -> str:
    """What an authenticator app shows at ``at`` (seconds since 1970): RFC 6238 with SHA-1, 30 seconds, 6 digits."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(at) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


class AppClock:
    """The clock that allauth checks codes by, held still so that no code expires in the middle of a test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1_800_000_000.0
        monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: self.now))

    def code(self, secret: str) -> str:
        return app_code(secret, self.now)


def set_up_app(client: Client, clock: AppClock) -> tuple[str, Any]:
    """Add an authenticator app; returns its secret and the page that follows. The client must be confirmed."""
    page = client.get("/account/second-factor/totp/activate/").content.decode()
    found = re.search(r"<code>([A-Z2-7]{32})</code>", page)
    assert found, page
    answer = client.post("/account/second-factor/totp/activate/", {"code": clock.code(found[1])}, follow=True)
    clock.now += 30  # the next code, as the one that was shown is used up
    return found[1], answer
