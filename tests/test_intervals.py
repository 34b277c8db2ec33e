"""How often published 90 % intervals hold the truth, where the truth is known: made-up roles, the plan's own noise."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pytest

from salaries.stats.cells import ANY, Key
from salaries.stats.estimates import FEWEST, SHARES, WIDEST
from salaries.stats.histogram import ENDS, Curve, End, Floats, chance_above, curve, interval_of_two, share_above
from salaries.stats.replay import LAST, Replay, Reports, plan_tables

ROLES, VALUES = 20, {"level": 4, "country": 10, "ai_use": 3}
PEOPLE = 20_000  # drawn to know a cell's true percentiles
Z_COUNT = 2.5
Ints = np.ndarray[tuple[int], np.dtype[np.int64]]


class _Role:
    """A made-up role: how its values move pay, how they are mixed, and how widely people of one cohort spread."""

    def __init__(self, rng: np.random.Generator, shared: list[Floats]) -> None:
        self.base = np.log(60.0) + rng.normal(0, 0.35)
        self.width = float(np.exp(rng.normal(np.log(0.25), 0.15)))
        own = [rng.normal(0, 0.08, len(effects)) for effects in shared]
        own[2][:] = 0
        self.effects = [effects + special for effects, special in zip(shared, own, strict=True)]
        weights = [np.full(4, 4.0), np.array([8.0, *[0.6] * 9]), np.full(3, 4.0)]
        self.mixes = [rng.dirichlet(weight) for weight in weights]

    def values(self, rng: np.random.Generator, n: int) -> list[Ints]:
        return [rng.choice(len(mix), n, p=mix) for mix in self.mixes]

    def pay(self, rng: np.random.Generator, values: list[Ints]) -> Floats:
        uniform = rng.uniform(size=len(values[0]))
        moved = [effects[of] for effects, of in zip(self.effects, values, strict=True)]
        return np.asarray(self.base + np.sum(moved, axis=0) + self.width * np.log(uniform / (1 - uniform)))


@dataclass(frozen=True)
class Cell:
    """A cell that a release would show: its reports, low, value and high log pay of each percentile, shape (3, 5), and
    people drawn from its true distribution, in order."""

    key: Key
    reports: int
    percentiles: Floats
    truth: Floats


def shown(seed: int) -> Iterator[Cell]:
    """The cells that a release would show of made-up roles."""
    rng = np.random.default_rng(seed)
    shared = [np.array([-0.35, -0.1, 0.15, 0.4]), np.array([0, *rng.normal(-0.2, 0.3, 9)]), np.array([0, 0.05, 0.1])]
    keys: list[Key] = []
    pay: list[float] = []
    truth: dict[Key, Floats] = {}
    for name in (f"role {number}" for number in range(ROLES)):
        role = _Role(rng, shared)
        values = role.values(rng, int(np.exp(rng.uniform(np.log(40), np.log(800)))))
        keys += [(name, *map(str, one)) for one in zip(*values, strict=True)]
        pay += role.pay(rng, values).tolist()
        for place, count in enumerate(VALUES.values()):
            for value in range(count):
                everybody = role.values(rng, PEOPLE)
                everybody[place] = np.full(PEOPLE, value)
                cell: list[str] = [name, ANY, ANY, ANY]
                cell[place + 1] = str(value)
                truth[tuple(cell)] = np.sort(role.pay(rng, everybody))
    replay = Replay(Reports(tuple(keys), np.clip(np.array(pay), 0, LAST)), [], plan_tables(tuple(VALUES)), rng)
    found = replay.posterior(list(truth)).percentiles(list(SHARES.values()))
    for (key, people), percentiles in zip(truth.items(), found, strict=True):
        (counts,) = replay.histograms[key]
        many = counts.total >= max(min(FEWEST.values()), Z_COUNT * counts.total_variance**0.5)
        if many and np.exp(percentiles[2, 2] - percentiles[0, 2]) <= WIDEST:
            yield Cell(key, round(counts.total), percentiles, people)


@pytest.mark.parametrize("seed", [1, 2])
def test_published_intervals_hold_the_truth_as_often_as_they_say(seed: int) -> None:
    held = []
    for cell in shown(seed):
        low, _, high = cell.percentiles
        true = np.quantile(cell.truth, list(SHARES.values()))
        held.append((low <= true) & (true <= high))
    assert len(held) > 60
    assert np.mean(held, axis=0).min() > 0.87  # of 0.90, less what so few cells can tell


def curve_at(cell: Cell, end: End) -> Curve:
    """The distribution read off the cell's percentiles at one end of their intervals."""
    return curve(list(zip(SHARES.values(), np.exp(cell.percentiles[ENDS.index(end)]), strict=True)))


@pytest.mark.parametrize("alike", [True, False], ids=["two cells of one role", "cells of two roles"])
def test_how_often_one_out_earns_another_is_held_as_often_as_it_says(alike: bool) -> None:
    cells = [cell for cell in shown(1) if cell.reports >= FEWEST["p90"]]
    pairs = [pair for pair in combinations(cells, 2) if (pair[0].key[0] == pair[1].key[0]) is alike][:400]
    chances, above = [], []
    for one, other in pairs:
        ours, theirs = ({end: curve_at(cell, end) for end in ENDS} for cell in (one, other))
        medians = dict(zip(ENDS, np.exp(other.percentiles[:, 2]).tolist(), strict=True))
        low, _, high = interval_of_two(lambda a, b, ours=ours, theirs=theirs: chance_above(ours[a], theirs[b]))
        true = float(np.searchsorted(other.truth, one.truth).mean()) / PEOPLE
        chances.append(low <= true <= high)
        low, _, high = interval_of_two(lambda a, b, ours=ours, medians=medians: share_above(ours[a], medians[b]))
        true = float(np.mean(one.truth > np.median(other.truth)))
        above.append(low <= true <= high)
    assert len(pairs) > 150
    assert min(np.mean(chances), np.mean(above)) > 0.87
