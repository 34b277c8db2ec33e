"""What a comparison is asked: roles, how they are narrowed down, and on what terms money is shown."""

from dataclasses import dataclass

DIMENSIONS = ("level", "country", "engagement", "ai_use")
TERMS = ("currency", "prices", "ppp", "per")
Choice = tuple[tuple[str, str], ...]  # the (dimension, value) that narrow a role down; none for all of it


class UnknownQuery(Exception):
    """The comparison that was asked for does not exist; the message is for the person who asked.

    ``field`` is the part of the query at fault.
    """

    def __init__(self, message: str, field: str = "roles") -> None:
        super().__init__(message)
        self.field = field


class UnknownTerms(UnknownQuery):
    """Money cannot be shown on the terms that were asked for; ``field`` is one of TERMS."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message, field)


@dataclass(frozen=True)
class Terms:
    """On what terms money is shown. Empty: as published.

    ``ppp`` is a country's code, or "1" for the only country that uses the currency. Prices or parities without a
    currency are in US dollars.
    """

    currency: str = ""
    prices: int | None = None
    ppp: str = ""
    per: str = ""

    @property
    def given(self) -> dict[str, str]:
        """What was asked for, by the name of its parameter, in a fixed order."""
        asked = {"currency": self.currency, "prices": str(self.prices or ""), "ppp": self.ppp, "per": self.per}
        return {name: value for name, value in asked.items() if value}

    @property
    def move_money(self) -> bool:
        """Whether amounts are converted. ``per`` alone leaves each in its own currency and year."""
        return bool(self.currency or self.prices or self.ppp)


@dataclass(frozen=True)
class Query:
    """What is compared. ``release`` pins an older publication; without it the newest is meant."""

    roles: tuple[str, ...]
    level: str = ""
    country: str = ""
    engagement: str = ""
    ai_use: str = ""
    release: int | None = None
    terms: Terms = Terms()

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """The dimensions that are narrowed down, with their values."""
        return [(name, value) for name in DIMENSIONS if (value := getattr(self, name))]

    @property
    def measure(self) -> str:
        """The plan publishes engagement per hour, since freelance years differ in length; all of a role both ways, and
        all else per year."""
        chosen = [name for name, _ in self.chosen]
        return "hourly" if chosen == ["engagement"] or (self.terms.per == "hour" and not chosen) else "yearly"
