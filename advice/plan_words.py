"""Pieces of a plan in words, for its page and the page of ranked moves."""

import math

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from advice.asking import Ask
from advice.bases import Basis
from advice.forms import CARRY_WORDS
from advice.known import Elsewhere
from advice.payback import Bill
from advice.planning import Plan
from advice.presenting import between
from salaries.comparison import LABELS, Interval
from salaries.models import country_name
from salaries.presenters.formats import digits, joined, lower_first, money, percent
from salaries.stats.estimates import three_digits


def assumptions(plan: Plan) -> list[tuple[str, str]]:
    """Every assumption in words, with where it comes from."""
    ask = plan.ask
    return [
        (_("Level"), LABELS["level"].get(ask.level, _("any"))),
        (_("Country"), country_name(ask.country)),
        (_("Currency"), ask.currency),
        (_("Pay today"), _pay_words(plan)),
        (_("Work"), _("%(hours)s hours a week, %(weeks)s weeks a year") % {"hours": ask.hours, "weeks": ask.weeks}),
        (
            _("Learning"),
            _("%(weekly)s hours a week, %(from_work)s of them taken from paid work")
            % {"weekly": ask.weekly, "from_work": ask.from_work},
        ),
        (_("Months without pay between the roles"), str(ask.away)),
        (
            _("Cost of learning"),
            _("%(each)s an hour and %(once)s at once")
            % {"each": money(ask.hour_cost, ask.currency, "hour"), "once": money(ask.fixed_cost, ask.currency)},
        ),
        (_("Place that goes with you"), str(CARRY_WORDS[ask.carry])),
        (_("May take to pay back"), ngettext("%(n)s year", "%(n)s years", ask.horizon) % {"n": ask.horizon}),
        (
            _("Money"),
            _("before tax, as the figures have it; no rises, no interest, the same prices throughout"),
        ),
        (_("Skills you have already"), joined(list(plan.has)) or _("those of your role")),
    ]


def _pay_words(plan: Plan) -> str:
    if plan.ask.own.pay is not None:
        return _("your own, not kept")
    if plan.today is None:
        return _("not known: give yours below")
    return _("%(amount)s, the median of %(whom)s (%(source)s, %(period)s)") % {
        "amount": money(plan.today.target.middle, plan.ask.currency), "whom": lower_first(plan.today.target.subject),
        "source": plan.today.name, "period": plan.today.period,
    }  # fmt: skip


def rate_words(basis: Basis | Elsewhere) -> str:
    """The rate by which something was converted: '0.8850 EUR for one USD, average of 255 rates of 2025'."""
    rate = basis.rate
    if rate is None:
        return ""
    return _("%(factor)s %(into)s for one %(currency)s, average of %(days)s rates of %(year)s") % {
        "factor": digits(rate.factor, 4), "into": rate.into, "currency": rate.currency, "year": rate.year,
        "days": rate.days,
    }  # fmt: skip


def needed_words(years: int, yearly: float | None, ask: Ask) -> tuple[str, str]:
    """(within how many years, how much more a year that takes)."""
    within = ngettext("%(years)s year", "%(years)s years", years) % {"years": years}
    if yearly is None:
        return within, _("not possible: the learning alone takes longer")
    return within, _("%(amount)s a year more") % {"amount": money(yearly, ask.currency)}


def never_words(one: Bill, ask: Ask) -> str:
    """Why the cost of ``one`` does not come back."""
    return _("never: the learning alone takes longer") if one.outlasts(ask.horizon) else _("never")


def left_words(gain: float, currency: str) -> str:
    """What a move leaves at the horizon, to three digits: it rests on estimates. The working has it in full."""
    return money(three_digits(gain), currency)


def interval_words(interval: Interval, currency: str = "USD") -> str:
    """A yearly amount with its interval: '$4,000 a year (90 % interval −$2,000 to $10,000)'."""
    low, value, high = (money(end, currency) for end in (interval.low, interval.value, interval.high))
    return _("%(value)s a year (%(ninety)s interval %(low)s to %(high)s)") % {
        "value": value, "ninety": percent(90), "low": low, "high": high,
    }  # fmt: skip


def months(time: float) -> str:
    """'3 months': whole months, rounded up as time is."""
    return between(whole_months(time), whole_months(time), "month")


def whole_months(time: float) -> int:
    """Months as a whole number, rounded up."""
    return math.ceil(round(time, 6))
