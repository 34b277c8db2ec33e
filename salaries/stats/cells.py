"""Cells of published tables, and what they lead us to expect of any cohort: who is in them, and what the others say."""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from salaries.stats.beliefs import Beliefs
from salaries.stats.histogram import Floats
from salaries.stats.model import Cohorts, relatives
from salaries.stats.noisy import FEWEST, NoisyHistogram, observed, people_behind

Key = tuple[str, ...]  # a cohort: its role, then one value for each dimension, ANY where it is not narrowed down
ANY = "*"
Histograms = Sequence[NoisyHistogram]
Effects = Callable[[str], tuple[float, float]]  # by how much a value is known to move log pay, and the variance of that


def kind(key: Key) -> tuple[bool, ...]:
    """Which dimensions a cell narrows down."""
    return tuple(value != ANY for value in key[1:])


def guessed(cells: Mapping[Key, NoisyHistogram]) -> dict[Key, NoisyHistogram]:
    """The cells with a guess of their people: as many as the role has, spread over the values as everybody is.

    Cells of one kind hold different people, those of different kinds the same ones.
    """
    tables: dict[str, dict[tuple[bool, ...], list[NoisyHistogram]]] = {}
    for key, counts in cells.items():
        tables.setdefault(key[0], {}).setdefault(kind(key), []).append(counts)
    people = {role: _people(list(kinds.values())) for role, kinds in tables.items()}
    shares = _shares(cells, people)
    guesses = people_behind(
        np.array([counts.total for counts in cells.values()]),
        np.sqrt([counts.total_variance for counts in cells.values()]),
        np.array([people[key[0]] * shares[key[1:]] for key in cells]),
    )
    return {key: replace(cells[key], guess=guess) for key, guess in zip(cells, guesses.tolist(), strict=True)}


def _shares(cells: Mapping[Key, NoisyHistogram], people: Mapping[str, float]) -> dict[Key, float]:
    """Which share of everybody has each value, by least squares over roles: large ones say most, empty ones nothing."""
    found: dict[Key, list[float]] = {}
    for key, counts in cells.items():
        weight = people[key[0]] / counts.total_variance
        sums = found.setdefault(key[1:], [0.0, 0.0])
        sums[0] += weight * counts.total
        sums[1] += weight * people[key[0]]
    # A share's variance is 1 / of. Of many values without anybody some stand out by noise alone: at the universal
    # threshold for so many, sqrt(2 log n) standard deviations (Donoho and Johnstone 1994), the odds are taken as even.
    kinds = {values: kind((ANY, *values)) for values in found}
    values_of = Counter(kinds.values())
    shares: dict[Key, float] = {}
    everybody: dict[tuple[bool, ...], float] = {}
    for values, (total, of) in found.items():
        share = max(0.0, total) / max(of, 1e-9)
        shares[values] = share / (1 + values_of[kinds[values]] * math.exp(-(share**2) * of / 2))
        everybody[kinds[values]] = everybody.get(kinds[values], 0.0) + shares[values]
    return {values: share / max(everybody[kinds[values]], 1e-9) for values, share in shares.items()}


def _people(tables: Sequence[Histograms]) -> float:
    """How many people several tables hold that count the same ones: the mean of their totals by precision."""
    totals = np.array([sum(cell.total for cell in cells) for cells in tables])
    precision = np.array([1 / sum(cell.total_variance for cell in cells) for cells in tables])
    return max(0.0, float(totals @ precision / precision.sum()))


class Cells:
    """A model of relatives over cells with their histograms (of different people each), guessed beforehand.

    ``public`` is what is believed of each role, ``last`` the last place of the axis. ``tables`` counts how many cells
    each person is in. Every value that is ever asked for must be in ``values``, one list for each dimension; ``known``
    says for each dimension by how much a value is publicly known to move log pay, and how surely, or None.
    """

    def __init__(
        self, cells: Mapping[Key, Histograms], public: Mapping[str, Beliefs], values: Sequence[Sequence[str]],
        *, tables: int, last: int, known: Sequence[Effects | None] = (),
    ) -> None:  # fmt: skip
        effects = [*known, *[None] * (len(values) - len(known))]
        told = [
            np.array([of(value) if of else (0.0, 0.0) for value in own]).reshape(-1, 2)
            for own, of in zip(values, effects, strict=True)
        ]
        self.known = tuple(both[:, 0] for both in told)
        self.unsure = tuple(both[:, 1] for both in told)
        self.roles = {role: number for number, role in enumerate(sorted(public))}
        self.public = Beliefs(*np.hstack([public[role].as_array for role in self.roles]))
        self.values = [{value: number for number, value in enumerate(known)} for known in values]
        looked_at = {key: [one for one in own if one.people >= FEWEST] for key, own in cells.items()}
        self.seen = [key for key, own in looked_at.items() if own]
        self.rows = {key: row for row, key in enumerate(self.seen)}
        self.mixes = self._mixes(looked_at)
        self.relatives = None
        if self.seen:
            counts = observed([looked_at[key] for key in self.seen], last)
            cohorts = self._cohorts(self.seen)
            self.relatives = relatives(cohorts, counts, self._public(cohorts), tables)

    def beliefs(self, keys: Sequence[Key]) -> Beliefs:
        """What to believe of each cohort before its own counts are looked at."""
        cohorts = self._cohorts(keys)
        public = self._public(cohorts)
        if self.relatives is None:
            return public
        seen = self._cohorts(self.seen)
        rows = np.array([self.rows.get(key, -1) for key in keys], dtype=np.int64)
        found = self.relatives.without_own(seen, self._public(seen)).take(rows).as_array
        if (others := np.flatnonzero(rows < 0)).size:
            found[:, others] = self.relatives.expected(cohorts.take(others), public.take(others)).as_array
        return Beliefs(*found)

    def _public(self, cohorts: Cohorts) -> Beliefs:
        """What is publicly believed of each cohort's role, moved by what is publicly known of its values."""
        public = self.public.take(cohorts.roles)
        return replace(public, centre=public.centre + cohorts.moved)

    def _mixes(self, cells: Mapping[Key, Histograms]) -> list[Floats]:
        """Which share of each role's people has each value of each dimension; rows of (roles, values) add to 1.

        They add to 0 where nobody at all was counted: then no value's effect is expected.
        """
        mixes = [np.zeros((len(self.roles), len(values))) for values in self.values]
        for key, own in cells.items():
            for mix, values, value in zip(mixes, self.values, key[1:], strict=True):
                if value != ANY:
                    mix[self.roles[key[0]], values[value]] += sum(one.people for one in own)
        usual = [mix.sum(axis=0) for mix in mixes]
        mixes = [mix + share / max(share.sum(), 1e-9) for mix, share in zip(mixes, usual, strict=True)]
        return [mix / np.maximum(mix.sum(axis=1, keepdims=True), 1e-9) for mix in mixes]

    def _cohorts(self, keys: Sequence[Key]) -> Cohorts:
        """Cohorts as the model sees them: the value where narrowed down to one, else the role's mix."""
        roles = np.array([self.roles[key[0]] for key in keys], dtype=np.int64)
        mixes = []
        for place, (known, values) in enumerate(zip(self.mixes, self.values, strict=True), 1):
            mix = known[roles]
            for row, key in enumerate(keys):
                if key[place] != ANY:
                    mix[row] = 0.0
                    mix[row, values[key[place]]] = 1.0
            mixes.append(mix)
        return Cohorts(roles, tuple(mixes), self.known, self.unsure)
