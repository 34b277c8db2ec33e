"""The public list of countries. It is fixed in code because the release plan publishes a noisy cell for each:
a list that grew with the reports would itself say something about them."""

from babel import Locale

COUNTRIES = (
    "AR", "AT", "AU", "BE", "BG", "BR", "CA", "CH", "CL", "CN", "CO", "CZ", "DE", "DK", "EE", "EG", "ES", "FI", "FR",
    "GB", "GR", "HK", "HU", "ID", "IE", "IL", "IN", "IS", "IT", "JP", "KE", "KR", "LT", "LV", "MX", "MY", "NG", "NL",
    "NO", "NZ", "PH", "PL", "PT", "RO", "RS", "SE", "SG", "TH", "TR", "UA", "US", "VN", "ZA", "XX",
)  # fmt: skip
ELSEWHERE = "XX"


def country_name(code: str, language: str = "en") -> str:
    """The country's name in that language, 'Elsewhere' for XX, and the code itself when it is not a country."""
    if code == ELSEWHERE:
        return "Elsewhere"
    return Locale(language).territories.get(code, code)


def country_choices() -> list[tuple[str, str]]:
    """(code, English name) for forms, by name, with 'Elsewhere' last."""
    named = sorted((country_name(code), code) for code in COUNTRIES if code != ELSEWHERE)
    return [(code, name) for name, code in named] + [(ELSEWHERE, country_name(ELSEWHERE))]
