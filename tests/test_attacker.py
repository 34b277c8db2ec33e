"""What an attacker tries at the account's and the reports' addresses: forged ids, fields nobody asked for, planted
sessions, old codes, requests from other sites, ways off the site, and line breaks in headers."""

import re
from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, get_resolver

from salaries.accounts.keys import issue
from salaries.accounts.models import AccountEvent, ApiKey, MailWish, User
from salaries.models import SalaryReport
from salaries.moderation import reject
from tests.api import program_of
from tests.crowd import report_json
from tests.people import NOW, PASSWORD, make_moderator, make_person, make_report, make_role
from tests.sign_in import confirmed, mailed_code, signed_in
from tests.test_report_form import TYPED

# The API asks for a key, the desk has tests of its own, a signed link is its own proof, advice knows no persons.
UNGUARDED = ("api/", "admin/", "account/mail/stop/", "advice/", "es/advice/")
EVIL = ("https://evil.example/", "//evil.example/", "/\\evil.example", "https:evil.example", "\x00//evil.example")
MARK = "Injected-Header: yes"


@pytest.fixture
def victim(db: None) -> User:
    return make_person("victim@example.org")


@pytest.fixture
def thief(db: None) -> User:
    return make_person("thief@example.org")


# Forged ids


def state_of(person: User) -> list[Any]:
    """Everything a stranger could have changed."""
    return [
        list(SalaryReport.objects.filter(person=person).order_by("pk").values()),
        list(ApiKey.objects.filter(person=person).values()), list(MailWish.objects.filter(person=person).values()),
        list(Authenticator.objects.filter(user=person).values()),
        User.objects.filter(pk=person.pk).values("email", "password", "is_staff").get(),
    ]  # fmt: skip


def test_ids_of_others_open_and_change_nothing(victim: User, thief: User) -> None:
    report = make_report(make_role(), victim)
    reject(report=report, by=make_moderator(), now=NOW, reason="range")
    key, _ = issue(by=victim, name="notebook", now=NOW)
    passkey = Authenticator.objects.create(user=victim, type="webauthn", data={"name": "laptop"})
    signed_in_victim = Session.objects.count()
    client, program = confirmed(thief), program_of(thief)
    before = state_of(victim)
    factor = f"/account/second-factor/webauthn/keys/{passkey.pk}"
    for path in (
        f"/reports/{report.pk}/", f"/reports/{report.pk}/edit/", f"/reports/{report.pk}/withdraw/",
        f"/reports/{report.pk}/appeal/", f"/es/reports/{report.pk}/", f"{factor}/remove/", f"{factor}/edit/",
    ):  # fmt: skip
        assert client.get(path).status_code == 404, path
        assert client.post(path, TYPED | {"text": "mine now", "name": "mine"}).status_code in (404, 405), path
    assert client.post(f"/account/keys/{key.pk}/revoke/").status_code == 404
    for method in ("get", "put", "delete"):
        body = {"data": report_json(), "format": "json"} if method == "put" else {}
        answer = getattr(program, method)(f"/api/v1/reports/{report.pk}/", **body)
        assert answer.status_code == 404, method
    assert state_of(victim) == before
    assert Session.objects.count() >= signed_in_victim


def test_somebody_elses_id_answers_like_one_that_never_was(victim: User, thief: User) -> None:
    report, client, program = make_report(make_role(), victim), signed_in(thief), program_of(thief)
    for path in ("/reports/{}/", "/reports/{}/edit/", "/reports/{}/withdraw/", "/reports/{}/appeal/"):
        real, none = (re.sub("[0-9a-f-]{36}", "", client.get(path.format(pk)).content.decode())
                      for pk in (report.pk, uuid4()))  # fmt: skip
        assert real == none, path
    there, never = (program.get(f"/api/v1/reports/{pk}/").json() for pk in (report.pk, uuid4()))
    assert there == never


# Fields nobody asked for


def test_signing_up_makes_nobody_staff(client: Client, db: None) -> None:
    more = {"is_staff": "on", "is_superuser": "1", "groups": "1", "user_permissions": "1", "id": "1", "is_active": "0"}
    client.post("/account/signup/", {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD, **more})
    person = User.objects.get()
    assert (person.is_staff, person.is_superuser, person.is_active) == (False, False, True)
    assert not person.groups.exists()
    assert not person.emailaddress_set.filter(verified=True).exists()


def test_a_reports_state_is_not_the_contributors_to_say(victim: User, thief: User) -> None:
    make_role()
    client, program = signed_in(thief), program_of(thief)
    more = {
        "status": "approved", "person": str(victim.pk), "person_id": str(victim.pk), "risk": "0", "screening": "[]",
        "submitted_at": "2020-01-01", "counted_in_release": "1", "id": str(uuid4()), "sealed_amounts": "x",
    }  # fmt: skip
    client.post("/reports/new/", TYPED | more)
    report = SalaryReport.objects.get()
    assert (report.person, report.status, str(report.pk) == more["id"]) == (thief, "pending", False)
    client.post(f"/reports/{report.pk}/edit/", TYPED | more)
    for name, value in more.items():
        answer = program.post("/api/v1/reports/", report_json(**{name: value}), format="json")
        assert answer.status_code == 400
        assert name in answer.json()["errors"]
    report.refresh_from_db()
    assert (report.person, report.status) == (thief, "pending")


def test_forms_of_the_account_take_their_own_fields_only(victim: User, thief: User) -> None:
    client = confirmed(thief)
    more = {"person": str(victim.pk), "user": str(victim.pk), "told_until": "2000-01-01", "digest": "0" * 64}
    client.post("/account/keys/", {"name": "mine", "scope": "read", **more})
    client.post("/account/mail/", {"asked": "on", **more})
    assert ApiKey.objects.get().person == MailWish.objects.get().person == thief
    assert ApiKey.objects.get().digest != more["digest"]
    assert MailWish.objects.get().told_until.year > 2000


# Planted sessions and old codes


@pytest.mark.parametrize("way", ["password", "code"])
def test_a_planted_session_is_not_taken_over(client: Client, victim: User, way: str) -> None:
    make_role()
    client.post("/reports/new/", TYPED)  # which makes a session
    planted = client.cookies["session"].value
    spy = Client()
    spy.cookies["session"] = planted
    if way == "password":
        client.post("/account/login/", {"login": victim.email, "password": PASSWORD})
    else:
        client.post("/account/login/code/", {"email": victim.email})
        client.post("/account/login/code/confirm/", {"code": mailed_code()})
    assert client.get("/reports/").status_code == 200
    assert client.cookies["session"].value != planted
    assert spy.get("/reports/").status_code == 302


@pytest.mark.parametrize("planted", ["a" * 32, "../../etc/passwd", "0"])
def test_a_made_up_session_key_is_never_used(client: Client, victim: User, planted: str) -> None:
    client.cookies["session"] = planted
    client.post("/account/login/", {"login": victim.email, "password": PASSWORD})
    assert client.cookies["session"].value != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_signing_out_ends_the_session_on_the_server(victim: User) -> None:
    client = signed_in(victim)
    key = client.cookies["session"].value
    client.post("/account/logout/")
    spy = Client()
    spy.cookies["session"] = key
    assert spy.get("/reports/").status_code == 302


@pytest.mark.parametrize(
    ("start", "confirm", "typed"),
    [
        ("/account/signup/", "/account/confirm-email/",
         {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}),
        ("/account/password/reset/", "/account/password/reset/confirm/", {"email": "victim@example.org"}),
    ],
    ids=["sign up", "reset"],
)  # fmt: skip
def test_a_code_is_good_once_and_in_its_own_browser(
    client: Client, victim: User, start: str, confirm: str, typed: dict[str, str]
) -> None:
    client.post(start, typed)
    code, spy = mailed_code(), Client()
    assert spy.post(confirm, {"code": code}).status_code == 302
    assert spy.get("/reports/").status_code == 302
    client.post(confirm, {"code": code})
    client.cookies.clear()
    cache.clear()  # a new code may be asked for
    client.post(start, typed | {"email": "victim@example.org" if start.endswith("reset/") else "other@example.org"})
    assert mailed_code() != code
    client.post(confirm, {"code": code})
    assert client.get("/reports/").status_code == 302


def test_a_reset_code_sets_one_password_only(client: Client, victim: User) -> None:
    client.post("/account/password/reset/", {"email": victim.email})
    code = mailed_code()
    complete = client.post("/account/password/reset/confirm/", {"code": code})["Location"]
    client.post(complete, {"password1": "another long sentence", "password2": "another long sentence"})
    client.post("/account/password/reset/confirm/", {"code": code})
    client.post(complete, {"password1": "the thief's long sentence", "password2": "the thief's long sentence"})
    victim.refresh_from_db()
    assert victim.check_password("another long sentence")


# Requests from other sites


def posts() -> list[str]:
    """Every address outside the API and the admin, with something in place of what varies."""
    found: list[str] = []

    def walk(patterns: list[Any], before: str) -> None:
        for pattern in patterns:
            here = before + str(pattern.pattern)
            if not isinstance(pattern, URLPattern):
                walk(pattern.url_patterns, here)
            elif not here.startswith(UNGUARDED):
                found.append("/" + re.sub(r"<uuid:\w+>", str(uuid4()), re.sub(r"<\w+:\w+>", "1", here)))

    walk(get_resolver().url_patterns, "")
    return sorted(set(found))


@pytest.mark.parametrize("path", posts())
def test_other_sites_cannot_post_here(victim: User, path: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = confirmed(victim).cookies
    assert strict.post(path, {}).status_code in (403, 404, 405), path


def test_other_sites_cannot_use_ones_session_at_the_api(victim: User) -> None:
    make_role()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in(victim).cookies
    answer = strict.post("/api/v1/reports/", report_json(), content_type="application/json")
    assert answer.status_code == 403
    assert not SalaryReport.objects.exists()


def test_cookies_are_kept_from_scripts_and_other_sites(victim: User) -> None:
    client = signed_in(victim)
    client.get("/reports/new/")
    for name in ("session", "csrf"):
        assert client.cookies[name]["httponly"]
        assert client.cookies[name]["samesite"] == "Lax"


# Ways off the site


@pytest.mark.parametrize("way", EVIL)
@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("/account/login/", {"login": "victim@example.org", "password": PASSWORD}),
        ("/account/logout/", {}),
        ("/account/reauthenticate/", {"password": PASSWORD}),
        ("/account/signup/", {"email": "new@example.org"}),
        ("/account/login/code/", {"email": "victim@example.org"}),
        ("/account/new-code/", {}),
        ("/account/second-factor/webauthn/login/", {"credential": "{}"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_next_leads_nowhere_else(client: Client, victim: User, path: str, typed: dict[str, str], way: str) -> None:
    if path in ("/account/logout/", "/account/reauthenticate/", "/account/new-code/"):
        client = signed_in(victim)
    answer = client.post(path, {**typed, "next": way})
    place = answer.get("Location", "")
    assert not re.match(r"(https?:)?[/\\]{2}|https?:", place), place
    if place.startswith("/account/login/code/confirm/"):
        answer = client.post("/account/login/code/confirm/", {"code": mailed_code(), "next": way})
        assert answer["Location"] == "/reports/"


@pytest.mark.parametrize("way", EVIL)
def test_the_admins_door_leads_nowhere_else(client: Client, db: None, way: str) -> None:
    place = client.get("/admin/login/", {"next": way}, follow=True).redirect_chain[-1][0]
    assert place.startswith("/account/login/?next=")
    answer = client.post(place, {"login": make_moderator().email, "password": PASSWORD, "next": way})
    assert "evil" not in answer["Location"]


# Line breaks in headers


@pytest.mark.parametrize("breaks", ["\r\n", "\n", "\r", "%0d%0a", "\u2028"])
def test_nothing_typed_becomes_a_header(client: Client, victim: User, breaks: str) -> None:
    nasty = f"x{breaks}{MARK}"
    answers = [
        client.get("/account/login/", {"next": f"/reports/{nasty}"}),
        client.post("/account/login/", {"login": nasty, "password": nasty, "next": f"/{nasty}"}),
        client.post("/account/signup/", {"email": f"a@example.org{breaks}Bcc: thief@example.org"}),
        client.post("/account/password/reset/", {"email": f"victim@example.org{breaks}Bcc: thief@example.org"}),
        client.post("/account/login/code/", {"email": f"victim@example.org{breaks}Bcc: thief@example.org"}),
        client.get("/compare/data.csv", {"roles": nasty}),
        client.get("/compare/", {"roles": nasty}),
        confirmed(victim).post("/account/keys/", {"name": nasty, "scope": "read"}),
    ]
    for answer in answers:
        assert "Injected-Header" not in answer.headers
        assert not [value for value in answer.headers.values() if "\n" in value or "\r" in value]
    assert not [sent for sent in mail.outbox if "thief" in str(sent.message())]


def test_what_a_browser_calls_itself_is_cut_and_breaks_no_line(victim: User) -> None:
    agent = f"Firefox{'x' * 5_000}\x0bWindows"
    client = Client(headers={"User-Agent": agent})
    client.post("/account/login/", {"login": victim.email, "password": PASSWORD})
    assert AccountEvent.objects.filter(person=victim).get().detail == "Firefox on Windows"
    assert client.get("/account/activity/").status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:8000@evil.example", "testserver.evil.example"])
def test_a_forged_host_gets_no_page_and_no_mail(client: Client, victim: User, host: str) -> None:
    answer = client.post("/account/password/reset/", {"email": victim.email}, headers={"Host": host})
    assert answer.status_code == 400
    assert mail.outbox == []
