"""When a move pays back: plain numbers in, plain numbers out (docs/advice.md, "What a plan computes")."""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from salaries.stats.histogram import Curve, quantile, share_above

MONTHS, WEEKS = 12, 52
BELL = NormalDist()
LEAST = 1.0  # less than one unit of money a year counts as no difference


@dataclass(frozen=True)
class Work:
    """What a person is paid today: ``yearly`` money for ``hours`` a week in ``weeks`` of the year."""

    yearly: float
    hours: float
    weeks: float = WEEKS

    @property
    def hourly(self) -> float:
        """Pay for each hour worked."""
        return self.yearly / (self.hours * self.weeks)


@dataclass(frozen=True)
class Bill:
    """What a move costs before the new pay begins, in the month ``start`` from today.

    ``learning`` and ``lost`` are money; ``lost`` is None when it takes a pay that nobody knows.
    """

    hours: float
    start: float
    learning: float
    lost: float | None

    @property
    def total(self) -> float | None:
        """All of the cost, or None while the income lost is unknown."""
        return None if self.lost is None else self.learning + self.lost

    def outlasts(self, years: float) -> bool:
        """Whether the new pay has not begun after so many years."""
        return self.start >= years * MONTHS


def bill(
    hours: float, *, weekly: float, hour_cost: float, fixed: float, from_work: float, away: float, work: Work | None
) -> Bill:
    """The bill for ``hours`` of learning at ``weekly`` hours a week, ``from_work`` of them taken from paid work.

    Each hour of learning costs ``hour_cost``, everything together ``fixed`` once; ``away`` are months without any pay
    between the two roles.
    """
    learning_weeks = hours / weekly
    lost = None
    if from_work * learning_weeks == 0 and away == 0:
        lost = 0.0
    elif work is not None:
        lost = from_work * learning_weeks * work.hourly + away * work.yearly / MONTHS
    return Bill(hours, learning_weeks * MONTHS / WEEKS + away, hours * hour_cost + fixed, lost)


def reached(target: Curve, share: float, *, now: float = 0.5, carry: float = 0.0) -> float:
    """The pay in the new role below which the mover ends with probability ``share`` (0 to 1, both excluded).

    ``now`` is the share of people in today's role who are paid less than the mover. ``carry`` says how far that place
    goes with them: 0 not at all, so they may land anywhere among the new role's people; 1 entirely. In between places
    are correlated as in a Gaussian copula.
    """
    z = carry * BELL.inv_cdf(_inside(now)) + math.sqrt(1 - carry**2) * BELL.inv_cdf(_inside(share))
    return math.exp(quantile(np.asarray(target.places), np.asarray(target.below), BELL.cdf(z)))


def chance_below(target: Curve, pay: float, *, now: float = 0.5, carry: float = 0.0) -> float:
    """How likely the mover ends below ``pay`` in the new role, 0 to 1: the inverse of ``reached``."""
    if pay <= 0:
        return 0.0
    if carry >= 1:
        return float(reached(target, 0.5, now=now, carry=1) < pay)
    below = 1 - share_above(target, pay)
    if below <= 0 or below >= 1:
        return float(below > 0)
    return BELL.cdf((BELL.inv_cdf(below) - carry * BELL.inv_cdf(_inside(now))) / math.sqrt(1 - carry**2))


def month_paid_back(cost: float, yearly: float, *, start: float = 0.0, horizon: float = math.inf) -> int | None:
    """The month, counted from today, in which ``cost`` has come back; None when that is not within ``horizon`` months.

    The new pay begins in month ``start`` and brings ``yearly`` more a year: cost x 12 / yearly months later it has
    come back. A difference of nought or less never pays back, not even a move that costs nothing.
    """
    if yearly < LEAST:
        return None
    month = start + cost * MONTHS / yearly
    return math.ceil(round(month, 9)) if month <= horizon else None


def needed(cost: float, *, start: float, by: float) -> float | None:
    """The yearly difference at which ``cost`` has come back by month ``by``; None when no difference is enough."""
    if start >= by:
        return None
    return max(LEAST, cost * MONTHS / (by - start))


def chance_never(
    target: Curve, pay: float, cost: float, *, start: float, horizon: float, now: float = 0.5, carry: float = 0.0
) -> float:
    """How likely ``cost`` has not come back within ``horizon`` months, for somebody who is paid ``pay`` today."""
    enough = needed(cost, start=start, by=horizon)
    return 1.0 if enough is None else chance_below(target, pay + enough, now=now, carry=carry)


def gain(cost: float, yearly: float, *, start: float, horizon: float) -> float:
    """What a move has brought after ``horizon`` months, its cost taken off. Staying brings nought."""
    return yearly / MONTHS * max(0.0, horizon - start) - cost


def _inside(share: float) -> float:
    return min(max(share, 1e-9), 1 - 1e-9)
