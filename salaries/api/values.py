"""The one shape of a published number: with its interval, people, release, cost, source and licence, or the reason.

Wherever a number stands in an answer, these keys stand beside it, so that it cannot be quoted without them by accident.
"""

from typing import Any

from salaries.comparison import Interval
from salaries.downloads import OWN

VALUE = (
    "value", "low", "high", "confidence", "unit", "currency", "n", "n_error", "release", "epsilon", "source", "licence",
    "withheld", "reason",
)  # fmt: skip
CONFIDENCE = 90  # percent; every interval we publish
OUR_LICENCE = "CC BY 4.0"


def own_value(
    interval: Interval,
    *,
    unit: str,
    n: int | None,
    n_error: float | None,
    release: int | None,
    epsilon: float | None,
    currency: str = "USD",
) -> dict[str, Any]:
    """A number of a release; ``unit`` is year, hour or percent, and money is in ``currency``."""
    return {
        "value": interval.value, "low": interval.low, "high": interval.high, "confidence": CONFIDENCE, "unit": unit,
        "currency": "" if unit == "percent" else currency, "n": n, "n_error": n_error, "release": release,
        "epsilon": epsilon, "source": OWN["source"], "licence": OUR_LICENCE, "withheld": "", "reason": "",
    }  # fmt: skip


def published_value(*, n: int | None, source: str, licence: str, reason: str) -> dict[str, Any]:
    """What a publisher's number lacks of the shape: it has no release of ours, and no interval that we know."""
    return {
        "low": None, "high": None, "confidence": None, "n": n, "n_error": None, "release": None, "epsilon": None,
        "source": source, "licence": licence, "reason": reason,
    }  # fmt: skip
