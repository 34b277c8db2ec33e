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


def value(
    number: float | None,
    *,
    unit: str,
    source: str,
    licence: str,
    currency: str = "",
    ends: tuple[float | None, float | None] = (None, None),
    confidence: int | None = None,
    n: int | None = None,
    n_error: float | None = None,
    release: int | None = None,
    epsilon: float | None = None,
    withheld: str = "",
    reason: str = "",
) -> dict[str, Any]:
    """Any number in that shape; ``ends`` are those of its interval."""
    low, high = ends
    return {
        "value": number, "low": low, "high": high, "confidence": confidence, "unit": unit, "currency": currency,
        "n": n, "n_error": n_error, "release": release, "epsilon": epsilon, "source": source, "licence": licence,
        "withheld": withheld, "reason": reason,
    }  # fmt: skip


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
    return value(
        interval.value, ends=(interval.low, interval.high), confidence=CONFIDENCE, unit=unit,
        currency="" if unit == "percent" else currency, n=n, n_error=n_error, release=release, epsilon=epsilon,
        source=str(OWN["source"]), licence=OUR_LICENCE,
    )  # fmt: skip


def published_value(*, n: int | None, source: str, licence: str, reason: str) -> dict[str, Any]:
    """What a publisher's number lacks of the shape: it has no release of ours, and no interval that we know."""
    whole = value(None, unit="", n=n, source=source, licence=licence, reason=reason)
    return {name: inner for name, inner in whole.items() if name not in ("value", "unit", "currency", "withheld")}
