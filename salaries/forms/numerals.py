"""Numbers as people type them. A mark that could mean two things is refused, never guessed: pay is at stake."""

import re
from decimal import Decimal

from django.utils.translation import gettext, gettext_lazy

from salaries.presenters.formats import language

SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")
# 48000 · 48,000 or 48 000 or 48'000 (the same mark throughout) · 4,80,000 as in India; at most two digits after a point
AMOUNT = re.compile(
    r"(?:[0-9]+|[0-9]{1,3}([, '])[0-9]{3}(?:\1[0-9]{3})*|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3})(?:\.[0-9]{1,2})?"
)
# 48.000,50 · 1.234.567 · 48 000,50 · 48000,5: as most of Europe and South America write
COMMA_DECIMAL = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:([. '])[0-9]{3})(?:\1[0-9]{3})*)(?:,[0-9]{1,2})?")
SMALL = re.compile(r"[0-9]{1,4}(?:[.,][0-9]{1,2})?")
COMMA_LANGUAGES = ("es",)
NEGATIVE = re.compile(r"[-\u2212\u2013]\s*[0-9]")
EXAMPLE = gettext_lazy("Give a number such as 48000 or 48,000.50, without a currency sign.")


class NotANumber(ValueError):
    """The text is no number we can be sure of; the message says what to type instead."""


def amount(text: str) -> Decimal:
    """An amount of money. Accepts thousands separators; raises NotANumber with a message for the person.

    48.000 and 12,50 are read where the reader's language writes numbers so, and refused elsewhere.
    """
    plain = SPACES.sub(" ", text.strip()).replace("\u2019", "'")
    if NEGATIVE.match(plain):
        raise NotANumber(gettext("This cannot be negative. Costs have a field of their own."))
    if AMOUNT.fullmatch(plain):
        return Decimal(re.sub(r"[, ']", "", plain))
    if COMMA_DECIMAL.fullmatch(plain) and (language() in COMMA_LANGUAGES or _has_one_meaning(plain)):
        return Decimal(re.sub(r"[. ']", "", plain).replace(",", "."))
    if re.fullmatch(r"[0-9., ']+", plain):
        raise NotANumber(
            gettext("We cannot be sure what this means. Write 1500 or 1,500 for thousands and 1.50 for cents.")
        )
    raise NotANumber(EXAMPLE)


def _has_one_meaning(plain: str) -> bool:
    """Whether the points in a number with a decimal comma can only part thousands: two of them, or one and a comma."""
    return plain.count(".") > 1 or ("." in plain and "," in plain)


def typed(number: Decimal) -> str:
    """``number`` as somebody who reads this language would type it: what ``amount`` and ``small_number`` read back."""
    return f"{number:f}".replace(".", "," if language() in COMMA_LANGUAGES else ".")


def small_number(text: str) -> Decimal:
    """Hours or weeks: too small for thousands, so point and comma both mean the decimal. Raises NotANumber."""
    plain = text.strip()
    if NEGATIVE.match(plain):
        raise NotANumber(gettext("This cannot be negative."))
    if not SMALL.fullmatch(plain):
        raise NotANumber(gettext("Give a number such as 40 or 37.5."))
    return Decimal(plain.replace(",", "."))
