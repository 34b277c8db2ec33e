"""The release engine on plain reports, for measuring it: counts with noise, the model of relatives, posteriors.

The arithmetic is that of a live release; only the noise is drawn from a seeded generator, so that a measurement can be
repeated, and one prior for all roles stands in for published figures.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from salaries.stats.axis import STEP, YEARLY
from salaries.stats.cells import ANY, Cells, Effects, Key, guessed, kind
from salaries.stats.estimates import TOGETHER, Posterior, Prior, posterior
from salaries.stats.histogram import Floats, counts_in
from salaries.stats.noisy import NoisyHistogram, averaged, observed
from salaries.stats.privacy import BINS, PLAN, laplace_variance

LAST = YEARLY.last * STEP
EXACT_BINS = 60  # without noise more bins cost nothing
NO_NOISE = 1e-6  # variance of exact counts
NARROWER = 0.8  # spread within a cohort over that of everybody


@dataclass(frozen=True)
class Reports:
    """People's cohorts, (role, value, …) each, with their log pay above the axis's base, shape (n,)."""

    keys: tuple[Key, ...]
    pay: Floats


@dataclass(frozen=True)
class Counted:
    """One table: which places of a key it tells apart besides the role, and what it costs (None: exact counts)."""

    places: tuple[int, ...]
    epsilon: Fraction | None

    def cell(self, key: Key) -> Key:
        """The cell that counts the reports of cohort ``key``."""
        return tuple(value if place in (0, *self.places) else ANY for place, value in enumerate(key))


def reports(rows: Sequence[Mapping[str, str]], dimensions: Sequence[str]) -> Reports:
    """``rows`` with a role, the ``dimensions`` and pay in dollars; pay beyond the ends of the axis is put on them.

    Raises ValueError when a pay is not a number above zero.
    """
    keys, pay = [], []
    for row in rows:
        dollars = float(row["pay"])
        if not 0 < dollars < float("inf"):
            raise ValueError("Pay must be a number above zero.")
        keys.append((row.get("role") or "", *(row.get(name) or "" for name in dimensions)))
        pay.append(np.log(dollars / YEARLY.base))
    return Reports(tuple(keys), np.clip(np.array(pay), 0.0, LAST))


def plan_tables(dimensions: Sequence[str]) -> list[Counted]:
    """The plan's histogram tables; one whose dimension the data lack counts whole roles (everybody left it blank)."""
    return [
        Counted((dimensions.index(table.dimension) + 1,) if table.dimension in dimensions else (), table.epsilon)
        for table in PLAN
        if table.measure != "streams"
    ]


def own_table(dimensions: Sequence[str], epsilon: Fraction | None) -> list[Counted]:
    """One table of the finest cohorts."""
    return [Counted(tuple(range(1, len(dimensions) + 1)), epsilon)]


class Replay:
    """A release of ``train`` in ``tables`` that can be asked for any cohort, also those without a table or a report.

    ``known`` says for each dimension by how much a value is publicly known to move log pay, and how surely, or None.
    """

    def __init__(
        self, train: Reports, wanted: Sequence[Key], tables: Sequence[Counted], rng: np.random.Generator,
        known: Sequence[Effects | None] = (),
    ) -> None:  # fmt: skip
        spread = float(np.std(train.pay)) / STEP
        self.prior = Prior(YEARLY, float(np.median(train.pay)) / STEP, NARROWER * spread, spread)
        everyone = sorted({*train.keys, *wanted})
        roles, *values = (sorted({key[place] for key in everyone}) for place in range(len(everyone[0])))
        cells: dict[Key, list[NoisyHistogram]] = {}
        for table in tables:
            for cell, counts in self._counts(table, train, everyone, rng).items():
                cells.setdefault(cell, []).append(counts)
        # Tables that split nothing count the same cells: one histogram, surer than each.
        once = {cell: own[0] if len(own) == 1 else averaged(own) for cell, own in cells.items()}
        self.histograms = {cell: [counts] for cell, counts in guessed(once).items()}
        public = dict.fromkeys(roles, self.prior.belief)
        centred = [of and _centred(of, [key[place] for key in train.keys]) for place, of in enumerate(known, 1)]
        kinds = {kind(cell) for cell in self.histograms}
        self.cells = Cells(self.histograms, public, values, tables=len(kinds), last=YEARLY.last, known=centred)

    def _counts(
        self, table: Counted, train: Reports, everyone: Sequence[Key], rng: np.random.Generator
    ) -> dict[Key, NoisyHistogram]:
        """The table's cells with their noisy histograms; with noise every value of every role, also the empty ones."""
        edges = tuple(self.prior.edges(BINS if table.epsilon else EXACT_BINS))
        cells = {table.cell(key) for key in everyone}
        if table.epsilon is not None:
            cells = {(role, *values) for role, *_ in cells for _, *values in cells}
        members: dict[Key, list[int]] = {cell: [] for cell in sorted(cells)}
        for key, pay in zip(train.keys, train.pay, strict=True):
            members[table.cell(key)].append(YEARLY.place(YEARLY.limit(pay / STEP)))
        variance = laplace_variance(1 / table.epsilon) if table.epsilon else NO_NOISE
        found = {}
        for cell, places in members.items():
            counts = counts_in(edges, places) + seeded_noise(rng, table.epsilon, len(edges) - 1)
            found[cell] = NoisyHistogram(edges, tuple(counts.tolist()), variance)
        return found

    def posterior(self, keys: Sequence[Key]) -> Posterior:
        """What the release says of the pay in each cohort."""
        before = self.cells.beliefs(keys)
        parts = []
        for start in range(0, len(keys), TOGETHER):
            part = slice(start, start + TOGETHER)
            seen = observed([self.histograms.get(key, []) for key in keys[part]], YEARLY.last)
            parts.append(posterior(seen, before.take(part), LAST))
        return Posterior.joined(parts)


def _centred(of: Effects, values: Sequence[str]) -> Effects:
    """The same effects as distances from their mean, since the prior here is everybody's and not one country's."""
    mean = sum(of(value)[0] for value in values) / len(values)
    return lambda value: (of(value)[0] - mean, of(value)[1])


def seeded_noise(rng: np.random.Generator, epsilon: Fraction | None, size: int) -> Floats:
    """Discrete Laplace noise of scale 1 / epsilon from a seeded generator, for measurements only; none without epsilon.

    The difference of two geometric variables is distributed so.
    """
    if epsilon is None:
        return np.zeros(size)
    stop = -np.expm1(-float(epsilon))
    return (rng.geometric(stop, size) - rng.geometric(stop, size)).astype(np.float64)
