"""Numbers and dates as people read them. Formatted once, here, so that templates only print."""

from collections.abc import Sequence
from datetime import date

SIGNS = {"USD": "$", "GBP": "£", "EUR": "€", "AUD": "A$", "CAD": "C$", "NZD": "NZ$"}
UNIT_WORDS = {"year": "a year", "hour": "an hour", "percent": "percent", "jobs": "jobs"}
NO_BREAK = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"


def money(value: float, currency: str = "USD", unit: str = "year") -> str:
    """An amount with its currency, with cents when paid by the hour: '$73,710', '$36.20', 'CHF 5,000'."""
    sign = SIGNS.get(currency, f"{currency} ")
    amount = f"{abs(value):,.2f}" if unit == "hour" else f"{abs(value):,.0f}"
    return f"{MINUS if value < 0 else ''}{sign}{amount}"


def short_money(value: float) -> str:
    """Dollars for the tick of an axis: '$20k', '$1.5m', '$12.50'."""
    for size, letter in ((1_000_000, "m"), (1_000, "k")):
        if value >= size:
            return f"${value / size:g}{letter}"
    return f"${value:g}" if value == round(value) else f"${value:.2f}"


def percent(value: float, *, signed: bool = False) -> str:
    """A percentage without needless decimals: '2.7 %', '+36 %' or '−0.3 %' when ``signed``."""
    number = f"{abs(value):,.1f}".removesuffix(".0")
    sign = MINUS if value < 0 else "+" if signed and value > 0 else ""
    return f"{sign}{number}{NO_BREAK}%"


def quantity(value: float, unit: str, currency: str = "", *, signed: bool = False) -> str:
    """A figure's value in its unit."""
    if unit in ("year", "hour"):
        return money(value, currency, unit)
    return percent(value, signed=signed) if unit == "percent" else f"{value:,.0f}"


def day(when: date | None) -> str:
    """'22 November 2026', or nothing."""
    return f"{when.day} {when:%B %Y}" if when else ""


def joined(words: Sequence[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def lower_first(text: str) -> str:
    """``text`` to go on inside a sentence; words in capitals, such as AI, stay."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def an(title: str) -> str:
    """``title`` with its article, inside a sentence: 'a data scientist', 'an AI developer'."""
    return f"{'an' if title[:1].lower() in 'aeiou' else 'a'} {lower_first(title)}"
