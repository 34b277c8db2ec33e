"""Numbers of the advice part in the one shape of a published number (``salaries.api.values``)."""

from functools import cached_property
from math import hypot
from typing import Any

from advice.bases import OWN, Backing, Basis, Pay
from advice.exposure import Row
from salaries.api.values import CONFIDENCE, OUR_LICENCE, value
from salaries.comparison import Interval
from salaries.downloads import OWN as REPORTS
from salaries.ledger import Costs
from salaries.models import Role
from salaries.occupations import Reach
from salaries.stats.axis import AXIS_OF

OUTCOMES = 80  # percent of outcomes between the pessimistic and the optimistic end, percentiles 10 and 90
YOURS = {"source": "you", "licence": "yours, and not kept"}
NOT_RATED: dict[str, Any] = {"withheld": "not_rated", "reason": "The publisher gives no value for this."}


class Valued:
    """Writes numbers of plans and offers in ``currency``. What releases cost is asked once, when it is first needed."""

    def __init__(self, currency: str) -> None:
        self.currency = currency
        self._costs = Costs()

    @cached_property
    def _roles(self) -> dict[str, int]:
        return dict(Role.objects.values_list("slug", "pk"))

    def percentiles(self, pay: Pay, basis: Basis) -> dict[str, Any]:
        """Those of ``pay`` by name, with their intervals where there are any."""
        known, context = dict(pay.intervals), self._context([pay], basis)
        return {
            name: self._told(known.get(name, number), pay.unit, CONFIDENCE, context) for name, number in pay.percentiles
        }

    def derived(
        self, number: float | Interval, basis: Basis, *, unit: str, confidence: int = CONFIDENCE
    ) -> dict[str, Any]:  # fmt: skip
        """What was worked out of both roles' pay on ``basis``: all people behind them, the dearer of both costs."""
        pays = {pay.backing: pay for pay in (basis.origin, basis.target) if pay}
        return self._told(number, unit, confidence, self._context([*pays.values()], basis))

    def nought(self) -> dict[str, Any]:
        """What staying brings, by definition."""
        return value(0.0, unit="total", currency=self.currency, source=str(REPORTS["source"]), licence=OUR_LICENCE)

    def yours(self, number: float, unit: str) -> dict[str, Any]:
        """What the person said."""
        return self._told(number, unit, CONFIDENCE, YOURS)

    def _told(self, number: float | Interval, unit: str, confidence: int, context: dict[str, Any]) -> dict[str, Any]:
        money = self.currency if unit in ("year", "hour", "total") else ""
        if isinstance(number, Interval):
            ends = (number.low, number.high)
            return value(number.value, ends=ends, confidence=confidence, unit=unit, currency=money, **context)
        return value(number, unit=unit, currency=money, **context)

    def _context(self, pays: list[Pay], basis: Basis) -> dict[str, Any]:
        """Sources, licences, people, release and cost of everything that ``pays`` were read from."""
        backings = [pay.backing for pay in pays]
        told = [self._named(backing) for backing in backings]
        counted = all(backing.n is not None for backing in backings)
        noisy = counted and all(backing.n_error is not None for backing in backings)
        spent = [self._spent(pay, basis) for pay in pays if pay.backing.release]
        return {
            "source": ",".join(dict.fromkeys(source for source, _ in told)),
            "licence": "; ".join(dict.fromkeys(licence for _, licence in told)),
            "n": sum(backing.n or 0 for backing in backings) if counted else None,
            "n_error": hypot(*(backing.n_error or 0 for backing in backings)) if noisy else None,
            "release": next((backing.release for backing in backings if backing.release), None),
            "epsilon": max(spent, default=None),
        }

    def _named(self, backing: Backing) -> tuple[str, str]:
        """The source's slug and licence."""
        if backing.release:
            return str(REPORTS["source"]), OUR_LICENCE
        return (backing.source, backing.licence) if backing.licence else (YOURS["source"], YOURS["licence"])

    def _spent(self, pay: Pay, basis: Basis) -> float:
        backing = pay.backing
        cell = basis.cell if basis.slug != OWN else ()
        dimension = cell[0][0] if len(cell) == 1 else ""
        return self._costs.spent(self._roles[backing.role], dimension, backing.release or 0, AXIS_OF[pay.unit].name)


def reached(one: Reach | None, row: Row) -> dict[str, Any]:
    """An index's value with its narrowest and widest reading, or that there is none."""
    named: dict[str, Any] = {"unit": row.unit, "source": row.source, "licence": row.licence}
    return value(one.value, ends=(one.low, one.high), **named) if one else value(None, **named, **NOT_RATED)
