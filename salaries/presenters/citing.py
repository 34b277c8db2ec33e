"""Addresses and citations of a comparison: as it is now, and pinned to its release."""

from dataclasses import dataclass, replace
from html import escape
from urllib.parse import urlsplit

from django.utils.translation import gettext

from salaries.comparison import Comparison
from salaries.presenters.comparison import Page, query_string
from salaries.presenters.formats import bibtex

EMBED_HEIGHT = 1200  # pixels; a comparison of three roles at the width of a column


@dataclass(frozen=True)
class Citation:
    """How to point at a comparison. ``pinned`` keeps showing the same release; ``unpinned`` follows the newest."""

    address: str
    pinned: str
    unpinned: str
    is_pinned: bool
    release: int | None
    short: str
    long: str
    bibtex: str
    embed: str


def cite(answer: Comparison, page: Page, *, compare: str, embed: str, starter: str) -> Citation:
    """The citation of ``answer``; ``compare`` and ``embed`` are the full addresses of its page and its small page."""
    here = f"{compare}?{page.query}"
    pinned = f"{compare}?{query_string(replace(answer.query, release=answer.release))}"
    unpinned = f"{compare}?{query_string(replace(answer.query, release=None))}"
    title = f"{page.title}{f' ({page.narrowed})' if page.narrowed else ''}"
    state = gettext("%(release)s; starter set %(starter)s") % {"release": page.release, "starter": starter}
    publishers = (
        " " + gettext("Published figures: %(publishers)s.") % {"publishers": page.across.publishers}
        if page.across.publishers else ""
    )  # fmt: skip
    return Citation(
        address=here, pinned=pinned, unpinned=unpinned, is_pinned=answer.query.release is not None,
        release=answer.release, short=f"Gainstage, {page.release}, {urlsplit(compare).netloc}",
        long=f"Gainstage: {title}; {state}.{publishers}",
        bibtex=_bibtex(answer, gettext("%(title)s: pay compared") % {"title": title}, f"{state}.{publishers}", pinned),
        embed=(
            f'<iframe src="{escape(f"{embed}?{page.query}")}" title="{escape(title)}" width="100%" '
            f'height="{EMBED_HEIGHT}" loading="lazy"></iframe>'
        ),
    )  # fmt: skip


def _bibtex(answer: Comparison, title: str, note: str, address: str) -> str:
    fields = {"author": "{Gainstage}", "title": f"{{{title}}}", "note": note, "url": address}
    if answer.released_on:
        fields["year"] = str(answer.released_on.year)
    key = f"gainstage-{answer.release or 0}-{'-'.join(answer.query.roles)}"
    return bibtex(key, fields)
