"""The shape of a distribution above its row: a closed path in a box of 1000 by 100, which a drawing puts in place."""

import math
from dataclasses import dataclass
from functools import lru_cache

from salaries.stats.histogram import smooth

RIDGE = 40  # pixels high
BLUR = 0.14  # standard deviation in log pay: wide enough to hide the noise in single bars
STEP = 0.04  # in log pay, between two points of the path
REACH = 4  # standard deviations beyond which nothing is left of a bar
SEEN = 0.002  # of the greatest height, above which the path begins and ends
Density = tuple[tuple[float, float, float], ...]


@dataclass(frozen=True)
class Ridge:
    """A path from ``low`` to ``high`` dollars on a logarithmic axis, and the density (per log pay) at its ``top``."""

    path: str
    low: float
    high: float
    top: float


@lru_cache(maxsize=512)  # the same shape stands in many drawings
def ridge(density: Density) -> Ridge:
    """The path of ``density``; as high as its box, so that a drawing must scale it by its ``top``."""
    start, end = math.log(density[0][0]) - REACH * BLUR, math.log(density[-1][1]) + REACH * BLUR
    places = [start + STEP * k for k in range(math.ceil((end - start) / STEP) + 1)]
    heights = smooth(density, places, BLUR)
    top = max(heights)
    seen = [(place, height) for place, height in zip(places, heights, strict=True) if height > SEEN * top]
    first, last = seen[0][0], seen[-1][0]
    points = [f"{1_000 * (place - first) / (last - first):.0f} {100 - 96 * height / top:.1f}" for place, height in seen]
    return Ridge(f"M0 100L{'L'.join(points)}L1000 100z", math.exp(first), math.exp(last), top)
