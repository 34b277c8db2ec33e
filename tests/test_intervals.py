"""How often published 90 % intervals hold the truth, where the truth is known: made-up roles, the plan's own noise."""

from collections.abc import Iterator

import numpy as np
import pytest

from salaries.stats.cells import ANY, Key
from salaries.stats.estimates import FEWEST, SHARES, WIDEST
from salaries.stats.histogram import Floats
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


def held(seed: int) -> Iterator[tuple[int, list[bool]]]:
    """For each cell that a release would show: its reports, and whether each percentile's interval holds the truth."""
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
                truth[tuple(cell)] = np.quantile(role.pay(rng, everybody), list(SHARES.values()))
    replay = Replay(Reports(tuple(keys), np.clip(np.array(pay), 0, LAST)), [], plan_tables(tuple(VALUES)), rng)
    found = replay.posterior(list(truth)).percentiles(list(SHARES.values()))
    for (key, true), (low, _, high) in zip(truth.items(), found, strict=True):
        (counts,) = replay.histograms[key]
        shown = counts.total >= max(min(FEWEST.values()), Z_COUNT * counts.total_variance**0.5)
        if shown and np.exp(high[2] - low[2]) <= WIDEST:
            yield round(counts.total), ((low <= true) & (true <= high)).tolist()


@pytest.mark.parametrize("seed", [1, 2])
def test_published_intervals_hold_the_truth_as_often_as_they_say(seed: int) -> None:
    found = np.array([inside for _, inside in held(seed)])
    assert len(found) > 60
    assert found.mean(axis=0).min() > 0.87  # of 0.90, less what so few cells can tell
