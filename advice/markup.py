"""A small, closed subset of Markdown: headings, paragraphs, lists, notes, emphasis, links and references.

Everything is escaped; what the subset does not know is printed as it stands. References are ``[[kind:what]]`` and are
turned into words by the caller, so that no figure is ever typed into a text.
"""

import re
from collections.abc import Callable, Collection, Iterator

from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext_lazy

Cite = Callable[[str, str], str]
REFERENCE = re.compile(r"\[\[(?P<kind>\w+):(?P<what>[^\]]+)\]\]")
INLINE = re.compile(
    REFERENCE.pattern + r"|\[(?P<text>[^\]]+)\]\((?P<href>[^)\s]+)\)|\*\*(?P<strong>.+?)\*\*|\*(?P<em>[^*]+)\*"
)
ITEM = re.compile(r"(?P<mark>-|\d+\.) ")
JUDGEMENT = gettext_lazy("Our judgement, not a measurement.")
SAFE_LINK = re.compile(r"(/(?!/)|https://|#)")


def references(text: str) -> list[tuple[str, str]]:
    """Every (kind, what) that ``text`` refers to, in order of appearance."""
    return [(match["kind"], match["what"]) for match in REFERENCE.finditer(text)]


def render(text: str, cite: Cite, judgement: Collection[str] = ()) -> SafeString:
    """``text`` as HTML. ``cite(kind, what)`` gives the words of a reference, as safe HTML or plain text.

    Sections whose second-level heading is in ``judgement`` are marked as advice that nobody has measured.
    """
    blocks = [_block(block, cite, judgement) for block in _blocks(text)]
    return mark_safe("\n".join(blocks))  # noqa: S308 - every part is escaped


def inline(text: str, cite: Cite) -> SafeString:
    """One line of ``text`` as HTML, without a paragraph around it."""
    parts, end = [], 0
    for match in INLINE.finditer(text):
        parts += [escape(text[end : match.start()]), _span(match, cite)]
        end = match.end()
    return mark_safe("".join([*parts, escape(text[end:])]))  # noqa: S308 - every part is escaped


def _blocks(text: str) -> Iterator[str]:
    return (block.strip("\n") for block in re.split(r"\n\s*\n", text) if block.strip())


def _block(block: str, cite: Cite, judgement: Collection[str]) -> str:
    if match := re.match(r"(#{2,3}) (.+)$", block):
        tag = f"h{len(match[1])}"
        head = format_html("<{} id='{}'>{}</{}>", tag, slugify(match[2]), inline(match[2], cite), tag)
        marked = format_html("<p class='judgement'>{}</p>", JUDGEMENT)
        return format_html("{}\n{}", head, marked) if match[2] in judgement else head
    if match := ITEM.match(block):
        tag = "ul" if match["mark"] == "-" else "ol"
        items = format_html_join("", "<li>{}</li>", ((inline(item, cite),) for item in _items(block)))
        return format_html("<{}>{}</{}>", tag, items, tag)
    if block.startswith("> "):
        words = " ".join(line.removeprefix(">").strip() for line in block.splitlines())
        return format_html("<div class='note'><p>{}</p></div>", inline(words, cite))
    return format_html("<p>{}</p>", inline(" ".join(block.split("\n")), cite))


def _items(block: str) -> list[str]:
    """The items of a list; a line that does not begin with a mark continues the one before."""
    items: list[str] = []
    for line in block.splitlines():
        if match := ITEM.match(line):
            items.append(line[match.end() :])
        else:
            items[-1] += " " + line.strip()
    return items


def _span(match: re.Match[str], cite: Cite) -> str:
    if match["kind"]:
        return conditional_escape(cite(match["kind"], match["what"]))
    if match["href"]:
        if not SAFE_LINK.match(match["href"]):
            return escape(match[0])
        return format_html('<a href="{}">{}</a>', match["href"], inline(match["text"], cite))
    tag, words = ("strong", match["strong"]) if match["strong"] else ("em", match["em"])
    return format_html("<{}>{}</{}>", tag, inline(words, cite), tag)
