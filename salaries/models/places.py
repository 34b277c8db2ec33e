"""The public list of countries. It is fixed in code because the release plan publishes a noisy cell for each:
a list that grew with the reports would itself say something about them."""

import unicodedata
from functools import lru_cache

from babel import Locale
from django.utils.translation import get_language, gettext, override

COUNTRIES = (
    "AR", "AT", "AU", "BE", "BG", "BR", "CA", "CH", "CL", "CN", "CO", "CZ", "DE", "DK", "EE", "EG", "ES", "FI", "FR",
    "GB", "GR", "HK", "HU", "ID", "IE", "IL", "IN", "IS", "IT", "JP", "KE", "KR", "LT", "LV", "MX", "MY", "NG", "NL",
    "NO", "NZ", "PH", "PL", "PT", "RO", "RS", "SE", "SG", "TH", "TR", "UA", "US", "VN", "ZA", "XX",
)  # fmt: skip
ELSEWHERE = "XX"
WITH_ARTICLE = ("United ", "Netherlands", "Philippines", "Czech Republic")  # in English; Spanish needs none

# What a dollar's worth of pay buys there against the United States, 2024: the World Bank's purchasing-power parity for
# GDP (CC BY 4.0) times the year's average ECB reference rate in dollars. Missing where the ECB quotes no rate.
PRICE_LEVELS = {
    "AT": 0.77, "AU": 0.90, "BE": 0.76, "BG": 0.42, "BR": 0.46, "CA": 0.84, "CH": 1.08, "CN": 0.49, "CZ": 0.55,
    "DE": 0.76, "DK": 0.88, "EE": 0.62, "ES": 0.61, "FI": 0.82, "FR": 0.74, "GB": 0.85, "GR": 0.56, "HK": 0.72,
    "HU": 0.48, "ID": 0.30, "IE": 0.80, "IL": 0.95, "IN": 0.24, "IS": 1.03, "IT": 0.65, "JP": 0.62, "KR": 0.59,
    "LT": 0.53, "LV": 0.54, "MX": 0.54, "MY": 0.31, "NL": 0.79, "NO": 0.85, "NZ": 0.89, "PH": 0.34, "PL": 0.49,
    "PT": 0.56, "RO": 0.41, "SE": 0.80, "SG": 0.60, "TH": 0.30, "TR": 0.35, "US": 1.00, "ZA": 0.41,
}  # fmt: skip


def country_name(code: str) -> str:
    """The country's name in the reader's language, 'Elsewhere' for XX, and the code itself when it is no country."""
    if code == ELSEWHERE:
        return gettext("Elsewhere")
    return Locale.parse(get_language() or "en", sep="-").territories.get(code, code)


def the_country(code: str) -> str:
    """The country's name inside a sentence, after 'in' or 'of': 'the United States', 'Spain'."""
    if code == ELSEWHERE:
        return gettext("other countries")
    name = country_name(code)
    return f"the {name}" if name.startswith(WITH_ARTICLE) else name


def country_choices() -> list[tuple[str, str]]:
    """(code, name) for forms, by name, with 'Elsewhere' last."""
    return list(_choices_in(get_language()))


def country_choices_in_english() -> list[tuple[str, str]]:
    """The same in English whatever the reader speaks, for what is put together once: fields of the API and filters."""
    with override("en"):
        return country_choices()


@lru_cache(maxsize=16)
def _choices_in(_language: str | None) -> list[tuple[str, str]]:
    named = sorted(
        ((country_name(code), code) for code in COUNTRIES if code != ELSEWHERE), key=lambda pair: _plain(pair[0])
    )
    return [(code, name) for name, code in named] + [(ELSEWHERE, country_name(ELSEWHERE))]


def _plain(name: str) -> str:
    """``name`` for sorting: Ägypten and Égypte stand under their plain letters."""
    return unicodedata.normalize("NFD", name).encode("ascii", "ignore").decode().lower()
