"""What an offer pays for an hour, with and without its royalties. Plain numbers in, plain numbers out."""

from dataclasses import dataclass

from salaries.stats.money import FULL_YEAR


@dataclass(frozen=True)
class Offer:
    """An offer in one currency.

    ``points`` are the percent of the record's receipts that become royalties, for receipts at the ``low``, ``middle``
    and ``high`` end. With ``recoupable`` the fee is an advance: royalties are paid only beyond it. ``deposit`` is the
    percent of the fee paid at the start; each of ``revisions`` takes ``revision_hours``; ``costs`` are one's own.
    """

    fee: float
    hours: float
    revisions: int = 0
    revision_hours: float = 0.0
    deposit: float = 0.0
    costs: float = 0.0
    points: float = 0.0
    low: float = 0.0
    middle: float = 0.0
    high: float = 0.0
    recoupable: bool = False

    @property
    def has_royalties(self) -> bool:
        """Whether any receipts could bring some, however small."""
        return self.points > 0 and max(self.low, self.middle, self.high) > 0


@dataclass(frozen=True)
class Case:
    """One way it may go: royalties, all that is paid less costs, pay for an hour, and as a year's salary.

    ``salary`` is what a year of nothing but such hours would pay.
    """

    name: str
    royalties: float
    total: float
    hourly: float
    salary: float


@dataclass(frozen=True)
class Worth:
    """An offer worked out: ``hours`` with all revisions; the fee alone, the deposit alone, and three royalty cases."""

    hours: float
    fee_only: Case
    deposit_only: Case
    low: Case
    middle: Case
    high: Case

    @property
    def cases(self) -> tuple[Case, ...]:
        """From the least to the most that may come."""
        return self.deposit_only, self.fee_only, self.low, self.middle, self.high


def worth(offer: Offer) -> Worth:
    """What ``offer`` is worth. Raises ValueError when it takes no hours."""
    hours = offer.hours + offer.revisions * offer.revision_hours
    if hours <= 0:
        raise ValueError("An offer takes hours.")

    def case(name: str, fee: float, royalties: float) -> Case:
        total = fee + royalties - offer.costs
        return Case(name, royalties, total, total / hours, total / hours * FULL_YEAR)

    return Worth(
        hours,
        case("fee", offer.fee, 0.0),
        case("deposit", offer.fee * offer.deposit / 100, 0.0),
        *(case(name, offer.fee, royalties(offer, getattr(offer, name))) for name in ("low", "middle", "high")),
    )


def royalties(offer: Offer, receipts: float) -> float:
    """What is paid beyond the fee when the record brings ``receipts``."""
    earned = receipts * offer.points / 100
    return max(0.0, earned - offer.fee) if offer.recoupable else earned
