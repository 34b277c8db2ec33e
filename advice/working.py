"""The sums of a plan written out with its own numbers, so that a reader can repeat them with pencil and paper."""

from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from advice.asking import Ask
from advice.payback import MONTHS, Bill, Work
from advice.payback import needed as needed_for
from advice.planning import Outcome, Plan
from salaries.models import spoken
from salaries.presenters.formats import joined, money, number, one_digit, percent
from salaries.stats.estimates import SHARES


@dataclass(frozen=True)
class Lines:
    """Some sums under one heading."""

    title: str
    lines: tuple[str, ...]


def working(plan: Plan) -> list[Lines]:
    """How the skills, the time, the money and the outcome of ``plan`` were reckoned."""
    found = [Lines(_("Skills missing"), _skills(plan)), Lines(_("Time and cost"), _time(plan))]
    if plan.outcome:
        found += [
            Lines(_("What it brings"), _ends(plan, plan.outcome)),
            Lines(_("Chance that it never pays back"), _chance(plan, plan.outcome)),
        ]
    return found


def _skills(plan: Plan) -> tuple[str, ...]:
    missing = sum(one.weight for one in plan.skills.missing)
    whole = sum(one.weight for one in plan.whole)
    points = joined([f"{spoken(plan.skill_names[one.skill])} {number(one.weight)}" for one in plan.whole])
    return (
        _(
            "A skill weighs (needed − now) × needed. Its hours are all its hours × (needed − now) ÷ 4, "
            "rounded up to tens."
        ),
        _("For somebody who has none of it, each now at 1, the new role weighs: %(points)s; together %(whole)s.")
        % {"points": points, "whole": number(whole)},
        _("Missing: %(missing)s of %(whole)s points of weight, all that the new role needs above 1, are %(share)s.")
        % {"missing": number(missing), "whole": number(whole), "share": percent(round(100 * plan.skills.share))},
    )


def _time(plan: Plan) -> tuple[str, ...]:
    now = plan.outcome.now if plan.outcome else plan.today.target.middle if plan.today else None
    pay = plan.ask.own.pay if plan.ask.own.pay is not None else now
    return tuple(line for one in plan.bills for line in _bill(one, plan.ask, pay))


def _bill(one: Bill, ask: Ask, pay: float | None) -> list[str]:
    given = {
        "hours": number(one.hours), "weekly": ask.weekly, "away": ask.away, "start": one_digit(one.start),
        "each": money(ask.hour_cost, ask.currency, "hour"), "once": money(ask.fixed_cost, ask.currency),
        "learning": money(one.learning, ask.currency),
    }  # fmt: skip
    lines = [
        _("%(hours)s hours ÷ %(weekly)s a week ÷ 52 × 12 + %(away)s months = %(start)s months") % given,
        _("%(hours)s hours × %(each)s + %(once)s = %(learning)s of learning") % given,
    ]
    if one.lost and pay is not None:
        weeks = one.hours / ask.weekly
        lines.append(
            _("%(from_work)s hours × %(weeks)s weeks × %(hourly)s an hour + %(away)s × %(monthly)s = %(lost)s lost")
            % {
                "from_work": ask.from_work, "weeks": one_digit(weeks), "away": ask.away,
                "hourly": money(Work(pay, ask.hours, ask.weeks).hourly, ask.currency, "hour"),
                "monthly": money(pay / MONTHS, ask.currency), "lost": money(one.lost, ask.currency),
            }
        )  # fmt: skip
    return lines


def _ends(plan: Plan, outcome: Outcome) -> tuple[str, ...]:
    names = (_("Pessimistic"), _("Middle"), _("Optimistic"))
    ends = (outcome.difference.pessimistic, outcome.difference.middle, outcome.difference.optimistic)
    gains = (outcome.gain.pessimistic, outcome.gain.middle, outcome.gain.optimistic)
    rows = zip(names, ends, gains, outcome.bills, strict=True)
    return tuple(line for row in rows for line in _end(plan, outcome.now, *row))


def _end(plan: Plan, now: float, name: str, yearly: float, gain: float, one: Bill) -> list[str]:
    currency, months = plan.ask.currency, plan.ask.horizon * MONTHS
    given = {
        "name": name, "new": money(now + yearly, currency), "now": money(now, currency),
        "yearly": money(yearly, currency), "start": one_digit(one.start), "cost": money(one.total or 0, currency),
        "months": months, "gain": money(gain, currency), "left": one_digit(max(0.0, months - one.start)),
    }  # fmt: skip
    lines = [_("%(name)s: %(new)s − %(now)s = %(yearly)s a year") % given]
    if yearly >= 1:
        when = one_digit(one.start + (one.total or 0) * MONTHS / yearly)
        lines.append(_("%(start)s months + %(cost)s × 12 ÷ %(yearly)s = month %(when)s") % {**given, "when": when})
    return [*lines, _("%(yearly)s ÷ 12 × %(left)s of %(months)s months − %(cost)s = %(gain)s") % given]


def _chance(plan: Plan, outcome: Outcome) -> tuple[str, ...]:
    chances = (outcome.never.low, outcome.never.value, outcome.never.high)
    lines = [_one_chance(plan, outcome.now, one, chance) for one, chance in zip(plan.bills, chances, strict=True)]
    if plan.ask.carry:
        return (*lines, _("A place that goes with you: places in both roles are correlated as in a Gaussian copula."))
    return (*lines, *([_between(plan, outcome.now)] if plan.basis else []))


def _one_chance(plan: Plan, now: float, one: Bill, chance: float) -> str:
    currency, months = plan.ask.currency, plan.ask.horizon * MONTHS
    given = {
        "hours": number(one.hours), "start": one_digit(one.start), "months": months, "now": money(now, currency),
        "cost": money(one.total or 0, currency), "chance": percent(round(chance, 1)),
    }  # fmt: skip
    enough = needed_for(one.total or 0.0, start=one.start, by=months)
    if enough is None:
        return _("%(hours)s hours: learning ends in month %(start)s, after the %(months)s months: %(chance)s") % given
    if not one.total:
        return (
            _(
                "%(hours)s hours: nothing was spent, so the new pay has to be more than %(now)s; %(chance)s are paid "
                "less or the same"
            )
            % given
        )
    return _(
        "%(hours)s hours: the new pay has to be %(now)s + %(cost)s × 12 ÷ (%(months)s − %(start)s) = %(pay)s at least; "
        "paid less are %(chance)s"
    ) % {**given, "pay": money(now + enough, currency)}


def _between(plan: Plan, now: float) -> str:
    """Between which percentiles today's pay lies in the new role, and how such a share is read off."""
    target, currency = plan.basis.target if plan.basis else None, plan.ask.currency
    if target is None:
        return ""
    for one, other in pairwise(target.percentiles):
        if one[1] <= now < other[1]:
            return _interpolated(one, other, now, currency)
    below = now < target.percentiles[0][1]
    name, outer = target.percentiles[0 if below else -1]
    end = outer**2 / target.middle
    given = {
        "name": name.upper(), "outer": money(outer, currency), "median": money(target.middle, currency),
        "end": money(end, currency), "now": money(now, currency), "tail": percent(round(100 * _tail(name))),
    }  # fmt: skip
    if below:
        return (
            _(
                "%(now)s lies below %(outer)s (%(name)s). Nobody is taken to be paid less than %(outer)s² ÷ the median "
                "of %(median)s = %(end)s; from there to %(name)s people lie evenly on the logarithm of pay: %(tail)s × "
                "ln(%(now)s ÷ %(end)s) ÷ ln(%(outer)s ÷ %(end)s), or none."
            )
            % given
        )
    return (
        _(
            "%(now)s lies above %(outer)s (%(name)s). Nobody is taken to be paid more than %(outer)s² ÷ the median "
            "of %(median)s = %(end)s; from %(name)s to there people lie evenly on the logarithm of pay: all but "
            "%(tail)s × ln(%(end)s ÷ %(now)s) ÷ ln(%(end)s ÷ %(outer)s), or all."
        )
        % given
    )


def _tail(name: str) -> float:
    """The share of people beyond an outermost percentile."""
    return min(SHARES[name], 1 - SHARES[name])


def _interpolated(one: tuple[str, float], other: tuple[str, float], now: float, currency: str) -> str:
    return _(
        "A share between two percentiles is read evenly on the logarithm of pay: %(now)s lies between %(low)s "
        "(%(one)s) and %(high)s (%(other)s), so %(from)s + %(part)s × ln(%(now)s ÷ %(low)s) ÷ ln(%(high)s ÷ %(low)s)."
    ) % {
        "now": money(now, currency), "low": money(one[1], currency), "high": money(other[1], currency),
        "one": one[0].upper(), "other": other[0].upper(), "from": percent(round(100 * SHARES[one[0]])),
        "part": percent(round(100 * (SHARES[other[0]] - SHARES[one[0]]))),
    }  # fmt: skip
