"""The shape of a distribution above its row: a closed path in a box of 1000 by 100 that is stretched over the row."""

import math
from functools import lru_cache

from salaries.stats.histogram import smooth

RIDGE = 40  # pixels high
POINTS = 96
BLUR = 0.14  # standard deviation in log pay: wide enough to hide the noise in single bars
Density = tuple[tuple[float, float, float], ...]


@lru_cache(maxsize=512)  # asked once to find the tallest, and once to draw
def heights(density: Density, low: float, high: float) -> list[float]:
    """The density at equal steps across a logarithmic axis from ``low`` to ``high`` dollars."""
    start, end = math.log(low), math.log(high)
    return smooth(density, [start + (end - start) * k / (POINTS - 1) for k in range(POINTS)], BLUR)


def ridge(density: Density, low: float, high: float, tallest: float, margin: float) -> str:
    """The path of ``density``, or nothing where there is none; ``margin`` in percent of the width stays free.

    Heights are shares of ``tallest``, so ridges of one drawing cover comparable areas.
    """
    if not density:
        return ""
    step = (1_000 - 20 * margin) / (POINTS - 1)
    points = [
        f"{10 * margin + step * k:.0f} {100 - 96 * height / tallest:.1f}"
        for k, height in enumerate(heights(density, low, high))
    ]
    return f"M{10 * margin:.0f} 100L{'L'.join(points)}L{1_000 - 10 * margin:.0f} 100z"
