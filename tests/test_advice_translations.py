"""Guides and predictions in Spanish: all of them, of today's English words, with the same evidence."""

import re
from itertools import chain

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import resolve
from django.utils.translation import override

from advice import library
from advice.library import BadContent, Guide
from advice.markup import REFERENCE, references

LANGUAGES = [code for code, _ in settings.LANGUAGES if code != library.ENGLISH]
KINDS = {"guides": library.guides, "futures": library.futures}
LINK = re.compile(r"\]\((/[^)\s]*)\)")
PAIRS = [
    pytest.param(text, read(language)[slug], id=f"{language}-{slug}")
    for language in LANGUAGES
    for read in KINDS.values()
    for slug, text in read().items()
]


def parts(text: Guide) -> list[str]:
    """The text before the first heading, then each section's."""
    return [text.body.split("\n## ")[0], *(words for _, words in text.sections())]


@pytest.mark.parametrize(("english", "translated"), PAIRS)
def test_every_text_is_translated_from_the_words_it_has_today(english: Guide, translated: Guide) -> None:
    assert translated.language != english.language, "not translated"
    assert translated.translates == english.fingerprint, "the English has changed: translate what is new, then this"
    assert translated.title != english.title
    assert (translated.slug, translated.order, translated.review_by) == (english.slug, english.order, english.review_by)


@pytest.mark.parametrize(("english", "translated"), PAIRS)
def test_a_translation_cites_the_same_in_the_same_sections(english: Guide, translated: Guide) -> None:
    assert [sorted(references(part)) for part in parts(translated)] == [sorted(references(p)) for p in parts(english)]


@pytest.mark.parametrize(("english", "translated"), PAIRS)
def test_a_translation_has_the_same_parts(english: Guide, translated: Guide) -> None:
    def shape(text: Guide) -> list[list[str]]:
        return [re.findall(r"^(?:- |\d+\. |> |$)", part, flags=re.MULTILINE) for part in parts(text)]

    def judged(text: Guide) -> list[bool]:
        return [heading in text.judgement for heading, _ in text.sections()]

    assert shape(translated) == shape(english)
    assert judged(translated) == judged(english)
    assert len(translated.judgement) == len(english.judgement)


@pytest.mark.parametrize(("english", "translated"), PAIRS)
def test_a_translation_leads_to_the_same_pages_in_its_own_language(english: Guide, translated: Guide) -> None:
    links = [LINK.findall(part) for part in parts(translated)]
    assert links == [[f"/{translated.language}{link}" for link in LINK.findall(part)] for part in parts(english)]
    with override(translated.language):
        for link in chain.from_iterable(links):
            resolve(link.split("?")[0])


@pytest.mark.parametrize(("english", "translated"), PAIRS)
def test_no_figure_is_typed_into_a_translation(english: Guide, translated: Guide) -> None:
    prose = re.sub(r"^\d+\. ", "", REFERENCE.sub("", translated.body), flags=re.MULTILINE)
    assert re.findall(r"\d+", prose) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_left_of_a_text_that_is_gone(language: str) -> None:
    for kind, read in KINDS.items():
        assert {path.stem for path in (library.CONTENT / language / kind).glob("*")} <= set(read())


@pytest.mark.django_db
def test_the_pages_show_the_translation_and_say_which_language_it_is(client: Client) -> None:
    call_command("load_starter", verbosity=0)
    for kind, read in KINDS.items():
        for slug, text in read("es").items():
            page = client.get(f"/es/advice/{kind}/{slug}/").content.decode()
            assert f'<h1 lang="es">{text.title}</h1>' in page
            assert "not-cited" not in page
            assert all(f">{heading}</h2>" in page for heading, _ in text.sections())
    english = client.get("/advice/guides/negotiating/").content.decode()
    assert f'<h1 lang="en">{library.guides()["negotiating"].title}</h1>' in english
    cards = client.get("/es/advice/").content.decode()
    assert all(text.title in cards for read in KINDS.values() for text in read("es").values())


def test_a_text_without_a_translation_stays_english_and_a_broken_one_is_named(tmp_path, monkeypatch) -> None:
    words = '+++\ntitle = "T"\nsummary = "S"\norder = 1\nreviewed = 2026-11-22\nreview_by = 2027-05-22\n+++\nBody\n'
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "one.md").write_text(words)
    monkeypatch.setattr(library, "CONTENT", tmp_path)
    assert library._texts("texts", "es")["one"].language == "en"
    (tmp_path / "es" / "texts").mkdir(parents=True)
    (tmp_path / "es" / "texts" / "one.md").write_text(words)
    with pytest.raises(BadContent, match=r"one\.md"):
        library._texts("texts", "es")
