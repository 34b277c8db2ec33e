"""What a person tells the planner. Everything but ``Own`` may stand in an address; ``Own`` is pay and may not."""

from dataclasses import dataclass

from django.utils.translation import gettext

USUAL_WEEKLY = 5
USUAL_HOURS = 40
USUAL_HORIZON = 10
MOST_A_WEEK = 112  # hours of work and learning together: sixteen a day
CARRIES = (0, 50, 100)


@dataclass(frozen=True)
class Own:
    """The person's own pay a year, and what they expect in the new role at the low, middle and high end.

    Used for one answer and kept nowhere: not in addresses, logs, sessions or caches.
    """

    pay: float | None = None
    low: float | None = None
    middle: float | None = None
    high: float | None = None

    @property
    def expects(self) -> tuple[float, float, float] | None:
        """Low, middle and high, when all three are given and rise from above nought."""
        if self.low is None or self.middle is None or self.high is None:
            return None
        return (self.low, self.middle, self.high) if 0 < self.low <= self.middle <= self.high else None

    @property
    def given(self) -> bool:
        """Whether anything was given."""
        return any(value is not None for value in (self.pay, self.low, self.middle, self.high))


def clash(hours: int, weekly: int, from_work: int) -> tuple[str, str] | None:
    """The field that hours a week do not go together in, and why; None where they do."""
    if from_work > min(weekly, hours):
        return "from_work", gettext("This cannot be more than the hours you learn, nor than those you work.")
    if hours + weekly - from_work > MOST_A_WEEK:
        return "weekly", gettext("Work and learning together would be more than sixteen hours a day.")
    return None


@dataclass(frozen=True)
class Ask:
    """Every assumption of a plan.

    ``hours`` are worked in each of ``weeks`` a year; ``weekly`` hours a week go into learning, ``from_work`` of them
    out of paid work. ``hour_cost`` (for each hour of learning), ``fixed_cost`` (once) and all results are in
    ``currency``. ``away`` are months without pay between the roles, ``carry`` percent of the place in today's role goes
    along, ``horizon`` years is how long a move may take to pay back, ``basis`` the figures to reckon on ("" for the
    first that there are).
    """

    origin: str
    target: str = ""
    level: str = ""
    country: str = "US"
    currency: str = "USD"
    hours: int = USUAL_HOURS
    weeks: int = 52
    has: tuple[str, ...] = ()
    weekly: int = USUAL_WEEKLY
    from_work: int = 0
    hour_cost: float = 0.0
    fixed_cost: float = 0.0
    away: int = 0
    carry: int = 0
    horizon: int = USUAL_HORIZON
    basis: str = ""
    own: Own = Own()
