"""Money on other terms in the API: the parameters, and the fields that keep what was published beside it."""

from drf_spectacular.utils import OpenApiParameter

from salaries.comparison import CURRENCIES, PER
from salaries.models import COUNTRIES
from salaries.models.places import ELSEWHERE

# What a converted figure says of itself, as in the comparison.
SHOWN = ("value", "unit", "currency")
ORIGINAL = ("original_value", "original_unit", "original_currency", "conversion", "not_converted")
TERMS_ASKED = [
    OpenApiParameter("currency", str, enum=CURRENCIES, description="Money in this currency; as published unless said."),
    OpenApiParameter(
        "prices", {"type": "integer", "minimum": 1990, "maximum": 2100},
        description="Money in prices of this year, by US consumer prices.",
    ),
    OpenApiParameter(
        "ppp", str, enum=["1", *(code for code in COUNTRIES if code != ELSEWHERE)],
        description="Buying power instead of exchange rates: in this country, or with 1 in the only one that uses the "
        "currency.",
    ),
    OpenApiParameter("per", str, enum=PER, description="Pay a year or an hour, where it is published so."),
]  # fmt: skip
