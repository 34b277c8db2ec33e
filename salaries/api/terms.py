"""Money on other terms in the API: the parameters, and the fields that keep what was published beside it."""

from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import APIException

from salaries.api.refusals import Conflict, NoSuch
from salaries.comparison import CURRENCIES, PER, UnknownQuery
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


def refusal(unknown: UnknownQuery) -> APIException:
    """What a question that could be read but not met is answered with.

    Where parts do not go together (a currency and another country's buying power, a group and itself) a Conflict, else
    NoSuch.
    """
    errors = {unknown.field: [str(unknown)]}
    return Conflict(errors) if unknown.field in ("ppp", "second-role") else NoSuch(errors)
