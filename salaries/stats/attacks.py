"""Attacks on what is published, played many times against the plan's own noise (in words: docs/threat-model.md).

A newcomer's report enters a batch; an attacker sees the stored noisy counts of the newcomer's cells (more than any page
shows) and says where the pay lies, or whether the report is there at all. Every attacker weighs what they look at by
Bayes' rule, and all know the distribution of pay and the bins exactly. Where others are unknown, the bins of a table
are weighed as if they were independent, which is near the best and not quite it. Nothing real is read.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import comb, exp, log, pi, sqrt

import numpy as np

from salaries.stats import privacy
from salaries.stats.attack_follow_ups import guessed, noticed, recovered
from salaries.stats.axis import YEARLY
from salaries.stats.estimates import Prior
from salaries.stats.exact import exact_newcomer, exact_read_off, exact_worst_case
from salaries.stats.histogram import Floats, counts_in
from salaries.stats.privacy import BINS, FOLLOW_UP_PLAN, PLAN, Noise, Table

WITHIN = 0.05  # a guess this near the pay counts as having read it off
REACH = 100 * log(1 + WITHIN)  # the same in places of the axis
CENTRE, SPREAD = 100 * log(60.0), 45.0  # a role around $60,000, standard deviation 0.45 in log pay
SLOPE = SPREAD * sqrt(3) / pi
# The bins of a live batch: the prior is wider than the role's published figures (docs/method.md, "Prior").
EDGES = Prior(YEARLY, CENTRE, 1.25 * SPREAD, shift=50.0).bin_edges
# Bins of pay an hour, times hours that are known, cut yearly pay elsewhere, and tables with other edges tell more
# together. So many places apart, half a bin in the middle, is the worst case: hours 12 % off a full year's.
HOURS_SHIFT = 12
TABLE_EDGES = {
    "yearly": tuple(EDGES),
    "hourly": (EDGES[0], *(edge + HOURS_SHIFT for edge in EDGES[1:-1]), EDGES[-1]),
}
LIMITS = np.unique([edge for edges in TABLE_EDGES.values() for edge in edges])  # no table tells apart what is between
BIN_OF = {name: np.searchsorted(edges[1:-1], LIMITS[1:]) for name, edges in TABLE_EDGES.items()}
PAY_TABLES = tuple(table for table in PLAN if table.measure != "streams")
STREAMS = next(table for table in PLAN if table.measure == "streams")
TYPICAL_SHARES = (14, 60, 26, 0, 0, 0, 0, 0, 0, 0)  # costs, then streams
# The tables whose sums say something: with 54 cells, the countries' sum is nearly all noise.
SUMMED = {"role_level": 4, "role_ai_use": 3, "role_engagement": 3}  # table: cells
STRANGER_POINTS = 0.03  # how much better than guessing an attacker who does not know the others may do
STRANGER = "knows role and country, and nobody else's report"
ACQUAINTANCE = "knows all groups and the hours, and nobody else's report"
EVERYBODY = "knows every other report"
EVERY_ANSWER = "knows every other follow-up"
# Name, observer, tables whose cell is known with the number of unknown others in it, points above guessing allowed.
PAY_ATTACKS: tuple[tuple[str, str, Mapping[str, int], float | None], ...] = (
    # A batch of twenty reports has few from one country: three others are many.
    ("differencing", STRANGER, {"role_country": 3}, STRANGER_POINTS),
    ("small cell", STRANGER, {"role_country": 0}, STRANGER_POINTS),
    ("differencing", ACQUAINTANCE, {"role_level": 6, "role_country": 3, "role_ai_use": 8, "role_engagement": 9}, None),
    ("all tables", EVERYBODY, {table.name: 0 for table in PAY_TABLES}, None),
)
SUM_PLACES = 4_096  # more than any sum of noise spans
SURE = 3.0  # standard errors by which a rate must exceed its limit before a check fails


@dataclass(frozen=True)
class Attack:
    """One attack's result. ``rate`` is how often it succeeded in ``trials``; ``guess`` how often guessing does.

    ``bound`` is the most that ``epsilon`` allows, ``limit`` what we ask for (at most the bound), ``k3`` how often the
    same attack succeeds against exact percentiles of three or more people, which is how others publish.
    """

    name: str
    observer: str
    success: str
    trials: int
    rate: float
    guess: float
    epsilon: float
    bound: float
    limit: float
    k3: float

    @property
    def holds(self) -> bool:
        """Whether the rate is within its limit, as far as so many trials can tell."""
        error = sqrt(self.limit * (1 - self.limit) / self.trials)
        return self.rate <= self.limit + SURE * error


class SeededNoise:
    """Discrete Laplace noise that can be repeated: for simulations only, never for a release."""

    def __init__(self, seed: int | np.random.SeedSequence) -> None:
        self._draws = np.random.default_rng(seed)
        self._ready: dict[Fraction, list[int]] = {}

    def __call__(self, scale: Fraction) -> int:
        """A draw of that scale: the difference of two geometric numbers."""
        ready = self._ready.get(scale)
        if not ready:
            pairs = self._draws.geometric(-np.expm1(-1 / float(scale)), size=(2, 10_000))
            ready = self._ready[scale] = [int(draw) for draw in pairs[0] - pairs[1]]
        return ready.pop()


def people_and_noise(seed: int) -> tuple[np.random.Generator, SeededNoise]:
    """Chance for made-up people, and noise that is independent of it. Raises ValueError for a seed below zero."""
    people, noise = np.random.SeedSequence(seed).spawn(2)
    return np.random.default_rng(people), SeededNoise(noise)


def attack(*, trials: int, seed: int, noise: Noise | None = None) -> list[Attack]:
    """All attacks, ``trials`` times each. ``noise`` replaces the seeded noise: with none, the checks must fail."""
    rng, seeded = people_and_noise(seed)
    noise = noise or seeded
    exact = {
        "differencing": exact_newcomer(rng, draw_pay, trials), "small cell": exact_read_off(rng, draw_pay, trials),
        "all tables": exact_worst_case(rng, draw_pay, trials),
    }  # fmt: skip
    on_pay = [
        _on_pay(name, observer, trials, _pay_attack(rng, noise, cells, trials), cells, exact[name], points)
        for name, observer, cells, points in PAY_ATTACKS
    ]
    return [
        *on_pay,
        _on_presence("membership", EVERYBODY, trials, _membership(rng, noise, trials), PLAN),
        _on_presence("sum of cells", EVERYBODY, trials, _sum_of_cells(rng, noise, trials), _tables(SUMMED)),
        _on_answer("follow-up", EVERY_ANSWER, trials, recovered(rng, noise, trials)),
        _on_presence("a follow-up's presence", EVERY_ANSWER, trials, noticed(rng, noise, trials), FOLLOW_UP_PLAN),
    ]


def draw_pay(rng: np.random.Generator, count: int) -> Floats:
    """Pay of ``count`` people, in places of the axis (not rounded to whole ones)."""
    uniform = rng.uniform(size=count)
    return np.clip(CENTRE + SLOPE * np.log(uniform / (1 - uniform)), 0.0, float(YEARLY.last))


def guess_rate() -> float:
    """How often the best guess without any release is within 5 %."""
    return float(_window_masses().sum(axis=0).max())


def _on_pay(
    name: str, observer: str, trials: int, rate: float, cells: Mapping[str, int], k3: float, points: float | None
) -> Attack:
    """The bound: no output is more than e^epsilon times as likely as without the report, and without it one guesses."""
    epsilon = float(sum(table.epsilon for table in _tables(cells)))
    guess = guess_rate()
    bound = min(1.0, exp(epsilon) * guess)
    limit = bound if points is None else min(bound, guess + points)
    return Attack(name, observer, "pay within 5 %", trials, rate, guess, epsilon, bound, limit, k3)


def _on_presence(name: str, observer: str, trials: int, rate: float, tables: Sequence[Table]) -> Attack:
    """The bound on telling two equally likely cases apart is e^epsilon / (1 + e^epsilon). Exact figures always tell."""
    epsilon = float(sum(table.epsilon for table in tables))
    bound = 1 / (1 + exp(-epsilon))
    return Attack(name, observer, "whether it is in there", trials, rate, 0.5, epsilon, bound, bound, 1.0)


def _on_answer(name: str, observer: str, trials: int, rate: float) -> Attack:
    """As for pay: e^epsilon times the chance of guessing. Exact counts beside everybody else's answers always tell."""
    epsilon, guess = float(sum(table.epsilon for table in FOLLOW_UP_PLAN)), guessed()
    bound = min(1.0, exp(epsilon) * guess)
    return Attack(name, observer, "the whole answer", trials, rate, guess, epsilon, bound, bound, 1.0)


def _tables(names: Iterable[str]) -> list[Table]:
    return [table for table in PLAN if table.name in names]


def _pay_attack(rng: np.random.Generator, noise: Noise, cells: Mapping[str, int], trials: int) -> float:
    """How often the pay is within reach of the guess, with so many unknown others in each of the newcomer's cells."""
    tables = _tables(cells)
    odds = {table.name: _bin_odds(table, cells[table.name]) for table in tables}
    pays = draw_pay(rng, trials)
    scores = np.zeros((trials, len(LIMITS) - 1))
    for trial, pay in enumerate(pays):
        for table in tables:
            people = np.append(draw_pay(rng, cells[table.name]), pay)
            counts = counts_in(TABLE_EDGES[table.measure], np.ceil(people).astype(int).tolist())
            told = [of(count) for of, count in zip(odds[table.name], privacy.noisy(counts, table, noise), strict=True)]
            scores[trial] += np.take(told, BIN_OF[table.measure])
    beliefs = np.exp(scores - scores.max(axis=1, keepdims=True)) @ _window_masses()
    guesses = beliefs.argmax(axis=1)
    return float(np.mean(np.abs(guesses - pays) <= REACH))


def _bin_odds(table: Table, others: int) -> list[Callable[[int], float]]:
    """The log odds of each of the table's bins, with ``others`` unknown people in the cell."""
    shares = np.diff(_below(np.asarray([-np.inf, *TABLE_EDGES[table.measure][1:-1], np.inf])))
    return [_log_odds(others, float(share), float(table.scale)) for share in shares]


def _log_odds(others: int, share: float, scale: float) -> Callable[[int], float]:
    """For a noisy count of a bin: the log of how much likelier it is with the newcomer in that bin than without.

    Each of the ``others`` is in the bin with probability ``share``; without others it is the exact likelihood ratio.
    """
    weights = np.array([comb(others, j) * share**j * (1 - share) ** (others - j) for j in range(others + 1)])
    people = np.arange(others + 1)

    def chance(count: int) -> float:
        return float(weights @ np.exp(-np.abs(count - people) / scale))

    return cache(lambda count: log(chance(count - 1) / chance(count)))


def _window_masses() -> Floats:
    """Share of people between each two neighbours of LIMITS who are within reach of each place, (pieces, places)."""
    places = np.arange(YEARLY.last + 1, dtype=np.float64)
    limits = LIMITS.astype(np.float64)
    high = np.minimum(places + REACH, limits[1:, None])
    low = np.maximum(places - REACH, limits[:-1, None])
    return np.clip(_below(high) - _below(low), 0.0, None)


def _below(places: Floats) -> Floats:
    return 1 / (1 + np.exp(-(places - CENTRE) / SLOPE))


def _membership(rng: np.random.Generator, noise: Noise, trials: int) -> float:
    """The likelihood ratio over all tables, by somebody who knows the report in question and all the others."""
    right = 0
    for present in rng.integers(0, 2, size=trials):
        evidence = 0.0
        for table in PLAN:
            mine = list(TYPICAL_SHARES) if table is STREAMS else [1] + [0] * (BINS - 1)
            seen = privacy.noisy([int(present) * count for count in mine], table, noise)
            closer = sum(abs(s) - abs(s - m) for s, m in zip(seen, mine, strict=True))
            evidence += closer / float(table.scale)
        right += (evidence > 0) == bool(present)
    return right / trials


def _sum_of_cells(rng: np.random.Generator, noise: Noise, trials: int) -> float:
    """Tables count the same people: the cells of each are added, the known others taken off, and the likelihood ratios
    of the sums multiplied."""
    tables = _tables(SUMMED)
    odds = {table.name: _sum_odds(table, BINS * SUMMED[table.name]) for table in tables}
    right = 0
    for present in rng.integers(0, 2, size=trials):
        evidence = 0.0
        for table in tables:
            total = int(present) + sum(privacy.noisy([0] * BINS * SUMMED[table.name], table, noise))
            evidence += odds[table.name](total)
        right += (evidence > 0) == bool(present)
    return right / trials


def _sum_odds(table: Table, cells: int) -> Callable[[int], float]:
    """For a sum of so many noisy counts: the log of how much likelier it is with one more person than without.

    The chances of the summed noise come from its characteristic function; beyond ``far`` they are too small for floats.
    """
    left = exp(-1 / float(table.scale))
    cosines = np.cos(2 * pi * np.arange(SUM_PLACES // 2 + 1) / SUM_PLACES)
    chances = np.fft.irfft(((1 - left) ** 2 / (1 - 2 * left * cosines + left**2)) ** cells, SUM_PLACES)
    far = int(6 * sqrt(cells * table.variance))

    def odds(total: int) -> float:
        near = min(max(total, 1 - far), far)
        return log(chances[near - 1] / chances[near])

    return odds
