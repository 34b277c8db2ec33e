"""What the model is measured against: the raw cohort, its parent, and log-normal smoothing as LinkedIn published it."""

import itertools
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from salaries.stats.cells import ANY, Key
from salaries.stats.histogram import Floats

SHARES = (0.10, 0.25, 0.50, 0.75, 0.90)
EMPIRICAL_FROM = 20  # reports from which the published method uses the cohort's own percentiles
WEIGHTS = (1.0, 2.0, 4.0, 8.0, 16.0)  # candidates for how many reports the ancestor is worth


def ancestors(key: Key) -> list[Key]:
    """Every coarser cohort that holds ``key``, those that drop the fewest dimensions first; the last is everybody."""
    narrowed = [place for place, value in enumerate(key) if value != ANY]
    return [
        tuple(ANY if place in dropped else value for place, value in enumerate(key))
        for size in range(1, len(narrowed) + 1)
        for dropped in itertools.combinations(reversed(narrowed), size)
    ]


def grouped(keys: Sequence[Key], values: Floats) -> dict[Key, Floats]:
    """The values of every cohort and of all its ancestors."""
    members: dict[Key, list[int]] = {}
    for place, key in enumerate(keys):
        for holder in [key, *ancestors(key)]:
            members.setdefault(holder, []).append(place)
    return {key: values[places] for key, places in members.items()}


def raw(key: Key, groups: Mapping[Key, Floats], shares: Sequence[float] = SHARES) -> Floats:
    """The cohort's own percentiles, shape (shares,); everybody's where it has no report."""
    return np.quantile(groups.get(key, groups[(ANY,) * len(key)]), shares)


def parent(key: Key, groups: Mapping[Key, Floats], shares: Sequence[float] = SHARES) -> Floats:
    """The percentiles of the smallest coarser cohort that drops as few dimensions as possible and has reports."""
    levels = [
        [a for a in ancestors(key) if a.count(ANY) == dropped and a in groups] for dropped in range(1, len(key) + 1)
    ]
    nearest = next(level for level in levels if level)
    return np.quantile(groups[min(nearest, key=lambda a: len(groups[a]))], shares)


@dataclass(frozen=True)
class Normal:
    """A normal distribution of log pay."""

    mean: float
    variance: float

    def log_likelihood(self, values: Floats) -> float:
        """Of all ``values`` together."""
        return float(-0.5 * np.sum((values - self.mean) ** 2 / self.variance + np.log(2 * np.pi * self.variance)))

    def updated(self, values: Floats, weight: float) -> "Normal":
        """Normal-inverse-gamma posterior, this one being worth ``weight`` reports."""
        n, own = len(values), values.mean()
        mean = (weight * self.mean + n * own) / (weight + n)
        squares = np.sum((values - own) ** 2) + weight * n / (weight + n) * (own - self.mean) ** 2
        return Normal(float(mean), float((weight * self.variance + squares) / (weight + n)))

    def percentiles(self, shares: Sequence[float]) -> Floats:
        """Its percentiles, shape (shares,)."""
        return np.array([NormalDist(self.mean, self.variance**0.5).inv_cdf(share) for share in shares])


class LogNormalSmoothing:
    """Bayesian hierarchical smoothing of Kenthapadi, Ambler, Zhang and Agarwal (2017), arXiv 1703.09845.

    Each cohort is smoothed towards the ancestor under which its own reports are likeliest, itself smoothed before;
    large cohorts keep their own percentiles. How much an ancestor is worth is chosen by leave-one-out likelihood.
    The paper leaves open which ancestor a cohort without reports takes: here the kind that fits most cohorts best, or,
    with ``smallest``, that with the fewest reports.
    """

    def __init__(self, keys: Sequence[Key], values: Floats) -> None:
        self.smallest = False
        self.groups = grouped(keys, values)
        self.finest = sorted(set(keys))
        self.everybody = Normal(float(values.mean()), float(values.var()) + 1e-6)
        self.kinds = self._kinds_by_likelihood()
        self.weight = max(WEIGHTS, key=self._leave_one_out)
        self.smoothed: dict[Key, Normal] = {}

    def with_smallest(self) -> "LogNormalSmoothing":
        """The same fit, with the smallest ancestor for cohorts without reports."""
        other = copy(self)
        other.smallest, other.smoothed = True, {}
        return other

    def percentiles(self, key: Key, shares: Sequence[float] = SHARES) -> Floats:
        """The cohort's percentiles, shape (shares,)."""
        own = self.groups.get(key)
        if own is not None and len(own) >= EMPIRICAL_FROM:
            return np.quantile(own, shares)
        return self.fitted(key).percentiles(shares)

    def fitted(self, key: Key) -> Normal:
        """The cohort's smoothed distribution."""
        return self._smooth(key, self.weight, self.smoothed)

    def _smooth(self, key: Key, weight: float, known: dict[Key, Normal]) -> Normal:
        if key.count(ANY) == len(key):
            return self.everybody
        if key not in known:
            own = self.groups.get(key)
            best = self._best(key, own, weight, known)
            known[key] = best if own is None else best.updated(own, weight)
        return known[key]

    def _best(self, key: Key, own: Floats | None, weight: float, known: dict[Key, Normal]) -> Normal:
        """The ancestor that makes the cohort's reports likeliest; without any, the usually likeliest kind or the
        smallest one."""
        candidates = [ancestor for ancestor in ancestors(key) if ancestor in self.groups]
        if own is None and self.smallest:
            return self._smooth(min(candidates, key=lambda a: len(self.groups[a])), weight, known)
        if own is None:
            return self._smooth(min(candidates, key=lambda a: self.kinds.index(_kind(a))), weight, known)
        return max((self._smooth(a, weight, known) for a in candidates), key=lambda normal: normal.log_likelihood(own))

    def _kinds_by_likelihood(self) -> list[tuple[bool, ...]]:
        """Kinds of ancestor (which dimensions they narrow down), that under which cohorts are likeliest first."""
        normals = {key: self.everybody.updated(values, 1.0) for key, values in self.groups.items()}
        found: dict[tuple[bool, ...], float] = {}
        for key in self.finest:
            own = self.groups[key]
            for ancestor in ancestors(key):
                has_others = len(self.groups[ancestor]) > len(own)
                normal = normals[ancestor] if has_others else self.everybody
                found[_kind(ancestor)] = found.get(_kind(ancestor), 0.0) + normal.log_likelihood(own) / len(own)
        return sorted(found, key=lambda kind: -found[kind])

    def _leave_one_out(self, weight: float) -> float:
        """Log-likelihood of each report of the small cohorts under their others and the best ancestor."""
        total, known = 0.0, dict[Key, Normal]()
        for key in self.finest:
            own = self.groups[key]
            if 2 <= len(own) < EMPIRICAL_FROM:
                best = self._best(key, own, weight, known)
                for place in range(len(own)):
                    total += best.updated(np.delete(own, place), weight).log_likelihood(own[place : place + 1])
        return total


def _kind(key: Key) -> tuple[bool, ...]:
    return tuple(value != ANY for value in key)
