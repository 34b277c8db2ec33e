"""The plan of what is published, what each part costs in privacy, and the noise that pays for it.

Unit of privacy: one report, added or removed (pure epsilon-differential privacy). Every number here is an integer or
a Fraction until the noise has been added, so no rounding of floats can leak (Mironov 2012).
"""

import math
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

BINS = 8  # of a histogram: noise drowns more of them, and fewer say less of a thousand people
SHARE_TOTAL = 100  # a report's stream shares are whole percent and add to this


@dataclass(frozen=True)
class Table:
    """One published table: a histogram of ``measure`` for each value of ``dimension`` within a role."""

    name: str
    dimension: str
    measure: str  # an axis of salaries.stats.axis, or "streams"
    epsilon: Fraction

    @property
    def sensitivity(self) -> int:
        """By how much one report can change the table's counts, added over all cells (L1)."""
        return SHARE_TOTAL if self.measure == "streams" else 1

    @property
    def scale(self) -> Fraction:
        """Scale of the discrete Laplace noise on each count: sensitivity / epsilon."""
        return self.sensitivity / self.epsilon

    @property
    def variance(self) -> float:
        """Variance of the noise on each count: 2 p / (1 - p)^2 with p = exp(-1 / scale)."""
        return laplace_variance(self.scale)


PLAN = (
    Table("role_level", "level", "yearly", Fraction("0.45")),
    Table("role_country", "country", "yearly", Fraction("0.3")),
    Table("role_ai_use", "ai_use", "yearly", Fraction("0.4")),
    Table("role_engagement", "engagement", "hourly", Fraction("0.3")),
    Table("role_streams", "engagement", "streams", Fraction("0.15")),
)
# What follows a report half a year and a year later is a unit of its own: one follow-up, with a gate of its own.
FOLLOW_UP_PLAN = (
    Table("outcomes", "follow_up", "outcome", Fraction("0.3")),
    Table("changes", "follow_up", "change", Fraction("0.3")),
)
FOLLOW_UP_EPSILON = Fraction(1)  # the most that one follow-up may cost over its whole life
FOLLOW_UP_THRESHOLD = 60  # about how many waiting follow-ups open their gate: with fewer, no share could be shown
FOLLOW_UP_MONTHS = (6, 12)
GATE_EPSILON = Fraction("0.4")  # for deciding when a role's waiting reports become a batch
LIFETIME_EPSILON = Fraction(2)
GATE_THRESHOLD = 20  # about how many waiting reports open the gate

Noise = Callable[[Fraction], int]


def spent_by_a_report() -> Fraction:
    """What one report costs over its whole life: it passes one gate and enters one batch of each table."""
    return GATE_EPSILON + sum((table.epsilon for table in PLAN), Fraction(0))


def spent_by_a_follow_up() -> Fraction:
    """What one follow-up costs over its whole life, beside what its report costs."""
    return GATE_EPSILON + sum((table.epsilon for table in FOLLOW_UP_PLAN), Fraction(0))


def spent_by_a_person() -> Fraction:
    """The most for somebody who reports on one role and year and follows up each time."""
    return spent_by_a_report() + len(FOLLOW_UP_MONTHS) * spent_by_a_follow_up()


def decimal(epsilon: Fraction) -> Decimal:
    """``epsilon`` for a column of three decimals; rounded up, so that the account never says too little."""
    return Decimal(math.ceil(epsilon * 1000)) / 1000


def gate_scale() -> Fraction:
    """Scale of both noises of the gate. AboveThreshold with epsilon split in halves; a report changes every count in
    one direction only, so the noise on a look needs no factor 2 (Lyu, Su, Li 2017, theorem 4)."""
    return 2 / GATE_EPSILON


def gate_opens(waiting: int, offset: int, noise: Noise, threshold: int | None = None) -> bool:
    """Whether the noisy number of waiting reports reaches the noisy threshold, that of reports unless another is given.

    ``offset`` is drawn once per batch.
    """
    return waiting + noise(gate_scale()) >= (GATE_THRESHOLD if threshold is None else threshold) + offset


def gate_is_due(looks: int) -> bool:
    """Whether a nightly run may look at a gate on this night: nights 1, 2, 4, 8, … since its last batch.

    Looking costs no privacy; looking rarely keeps the noise from opening the gates of roles nobody reports on.
    """
    return looks & (looks - 1) == 0


def noisy(counts: Sequence[int], table: Table, noise: Noise) -> list[int]:
    """``counts`` with independent noise of the table's scale on each."""
    return [count + noise(table.scale) for count in counts]


def laplace_variance(scale: Fraction) -> float:
    """Variance of the discrete Laplace distribution P(x) ~ exp(-|x| / scale)."""
    from_one = -math.expm1(-1 / float(scale))
    return 2 * (1 - from_one) / from_one**2


def discrete_laplace(scale: Fraction) -> int:
    """A draw from P(x) ~ exp(-|x| / scale) over the integers, exact, from the operating system's secure source.

    Algorithm 2 of Canonne, Kamath, Steinke, "The discrete Gaussian for differential privacy" (2020), in integers only.
    """
    s, t = scale.denominator, scale.numerator
    while True:
        u = secrets.randbelow(t)
        if not _bernoulli_exp(u, t):
            continue
        v = 0
        while _bernoulli_exp(1, 1):
            v += 1
        magnitude = (u + t * v) // s
        negative = secrets.randbelow(2)
        if not (negative and magnitude == 0):
            return -magnitude if negative else magnitude


def _bernoulli_exp(numerator: int, denominator: int) -> bool:
    """True with probability exp(-numerator / denominator), for a fraction in [0, 1] (von Neumann's method)."""
    k = 1
    while secrets.randbelow(denominator * k) < numerator:
        k += 1
    return k % 2 == 1
