"""The pages that somebody meets whose only second factor is a passkey: none asks for an app that they have not."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.webauthn.internal import auth
from django.conf import settings
from django.test import Client
from django.utils import timezone

from salaries.accounts.history import record
from salaries.accounts.models import AccountEvent, User
from tests.people import make_person
from tests.sign_in import signed_in

FACTOR = "/account/second-factor/"
AN_APP = "authenticator app"


@pytest.fixture
def me(db: None, monkeypatch: pytest.MonkeyPatch) -> User:
    """Somebody with a passkey and the recovery codes that came with it."""
    monkeypatch.setattr(auth, "get_credentials", lambda _person: [])  # the row below holds no key
    person = make_person("me@example.org")
    Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data={"name": "Phone"})
    RecoveryCodes.activate(person)
    return person


def asked_again(person: User) -> Any:
    """The page to which something important leads somebody who has no password."""
    person.set_unusable_password()
    person.save(update_fields=["password"])
    client = Client()
    client.force_login(person)
    return client.get("/account/email/", follow=True)


def test_proving_who_one_is_begins_with_the_passkey(me: User) -> None:
    answer = asked_again(me)
    text = answer.content.decode()
    assert answer.redirect_chain[-1][0].startswith(f"{FACTOR}webauthn/reauthenticate/?next=")
    assert "Use the passkey that you added" in text
    assert "Use a recovery code</a>" in text
    codes = answer.client.get(f"{FACTOR}reauthenticate/").content.decode()
    assert "Give one of your recovery codes." in codes
    assert AN_APP not in text + codes


def test_without_recovery_codes_only_the_passkey_is_asked_for(me: User) -> None:
    Authenticator.objects.filter(type=Authenticator.Type.RECOVERY_CODES).delete()
    answer = asked_again(me)
    assert answer.redirect_chain[-1][0].startswith(f"{FACTOR}webauthn/reauthenticate/?next=")
    assert "recovery" not in answer.content.decode()


def test_who_has_an_app_is_asked_for_its_code_first(me: User) -> None:
    Authenticator.objects.create(user=me, type=Authenticator.Type.TOTP, data={"secret": ""})
    answer = asked_again(me)
    assert answer.redirect_chain[-1][0].startswith(f"{FACTOR}reauthenticate/?next=")
    assert AN_APP in answer.content.decode()
    assert "Use a passkey</a>" in answer.content.decode()


def test_signing_in_offers_the_passkey_before_the_code(me: User) -> None:
    text = signed_in(me).get(f"{FACTOR}authenticate/").content.decode()
    assert "Use your passkey, or give one of your recovery codes." in text
    assert text.index("data-passkey") < text.index('name="code"')
    assert text.count('id="passkey"') == 1
    assert AN_APP not in text


def test_the_history_names_the_factor_in_the_readers_language(me: User) -> None:
    record(person=me, kind=AccountEvent.Kind.FACTOR_ADDED, now=timezone.now(), detail="passkey")
    record(person=me, kind=AccountEvent.Kind.KEY_MADE, now=timezone.now(), detail="passkey")
    client = Client()
    client.force_login(me)
    text = client.get("/es/account/activity/").content.decode()
    assert "Se añadió un segundo factor: llave de acceso" in text
    assert ": passkey<" in text  # a name that somebody gave
    assert ">passkey" not in client.get("/account/activity/").content.decode()


@pytest.mark.parametrize("name", ["README.md", "Makefile", "config/run.sh"])
def test_people_are_told_an_address_where_passkeys_work(name: str) -> None:
    told = (settings.BASE_DIR / name).read_text()
    assert "http://localhost:" in told
    assert "http://127." not in told
