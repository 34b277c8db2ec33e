"""Hostile words in every field that keeps some: no page runs them, no spreadsheet computes them, no log breaks."""

import csv
import json
import re
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.test import Client

from salaries.accounts.keys import issue
from salaries.accounts.models import User
from salaries.downloads import harmless
from salaries.models import Decision, Release
from salaries.moderation import approve, ask, reject
from salaries.reporting import appeal
from tests.people import NOW, make_estimate, make_figure, make_moderator, make_person, make_report, make_role

SCRIPT = "<script>alert(1)</script>"
PAYLOADS = (
    f"{SCRIPT}\"><img src=x onerror=alert(2)>", "'\"--><svg onload=alert(3)>", "{{ 7|add:7 }}{% debug %}",
)  # fmt: skip
RUNS = re.compile(r"<script>alert|<img src=x|<svg onload|javascript:alert")
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1")
SKIPPED = {"slug", "key", "code", "country", "currency", "digest", "token", "hint", "password", "doi"}
OWN = ("/reports/", "/reports/new/", "/account/keys/", "/account/activity/", "/account/data/",
       "/account/second-factor/", "/account/second-factor/webauthn/", "/account/mail/")  # fmt: skip


def poison(row: models.Model, text: str) -> None:
    """Put ``text`` into every free text field of the row, past all forms."""
    names = [
        field.name for field in row._meta.fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices
        and not isinstance(field, models.SlugField) and field.name not in SKIPPED and not field.primary_key
    ]  # fmt: skip
    limits = {name: row._meta.get_field(name).max_length or 200 for name in names}
    type(row)._default_manager.filter(pk=row.pk).update(
        **{name: f"{text[: limits[name] - 8]} {row.pk}" for name in names if limits[name] >= 20}
    )


@pytest.mark.parametrize("text", PAYLOADS)
def test_no_public_page_runs_what_stands_in_the_database(client: Client, db: None, text: str) -> None:
    role, other = make_role(code="27-2041"), make_role("ai-developer-music", side="ai")
    figure = make_figure("test/one", occupation=role.occupations.get())
    make_estimate(role, (40_000.0, 50_000.0, 60_000.0))
    for row in (role, other, figure, figure.source, Release.objects.get(), role.occupations.get()):
        poison(row, text)
    pages = (
        "/", "/roles/", f"/roles/{role.slug}/", f"/compare/?roles={role.slug},{other.slug}", "/sources/",
        f"/sources/{figure.source.slug}/", f"/figures/{figure.key}/", "/method/", "/privacy/", "/founding-article/",
        f"/embed/compare/?roles={role.slug},{other.slug}", f"/compare/picture.svg?roles={role.slug},{other.slug}",
        "/advice/", f"/es/roles/{role.slug}/", f"/compare/groups/?first-role={role.slug}&second-role={other.slug}",
    )  # fmt: skip
    shown = 0
    for path in pages:
        answer = client.get(path)
        assert answer.status_code == 200, path
        page = answer.content.decode()
        assert not RUNS.search(page), path
        assert "<p>14" not in page, path  # a template inside a template would be computed
        shown += "alert" in page or "7|add" in page
        assert "'unsafe-inline'" not in answer["Content-Security-Policy"]
    assert shown >= 5  # the words are there, as words


@pytest.mark.parametrize("text", PAYLOADS)
def test_no_page_of_ones_own_and_no_page_of_the_desk_runs_what_people_write(db: None, text: str) -> None:
    moderator, person = make_moderator(), make_person()
    role, waiting = make_role(), make_role("composer-songwriter")
    report = make_report(role, person)
    ask(report=report, by=moderator, now=NOW, reason="hours", message=text)
    reject(report=report, by=moderator, now=NOW, reason="other", message=text)
    appeal(report=report, by=person, text=text, now=NOW)
    make_report(waiting, person)
    issue(by=person, name=text[:60], now=NOW)
    Authenticator.objects.create(user=person, type="webauthn", data={"name": text})
    poison(role, text)
    mine = Client(headers={"User-Agent": text})
    mine.force_login(person)
    desk = Client(headers={"User-Agent": text})
    desk.force_login(moderator)
    for path in (*OWN, f"/reports/{report.pk}/", f"/reports/{report.pk}/edit/"):
        page = mine.get(path).content.decode()
        assert not RUNS.search(page), path
    seen = ""
    for path in (
        "/admin/", "/admin/salaries/salaryreport/", f"/admin/salaries/salaryreport/{report.pk}/change/",
        "/admin/salaries/decision/", "/admin/salaries/role/", f"/admin/salaries/role/{role.pk}/change/",
        "/admin/accounts/user/", f"/admin/accounts/user/{person.pk}/change/",
    ):  # fmt: skip
        answer = desk.get(path)
        assert answer.status_code == 200, path
        assert not RUNS.search(answer.content.decode()), path
        seen += answer.content.decode()
    assert "&lt;" in seen or "7|add" in seen


LINKS = [
    field for model in apps.get_models() if model.__module__.startswith(("salaries", "advice"))
    for field in model._meta.fields if "url" in field.name
]  # fmt: skip


@pytest.mark.parametrize("field", LINKS, ids=str)
@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", " javascript:alert(1)", "vbscript:x"])
def test_no_address_that_runs_something_can_be_entered(field: models.Field, link: str) -> None:
    with pytest.raises(ValidationError):
        field.clean(link, None)


@pytest.mark.parametrize("typed", PAYLOADS)
def test_what_is_typed_wrongly_comes_back_as_words(client: Client, db: None, typed: str) -> None:
    make_role()
    for path, name in (
        ("/reports/new/", "amount_fees"), ("/account/login/", "login"), ("/account/signup/", "email"),
        ("/account/password/reset/", "email"), ("/account/login/code/", "email"),
    ):  # fmt: skip
        assert not RUNS.search(client.post(path, {name: typed}).content.decode()), path
    for path in (
        "/compare/",
        "/compare/groups/",
        "/roles/",
        "/compare/data.csv",
        "/api/v1/comparison/",
        "/advice/plan/",
        "/account/login/",
    ):
        answer = client.get(path, {"roles": typed, "country": typed, "q": typed, "next": typed, "from": typed})
        if answer.get("Content-Type", "").startswith("text/html"):
            assert not RUNS.search(answer.content.decode()), path


def cells_of(answer: Any) -> list[str]:
    return [cell for row in csv.reader(StringIO(answer.content.decode(), newline="")) for cell in row]


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_an_export_is_a_formula(client: Client, db: None, formula: str) -> None:
    person, moderator = make_person(), make_moderator()
    role = make_role(code="27-2041")
    figure = make_figure("test/one", occupation=role.occupations.get())
    report = make_report(role, person)
    ask(report=report, by=moderator, now=NOW, reason="hours", message=f"{formula}|cmd")
    reject(report=report, by=moderator, now=NOW, reason="other", message=formula)
    appeal(report=report, by=person, text=f"x{formula}", now=NOW)
    issue(by=person, name=formula, now=NOW)
    Authenticator.objects.create(user=person, type="webauthn", data={"name": formula})
    for row in (role, figure, figure.source, role.occupations.get()):
        poison(row, formula * 4)
    mine, pair = Client(), f"{role.slug},{make_role('composer-songwriter').slug}"
    mine.force_login(person)
    exports = [mine.get("/account/data/everything.csv"), client.get(f"/compare/data.csv?roles={pair}")]
    exports.append(client.get(f"/api/v1/comparison/?roles={pair}", headers={"Accept": "text/csv"}))
    for answer in exports:
        cells = cells_of(answer)
        assert len(cells) > 20
        assert not [cell for cell in cells if cell.lstrip(" ").startswith(("=", "+", "@", "\t", "\r", "\n"))]
        assert not [cell for cell in cells if re.match(r"-(?!\d+(\.\d+)?$)", cell)]
    assert json.loads(mine.get("/account/data/everything.json").content)["keys"][0]["name"] == formula


@pytest.mark.parametrize("text", [*FORMULAS, " =1+1", "\u00a0=1+1", "\uff1d1+1", "\x00=1+1"])
def test_a_formula_gets_an_apostrophe(text: str) -> None:
    assert str(harmless(text)).startswith("'")


def test_words_and_numbers_stay_as_they_are() -> None:
    assert [harmless(value) for value in ("word", "1-2", 5, -5.5, None, "")] == ["word", "1-2", 5, -5.5, "", ""]


def test_nobodys_words_are_evaluated_in_a_mail(db: None, mailoutbox: list[Any]) -> None:
    Client().post("/account/login/code/", {"email": '"{{7|add:7}}"@example.org'})
    assert not [sent for sent in mailoutbox if "14" in sent.body.split("@")[0]]


def test_trails_hold_what_was_written(db: None) -> None:
    report = make_report(make_role(), make_person())
    approve(report=report, by=make_moderator(), now=NOW, message=SCRIPT)
    assert Decision.objects.get().message == SCRIPT
    assert User.objects.count() == 2
