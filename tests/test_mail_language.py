"""Every mail in its reader's language: chosen by where one signs up, changed on the page of mails, kept at night."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from salaries.accounts.models import User
from salaries.accounts.notices import Wishes, send_due, wish, write_in
from salaries.moderation import approve
from tests.people import NOW, PASSWORD, make_moderator, make_person, make_report, make_role
from tests.sign_in import mailed_code, signed_in

pytestmark = pytest.mark.django_db
ADDRESS = "new@example.org"
SIGN_UP = {"email": ADDRESS, "password1": PASSWORD, "password2": PASSWORD}
PAGE = "/account/mail/"
CODE = {"en": "Your code", "es": "Tu código"}
NEWS = {"en": "News about your pay reports", "es": "Novedades sobre tus aportaciones"}


def chosen(email: str = ADDRESS) -> str:
    return User.objects.get(email=email).language


def speaker(language: str, email: str = ADDRESS) -> User:
    person = make_person(email)
    write_in(language, by=person)
    return person


def newest() -> str:
    return mail.outbox[-1].subject.removeprefix("Gainstage: ")


@pytest.mark.parametrize(("prefix", "language"), [("", "en"), ("/es", "es")])
def test_who_signs_up_is_written_to_in_the_language_of_the_page(client: Client, prefix: str, language: str) -> None:
    client.post(f"{prefix}/account/signup/", SIGN_UP)
    assert chosen() == language
    assert newest() == CODE[language]
    client.post(f"{prefix}/account/confirm-email/", {"code": mailed_code()})
    assert chosen() == language


@pytest.mark.parametrize(("language", "prefix"), [("en", "/es"), ("es", "")])
def test_a_code_is_mailed_in_the_persons_language_whatever_the_page(client: Client, language: str, prefix: str) -> None:
    speaker(language)
    client.post(f"{prefix}/account/login/code/", {"email": ADDRESS.upper()})
    assert newest().startswith(CODE[language])


@pytest.mark.parametrize(("prefix", "language"), [("", "en"), ("/es", "es")])
def test_an_address_that_nobody_has_is_written_to_in_the_language_of_the_page(
    client: Client, prefix: str, language: str
) -> None:
    speaker("es" if language == "en" else "en", "another@example.org")
    client.post(f"{prefix}/account/login/code/", {"email": ADDRESS})
    assert mail.outbox[-1].to == [ADDRESS]
    assert ("cuenta" in mail.outbox[-1].body) == (language == "es")


def test_an_account_from_before_learns_its_language_at_the_next_sign_in(client: Client) -> None:
    make_person(ADDRESS)
    assert chosen() == ""
    client.post("/es/account/login/", {"login": ADDRESS, "password": PASSWORD})
    assert chosen() == "es"
    Client().post("/account/login/", {"login": ADDRESS, "password": PASSWORD})
    assert chosen() == "es"


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_change_of_the_sign_in_is_told_in_the_persons_language(language: str) -> None:
    client = signed_in(speaker(language))
    client.post(
        "/account/password/change/", {"oldpassword": PASSWORD, "password1": "n0t-it!!x", "password2": "n0t-it!!x"}
    )
    assert ("contraseña" in mail.outbox[-1].body) == (language == "es")


@pytest.mark.parametrize("language", ["", "en", "es"])
def test_nightly_mail_is_in_the_persons_language_and_so_are_its_links(language: str) -> None:
    person = speaker(language)
    wish(by=person, wishes=Wishes(decided=True), now=NOW - timedelta(hours=1))
    approve(report=make_report(make_role(), person), by=make_moderator(), now=NOW)
    assert send_due(now=NOW + timedelta(minutes=5)) == 1
    sent = mail.outbox[-1]
    spoken = language or "en"
    assert newest() == NEWS[spoken]
    assert ("/es/reports/" in sent.body) == ("/es/account/mail/stop/" in sent.body) == (spoken == "es")
    assert ("A moderator has decided" in sent.body) == (spoken == "en")
    assert ("/es/account/mail/stop/" in sent.extra_headers["List-Unsubscribe"]) == (spoken == "es")


def test_two_readers_of_one_sweep_get_each_their_own() -> None:
    role, moderator = make_role(), make_moderator()
    for language in ("es", "en", "es"):
        person = speaker(language, f"{language}{User.objects.count()}@example.org")
        wish(by=person, wishes=Wishes(decided=True), now=NOW - timedelta(hours=1))
        approve(report=make_report(role, person), by=moderator, now=NOW)
    assert send_due(now=NOW + timedelta(minutes=5)) == 3
    assert {sent.to[0][:2]: sent.subject.removeprefix("Gainstage: ") for sent in mail.outbox} == NEWS


def test_the_language_is_chosen_on_the_page_of_mails() -> None:
    person = speaker("en")
    client = signed_in(person)
    page = client.get("/es" + PAGE).content.decode()
    assert '<option value="en" selected>' in page
    client.post(PAGE, {"language": "es", "decided": "on"})
    assert chosen() == "es"
    client.post(PAGE, {"language": "xx"})
    client.post(PAGE, {"decided": "on"})
    assert chosen() == "es"
    assert '"language": "es"' in client.get("/account/data/everything.json").content.decode().replace('":"', '": "')
