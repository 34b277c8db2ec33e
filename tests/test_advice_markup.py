"""The small language of guides: what it prints, and that nothing gets through unescaped."""

import pytest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from advice.markup import references, render


def cite(kind: str, what: str) -> str:
    return f"<{kind} {what}>"


def bold(kind: str, what: str) -> SafeString:
    return format_html("<b>{}</b>", what)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("## A head", "<h2 id='a-head'>A head</h2>"),
        ("### Lower", "<h3 id='lower'>Lower</h3>"),
        ("one\ntwo", "<p>one two</p>"),
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
        ("- one\n  more\n- two", "<ul><li>one more</li><li>two</li></ul>"),
        ("1. one\n2. two", "<ol><li>one</li><li>two</li></ol>"),
        ("> Mind\n> this", "<div class='note'><p>Mind this</p></div>"),
        ("**bold *and* thin**", "<p><strong>bold <em>and</em> thin</strong></p>"),
        ("[roles](/roles/)", '<p><a href="/roles/">roles</a></p>'),
        ("[x](javascript:alert)", "<p>[x](javascript:alert)</p>"),
        ("[x](//evil.example)", "<p>[x](//evil.example)</p>"),
        ("1 < 2 & 3", "<p>1 &lt; 2 &amp; 3</p>"),
        ("see [[figure:a/b]]", "<p>see &lt;figure a/b&gt;</p>"),
    ],
)
def test_what_it_prints(text: str, html: str) -> None:
    assert render(text, cite) == html


def test_words_of_a_reference_that_are_safe_stay_as_they_are() -> None:
    assert render("[[figure:a]]", bold) == "<p><b>a</b></p>"


def test_only_the_named_sections_are_marked_as_judgement() -> None:
    html = render("## Measured\n\none\n\n## Advised\n\ntwo", cite, judgement=["Advised"])
    measured, advised = html.split("<h2 id='advised'>")
    assert "Our judgement" in advised
    assert "Our judgement" not in measured


def test_references_are_found_in_order() -> None:
    assert references("[[figure:a]] and **[[part:b|c]]**") == [("figure", "a"), ("part", "b|c")]


@given(st.text(alphabet="<>&\"'#-*[]():/|ab1. \n"))
def test_no_mark_of_the_author_becomes_a_tag(text: str) -> None:
    allowed = {"h2", "h3", "p", "ul", "ol", "li", "div", "strong", "em", "a"}
    html = render(text, cite)
    tags = [piece.split(">")[0].split(" ")[0].strip("/") for piece in html.split("<")[1:]]
    assert set(tags) <= allowed
