"""The public scale of pay: a logarithmic axis in steps of 1 %, fixed before any report was seen.

Place 0 holds everything up to the base; place i > 0 holds pay in (base * e^((i-1)/100), base * e^(i/100)].
"""

import math
from dataclasses import dataclass

STEP = 0.01


@dataclass(frozen=True)
class Axis:
    """A log scale in US dollars from ``base`` upwards, with places 0 to ``last``."""

    name: str
    base: float
    last: int

    def place(self, pay: float) -> int:
        """The place of an amount of ``pay`` dollars; amounts beyond the ends are put on the end places.

        Raises ValueError for NaN.
        """
        if math.isnan(pay):
            raise ValueError("Pay must be a number.")
        if pay <= self.base:
            return 0
        if pay >= self.limit(self.last):
            return self.last
        return min(self.last, math.ceil(math.log(pay / self.base) / STEP - 1e-9))

    def limit(self, place: float) -> float:
        """The upper limit of a place, in dollars. Fractions of a place are allowed."""
        return self.base * math.exp(place * STEP)


YEARLY = Axis("yearly", 1_000.0, 991)  # $1,000 to about $20 million a year
HOURLY = Axis("hourly", 1.0, 922)  # $1 to about $10,000 an hour
AXES = {axis.name: axis for axis in (YEARLY, HOURLY)}
UNIT_OF = {"yearly": "year", "hourly": "hour"}  # of time, by the name of the axis that pay is measured on
AXIS_OF = {unit: AXES[name] for name, unit in UNIT_OF.items()}
