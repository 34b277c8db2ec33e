"""Signing in by mailed code, by authenticator app and by recovery code; who must have a second factor; asking again."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory

from salaries.accounts import second_factor
from salaries.accounts.models import AccountEvent, User
from salaries.accounts.personal_data import everything_about
from tests.people import PASSWORD, make_moderator, make_person, make_staff
from tests.sign_in import AppClock, app_code, confirmed, mailed_code, set_up_app, signed_in

ADDRESS = "me@example.org"
CODE, CONFIRM = "/account/login/code/", "/account/login/code/confirm/"
FACTOR = "/account/second-factor/"
Kind = AccountEvent.Kind
GUARDED = (
    "/account/email/", f"{FACTOR}totp/activate/", f"{FACTOR}webauthn/add/", f"{FACTOR}recovery-codes/generate/",
    "/account/data/erase/",
)  # fmt: skip


@pytest.fixture
def me(db: None) -> User:
    return make_person(ADDRESS)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> AppClock:
    return AppClock(monkeypatch)


def kinds(person: User) -> list[str]:
    return list(AccountEvent.objects.of(person).values_list("kind", flat=True))


def without_password(client: Client, address: str = "new@example.org") -> User:
    """Sign up with an address alone."""
    client.post("/account/signup/", {"email": address})
    client.post("/account/confirm-email/", {"code": mailed_code()})
    return User.objects.get(email=address)


def test_the_apps_codes_are_those_of_the_standard() -> None:
    seed = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B: the last six of eight digits
    assert [app_code(seed, at) for at in (59, 1_111_111_109, 2_000_000_000)] == ["287082", "081804", "279037"]


def test_signing_in_by_code_needs_no_password(client: Client, me: User) -> None:
    assert client.post(CODE, {"email": ADDRESS, "next": "/reports/new/"})["Location"].startswith(CONFIRM)
    assert mail.outbox[0].subject == "Gainstage: Your code for signing in"
    assert client.get("/reports/").status_code == 302
    answer = client.post(CONFIRM, {"code": mailed_code(), "next": "/reports/new/"})
    assert answer["Location"] == "/reports/new/"
    assert client.get("/reports/").status_code == 200
    assert kinds(me) == [Kind.SIGNED_IN]


def test_a_code_works_once_and_only_in_its_browser(client: Client, me: User) -> None:
    client.post(CODE, {"email": ADDRESS})
    code = mailed_code()
    thief = Client()
    assert thief.post(CONFIRM, {"code": code})["Location"].startswith("/account/login/")
    client.post(CONFIRM, {"code": code})
    client.post("/account/logout/")
    client.post(CODE, {"email": ADDRESS})
    assert mailed_code() != code
    assert "Incorrect code" in client.post(CONFIRM, {"code": code}).content.decode()
    assert client.get("/reports/").status_code == 302


def test_a_code_may_be_guessed_three_times(client: Client, me: User) -> None:
    client.post(CODE, {"email": ADDRESS})
    code = mailed_code()
    for _ in range(3):
        client.post(CONFIRM, {"code": "WRONG"})
    client.post(CONFIRM, {"code": code})
    assert client.get("/reports/").status_code == 302


def test_an_account_without_a_password(client: Client, db: None) -> None:
    person = without_password(client)
    assert not person.has_usable_password()
    for password in ("", "None", "!"):
        Client().post("/account/login/", {"login": person.email, "password": password})
    client.post("/account/logout/")
    client.post(CODE, {"email": person.email})
    client.post(CONFIRM, {"code": mailed_code()})
    assert client.get("/reports/").status_code == 200
    assert client.get("/account/password/change/")["Location"] == "/account/password/set/"


@pytest.mark.django_db(transaction=True)  # allauth tells once it is committed
def test_an_app_is_set_up_and_then_asked_for(me: User, clock: AppClock) -> None:
    secret, page = set_up_app(confirmed(me), clock)
    assert page.redirect_chain[-1][0] == f"{FACTOR}recovery-codes/"
    assert len(re.findall(r"<code>\d{8}</code>", page.content.decode())) == 10
    client = Client()
    answer = client.post("/account/login/", {"login": ADDRESS, "password": PASSWORD, "next": "/reports/new/"})
    assert answer["Location"].startswith(f"{FACTOR}authenticate/")
    assert client.get("/reports/").status_code == 302
    assert "Incorrect code" in client.post(f"{FACTOR}authenticate/", {"code": "000000"}).content.decode()
    assert client.post(f"{FACTOR}authenticate/", {"code": clock.code(secret)})["Location"] == "/reports/new/"
    assert client.get("/reports/").status_code == 200
    assert kinds(me)[:2] == [Kind.SIGNED_IN, Kind.CODE_FAILED]
    assert Kind.FACTOR_ADDED in kinds(me)


def test_an_apps_code_works_once(me: User, clock: AppClock) -> None:
    secret, _ = set_up_app(confirmed(me), clock)
    first, second = signed_in(me), signed_in(me)
    code = clock.code(secret)
    assert first.post(f"{FACTOR}authenticate/", {"code": code}).status_code == 302
    assert "Incorrect code" in second.post(f"{FACTOR}authenticate/", {"code": code}).content.decode()
    clock.now += 30
    assert "Incorrect code" in second.post(f"{FACTOR}authenticate/", {"code": code}).content.decode()
    assert second.get("/reports/").status_code == 302


def test_the_second_factor_stands_behind_a_mailed_code_too(client: Client, me: User, clock: AppClock) -> None:
    set_up_app(confirmed(me), clock)
    client.post(CODE, {"email": ADDRESS})
    assert client.post(CONFIRM, {"code": mailed_code()})["Location"].startswith(f"{FACTOR}authenticate/")
    assert client.get("/reports/").status_code == 302


def test_guessing_the_second_factor_is_stopped(me: User, clock: AppClock) -> None:
    secret, _ = set_up_app(confirmed(me), clock)
    client = signed_in(me)
    for number in range(5):
        client.post(f"{FACTOR}authenticate/", {"code": f"{number:06}"})
    page = client.post(f"{FACTOR}authenticate/", {"code": clock.code(secret)}).content.decode()
    assert "Too many" in page
    assert client.get("/reports/").status_code == 302


def test_a_recovery_code_works_once(me: User, clock: AppClock) -> None:
    _, page = set_up_app(confirmed(me), clock)
    code = re.findall(r"<code>(\d{8})</code>", page.content.decode())[3]
    first, second = signed_in(me), signed_in(me)
    assert first.post(f"{FACTOR}authenticate/", {"code": code}).status_code == 302
    assert "Incorrect code" in second.post(f"{FACTOR}authenticate/", {"code": code}).content.decode()


def test_secrets_of_second_factors_are_sealed(me: User, clock: AppClock) -> None:
    secret, page = set_up_app(confirmed(me), clock)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert not [code for code in re.findall(r"<code>(\d{8})</code>", page.content.decode()) if code in stored]


def test_removing_the_app_takes_the_recovery_codes_too(me: User, clock: AppClock) -> None:
    client = confirmed(me)
    set_up_app(client, clock)
    assert "Remove the authenticator app?" in client.get(f"{FACTOR}totp/deactivate/").content.decode()
    client.post(f"{FACTOR}totp/deactivate/")
    assert not Authenticator.objects.exists()
    assert signed_in(me).get("/reports/").status_code == 200
    assert "was removed from your account" in mail.outbox[-1].body


@pytest.mark.django_db(transaction=True)  # allauth tells once it is committed
def test_mails_tell_of_changes_and_hold_no_secret(me: User, clock: AppClock) -> None:
    client = confirmed(me)
    secret, _ = set_up_app(client, clock)
    client.post(f"{FACTOR}recovery-codes/generate/")
    told = [message.body for message in mail.outbox]
    assert len(told) == 2
    assert "An authenticator app was added" in told[0]
    assert "New recovery codes" in told[1]
    assert secret not in "".join(told)
    assert kinds(me)[:2] == [Kind.CODES_MADE, Kind.FACTOR_ADDED]


def test_second_factors_are_in_the_copy_without_secrets(me: User, clock: AppClock) -> None:
    secret, _ = set_up_app(confirmed(me), clock)
    copy = everything_about(me)["second_factors"]
    assert [factor["kind"] for factor in copy] == ["totp", "recovery_codes"]
    assert secret not in str(copy)


@pytest.mark.parametrize("page", GUARDED)
def test_what_changes_the_sign_in_asks_for_the_password_again(me: User, page: str) -> None:
    client = signed_in(me)
    for answer in (client.get(page), client.post(page, {"email": "thief@example.org"})):
        assert answer["Location"].startswith("/account/reauthenticate/")
    assert confirmed(me).get(page).status_code == 200


@pytest.mark.parametrize("page", [*GUARDED, "/account/password/set/"])
def test_without_a_password_it_asks_for_a_new_code(client: Client, db: None, page: str) -> None:
    person = without_password(client)
    assert client.get(page)["Location"].startswith("/account/new-code/?next=")
    assert client.post(page, {"email": "thief@example.org"})["Location"].startswith("/account/new-code/?next=")
    asked = client.get(page, follow=True).content.decode()
    assert f'name="next" value="{page}"' in asked
    away = client.post("/account/new-code/", {"next": page})["Location"]
    assert "@" not in away
    assert f'name="email" value="{person.email}"' in client.get(away).content.decode()
    assert person.email not in client.get(away).content.decode()
    assert client.get("/reports/").status_code == 302
    client.post(away, {"email": person.email, "next": page})
    assert client.post(CONFIRM, {"code": mailed_code(), "next": page})["Location"] == page
    assert client.get(page).status_code == 200


def test_a_code_proves_for_five_minutes(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    person = without_password(client)
    client.post("/account/logout/")
    client.post(CODE, {"email": person.email})
    client.post(CONFIRM, {"code": mailed_code()})
    request = RequestFactory().get("/")
    request.user, request.session = person, client.session
    assert not second_factor.needs_new_code(request)
    late = time.time() + 301
    monkeypatch.setattr(second_factor.time, "time", lambda: late)
    assert second_factor.needs_new_code(request)


@pytest.mark.parametrize("way", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_way_back_stays_on_the_site(client: Client, db: None, way: str) -> None:
    without_password(client)
    assert 'name="next" value="/reports/"' in client.get("/account/new-code/", {"next": way}).content.decode()
    assert "evil" not in client.post("/account/new-code/", {"next": way})["Location"]


def test_staff_need_a_second_factor_where_it_is_asked_for(settings: Any, db: None, clock: AppClock) -> None:
    settings.STAFF_SECOND_FACTOR = True
    moderator = make_moderator()
    client = confirmed(moderator)
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0] == FACTOR
    assert "needs a second factor" in answer.content.decode()
    queue = "/admin/salaries/salaryreport/"
    assert client.post(queue, {"action": "approve_selected"})["Location"] == FACTOR
    secret, _ = set_up_app(client, clock)
    assert client.get(queue).status_code == 200
    other = signed_in(moderator)
    assert other.get(queue).status_code == 302
    other.post(f"{FACTOR}authenticate/", {"code": clock.code(secret)})
    assert other.get(queue).status_code == 200


def test_recovery_codes_alone_are_no_second_factor(settings: Any, db: None) -> None:
    settings.STAFF_SECOND_FACTOR = True
    staff = make_staff("moderator")
    Authenticator.objects.create(user=staff, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert second_factor.lacks_second_factor(staff)
    assert not second_factor.lacks_second_factor(make_person())


@pytest.mark.parametrize("page", ["", "totp/activate/", "webauthn/", "webauthn/add/", "recovery-codes/"])
def test_the_pages_are_ours_and_never_stored(me: User, clock: AppClock, page: str) -> None:
    client = confirmed(me)
    if page == "recovery-codes/":
        set_up_app(client, clock)
    answer = client.get(f"{FACTOR}{page}")
    text = answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert "· Gainstage</title>" in text
    assert not re.search(r"<script(?![^>]*(src=|application/json))", text)
    assert not re.search(r"<[^>]* (style|onclick)=", text)
    assert Client().get(f"{FACTOR}{page}")["Location"].startswith("/account/")


def test_the_command_helps_who_lost_everything(me: User, clock: AppClock) -> None:
    set_up_app(confirmed(me), clock)
    with pytest.raises(CommandError, match="2 second factors"):
        call_command("remove_second_factor", ADDRESS.upper())
    assert Authenticator.objects.count() == 2
    call_command("remove_second_factor", ADDRESS.upper(), "--yes")
    assert signed_in(me).get("/reports/").status_code == 200
    assert Kind.FACTOR_REMOVED in kinds(me)
    with pytest.raises(CommandError, match="Nobody"):
        call_command("remove_second_factor", "nobody@example.org")
