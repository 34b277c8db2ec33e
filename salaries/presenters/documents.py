"""The project's own documents as pages: Markdown to HTML that our style sheets and our strict policy take."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

OPEN_TABLE = '<div class="table-scroll" tabindex="0" role="group" aria-label="{}">\n<table>\n'
AT_HOME = re.compile(r"^(https://|/|#)")


@cache
def document(path: Path) -> SafeString:
    """The document at ``path``, its title left to the page. Read once: a document changes with the code only.

    HTML in it is printed as text, and links to files beside it lose their address: those files are not served.
    """
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(path.read_text(encoding="utf-8"))
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
