"""Money on other terms: another currency, prices of another year, buying power, by the year or by the hour.

Nothing is published anew: each converted number keeps what was published and says, step by step, how it was converted.
What cannot be converted stays as it was published, with the reason.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import cast

from babel.numbers import get_territory_currencies
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext

from salaries.comparison.answer import (
    Comparison,
    Distribution,
    FigureGroup,
    FigureLine,
    Interval,
    OwnEstimate,
    RoleAnswer,
)
from salaries.comparison.query import Terms, UnknownTerms
from salaries.comparison.steps import hours_words, method_of, missing_words, step_words
from salaries.models import COUNTRIES, ExchangeRate, Figure, PriceLevel, country_name, the_country
from salaries.stats.axis import UNIT_OF
from salaries.stats.estimates import three_digits
from salaries.stats.money import FULL_YEAR, NoYardstick, Target, Yardsticks, product, steps_to

CURRENCIES = (
    "USD", "EUR", "GBP", "AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "HKD", "HUF", "IDR", "ILS", "INR", "ISK",
    "JPY", "KRW", "MXN", "MYR", "NOK", "NZD", "PHP", "PLN", "RON", "SEK", "SGD", "THB", "TRY", "ZAR",
)  # fmt: skip
PER = ("year", "hour")
Factor = tuple[float, tuple[str, ...], str]  # what to multiply by, the steps in words, or why it cannot be done


def yardsticks(terms: Terms) -> Yardsticks:
    """The rates, prices and parities that converting to ``terms`` can need; at most three queries.

    Rates are read when the first other currency turns up: most figures are in dollars.
    """
    levels = PriceLevel.objects.filter(series=PriceLevel.Series.CPI, country="US").values_list("year", "value")
    parities = PriceLevel.objects.filter(series=PriceLevel.Series.PPP).values_list("country", "year", "value")
    return Yardsticks(
        rates=cast(dict[tuple[str, int], Decimal], SimpleLazyObject(_rates)),
        prices=dict(levels),
        parities={(country, year): value for country, year, value in parities} if terms.ppp else {},
    )


def _rates() -> dict[tuple[str, int], Decimal]:
    rows = ExchangeRate.objects.values_list("currency", "year", "usd_per_unit")
    return {(currency, year): rate for currency, year, rate in rows}


def target_of(terms: Terms, by: Yardsticks) -> Target:
    """What ``terms`` ask for. Raises UnknownTerms when it is not known what is meant, or not held."""
    currency = terms.currency or "USD"
    if terms.prices and terms.prices not in by.prices:
        held = sorted(by.prices)
        known = gettext("those of %(first)s to %(last)s are") % {"first": held[0], "last": held[-1]} if held else ""
        raise UnknownTerms(
            "prices",
            gettext("Prices: no consumer prices of %(year)s are held; %(known)s.") % {
                "year": terms.prices, "known": known or gettext("none are"),
            }
        )  # fmt: skip
    return Target(currency, terms.prices, _parity(terms.ppp, currency))


def converted(answer: Comparison, by: Yardsticks) -> Comparison:
    """What is published in ``answer`` on the terms of its query. Raises UnknownTerms."""
    terms = answer.query.terms
    target = target_of(terms, by)
    using = Converter(target, by, terms)
    roles = tuple(_role(role, using) for role in answer.roles)
    return replace(answer, roles=roles, method=method_of(terms, target))


def own_in(own: OwnEstimate, terms: Terms, by: Yardsticks, year: int) -> OwnEstimate:
    """An estimate of a release of ``year`` on ``terms``. Raises UnknownTerms."""
    return _own(own, Converter(target_of(terms, by), by, terms), year, terms.per)


def money_year(released: int, prices: Iterable[int]) -> int:
    """The year whose dollars estimates of a release of the year ``released`` count as: the newest one whose ``prices``
    were held then."""
    return max((year for year in prices if year <= released), default=released)


def own_on(terms: Terms, year: int) -> tuple[str, float, bool]:
    """For estimates of a release of ``year`` on ``terms``: their currency, the factor, and if it is what was asked.

    At most three queries; none as published. Raises UnknownTerms.
    """
    if not terms.given:
        return "USD", 1, False
    by = yardsticks(terms)
    using = Converter(target_of(terms, by), by, terms)
    factor, _, missing = using.own_factor(year)
    return ("USD", 1, False) if missing else (using.money("USD", ""), factor, True)


def _parity(ppp: str, currency: str) -> str:
    """The country whose buying power is meant: named, or the only one that uses the currency."""
    if not ppp:
        return ""
    if ppp == "1":
        users = [code for code in COUNTRIES if currency in get_territory_currencies(code)[:1]]
        if len(users) != 1:
            raise UnknownTerms(
                "ppp",
                gettext(
                    "Buying power: %(currency)s is used in several countries. Choose one of them, such as %(country)s "
                    "(%(code)s)."
                ) % {"currency": currency, "country": country_name(users[0]), "code": users[0]}
            )  # fmt: skip
        return users[0]
    if get_territory_currencies(ppp)[:1] != [currency]:
        raise UnknownTerms(
            "ppp",
            gettext("Buying power: %(currency)s is not the money of %(country)s.") % {
                "currency": currency, "country": the_country(ppp),
            }
        )  # fmt: skip
    return ppp


class Converter:
    """Finds, and remembers, the factor for amounts of one currency, country and year."""

    def __init__(self, target: Target, by: Yardsticks, terms: Terms) -> None:
        self.target, self.by, self.terms = target, by, terms
        self._known: dict[tuple[str, str, int], Factor] = {}

    def factor(self, currency: str, country: str, year: int) -> Factor:
        """The factor, its steps in words, and the reason why there is none (then the factor is 1)."""
        if not self.terms.move_money:
            return 1.0, (), ""
        key = (currency, country, year)
        if key not in self._known:
            try:
                steps = steps_to(self.target, currency, country, year, self.by)
                self._known[key] = (float(product(steps)), tuple(step_words(step) for step in steps), "")
            except NoYardstick as missing:
                self._known[key] = (1.0, (), missing_words(missing))
        return self._known[key]

    def money(self, currency: str, missing: str) -> str:
        """What an amount in ``currency`` is in afterwards, if ``missing`` does not say why it could not be moved."""
        return self.target.currency if self.terms.move_money and not missing else currency

    def own_factor(self, year: int) -> Factor:
        """The factor for estimates of a release of ``year``."""
        return self.factor("USD", "US", money_year(year, self.by.prices))


def _role(role: RoleAnswer, using: Converter) -> RoleAnswer:
    per = using.terms.per
    return replace(
        role,
        pay=tuple(_group(group, using, per) for group in _by_unit(role.pay, per)),
        claims=tuple(_group(group, using, per) if group.unit in PER else group for group in role.claims),
        distributions=tuple(_spread(one, using, per) for one in _spreads_by_unit(role.distributions, per)),
    )


def _by_unit(groups: Sequence[FigureGroup], per: str) -> list[FigureGroup]:
    """Without groups that the same source also publishes, with numbers, by the wanted unit."""

    def other(group: FigureGroup) -> bool:
        named = (group.source, group.subject, group.fit)
        return group.unit != per and any(
            (one.source, one.subject, one.fit) == named and one.unit == per
            and any(line.value is not None for line in one.figures)
            for one in groups
        )  # fmt: skip

    return [group for group in groups if not per or not other(group)]


def _spreads_by_unit(shapes: Sequence[Distribution], per: str) -> list[Distribution]:
    wanted = {(one.source, one.subject) for one in shapes if one.unit == per}
    return [one for one in shapes if not per or one.unit == per or (one.source, one.subject) not in wanted]


def _group(group: FigureGroup, using: Converter, per: str) -> FigureGroup:
    lines = tuple(line_on(line, group.country, using, per) for line in group.figures)
    return replace(group, unit=lines[0].unit, figures=lines)


def line_on(line: FigureLine, country: str, using: Converter, per: str) -> FigureLine:
    """``line``, of ``country``, converted where that can be done, with the steps or the reason."""
    factor, steps, missing = using.factor(line.currency, country, line.year)
    unit, hours, reason = _per(line.unit, line.measure, per)
    changes = (*steps, *([hours_words()] if hours != 1 else []))
    said = " ".join(text for text in (missing, reason) if text)
    if not changes:
        return replace(line, not_converted=said)
    currency = using.money(line.currency, missing)
    if line.value is None:
        return replace(line, currency=currency, unit=unit, not_converted=said)
    return replace(
        line, value=_cents(line.value * factor / hours), currency=currency, unit=unit, original_value=line.value,
        original_currency=line.currency, original_unit=line.unit, conversion=changes, not_converted=said,
    )  # fmt: skip


def _spread(one: Distribution, using: Converter, per: str) -> Distribution:
    factor, steps, missing = using.factor(one.currency, one.country, one.year)
    unit, hours, reason = _per(one.unit, one.measure, per)
    by = factor / hours
    return replace(
        one, unit=unit, currency=using.money(one.currency, missing),
        percentiles=tuple((name, float(f"{value * by:.3g}")) for name, value in one.percentiles) if by != 1
        else one.percentiles,
        bars=tuple((_cents(low * by), _cents(high * by), share) for low, high, share in one.bars),
        conversion=(*steps, *([hours_words()] if hours != 1 else [])),
        not_converted=" ".join(text for text in (missing, reason) if text),
    )  # fmt: skip


def _own(own: OwnEstimate, using: Converter, year: int, per: str) -> OwnEstimate:
    """Intervals are multiplied at both ends: a rate is one number for everybody, so they stay 90 % intervals.

    Three digits remain three digits.
    """
    factor, steps, missing = using.own_factor(year)
    reason = ""
    if per and per != UNIT_OF[own.measure]:
        said = {"unit": own.measure_words}
        reason = gettext("Contributors’ pay is shown %(unit)s: we do not work out the other.") % said

    def times(interval: Interval) -> Interval:
        return Interval(*(three_digits(value * factor) for value in (interval.low, interval.value, interval.high)))

    return replace(
        own, currency=using.money(own.currency, missing),
        percentiles=tuple((name, times(interval)) for name, interval in own.percentiles),
        density=tuple((_cents(low * factor), _cents(high * factor), share) for low, high, share in own.density),
        before_costs=times(own.before_costs) if own.before_costs else None,
        conversion=steps, not_converted=" ".join(text for text in (missing, reason) if text),
    )  # fmt: skip


def _per(unit: str, measure: str, per: str) -> tuple[str, float, str]:
    """The unit that is shown, the hours to divide by, and why it is not the wanted one."""
    if not per or unit == per:
        return unit, 1, ""
    if per == "hour" and measure == Figure.Measure.POSTED:
        return "hour", FULL_YEAR, ""  # advertised pay is for full-time work
    if per == "hour":
        return unit, 1, gettext("Shown a year: the hours worked for it are not published.")
    return unit, 1, gettext("Shown an hour: published by the hour only, since few work a full year of hours.")


def _cents(value: float) -> float:
    return round(value, 2)
