"""How money was put on other terms, in words: step by step for a number, and in general for an answer."""

from decimal import Decimal

from babel.numbers import format_decimal
from django.utils.translation import get_language, gettext

from salaries.comparison.query import Terms
from salaries.models import the_country
from salaries.stats.money import NoYardstick, Step, Target


def hours_words() -> str:
    """The step from a full-time year to an hour."""
    return gettext("÷ 2,080 hours of a full-time year")


def step_words(step: Step) -> str:
    """One step of a conversion."""
    named = {"factor": _digits(step.factor), "inverse": _digits(1 / step.factor), "of": step.of, "year": step.year,
             "until": step.until}  # fmt: skip
    if step.kind == "prices":
        return gettext("× %(factor)s, US consumer prices of %(until)s over %(year)s") % named
    if step.kind == "rate_in":
        return gettext("× %(factor)s US dollars for one %(of)s, average of %(year)s") % named
    if step.kind == "rate_out":
        return gettext("÷ %(inverse)s US dollars for one %(of)s, average of %(year)s") % named
    named["country"] = the_country(step.of)
    if step.kind == "parity_in":
        return gettext("÷ %(inverse)s, what buys in %(country)s as much as a US dollar at home, %(year)s") % named
    return gettext("× %(factor)s, what buys in %(country)s as much as a US dollar at home, %(year)s") % named


def _digits(factor: Decimal) -> str:
    return format_decimal(float(f"{float(factor):.5g}"), "0.##########", locale=get_language() or "en")


def missing_words(missing: NoYardstick) -> str:
    """Why a number stays as it was published."""
    named = {"of": missing.of, "year": missing.year}
    if missing.of == "prices":
        return gettext("As published: no consumer prices of %(year)s are held.") % named
    return gettext("As published: nothing is held to compare %(of)s by in %(year)s.") % named


def method_of(terms: Terms, target: Target) -> tuple[str, ...]:
    """How amounts were converted, in general; each number says its own steps."""
    said = []
    if target.parity:
        said.append(gettext(
            "Amounts are converted to what buys as much in %(country)s (World Bank purchasing-power parities), not at "
            "exchange rates."
        ) % {"country": the_country(target.parity)})  # fmt: skip
    elif terms.currency or terms.prices:
        said.append(gettext(
            "Amounts in other currencies are converted to %(currency)s at average rates of their year (European "
            "Central Bank), by way of US dollars."
        ) % {"currency": target.currency})  # fmt: skip
    if terms.prices:
        said.append(gettext(
            "Amounts of other years are raised to prices of %(year)s with US consumer prices (Bureau of Labor "
            "Statistics), also those of other countries, so that all are moved alike."
        ) % {"year": terms.prices})  # fmt: skip
    if terms.per == "hour":
        said.append(gettext(
            "By the hour: as published by the hour; advertised full-time pay is divided by 2,080; the rest stays a "
            "year."
        ))  # fmt: skip
    if terms.per == "year":
        said.append(gettext("By the year: as published by the year; pay that is published by the hour only stays so."))
    return tuple(said)
