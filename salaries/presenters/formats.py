"""Numbers, dates and lists as people read them, in the reader's language. Formatted here, so that templates only print.

Babel knows how each language writes them; what differs from it is a choice of this house and stands below.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_compact_decimal, format_currency, format_decimal, get_currency_symbol
from django.utils.translation import get_language, gettext, gettext_lazy

from salaries.comparison import Terms

LOCALES = {"en": "en_GB"}  # dates and lists: '22 November 2026', 'a, b and c'; money stays '$' and not 'US$'
UNIT_WORDS = {
    "year": gettext_lazy("a year"),
    "hour": gettext_lazy("an hour"),
    "percent": gettext_lazy("percent"),
    "jobs": gettext_lazy("jobs"),
}
DOLLARS = {"year": gettext_lazy("US dollars a year"), "hour": gettext_lazy("US dollars an hour")}
SOUNDS_AS_I = re.compile(r"h?[ií](?!e)", re.IGNORECASE)
NO_BREAK = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
JOINED = "\N{WORD JOINER}"  # browsers break a line between a minus and a currency's sign


def language() -> str:
    """The reader's language, such as 'en'; English outside a request."""
    return (get_language() or "en").partition("-")[0]


def money(value: float, currency: str = "USD", unit: str = "year") -> str:
    """An amount with its currency, with cents when paid by the hour: '$73,710', '$36.20', 'CHF 5,000'."""
    cents = unit == "hour"
    return _money(value if round(value, 2 * cents) else 0, currency, cents, language())  # no minus before nothing


@lru_cache(maxsize=8192)  # a page prints the same amounts in its drawing, its tables and its sentences
def _money(value: float, currency: str, cents: bool, locale: str) -> str:
    pattern = Locale.parse(locale).currency_formats["standard"].pattern
    if not cents:
        pattern = pattern.replace(".00", "")
    text = format_currency(value, currency, pattern, locale, currency_digits=False)
    if text.startswith(currency):
        text = text.replace(currency, currency + NO_BREAK, 1)
    return text.replace("-", MINUS + JOINED)


def short_money(value: float, currency: str = "USD") -> str:
    """An amount for the tick of an axis: '$20k', '$1.5m', '$12.50', '€20k', 'CHF 20k'."""
    return _short_money(value, currency, language())


@lru_cache(maxsize=4096)  # axes share few ticks
def _short_money(value: float, currency: str, locale: str) -> str:
    sign = get_currency_symbol(currency, locale=locale)
    if locale != "en":
        digits = 0 if value == round(value) and value < 1_000 else 2 if value < 1_000 else 1
        return f"{format_compact_decimal(value, locale=locale, fraction_digits=digits)}{NO_BREAK}{sign}"
    sign += NO_BREAK * sign[-1:].isalpha()
    for size, letter in ((1_000_000, "m"), (1_000, "k")):
        if value >= size:
            return f"{sign}{value / size:g}{letter}"
    return f"{sign}{value:g}" if value == round(value) else f"{sign}{value:.2f}"


def number(value: float, most_digits: int = 0) -> str:
    """A number with its thousands apart: '1,234', '0.5'."""
    return _number(round(value, most_digits) or 0, most_digits, language())


def digits(value: float, exactly: int) -> str:
    """A number with exactly so many digits after the point, thousands not apart: '0.50', '0.8644'."""
    return _digits(value, exactly, language())


@lru_cache(maxsize=4096)
def _digits(value: float, exactly: int, locale: str) -> str:
    return format_decimal(value, f"0.{'0' * exactly}", locale).replace("-", MINUS)


def one_digit(value: float) -> str:
    """A number with exactly one digit after the point: '2.0'."""
    return digits(value, 1)


def two_digits(value: float) -> str:
    """A number with exactly two digits after the point: '0.50'."""
    return digits(value, 2)


@lru_cache(maxsize=4096)
def _number(value: float, most_digits: int, locale: str) -> str:
    pattern = "#,##0" + ("." + "#" * most_digits if most_digits else "")
    return format_decimal(value, pattern, locale).replace("-", MINUS)


def percent(value: float, *, signed: bool = False) -> str:
    """A percentage without needless decimals: '2.7 %', '+36 %' or '−0.3 %' when ``signed``."""
    return f"{'+' if signed and value > 0 else ''}{number(value, 1)}{NO_BREAK}%"


def quantity(value: float, unit: str, currency: str = "", *, signed: bool = False) -> str:
    """A figure's value in its unit."""
    if unit in ("year", "hour"):
        return money(value, currency, unit)
    return percent(value, signed=signed) if unit == "percent" else number(value)


def money_words(currency: str, unit: str, terms: Terms) -> str:
    """What amounts on ``terms`` are in: 'US dollars a year', 'EUR a year, in prices of 2024'."""
    money = str(DOLLARS[unit]) if currency == "USD" else f"{currency} {UNIT_WORDS[unit]}"
    if terms.ppp:
        money = gettext("%(money)s, by buying power") % {"money": money}
    if terms.prices:
        return gettext("%(money)s, in prices of %(year)s") % {"money": money, "year": terms.prices}
    return money


def between(low: str, high: str) -> str:
    """'$26,000 to $34,000'."""
    return gettext("%(low)s to %(high)s") % {"low": low, "high": high}


def day(when: date | None) -> str:
    """'22 November 2026', or nothing."""
    return format_date(when, "long", LOCALES.get(language(), language())) if when else ""


def moment(when: datetime | None) -> str:
    """'22 November 2026, 14:05 UTC', or nothing."""
    return f"{day(when.date())}, {when:%H:%M} UTC" if when else ""


def joined(words: Sequence[str]) -> str:
    """'a', 'a and b', 'a, b and c'; in Spanish 'a e ingeniería', which Babel does not know."""
    said = [str(word) for word in words]
    text = format_list(said, locale=LOCALES.get(language(), language()))
    if language() == "es" and len(said) > 1 and SOUNDS_AS_I.match(said[-1]):
        return f"{text.removesuffix(f' y {said[-1]}')} e {said[-1]}"
    return text


def lower_first(text: str) -> str:
    """``text`` to go on inside a sentence; words in capitals, such as AI, stay."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def an(title: str) -> str:
    """``title`` with its article, inside a sentence: 'a data scientist', 'an AI developer'; without in Spanish, whose
    articles depend on who is meant."""
    if language() != "en":
        return lower_first(title)
    return f"{'an' if title[:1].lower() in 'aeiou' else 'a'} {lower_first(title)}"


def bibtex(key: str, fields: Mapping[str, str]) -> str:
    """An entry for a list of references, under ``key``."""
    lines = "".join(f"  {name} = {{{text}}},\n" for name, text in fields.items())
    return f"@misc{{{key},\n{lines}}}"
