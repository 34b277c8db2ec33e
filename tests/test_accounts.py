"""Signing up, in and out, the mails with codes, and the keys by which programs act for a person."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from salaries.accounts.keys import MOST_LIVE_KEYS, KeyRefused, issue, live_keys, revoke
from salaries.accounts.models import ApiKey, User, digest_of
from salaries.models import SalaryReport
from tests.people import NOW, PASSWORD, make_moderator, make_person, make_report, make_role
from tests.sign_in import confirmed, mailed_code, signed_in
from tests.test_report_form import TYPED

KEYS = "/account/keys/"
ADDRESS = "new@example.org"
SIGN_UP = {"email": ADDRESS, "password1": PASSWORD, "password2": PASSWORD}


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/account/login/", {"login": email, "password": password, **more})


@pytest.mark.django_db
def test_signing_up_needs_the_code_from_the_mail(client: Client) -> None:
    assert client.post("/account/signup/", SIGN_UP)["Location"] == "/account/confirm-email/"
    assert mail.outbox[0].subject == "Gainstage: Your code"
    assert mail.outbox[0].to == [ADDRESS]
    assert client.get("/reports/").status_code == 302
    assert "Incorrect code" in client.post("/account/confirm-email/", {"code": "WRONG"}).content.decode()
    assert client.post("/account/confirm-email/", {"code": mailed_code()})["Location"] == "/reports/"
    assert client.get("/reports/").status_code == 200


@pytest.mark.django_db
def test_a_report_typed_before_signing_up_is_sent_by_it(client: Client) -> None:
    make_role()
    sign_up = client.post("/reports/new/", TYPED)["Location"]
    assert sign_up == "/account/signup/?next=/reports/new/"
    assert 'href="/account/login/?next=%2Freports%2Fnew%2F"' in client.get(sign_up).content.decode()
    client.post("/account/signup/", SIGN_UP | {"next": "/reports/new/"})
    assert not SalaryReport.objects.exists()
    answer = client.post("/account/confirm-email/", {"code": mailed_code()}, follow=True)
    report = SalaryReport.objects.get()
    assert answer.redirect_chain[-1][0] == f"/reports/{report.pk}/"
    assert "Your report is sent" in answer.content.decode()
    assert report.person.email == ADDRESS


@pytest.mark.django_db
def test_a_strange_next_is_not_followed(client: Client) -> None:
    make_person(ADDRESS)
    assert sign_in(client, ADDRESS, next="https://evil.example/")["Location"] == "/reports/"


@pytest.mark.django_db
def test_the_page_does_not_tell_who_has_an_account(client: Client) -> None:
    make_person(ADDRESS)
    taken = client.post("/account/signup/", SIGN_UP)
    other = Client().post("/account/signup/", SIGN_UP | {"email": "free@example.org"})
    assert (taken.status_code, taken["Location"]) == (other.status_code, other["Location"])
    assert [message.subject for message in mail.outbox] == [
        "Gainstage: You have an account already",
        "Gainstage: Your code",
    ]
    wrong = sign_in(Client(), ADDRESS, "wrong password").content.decode()
    nobody = sign_in(Client(), "nobody@example.org", "wrong password").content.decode()
    said = "The email address and/or password you specified are not correct."
    assert said in wrong
    assert said in nobody


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"email": "no address"}, "Enter a valid email address."),
        ({"email": ""}, "This field is required."),
        ({"password2": "something else"}, "You must type the same password each time."),
        ({"password1": "short", "password2": "short"}, "too short"),
        ({"password1": "Gainstage2026!", "password2": "Gainstage2026!"}, "too easy to guess on this site"),
        ({"password1": "password1234", "password2": "password1234"}, "too common"),
    ],
)
@pytest.mark.django_db
def test_bad_sign_ups_are_told_beside_the_field(client: Client, change: dict[str, str], message: str) -> None:
    page = client.post("/account/signup/", SIGN_UP | change).content.decode()
    assert message in page
    assert 'aria-invalid="true"' in page
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_forgotten_password_is_reset_by_code(client: Client) -> None:
    make_person(ADDRESS)
    client.post("/account/password/reset/", {"email": ADDRESS})
    answer = client.post("/account/password/reset/confirm/", {"code": mailed_code()})
    new = "another long sentence"
    client.post(answer["Location"], {"password1": new, "password2": new})
    assert sign_in(Client(), ADDRESS, new).status_code == 302
    assert sign_in(Client(), ADDRESS).status_code == 200


@pytest.mark.django_db
def test_changing_the_password_ends_the_session(client: Client) -> None:
    client.force_login(make_person(ADDRESS))
    new = "another long sentence"
    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert client.get("/reports/").status_code == 302
    assert sign_in(client, ADDRESS, new)["Location"] == "/reports/"


@pytest.mark.django_db
def test_signing_out_takes_a_click(client: Client) -> None:
    client.force_login(make_person())
    assert "Sign out?" in client.get("/account/logout/").content.decode()
    assert client.get("/reports/").status_code == 200
    assert client.post("/account/logout/")["Location"] == "/"
    assert client.get("/reports/").status_code == 302


@pytest.mark.django_db
def test_guessing_passwords_is_stopped(client: Client) -> None:
    make_person(ADDRESS)
    for _ in range(5):
        sign_in(client, ADDRESS, "wrong password")
    assert "Too many" in sign_in(client, ADDRESS).content.decode()
    assert client.get("/reports/").status_code == 302


@pytest.mark.parametrize("page", ["login", "login/code", "signup", "password/reset", "password/change", "logout"])
@pytest.mark.django_db
def test_account_pages_are_ours_and_never_stored(client: Client, page: str) -> None:
    if page in ("password/change", "logout"):
        client.force_login(make_person())
    answer = client.get(f"/account/{page}/")
    assert "no-store" in answer["Cache-Control"]
    assert "· Gainstage</title>" in answer.content.decode()
    assert "style=" not in answer.content.decode()


def test_only_a_digest_of_a_key_is_stored(db: None) -> None:
    key, secret = issue(by=make_person(), name="notebook", now=NOW)
    stored = " ".join(str(value) for value in ApiKey.objects.values_list().get())
    assert secret not in stored
    assert secret.removeprefix(key.hint) not in stored
    assert key.digest == digest_of(secret)


def test_a_key_opens_the_api_until_it_is_revoked(client: Client, db: None) -> None:
    person = make_person()
    make_report(make_role(), person)
    key, secret = issue(by=person, name="notebook", now=NOW)
    bearer = {"Authorization": f"Bearer {secret}"}
    assert len(client.get("/api/v1/reports/", headers=bearer).json()["results"]) == 1
    assert revoke(by=person, pk=key.pk, now=NOW)
    assert client.get("/api/v1/reports/", headers=bearer).status_code == 401


def test_nobody_revokes_anothers_key_and_nobody_twice(db: None) -> None:
    person = make_person()
    key, _ = issue(by=person, name="notebook", now=NOW)
    assert not revoke(by=make_person(), pk=key.pk, now=NOW)
    assert revoke(by=person, pk=key.pk, now=NOW)
    assert not revoke(by=person, pk=key.pk, now=NOW + timedelta(days=1))
    key.refresh_from_db()
    assert key.revoked_at == NOW


def test_there_is_a_most_of_live_keys(db: None) -> None:
    person = make_person()
    for number in range(MOST_LIVE_KEYS):
        issue(by=person, name=str(number), now=NOW)
    with pytest.raises(KeyRefused, match="Revoke one"):
        issue(by=person, name="one more", now=NOW)
    revoke(by=person, pk=live_keys(person)[0].pk, now=NOW)
    assert issue(by=person, name="one more", now=NOW)


@pytest.mark.django_db
def test_the_keys_page_shows_a_secret_once() -> None:
    client = confirmed(make_person())
    answer = client.post(KEYS, {"name": "<my> notebook", "scope": "read"})
    assert "no-store" in answer["Cache-Control"]
    secret = re.search(r"<code>(gs_[\w-]{43})</code>", answer.content.decode())
    assert secret
    again = client.get(KEYS).content.decode()
    assert secret[1] not in again
    assert "&lt;my&gt; notebook" in again
    assert "never used" in again


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "a\x00b"])
@pytest.mark.django_db
def test_a_key_needs_a_name(name: str) -> None:
    client = confirmed(make_person())
    assert 'aria-invalid="true"' in client.post(KEYS, {"name": name, "scope": "read"}).content.decode()
    assert not ApiKey.objects.exists()


@pytest.mark.django_db
def test_the_keys_page_says_when_there_are_enough() -> None:
    person = make_person()
    client = confirmed(person)
    for number in range(MOST_LIVE_KEYS):
        issue(by=person, name=str(number), now=NOW)
    page = client.post(KEYS, {"name": "one more", "scope": "read"}).content.decode()
    assert "You have 10 keys. Revoke one" in page
    assert 'value="one more"' in page


@pytest.mark.django_db
def test_revoking_is_for_owners_and_by_post(client: Client) -> None:
    person = make_person()
    key, _ = issue(by=person, name="notebook", now=NOW)
    address = f"{KEYS}{key.pk}/revoke/"
    assert client.post(address).status_code == 302
    client.force_login(make_person())
    assert client.post(address).status_code == 404
    client.force_login(person)
    assert client.get(address).status_code == 405
    assert ApiKey.objects.get().revoked_at is None
    assert "The key is revoked." in client.post(address, follow=True).content.decode()
    assert client.post(f"{KEYS}999999/revoke/").status_code == 404


@pytest.mark.django_db
def test_making_a_key_takes_the_password_again() -> None:
    person = make_person()
    client = signed_in(person)
    asked = client.post(KEYS, {"name": "notebook", "scope": "reports"})
    assert asked["Location"].startswith("/account/reauthenticate/")
    assert not ApiKey.objects.exists()
    client.post("/account/reauthenticate/", {"password": PASSWORD, "next": KEYS})
    assert ApiKey.objects.get().scope == "reports"


@pytest.mark.parametrize("scope", ["", "admin", "read,reports"])
@pytest.mark.django_db
def test_a_key_has_one_of_two_scopes(scope: str) -> None:
    client = confirmed(make_person())
    assert 'class="error"' in client.post(KEYS, {"name": "notebook", "scope": scope}).content.decode()
    assert not ApiKey.objects.exists()


@pytest.mark.django_db
def test_the_keys_page_is_private(client: Client) -> None:
    assert client.get(KEYS)["Location"] == f"/account/login/?next={KEYS}"
    client.force_login(make_person())
    assert client.delete(KEYS).status_code == 405


@pytest.mark.django_db
def test_the_keys_page_costs_three_queries(client: Client, django_assert_num_queries: Any) -> None:
    person = make_person()
    client.force_login(person)
    for number in range(3):
        issue(by=person, name=str(number), now=NOW)
    with django_assert_num_queries(3):
        client.get(KEYS)


def test_the_command_prints_a_key_once(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    person = make_person(ADDRESS)
    call_command("api_key", "NEW@example.org", "--name", "cron", "--scope", "read")
    printed = capsys.readouterr().out.strip()
    assert not ApiKey.objects.for_secret(printed).get().opens_reports
    assert ApiKey.objects.for_secret(printed).get().name == "cron"
    assert live_keys(person)[0].hint == printed[:7]


def test_the_command_refuses_what_it_cannot_do(db: None) -> None:
    with pytest.raises(CommandError, match="Nobody"):
        call_command("api_key", "nobody@example.org")
    make_person(ADDRESS)
    with pytest.raises(CommandError, match="60 characters"):
        call_command("api_key", ADDRESS, "--name", "x" * 61)


@pytest.mark.django_db
def test_the_admin_makes_people_by_address_and_shows_no_pay(client: Client) -> None:
    client.force_login(make_moderator())
    person = make_person()
    make_report(make_role(), person)
    issue(by=person, name="notebook", now=NOW)
    page = client.get(f"/admin/accounts/user/{person.pk}/change/").content.decode()
    assert "notebook" in page
    assert "48000" not in page
    client.post(
        "/admin/accounts/user/add/",
        {
            "email": ADDRESS, "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD,
            "api_keys-TOTAL_FORMS": "0", "api_keys-INITIAL_FORMS": "0",
        },
    )  # fmt: skip
    assert User.objects.get(email=ADDRESS).check_password(PASSWORD)


@pytest.mark.django_db
def test_who_goes_back_to_the_code_after_it_was_given_comes_to_their_reports() -> None:
    assert signed_in(make_person()).get("/account/confirm-email/")["Location"] == "/reports/"
    assert Client().get("/account/confirm-email/")["Location"] == "/account/login/"


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["login", "signup", "password/reset", "login/code"])
def test_an_address_is_called_the_same_on_every_page(page: str) -> None:
    assert re.search(r"<label[^>]*>E-mail address", Client().get(f"/account/{page}/").content.decode())
    assert re.search(r"<label[^>]*>Dirección de correo", Client().get(f"/es/account/{page}/").content.decode())
