"""Where a person is signed in, signing devices out, and the history of an account."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from salaries.accounts.devices import device
from salaries.accounts.history import KEPT, SHOWN, forget, history_of, record, shortened
from salaries.accounts.keys import issue, revoke
from salaries.accounts.models import AccountEvent, User
from salaries.accounts.sessions import LONGEST, LONGEST_OF_STAFF, SEEN, WRITE_AFTER
from tests.people import NOW, PASSWORD, make_person

ACTIVITY = "/account/activity/"
OTHERS = "/account/activity/sign-out/"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 Version/17.0 Safari/604"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
Kind = AccountEvent.Kind


@pytest.fixture
def me(db: None) -> User:
    return make_person("me@example.org")


def signed_in(person: User, agent: str = DESK, address: str = "203.0.113.77") -> Client:
    client = Client(headers={"User-Agent": agent}, REMOTE_ADDR=address)
    assert client.post("/account/login/", {"login": person.email, "password": PASSWORD}).status_code == 302
    return client


def kinds(person: User) -> list[str]:
    return [event.kind for event in history_of(person)]


def test_the_page_lists_ones_devices_this_one_first(me: User) -> None:
    signed_in(make_person(), "Mozilla/5.0 (X11; CrOS x86_64) Chrome/140.0 Safari/537.36")
    signed_in(me, PHONE)
    page = signed_in(me).get(ACTIVITY).content.decode()
    assert page.index("Firefox on Windows") < page.index("this device") < page.index("Safari on iPhone")
    assert "ChromeOS" not in page
    assert page.count(">Sign out there<") == 1


def test_addresses_are_cut_before_they_are_kept(me: User) -> None:
    signed_in(me)
    signed_in(me, address="2001:db8:1234:5678::1")
    assert set(UserSession.objects.values_list("ip", flat=True)) == {"203.0.113.0", "2001:db8:1234::"}
    assert set(AccountEvent.objects.values_list("address", flat=True)) == {"203.0.113.0", "2001:db8:1234::"}


def test_one_device_is_signed_out(me: User) -> None:
    phone, desk = signed_in(me, PHONE), signed_in(me)
    row = UserSession.objects.get(user_agent=PHONE)
    assert "That device is signed out." in desk.post(f"{OTHERS}{row.pk}/", follow=True).content.decode()
    assert phone.get("/reports/").status_code == 302
    assert desk.get("/reports/").status_code == 200
    assert kinds(me)[0] == Kind.SESSION_ENDED
    assert desk.post(f"{OTHERS}{row.pk}/").status_code == 404


def test_everything_but_this_device_is_signed_out(me: User) -> None:
    stranger = signed_in(make_person())
    others, desk = [signed_in(me, PHONE), signed_in(me)], signed_in(me)
    page = desk.post(OTHERS, follow=True).content.decode()
    assert "You are signed out everywhere but here." in page
    assert [client.get("/reports/").status_code for client in [*others, desk, stranger]] == [302, 302, 200, 200]
    assert Session.objects.count() == 2


def test_nobody_signs_out_a_stranger_or_this_very_device(me: User) -> None:
    stranger = signed_in(make_person())
    desk = signed_in(me)
    for row in UserSession.objects.all():
        assert desk.post(f"{OTHERS}{row.pk}/").status_code == 404
    assert stranger.get("/reports/").status_code == desk.get("/reports/").status_code == 200


def test_the_pages_are_private_and_buttons_are_posts(client: Client, me: User) -> None:
    assert client.get(ACTIVITY)["Location"] == f"/account/login/?next={ACTIVITY}"
    assert client.post(OTHERS)["Location"].startswith("/account/login/")
    desk = signed_in(me)
    assert desk.get(OTHERS).status_code == desk.get(f"{OTHERS}1/").status_code == desk.post(ACTIVITY).status_code == 405
    assert "no-store" in desk.get(ACTIVITY)["Cache-Control"]
    other_site = Client(enforce_csrf_checks=True)
    other_site.cookies = desk.cookies
    assert other_site.post(OTHERS).status_code == 403


def test_a_session_that_ended_elsewhere_is_not_listed(me: User) -> None:
    signed_in(me, PHONE).post("/account/logout/")
    page = signed_in(me).get(ACTIVITY).content.decode()
    assert "Sign out there" not in page


def test_last_seen_is_written_at_most_once_an_hour(me: User) -> None:
    desk = signed_in(me)
    long_ago = timezone.now() - timedelta(days=1)
    UserSession.objects.update(last_seen_at=long_ago)
    desk.get("/reports/")
    assert UserSession.objects.get().last_seen_at == long_ago
    session = desk.session
    session[SEEN] -= WRITE_AFTER
    session.save()
    desk.get("/reports/")
    assert UserSession.objects.get().last_seen_at > timezone.now() - timedelta(minutes=1)
    assert UserSession.objects.get().ip == "203.0.113.0"


def test_looking_up_last_seen_costs_no_query(me: User, django_assert_num_queries: Any) -> None:
    desk = signed_in(me)
    with django_assert_num_queries(3):  # the session, the person, their reports
        desk.get("/reports/")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Puts the time forward."""
    real, ahead = timezone.now, [timedelta()]
    monkeypatch.setattr(timezone, "now", lambda: real() + ahead[0])

    def forward(by: timedelta) -> None:
        ahead[0] += by

    return forward


def test_an_idle_session_ends_and_a_busy_one_goes_on(me: User, clock: Callable[[timedelta], None]) -> None:
    idle, busy = signed_in(me), signed_in(me)
    for _ in range(2):
        clock(timedelta(days=8))
        assert busy.get("/reports/").status_code == 200
    assert idle.get("/reports/").status_code == 302


@pytest.mark.parametrize(("staff", "longest"), [(False, LONGEST), (True, LONGEST_OF_STAFF)])
def test_a_busy_session_ends_too(me: User, clock: Callable[[timedelta], None], staff: bool, longest: timedelta) -> None:
    User.objects.update(is_staff=staff)
    busy = signed_in(me)
    for _ in range(3):
        clock(longest / 4)
        assert busy.get("/reports/").status_code == 200
    clock(longest / 4)
    busy.get("/reports/")
    assert busy.get("/reports/").status_code == 302
    assert not Session.objects.exists()


def test_signing_in_and_failing_to_are_in_the_history(client: Client, me: User) -> None:
    client.post("/account/login/", {"login": "ME@example.org", "password": "wrong password"})
    desk = signed_in(me)
    assert kinds(me) == [Kind.SIGNED_IN, Kind.SIGN_IN_FAILED]
    page = desk.get(ACTIVITY).content.decode()
    assert "Somebody gave a wrong password" in page
    assert "You signed in: Firefox on Windows" in page


def test_an_address_nobody_has_costs_the_same_writes_and_names_nobody(client: Client, me: User) -> None:
    client.post("/account/login/", {"login": "nobody@example.org", "password": "wrong password"})
    event = AccountEvent.objects.get()
    assert (event.person, event.kind, event.detail) == (None, Kind.SIGN_IN_FAILED, "")


def test_keys_and_a_new_password_are_in_the_history(me: User) -> None:
    key, _ = issue(by=me, name="notebook", now=NOW)
    revoke(by=me, pk=key.pk, now=NOW)
    assert not revoke(by=me, pk=key.pk, now=NOW)
    assert kinds(me) == [Kind.KEY_REVOKED, Kind.KEY_MADE]
    assert history_of(me)[0].detail == "notebook"
    new = {"oldpassword": PASSWORD, "password1": "another long sentence", "password2": "another long sentence"}
    signed_in(me).post("/account/password/change/", new)
    assert kinds(me)[0] == Kind.PASSWORD_CHANGED


def test_texts_of_others_are_escaped(me: User) -> None:
    issue(by=me, name="<b>bold</b>", now=NOW)
    page = signed_in(me, "<script>alert(1)</script>").get(ACTIVITY).content.decode()
    assert "&lt;b&gt;bold&lt;/b&gt;" in page
    assert "<script>alert" not in page
    assert "Another program" in page


def test_history_is_kept_ninety_days(me: User) -> None:
    for days in (0, 89, 91):
        record(person=me, kind=Kind.EXPORTED, now=NOW - timedelta(days=days))
    assert forget(now=NOW) == 1
    assert min(event.at for event in history_of(me)) > NOW - KEPT


def test_the_nightly_command_forgets_devices_without_a_session(me: User, capsys: pytest.CaptureFixture[str]) -> None:
    signed_in(me, PHONE)
    signed_in(me)
    Session.objects.get(session_key=UserSession.objects.get(user_agent=PHONE).session_key).delete()
    record(person=me, kind=Kind.EXPORTED, now=timezone.now() - timedelta(days=100))
    call_command("clear_history")
    assert capsys.readouterr().out == "Lines older than 90 days deleted: 1.\n"
    assert UserSession.objects.get().user_agent == DESK


def test_the_page_is_not_endless(me: User) -> None:
    for minute in range(SHOWN + 5):
        record(person=me, kind=Kind.EXPORTED, now=NOW + timedelta(minutes=minute))
    assert len(history_of(me)) == SHOWN
    assert history_of(me)[0].at == NOW + timedelta(minutes=SHOWN + 4)


@pytest.mark.parametrize(
    ("address", "short"),
    [("198.51.100.9", "198.51.100.0"), ("2001:db8:aaaa:bbbb::9", "2001:db8:aaaa::"), ("nonsense", ""), ("", "")],
)
def test_addresses_are_shortened(address: str, short: str) -> None:
    assert shortened(address) == short


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (DESK, "Firefox on Windows"),
        (PHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/17.0 Safari/605", "Safari on macOS"),
        ("python-httpx/0.28", "Another program"),
        ("", "Another program"),
    ],
)
def test_devices_have_names(agent: str, words: str) -> None:
    assert device(agent) == words
