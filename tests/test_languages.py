"""The site in a second language: whole catalogue, addresses, numbers and dates, and nothing English left in between."""

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from typing import Any

import allauth
import django.conf
import django.contrib.auth
import pytest
from babel.messages.pofile import read_po
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from advice.exposure import shown
from advice.library import pathways, tools
from salaries.borrowed import BORROWED
from salaries.management.commands.catalogue import Found, catalogue_of, compiled, done, marked, path_of, stored
from salaries.models import Release, Role, SalaryReport, Source, StillEnglish, period_words, spoken
from salaries.models.demonstration import NOTE
from salaries.models.places import country_choices
from salaries.moderation import approve, reject
from salaries.presenters.formats import day, digits, joined, money, percent, short_money
from salaries.starter import reading
from tests.people import NOW, make_estimate, make_moderator, make_person, make_report, make_role, make_source

pytestmark = pytest.mark.django_db


def test_the_address_alone_decides_the_language(client: Client) -> None:
    make_role()
    spanish = {"accept-language": "es"}
    for path, language in (("/", "en"), ("/es/", "es"), ("/compare/", "en"), ("/es/compare/", "es")):
        for headers in ({}, spanish):
            answer = client.get(path, headers=headers)
            assert answer.status_code == 200
            assert f'<html lang="{language}">' in answer.content.decode()
            assert answer["Content-Language"] == language
            assert "Accept-Language" not in answer.get("Vary", "")


def test_a_page_leads_to_itself_in_the_other_language_and_keeps_the_question(client: Client) -> None:
    make_role(slug="one")
    english = client.get("/compare/?roles=one&level=mid").content.decode()
    assert '<a href="/es/compare/?roles=one&amp;level=mid" hreflang="es" lang="es">Español</a>' in english
    assert 'hreflang="es" href="http://localhost:8000/es/compare/?roles=one&amp;level=mid"' in english
    back = client.get("/es/compare/?roles=one&level=mid").content.decode()
    assert '<a href="/compare/?roles=one&amp;level=mid" hreflang="en" lang="en">English</a>' in back


@pytest.mark.parametrize("path", ["/es/api/v1/", "/es/admin/", "/es/healthz", "/de/", "/en/"])
def test_what_is_english_only_stands_at_one_address(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_api_and_its_pages_stay_english(client: Client) -> None:
    page = client.get("/api/v1/docs/", headers={"accept-language": "es"}).content.decode()
    assert '<html lang="en">' in page
    assert "/es/" not in page


def whole(language: str = "es") -> dict[Found, Any]:
    return {(message.id, message.context): message.string for message in catalogue_of(language) if message.id}


def texts(found: Any) -> list[str]:
    return list(found) if isinstance(found, list | tuple) else [found]


def test_every_marked_text_is_translated() -> None:
    known = whole()
    missing = [text for text, context in marked() if not done(known.get((text, context)))]
    assert missing == [], "run manage.py catalogue and translate what it names"


def test_every_text_of_ours_in_files_is_translated() -> None:
    known = whole()
    texts_in_files = {text for text, _ in stored()}
    starter = reading.read()
    assert {role.summary for role in starter.roles} | {check.note for check in starter.checks} <= texts_in_files
    assert {tool.does for tool in tools().values()} | {path.stay for path in pathways().values()} <= texts_in_files
    assert [text for text in texts_in_files if not done(known.get((text, None)))] == [], "run manage.py catalogue"


def test_borrowed_words_are_translated_and_are_still_said_by_those_they_come_from() -> None:
    known = whole()
    assert [text for text in BORROWED if not done(known.get((text, None)))] == [], "run manage.py catalogue"
    said = set()
    for library in (django.conf, django.contrib.auth, allauth):
        with (Path(library.__file__).parent / "locale/es/LC_MESSAGES/django.po").open("rb") as file:
            said |= {message.id for message in read_po(file)}
    assert set(BORROWED) - said == set()


def test_what_django_and_allauth_say_is_said_to_a_friend(client: Client) -> None:
    wrong = {"email": "nobody", "password1": "short", "password2": "other"}
    signing_up = client.post("/es/account/signup/", wrong).content.decode()
    signing_in = client.post("/es/account/login/", {"login": "a@example.org", "password": "wrong"}).content.decode()
    assert "Tu contraseña debe tener al menos" in signing_up
    assert "Escribe una dirección de correo electrónico válida." in signing_up
    assert "¿Olvidaste tu contraseña?" in signing_in
    for page in (signing_up, signing_in):
        assert (
            re.findall(r"\b(?:usted|Su contraseña|ha olvidado|Asegúrese|Escoja|Introduzca|ha indicado)\b", page) == []
        )


def test_translations_keep_every_placeholder_and_tag() -> None:
    kept = re.compile(r"%\(\w+\)[.0-9]*[sdf]|\{\w+\}|%%|</?[a-z][^>]*>|\[\[[^\]]+\]\]")
    for (text, _), translation in whole().items():
        for english, spanish in zip(texts(text), texts(translation), strict=False):
            if spanish:
                assert sorted(kept.findall(english)) == sorted(kept.findall(spanish)), english


def test_the_compiled_catalogue_says_what_the_written_one_says() -> None:
    assert path_of("es").with_suffix(".mo").read_bytes() == compiled(catalogue_of("es"))


def test_numbers_dates_and_lists_are_written_as_spaniards_write_them() -> None:
    with override("es"):
        assert money(73_710) == "73.710\N{NO-BREAK SPACE}US$"
        assert money(36.2, "EUR", "hour") == "36,20\N{NO-BREAK SPACE}€"
        assert short_money(20_000) == "20\N{NO-BREAK SPACE}mil\N{NO-BREAK SPACE}US$"
        assert percent(2.7) == "2,7\N{NO-BREAK SPACE}%"
        assert (digits(0.8644, 4), shown(-0.0312)) == ("0,8644", "\N{MINUS SIGN}0,031")
        assert day(NOW.date()) == "22 de noviembre de 2026"
        assert joined(["a", "b", "c"]) == "a, b y c"
        assert joined(["a", "b", "Ingeniería"]) == "a, b e Ingeniería"
        assert (joined(["a", "hijos"]), joined(["a", "hielo"])) == ("a e hijos", "a y hielo")
        assert period_words("May 2025") == "mayo de 2025"
        assert [name for _, name in country_choices()][:2] == ["Alemania", "Argentina"]
    assert period_words("May 2025") == "May 2025"


class Words(HTMLParser):
    """The text of a page outside parts that are marked as English, and outside citations, which keep their titles."""

    VOID = frozenset(("br", "hr", "img", "input", "link", "meta", "path", "rect", "line", "circle"))

    def __init__(self) -> None:
        super().__init__()
        self.open: list[bool] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        other = given.get("lang") == "en" or given.get("class") == "cite" or tag in ("script", "style", "pre", "code")
        if tag not in self.VOID:
            self.open.append(other or tag == "title")

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if not any(self.open):
            self.found.append(" ".join(data.split()))


PAGES = (
    "/es/", "/es/compare/", "/es/compare/groups/",
    "/es/compare/groups/?first-role=music-producer&first-level=mid&second-role=music-producer",
    "/es/compare/groups/?first-role=music-producer&second-role=music-producer",
    "/es/compare/?roles=music-producer,hybrid-producer,ai-developer-music,composer-songwriter", "/es/roles/",
    "/es/roles/music-producer/", "/es/roles/session-musician/", "/es/roles/?q=zzz", "/es/sources/",
    "/es/sources/bls-oews/", "/es/sources/onet/", "/es/method/", "/es/method/full/", "/es/privacy/",
    "/es/moderation/", "/es/founding-article/", "/es/data/", "/es/compare/?roles=nobody", "/es/no-such-page/",
    "/es/account/login/", "/es/account/signup/", "/es/account/password/reset/", "/es/reports/new/", "/es/advice/",
    "/es/advice/plan/", "/es/advice/plan/?from=music-producer&to=hybrid-producer",
    "/es/advice/tasks/?stock=50&live=50", "/es/advice/offer/",
    "/es/advice/plan/?from=composer-songwriter&to=data-scientist", "/es/advice/moves/?from=music-producer",
    "/es/advice/tools/", "/es/advice/roles/music-producer/", "/es/advice/guides/hybrid-models/",
    "/es/advice/futures/ethics-and-law/", "/es/figures/bls-oews/27-2042/2021/p90/year/",
    "/es/figures/cisac-2024/revenue-at-risk/", "/es/embed/compare/?roles=music-producer,ai-developer-music",
)  # fmt: skip
MINE = (
    "/es/reports/", "/es/account/mail/", "/es/account/data/", "/es/account/keys/", "/es/account/activity/",
    "/es/account/webhooks/", "/es/account/second-factor/", "/es/account/password/change/",
)  # fmt: skip
ENGLISH = re.compile(r"\b(the|of|and|with|which|from|this|that|are|is|for|not|by|their|who|was|were)\b")


@pytest.fixture
def starter() -> None:
    call_command("load_starter", stdout=StringIO())


def read_pages(client: Client, paths: Iterable[str]) -> Iterator[tuple[str, set[str]]]:
    """Each page's texts that are not marked as English."""
    for path in paths:
        reader = Words()
        reader.feed(client.get(path).content.decode())
        assert len(reader.found) > 10, path
        yield path, set(reader.found)


def test_no_text_is_english_on_a_spanish_page_without_saying_so(client: Client, starter: None) -> None:
    english = {
        text for (text, _), spanish in whole().items() if isinstance(text, str) and text != spanish and "%(" not in text
    }
    for path, found in read_pages(client, PAGES):
        assert found & english == set(), path
        assert [text for text in found if ENGLISH.search(text)] == [], path


def test_the_pages_of_a_signed_in_person_are_spanish(client: Client, starter: None) -> None:
    person, moderator = make_person(), make_moderator()
    client.force_login(person)
    mine = f"/es/reports/{make_report(make_role(), person).pk}/"
    turned_down = make_report(make_role("session-musician"), person)
    reject(report=turned_down, by=moderator, now=NOW, reason="range")
    old = make_report(make_role("data-scientist"), person)
    approve(report=old, by=moderator, now=NOW)
    SalaryReport.objects.filter(pk=old.pk).update(submitted_at=timezone.now() - timedelta(days=200))
    reports = [mine, f"{mine}edit/", f"{mine}withdraw/", f"/es/reports/{turned_down.pk}/appeal/"]
    reports += [f"/es/reports/{old.pk}/", f"/es/reports/{old.pk}/follow-up/"]
    for path, found in read_pages(client, [*MINE, *reports]):
        assert [text for text in found if ENGLISH.search(text)] == [], path


def test_the_page_of_a_release_says_what_is_english(client: Client, starter: None) -> None:
    make_estimate(Role.objects.get(slug="music-producer"), (46_000, 51_000, 57_000))
    Release.objects.update(note=NOTE)
    for path, found in read_pages(client, ["/es/data/", "/es/data/releases/1/"]):
        assert [text for text in found if ENGLISH.search(text)] == [], path
    assert "Publicado." in found
    assert "Datos de demostración: todas las aportaciones de esta publicación son inventadas." in found


@pytest.mark.parametrize("path", ["/es/advice/plan/", "/es/advice/offer/"])
def test_answers_to_what_is_sent_in_the_body_are_spanish(client: Client, starter: None, path: str) -> None:
    sent = {
        "from": "music-producer", "to": "machine-learning-engineer", "pay": "60000", "role": "music-producer",
        "country": "US", "currency": "USD", "fee": "100", "hours": "40", "points": "3", "low": "0", "middle": "900",
        "high": "9000",
    }  # fmt: skip
    answer = client.post(path, sent)
    if answer.status_code == 307:
        answer = client.post(answer["Location"], sent)
    assert answer.status_code == 200
    reader = Words()
    reader.feed(answer.content.decode())
    assert [text for text in reader.found if ENGLISH.search(text)] == []


def test_words_that_the_catalogue_lacks_are_marked_as_english() -> None:
    source = make_source("lonely")
    Source.objects.filter(pk=source.pk).update(counts="People that a curator has just written about.")
    page = Client().get("/es/sources/lonely/").content.decode()
    assert '<dd><span lang="en">People that a curator has just written about.</span></dd>' in page
    assert "People that a curator has just written about.</dd>" in Client().get("/sources/lonely/").content.decode()


def test_a_note_that_names_a_workbook_is_looked_up_without_it() -> None:
    note = "Workbook national_M2021_dl.xlsx, column A_PCT90."
    with override("es"):
        assert spoken(note) == "Libro de cálculo national_M2021_dl.xlsx, columna A_PCT90."
        said = spoken(f"{note} BLS gives this occupation's pay by the year only.")
        assert said.startswith("Libro de cálculo national_M2021_dl.xlsx, columna A_PCT90. El BLS da")
        assert isinstance(spoken(f"{note} Nobody has translated this."), StillEnglish)
    assert spoken(note) == note
