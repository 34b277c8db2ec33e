"""Which pay a cohort's relatives lead us to expect: partial pooling over role, level, country, engagement and AI use.

A linear mixed model for one number of each cohort (the centre of its log pay, or the log of its spread):

    value = mean + one effect for each dimension's value + role + role-and-value + cell + known error

All effects are normal around zero; their variances come from the data (empirical Bayes by restricted likelihood).
Cohorts of different roles share only the effects of dimensions, so everything is solved role by role.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from salaries.stats.beliefs import SPREAD_PER_WIDTH, Beliefs, evidence, learnt, sampling_share
from salaries.stats.histogram import Floats
from salaries.stats.noisy import Observed

Ints = NDArray[np.int64]
ROUNDS, MORE_ROUNDS = 5, 3  # of the iteration for the variances, from scratch and from an earlier answer
BELIEF = 3.0  # how many effects the starting variances are worth: keeps them sane when there are few roles
NARROWEST = 0.5  # least share of a cohort's spread that remains within the parts it mixes
START = 0.04  # variance of an effect on log pay before any data: a standard deviation of 20 %
START_WITHIN = 0.01  # the same for what is special to a value within one role: 10 %


@dataclass(frozen=True)
class Cohorts:
    """Cohorts as arrays: ``roles`` (n,), and for each dimension the share of each of its values, shape (n, values).

    A cohort that is narrowed down to a value has 1 there; one that is not has its role's mix of values. ``known`` is
    what is publicly known of each value's effect, (values,) for each dimension, and ``unsure`` the variance of what is
    known; nothing if left out.
    """

    roles: Ints
    mixes: tuple[Floats, ...]
    known: tuple[Floats, ...] = ()
    unsure: tuple[Floats, ...] = ()

    def take(self, index: Ints) -> "Cohorts":
        """Those at ``index``."""
        return Cohorts(self.roles[index], tuple(mix[index] for mix in self.mixes), self.known, self.unsure)

    @property
    def moved(self) -> Floats:
        """By how much the values of each cohort move it, as far as is publicly known; shape (n,)."""
        moves = [mix @ effects for mix, effects in zip(self.mixes, self.known, strict=False)]
        return np.sum(moves, axis=0) if moves else np.zeros(len(self.roles))

    @property
    def design(self) -> Floats:
        """Columns of the effects that all roles share: the mean, then every value of every dimension."""
        return np.hstack([np.ones((len(self.roles), 1)), *self.mixes])

    def kernels(self, other: "Cohorts") -> Floats:
        """How much two cohorts of one role share of each of the role's own effects, shape (effects, n, m)."""
        alike = [mine @ theirs.T for mine, theirs in zip(self.mixes, other.mixes, strict=True)]
        whole = np.ones((len(self.roles), len(other.roles)))
        return np.stack([whole, *alike, np.prod([whole, *alike], axis=0)])

    @property
    def diagonals(self) -> Floats:
        """How much of each of its role's own effects a cohort shares with itself, shape (effects, n); 1 undivided."""
        alike = [np.sum(mix**2, axis=1) for mix in self.mixes]
        whole = np.ones(len(self.roles))
        return np.stack([whole, *alike, np.prod([whole, *alike], axis=0)])


@dataclass(frozen=True)
class _Block:
    """One role's cohorts: their values, known error variances, design and kernels."""

    cohorts: Cohorts
    index: Ints
    values: Floats
    errors: Floats
    design: Floats
    kernels: Floats

    def inverse(self, own: Floats) -> Floats:
        return np.asarray(np.linalg.inv(np.tensordot(own, self.kernels, 1) + np.diag(self.errors)), dtype=np.float64)


@dataclass(frozen=True)
class Pooling:
    """A fitted model: variances of shared and of roles' own effects, and what was learnt of them."""

    blocks: dict[int, _Block]
    inverses: dict[int, Floats]
    shared: Floats
    own: Floats
    effects: Floats
    covariance: Floats

    def expected(self, cohorts: Cohorts) -> tuple[Floats, Floats]:
        """Mean and variance of the value of any cohorts, seen or not, from everything that was seen."""
        mean, variance = np.empty(len(cohorts.roles)), np.empty(len(cohorts.roles))
        for role in np.unique(cohorts.roles):
            index = np.flatnonzero(cohorts.roles == role)
            mine = cohorts.take(index)
            mean[index], variance[index] = self._of_role(int(role), mine)
        return mean, variance

    def _of_role(self, role: int, mine: Cohorts) -> tuple[Floats, Floats]:
        through = mine.design
        prior = self.own @ mine.diagonals
        mean = np.zeros(len(mine.roles))
        block = self.blocks.get(role)
        if block is not None:
            gain = np.tensordot(self.own, mine.kernels(block.cohorts), 1) @ self.inverses[role]
            mean = gain @ block.values
            prior = prior - np.sum(gain * np.tensordot(self.own, mine.kernels(block.cohorts), 1), axis=1)
            through = through - gain @ block.design
        return mean + through @ self.effects, prior + np.sum((through @ self.covariance) * through, axis=1)

    def apart(self, cohorts: Cohorts) -> Floats:
        """Variance expected of the values of the parts that each cohort mixes, shape (n,); 0 where nothing is mixed.

        Effects that are not known well lie further apart than what was found of them.
        """
        found = self.own @ (1 - cohorts.diagonals)
        start = 1
        for dimension, mix in enumerate(cohorts.mixes):
            part = slice(start, start := start + mix.shape[1])
            effects, unsure = self.effects[part], self.covariance[part, part]
            if cohorts.known:
                effects = effects + cohorts.known[dimension]
            found = found + mix @ (effects**2 + np.diagonal(unsure)) - (mix @ effects) ** 2
            found = found - np.sum((mix @ unsure) * mix, axis=1)
        return np.maximum(found, 0.0)

    def without_own(self) -> tuple[Floats, Floats]:
        """For each cohort that was fitted: mean and variance expected from all the others (leave-one-out)."""
        n = sum(len(block.index) for block in self.blocks.values())
        mean, variance = np.empty(n), np.empty(n)
        for role, block in self.blocks.items():
            inverse = self.inverses[role]
            half = inverse @ block.design
            precision = np.diagonal(inverse) - np.sum((half @ self.covariance) * half, axis=1)
            residual = inverse @ (block.values - block.design @ self.effects)
            mean[block.index] = block.values - residual / precision
            variance[block.index] = np.maximum(1 / precision - block.errors, 1e-6)
        return mean, variance


def fit(
    cohorts: Cohorts, values: Floats, errors: Floats, common: float, start: Pooling | None = None,
    *, unsure: Floats | float = 0.0,
) -> Pooling:  # fmt: skip
    """Effects and their variances from one ``value`` of each cohort, known with variance ``errors``.

    ``common`` is the variance of the mean of all values around zero, before any was seen. The iteration begins at the
    variances of ``start``, if given. ``unsure`` is added to the variance of each shared effect, (values,) of all
    dimensions in a row: what is publicly known of that value is itself uncertain.

    The variances are found by the fixed-point iteration of restricted maximum likelihood (MacKay 1992; Harville 1977).
    """
    blocks = {}
    for role in np.unique(cohorts.roles):
        index = np.flatnonzero(cohorts.roles == role)
        mine = cohorts.take(index)
        blocks[int(role)] = _Block(mine, index, values[index], errors[index], mine.design, mine.kernels(mine))
    sizes = [mix.shape[1] for mix in cohorts.mixes]
    unsure = np.broadcast_to(unsure, sum(sizes))
    shared, own = np.full(len(sizes), START), _start_of_own(len(sizes))
    if start is not None:
        shared, own = start.shared, start.own
    for _ in range(ROUNDS if start is None else MORE_ROUNDS):
        pooling = _solve(blocks, sizes, common, shared, own, unsure)
        shared, own = _variances(pooling, sizes, shared, unsure)
    return _solve(blocks, sizes, common, shared, own, unsure)


def _solve(
    blocks: dict[int, _Block], sizes: Sequence[int], common: float, shared: Floats, own: Floats, unsure: Floats
) -> Pooling:
    """Best linear unbiased prediction of the shared effects, given all variances."""
    inverses = {role: block.inverse(own) for role, block in blocks.items()}
    precision = np.diag(np.concatenate([[1 / common], 1 / (np.repeat(shared, sizes) + unsure)]))
    score = np.zeros(len(precision))
    for role, block in blocks.items():
        half = block.design.T @ inverses[role]
        precision += half @ block.design
        score += half @ block.values
    covariance = np.linalg.inv(precision)
    return Pooling(blocks, inverses, shared, own, covariance @ score, covariance)


def _variances(pooling: Pooling, sizes: Sequence[int], shared: Floats, unsure: Floats) -> tuple[Floats, Floats]:
    """Better variances: the squares of the effects found, over how many of them the data could tell apart."""
    squares, told = np.zeros(len(pooling.own)), np.zeros(len(pooling.own))
    for role, block in pooling.blocks.items():
        inverse = pooling.inverses[role]
        half = inverse @ block.design
        projection = inverse - half @ pooling.covariance @ half.T
        residual = inverse @ (block.values - block.design @ pooling.effects)
        squares += pooling.own**2 * (block.kernels @ residual @ residual)
        told += pooling.own * np.sum(block.kernels * projection, axis=(1, 2))
    better = []
    start = 1
    for size, variance in zip(sizes, shared, strict=True):
        part = slice(start, start + size)
        weight = variance / (variance + unsure[start - 1 : start - 1 + size])  # of an effect in telling the variance
        known = np.sum(weight - weight**2 * np.diagonal(pooling.covariance)[part] / variance)
        better.append((BELIEF * START + np.sum((weight * pooling.effects[part]) ** 2)) / (BELIEF + known))
        start += size
    return np.array(better), (BELIEF * _start_of_own(len(sizes)) + squares) / (BELIEF + told)


def _start_of_own(dimensions: int) -> Floats:
    """Variances of a role's own effects before any data: the role's, then those of its values and of single cells."""
    return np.array([START, *[START_WITHIN] * (dimensions + 1)])


@dataclass(frozen=True)
class Relatives:
    """What cohorts lead us to expect of each other: how far their centres and widths lie from what is public.

    Widths are those of undivided cohorts; one that mixes several is wider by how far their centres lie apart.
    """

    centres: Pooling
    widths: Pooling

    def expected(self, cohorts: Cohorts, public: Beliefs) -> Beliefs:
        """What to believe of any cohorts from all that was seen; ``public`` is what is believed of their roles."""
        return self._from_public(cohorts, public, self.centres.expected(cohorts), self.widths.expected(cohorts))

    def without_own(self, cohorts: Cohorts, public: Beliefs) -> Beliefs:
        """What to believe of each cohort that was seen, before its own counts are looked at."""
        return self._from_public(cohorts, public, self.centres.without_own(), self.widths.without_own())

    def _from_public(
        self, cohorts: Cohorts, public: Beliefs, centre: tuple[Floats, Floats], width: tuple[Floats, Floats]
    ) -> Beliefs:
        wider = widened(public.width + width[0], self.centres.apart(cohorts))
        return Beliefs(public.centre + centre[0], centre[1], wider, width[1])


def widened(width: Floats, apart: Floats) -> Floats:
    """The log width of a mixture of curves of log ``width`` whose centres have variance ``apart``: variances add."""
    return width + 0.5 * np.log1p(apart / SPREAD_PER_WIDTH**2 / np.exp(2 * width))


def narrowed(width: Floats, apart: Floats) -> Floats:
    """The inverse of ``widened``; at most half of the spread is explained by the mixing."""
    return width + 0.5 * np.log1p(-np.minimum(apart / SPREAD_PER_WIDTH**2 / np.exp(2 * width), 1 - NARROWEST**2))


def relatives(cohorts: Cohorts, seen: Observed, public: Beliefs, times: float) -> Relatives:
    """The model of all cohorts, from their noisy counts and from what is publicly believed of each one's role.

    ``times`` is how many of the cohorts each person is in: what they say is weighed down by it (composite likelihood),
    as far as it is uncertain by who came and not by noise, which each cohort has of its own.
    Twice around: what counts say of a curve is read off where the others expect it (expectation propagation), at first
    where public figures do.
    """
    found = _once_around(cohorts, seen, public, times, public, None)
    return _once_around(cohorts, seen, public, times, found.without_own(cohorts, public), found)


def _once_around(
    cohorts: Cohorts, seen: Observed, public: Beliefs, times: float, before: Beliefs, last: Relatives | None
) -> Relatives:
    after = learnt(seen, before)
    said = evidence(after, before)
    repeated = 1 + (times - 1) * sampling_share(seen, after)
    common = float(public.centre_variance.max()), float(public.width_variance.max())
    centres = fit(
        cohorts, said.centre - public.centre, said.centre_variance * repeated, common[0],
        last.centres if last else None, unsure=np.concatenate(cohorts.unsure) if cohorts.unsure else 0.0,
    )  # fmt: skip
    # By how much mixing widens a cohort is taken from where it is expected, since what few counts say is too unsure.
    mixed = before.width - narrowed(before.width, centres.apart(cohorts))
    widths = fit(
        cohorts, said.width - mixed - public.width, said.width_variance * repeated, common[1],
        last.widths if last else None,
    )  # fmt: skip
    return Relatives(centres, widths)
