"""The reader's language in templates: dates, stored English words, and the same page in another language.

Loaded in every template.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.template.base import Node, Parser, Token
from django.templatetags.i18n import TranslateNode, do_translate
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from salaries.models import StillEnglish, period_words, spoken
from salaries.presenters import formats

register = template.Library()


class KnownWords(Node):
    """Words that stand in a template, looked up once in each language."""

    def __init__(self, words: TranslateNode) -> None:
        self._words = words
        self._found: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        """The words in the reader's language."""
        language = get_language()
        if language not in self._found:
            self._found[language] = self._words.render(context)
        return self._found[language]


@register.tag
def translate(parser: Parser, token: Token) -> Node:
    """Django's tag, quicker where it is given the words themselves: a page has a hundred of them."""
    words = do_translate(parser, token)
    alone = len(token.split_contents()) == len(["translate", "words"])
    return KnownWords(words) if alone and words.filter_expression.var.literal is not None else words


@register.filter
def day(when: date | None) -> str:
    """'22 November 2026' in the reader's language."""
    return formats.day(when)


@register.filter
def number(value: float) -> str:
    """'1,640' as the reader's language groups it."""
    return formats.number(value)


@register.filter
def lower_first(text: str) -> str:
    """``text`` to go on inside a sentence."""
    return formats.lower_first(str(text))


@register.filter
def moment(when: datetime | None) -> str:
    """'22 November 2026, 14:05 UTC' in the reader's language."""
    return formats.moment(when)


@register.filter
def translated(words: str) -> str:
    """``words`` of ours, such as a role's title, in the reader's language; themselves where nobody has."""
    return spoken(words)


@register.filter
def marked(words: str) -> str:
    """Words that were looked up before; on a page in another language, those that stayed English say so."""
    return kept_english(words) if isinstance(words, StillEnglish) else words


@register.filter
def kept_english(words: str) -> str:
    """The name of a publication, which stays English in every language and says so."""
    if get_language() == settings.LANGUAGE_CODE:
        return words
    return format_html('<span lang="en">{}</span>', words)


@register.filter
def period(words: str) -> str:
    """A reference period in the reader's language: 'May 2025', 'mayo de 2025'."""
    return period_words(words)


@dataclass(frozen=True)
class Language:
    """A language of the site, and where the page that is shown stands in it."""

    code: str
    name: str
    path: str
    address: str
    is_shown: bool


ONE_LANGUAGE = ("/api/", "/admin/")


@register.simple_tag(takes_context=True)
def languages(context: dict[str, Any]) -> list[Language]:
    """Every language with the address of this page in it; empty for a page that exists in one language only."""
    request = context.get("request")
    if request is None or request.resolver_match is None or request.path.startswith(ONE_LANGUAGE):
        return []
    shown = get_language()
    bare = request.path if shown == settings.LANGUAGE_CODE else request.path.removeprefix(f"/{shown}")
    query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    found = []
    for code, name in settings.LANGUAGES:
        path = f"{bare if code == settings.LANGUAGE_CODE else f'/{code}{bare}'}{query}"
        found.append(Language(code, name, path, f"{settings.SITE_URL}{path}", code == shown))
    return found


@register.simple_tag
def english() -> SafeString:
    """The attribute that marks a part as English on a page that is not: ``<td{% english %}>``."""
    return SafeString("" if get_language() == settings.LANGUAGE_CODE else ' lang="en"')


@register.simple_tag
def site() -> str:
    """The address of the site, for what other sites read."""
    return str(settings.SITE_URL)
