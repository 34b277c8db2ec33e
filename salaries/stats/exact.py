"""The same attacks on exact percentiles of three or more people, as pay is often published: the k = 3 rule."""

from collections.abc import Callable

import numpy as np

from salaries.stats.axis import YEARLY
from salaries.stats.histogram import Floats

PUBLISHED = (10, 25, 50, 75, 90)
SMALL_GROUPS = (3, 4, 5)
WORST_CASE_GROUP = 9
MOST_WORST_CASES = 200  # each tries every place of the axis
CLOSE = 4.88  # places: within 5 %
Draw = Callable[[np.random.Generator, int], Floats]


def exact_read_off(rng: np.random.Generator, draw: Draw, trials: int) -> float:
    """The share of people in groups of 3 to 5 whose pay can be worked out from five exact percentiles."""
    found = people = 0
    for trial in range(trials):
        pays = np.sort(draw(rng, SMALL_GROUPS[trial % len(SMALL_GROUPS)]))
        found += int(np.sum(np.abs(solved(np.percentile(pays, PUBLISHED), len(pays)) - pays) <= CLOSE))
        people += len(pays)
    return found / people


def exact_newcomer(rng: np.random.Generator, draw: Draw, trials: int) -> float:
    """How often the fifth person of a group is found by solving the figures from before and after."""
    found = 0
    for _ in range(trials):
        pays = draw(rng, 5)
        before = solved(np.percentile(pays[:4], PUBLISHED), 4)
        after = solved(np.percentile(pays, PUBLISHED), 5)
        alone = np.abs(after[:, None] - before[None, :]).min(axis=1).argmax()
        found += bool(abs(after[alone] - pays[4]) <= CLOSE)
    return found / trials


def exact_worst_case(rng: np.random.Generator, draw: Draw, trials: int) -> float:
    """How often somebody who knows the eight others finds the ninth: the candidate that fits the figures best."""
    candidates = np.arange(YEARLY.last + 1, dtype=np.float64)
    found, trials = 0, min(trials, MOST_WORST_CASES)
    for _ in range(trials):
        pays = draw(rng, WORST_CASE_GROUP)
        published = np.percentile(pays, PUBLISHED)
        groups = np.column_stack([np.tile(pays[1:], (len(candidates), 1)), candidates])
        misfit = np.abs(np.percentile(groups, PUBLISHED, axis=1).T - published).sum(axis=1)
        found += bool(abs(candidates[misfit.argmin()] - pays[0]) <= CLOSE)
    return found / trials


def solved(percentiles: Floats, people: int) -> Floats:
    """The pays, ascending, of ``people`` from their percentiles: up to five unknowns from five linear equations."""
    at = np.array(PUBLISHED) / 100 * (people - 1)
    below = np.floor(at).astype(int)
    weights = np.zeros((len(PUBLISHED), people))
    weights[np.arange(len(PUBLISHED)), below] = 1 - (at - below)
    weights[np.arange(len(PUBLISHED)), np.minimum(below + 1, people - 1)] += at - below
    return np.asarray(np.linalg.lstsq(weights, percentiles, rcond=None)[0], dtype=np.float64)
