"""Nobody learns who has an account: the same words, status, headers, work and mails for an address nobody has; and
guessing is slowed down by account and by network, whatever a client writes into X-Forwarded-For."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.test import Client

from salaries.accounts.models import User
from tests.people import PASSWORD, make_person

KNOWN, WITHOUT_PASSWORD, UNKNOWN = "known@example.org", "coded@example.org", "nobody@example.org"
WRONG = {"password": "wrong password"}
WAYS: dict[str, Callable[[Client, str], Any]] = {
    "sign in": lambda client, address: client.post("/account/login/", {"login": address, **WRONG}),
    "sign up": lambda client, address: client.post(
        "/account/signup/", {"email": address, "password1": PASSWORD, "password2": PASSWORD}
    ),
    "sign up without a password": lambda client, address: client.post("/account/signup/", {"email": address}),
    "reset": lambda client, address: client.post("/account/password/reset/", {"email": address}),
    "code": lambda client, address: client.post("/account/login/code/", {"email": address}),
}


@pytest.fixture
def people(db: None) -> None:
    make_person(KNOWN)
    coded = make_person(WITHOUT_PASSWORD)
    coded.set_unusable_password()
    coded.save()
    User.objects.filter(email=KNOWN).update(last_login=None)


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each slow hash of a password that a request costs."""
    counted: list[str] = []
    encode = MD5PasswordHasher.encode

    def counting(self: Any, password: str, salt: str) -> str:
        counted.append("hash")
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    return counted


def seen(answer: Any, address: str) -> tuple[Any, ...]:
    """Everything the other side can compare, without what differs each time."""
    body = answer.content.decode().replace(address, "ADDRESS")
    body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", body)
    return answer.status_code, answer.get("Location", ""), sorted(answer.cookies), body


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("address", [KNOWN, WITHOUT_PASSWORD])
def test_an_address_looks_the_same_with_and_without_an_account(
    people: None, hashes: list[str], way: str, address: str
) -> None:
    found = []
    for tried in (address, UNKNOWN):
        hashes.clear()
        mail.outbox.clear()
        client = Client()
        answer = WAYS[way](client, tried)
        follow = client.get(answer["Location"]) if answer.status_code == 302 else answer
        found.append((seen(answer, tried), seen(follow, tried), len(hashes), len(mail.outbox)))
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("way", "confirm"),
    [
        ("sign up", "/account/confirm-email/"), ("reset", "/account/password/reset/confirm/"),
        ("code", "/account/login/code/confirm/"),
    ],
)  # fmt: skip
def test_a_wrong_code_looks_the_same_too(people: None, way: str, confirm: str) -> None:
    found = []
    for tried in (KNOWN, UNKNOWN):
        client = Client()
        WAYS[way](client, tried)
        found.append([seen(client.post(confirm, {"code": "WRONG"}), tried) for _ in range(3)])
    assert found[0] == found[1]


def test_changing_ones_address_to_anothers_does_not_tell_either(people: None) -> None:
    found = []
    for tried in (KNOWN, UNKNOWN):
        person = make_person()
        client = Client()
        client.post("/account/login/", {"login": person.email, "password": PASSWORD})
        client.post("/account/reauthenticate/", {"password": PASSWORD})
        answer = client.post("/account/email/", {"email": tried, "action_add": ""})
        found.append((answer.status_code, answer.get("Location", "")))
    assert found[0] == found[1]


def guess(address: str, forwarded: str = "", remote: str = "198.51.100.1") -> str:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    answer = Client(headers=headers).post("/account/login/", {"login": address, **WRONG}, REMOTE_ADDR=remote)
    return "stopped" if answer.status_code == 429 or "Too many" in answer.content.decode() else "tried"


@pytest.mark.parametrize("address", [KNOWN, UNKNOWN])
def test_an_account_is_guarded_from_every_network_together(people: None, address: str) -> None:
    tries = [guess(address, remote=f"198.51.{number}.1") for number in range(7)]
    assert tries == ["tried"] * 5 + ["stopped"] * 2


def test_a_network_is_slowed_down_over_all_accounts(people: None) -> None:
    tries = [guess(f"person{number}@example.org") for number in range(14)]
    assert tries.count("tried") == 10
    assert guess("one-more@example.org", remote="203.0.113.9") == "tried"


def test_without_a_proxy_nobody_hides_behind_a_header(people: None) -> None:
    tries = [guess(f"person{number}@example.org", forwarded=f"10.0.0.{number}") for number in range(14)]
    assert tries.count("tried") == 10


def test_behind_one_proxy_only_its_own_word_counts(people: None, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    forged = [guess(f"a{n}@example.org", forwarded=f"10.0.0.{n}, 203.0.113.9", remote="127.0.0.1") for n in range(14)]
    assert forged.count("tried") == 10
    assert guess("b@example.org", forwarded="203.0.113.10", remote="127.0.0.1") == "tried"


@pytest.mark.parametrize(
    ("way", "most"), [("/account/login/code/", 3), ("/account/password/reset/", 5)], ids=["code", "reset"]
)
@pytest.mark.parametrize("address", [KNOWN, UNKNOWN])
def test_nobodys_mailbox_is_flooded(people: None, way: str, most: int, address: str) -> None:
    for number in range(8):
        Client().post(way, {"email": address}, REMOTE_ADDR=f"198.51.{number}.1")
    assert len(mail.outbox) == most
