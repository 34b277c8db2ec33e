"""The project's own documents as pages: Markdown to HTML that our style sheets and our strict policy take.

A translation lies in a folder of its language beside the document, part by part: a part is a heading with what follows
it, and each translated heading ends in the fingerprint of the English part, such as ``<!-- of 0123456789ab -->``. Where
the English has changed since, or nobody has translated it, the part is shown in English and says so.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

OPEN_TABLE = '<div class="table-scroll" tabindex="0" role="group" aria-label="{}">\n<table>\n'
OF = re.compile(r" <!-- of ([0-9a-f]{12}) -->")
AT_HOME = re.compile(r"^(https://|/|#)")


@dataclass(frozen=True)
class Document:
    """A document as HTML, its title left to the page, and how many of its parts stayed English, of how many."""

    html: SafeString
    english: int
    parts: int


@cache
def document(path: Path, language: str = "en") -> Document:
    """The document at ``path``. Read once: a document changes with the code only.

    HTML in it is printed as text, and links to files beside it lose their address: those files are not served.
    """
    text = path.read_text(encoding="utf-8")
    if language == "en":
        return Document(_html(text), len(parts(text)), len(parts(text)))
    known = translated_parts(path, language)
    found = [(part, known.get(fingerprint(part))) for part in parts(text)]
    html = [_html(said) if said else format_html('<div lang="en">{}</div>', _html(part)) for part, said in found]
    return Document(SafeString("\n".join(html)), sum(not said for _, said in found), len(found))


def parts(text: str) -> list[str]:
    """What stands before the first heading below the title, then each heading with what follows it."""
    return re.split(r"^(?=##+ )", text, flags=re.MULTILINE)


def fingerprint(part: str) -> str:
    """Changes when the words of a part change."""
    return hashlib.sha256(part.strip().encode()).hexdigest()[:12]


def translated_parts(path: Path, language: str) -> dict[str, str]:
    """{fingerprint of the English part: the part in ``language``} of the document at ``path``."""
    file = path.parent / language / path.name
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    return {mark[1]: part.replace(mark[0], "", 1) for part in parts(text) if (mark := OF.search(part))}


def _html(text: str) -> SafeString:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(text)
    _prepare(tokens)
    html = str(reader.renderer.render(tokens, reader.options, {}))
    return mark_safe(html.replace("<pre>", '<pre tabindex="0">'))  # noqa: S308 - HTML in the text is escaped


def _prepare(tokens: Sequence[Token]) -> None:
    """Name headings, let tables scroll, and take away what has no place on a page."""
    heading = ""
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            heading = tokens[place + 1].content
            token.attrSet("id", slugify(heading))
            token.hidden = tokens[place + 1].hidden = tokens[place + 2].hidden = token.tag == "h1"
            if token.tag == "h1":
                tokens[place + 1].children = []
        elif token.type == "table_open":
            token.type, token.content, token.tag = "html_block", OPEN_TABLE.format(heading.replace('"', "")), ""
        elif token.type == "table_close":
            token.type, token.content, token.tag = "html_block", "</table>\n</div>\n", ""
        elif token.attrs.pop("style", None) == "text-align:right":
            token.attrSet("class", "number")
        if token.type == "th_open":
            if tokens[place + 1].content:
                token.attrSet("scope", "col")
            else:  # the corner above the row headings heads nothing
                token.tag = tokens[place + 2].tag = "td"
        for child in _links(token.children or []):
            child.attrs.pop("href", None)


def _links(children: Sequence[Token]) -> list[Any]:
    return [c for c in children if c.type == "link_open" and not AT_HOME.match(str(c.attrGet("href") or ""))]
