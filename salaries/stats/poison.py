"""What made-up and mistaken reports do to the published median and 90th percentile, with and without screening.

One role with four levels and three countries, its last release, and 100 new honest reports in twelve weeks. Moderators
act on what screening flags, one to three days after a report came, and on nothing else. Nothing real is read.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from salaries.stats.attacks import SURE, people_and_noise
from salaries.stats.axis import YEARLY
from salaries.stats.estimates import Prior, estimate
from salaries.stats.histogram import counts_in
from salaries.stats.noisy import NoisyHistogram
from salaries.stats.privacy import PLAN, Noise, Table, noisy
from salaries.stats.screening import (
    ACT_ON,
    USUAL_WEEKS,
    WEEK_DAYS,
    Candidate,
    Range,
    is_burst,
    risk,
    screen,
    usual_of,
)

HONEST, EARLIER = 100, 300
SIZES = (40, 60, 100, 300)  # honest reports at which a brigade of a quarter as many is measured; thrice as many before
MOST_OF_A_SIZE = 400  # trials
DAYS = 84
NEW_SHARE = 0.7  # of honest authors: most people sign up in order to report
LEVELS = {"entry": (0.2, -0.35), "mid": (0.4, 0.0), "senior": (0.3, 0.3), "lead": (0.1, 0.6)}  # share, log effect
COUNTRIES = {"US": (0.5, 0.0), "GB": (0.3, -0.2), "ES": (0.2, -0.5)}
MIDDLE = 60_000.0
EXACT = 1e-6  # variance of a count without noise, which must not be zero
LIMITS = {"trolls": (0.01, 0.02), "typing slips": (0.01, 0.02), "brigade": (0.035, None)}  # of p50 and p90
FALSE_ALARMS = 0.007
FEWEST_REAL = 200
Percentiles = Mapping[str, float]


@dataclass(frozen=True)
class Report:
    """A report as screening meets it: pay in dollars a year, the number as typed, its groups, its author, its day."""

    pay: float
    typed: float
    level: str
    country: str
    new_account: bool
    day: float


@dataclass(frozen=True)
class Shift:
    """How far an attack moved the published p50 and p90 (0.01 is 1 %), mean over trials.

    ``error`` is the standard error of the defended two, None after a single trial, which cannot tell it.
    """

    attack: str
    undefended: tuple[float, float]
    defended: tuple[float, float]
    limits: tuple[float | None, float | None]
    error: tuple[float | None, float | None] = (None, None)

    @property
    def holds(self) -> bool:
        """Whether the defended figures are within their limits, as far as so many trials can tell."""
        rows = zip(self.defended, self.limits, self.error, strict=True)
        return not any(
            limit is not None and error is not None and abs(moved) > limit + SURE * error
            for moved, limit, error in rows
        )


@dataclass(frozen=True)
class LastRelease:
    """Percentiles the last release shows: of the whole role under "", and of each level and country under its name."""

    groups: Mapping[str, Percentiles]

    def flags(self, report: Report, in_burst: bool = False) -> list[str]:
        """What screening says of the report."""
        whole = self.groups.get("", {})
        known = Range(min(whole.values()), max(whole.values())) if whole else None
        parts = [self.groups.get(report.level, {}), self.groups.get(report.country, {})]
        candidate = Candidate(
            yearly=report.pay, hourly=report.pay / 2_000, yearly_as_typed=report.typed, hours_per_week=40,
            new_account=report.new_account, in_burst=in_burst,
        )  # fmt: skip
        return screen(candidate, known, usual_of(whole, parts))


Attack = Callable[[np.random.Generator, Sequence[Report]], list[Report]]


@dataclass(frozen=True)
class Waiting:
    """A role before an attack: the reports of its last release, what that shows, those that wait, and what they show
    by themselves."""

    earlier: Sequence[Report]
    last: LastRelease
    clean: Sequence[Report]
    before: Percentiles


def poison(*, trials: int, seed: int) -> tuple[list[Shift], float]:
    """The shift by each attack, and the share of honest reports that were flagged."""
    rng, noise = people_and_noise(seed)
    moved: dict[str, list[tuple[Percentiles, ...]]] = {name: [] for name in ATTACKS}
    alarms = 0
    for _ in range(trials):
        role = a_role(rng, noise, HONEST)
        alarms += HONEST - len(moderated(rng, role.clean, role.last, role.earlier))
        for name, made in ATTACKS.items():
            moved[name].append(attacked(rng, role, made))
    return [_shift(name, rows) for name, rows in moved.items()], alarms / (trials * HONEST)


def brigades(*, trials: int, seed: int) -> dict[int, Shift]:
    """The brigade at other sizes than HONEST, in at most MOST_OF_A_SIZE trials each: without limits, to be read."""
    rng, noise = people_and_noise(seed)
    rows = {
        size: [attacked(rng, a_role(rng, noise, size), brigade) for _ in range(min(trials, MOST_OF_A_SIZE))]
        for size in SIZES if size != HONEST
    }  # fmt: skip
    return {size: replace(_shift("brigade", found), limits=(None, None)) for size, found in rows.items()}


def a_role(rng: np.random.Generator, noise: Noise, size: int) -> Waiting:
    """A role on which so many honest reports wait, after three times as many in its last release."""
    earlier = [replace(report, day=report.day - DAYS) for report in honest(rng, EARLIER * size // HONEST)]
    last, clean = last_release(earlier, noise), honest(rng, size)
    return Waiting(earlier, last, clean, published(clean))


def attacked(rng: np.random.Generator, role: Waiting, made: Attack) -> tuple[Percentiles, ...]:
    """What is published of the role's honest reports alone, with what an attack adds, and with that moderated."""
    received = made(rng, role.clean)
    kept = moderated(rng, received, role.last, role.earlier)
    return role.before, published(received), published(kept)


def few_alarms(share: float, trials: int) -> bool:
    """Whether so large a share of honest reports may be flagged, as far as so many trials can tell."""
    return share <= FALSE_ALARMS + SURE * math.sqrt(FALSE_ALARMS * (1 - FALSE_ALARMS) / (trials * HONEST))


def honest(rng: np.random.Generator, count: int) -> list[Report]:
    """Believable reports: log pay by level and country, and a residual with somewhat heavy tails."""
    levels = rng.choice(list(LEVELS), count, p=[share for share, _ in LEVELS.values()])
    countries = rng.choice(list(COUNTRIES), count, p=[share for share, _ in COUNTRIES.values()])
    effects = [LEVELS[level][1] + COUNTRIES[country][1] for level, country in zip(levels, countries, strict=True)]
    pays = MIDDLE * np.exp(effects + 0.3 * rng.standard_t(8, count))
    new = rng.uniform(size=count) < NEW_SHARE
    days = rng.uniform(0, DAYS, count)
    rows = zip(pays.tolist(), levels.tolist(), countries.tolist(), new.tolist(), days.tolist(), strict=True)
    return [Report(pay, pay, level, country, is_new, day) for pay, level, country, is_new, day in rows]


def trolls(rng: np.random.Generator, clean: Sequence[Report]) -> list[Report]:
    """One report in ten is a new account's, at five to ten times an honest pay."""
    made = honest(rng, round(len(clean) / 9))
    return [*clean, *(_scaled(report, float(rng.uniform(5, 10)), new=True) for report in made)]


def brigade(rng: np.random.Generator, clean: Sequence[Report]) -> list[Report]:
    """One report in five is 40 % too high, all by new accounts within one week."""
    made = [_scaled(report, 1.4, new=True) for report in honest(rng, len(clean) // 4)]
    return [*clean, *(replace(report, day=42 + WEEK_DAYS * float(rng.uniform())) for report in made)]


def slow_brigade(rng: np.random.Generator, clean: Sequence[Report]) -> list[Report]:
    """The same from old accounts over the whole time: nothing tells these reports from honest ones."""
    return [*clean, *(_scaled(report, 1.4, new=False) for report in honest(rng, len(clean) // 4))]


def typing_slips(rng: np.random.Generator, clean: Sequence[Report]) -> list[Report]:
    """One honest report in twenty says a month's pay for a year's, has a zero too many, or names the wrong currency."""
    slipped = []
    for report in clean:
        kind = rng.integers(0, 60)
        if kind == 0:
            slipped.append(_scaled(report, 1 / 12, new=report.new_account))
        elif kind == 1:
            slipped.append(_scaled(report, 10, new=report.new_account))
        else:
            slipped.append(replace(report, pay=report.pay / 85) if kind == 2 else report)  # rupees for dollars
    return slipped


def moderated(
    rng: np.random.Generator, received: Sequence[Report], last: LastRelease, earlier: Iterable[Report]
) -> list[Report]:
    """The reports that remain when moderators leave out what screening flags by the time they decide."""
    new_days = np.sort([report.day for report in (*earlier, *received) if report.new_account])

    def kept(report: Report) -> bool:
        decided = report.day + float(rng.uniform(1, 3))
        weeks = np.searchsorted(new_days, [decided - WEEK_DAYS * (USUAL_WEEKS + 1), decided - WEEK_DAYS, decided])
        in_burst = is_burst(int(weeks[2] - weeks[1]), float(weeks[1] - weeks[0]) / USUAL_WEEKS)
        return risk(last.flags(report, in_burst)) < ACT_ON

    return [report for report in received if kept(report)]


def last_release(reports: Sequence[Report], noise: Noise) -> LastRelease:
    """What the engine publishes of earlier reports, with the plan's noise: the role, its levels and its countries."""
    tables = {table.dimension: table for table in PLAN if table.measure == "yearly"}
    groups = {"": _estimated([report.pay for report in reports], tables["level"], noise)}
    for dimension in ("level", "country"):
        for value in sorted({getattr(report, dimension) for report in reports}):
            pays = [report.pay for report in reports if getattr(report, dimension) == value]
            groups[value] = _estimated(pays, tables[dimension], noise)
    return LastRelease(groups)


def false_alarms(roles: Mapping[str, Sequence[Report]], seed: int) -> tuple[int, float]:
    """How many real reports were screened, and the share flagged: half of each role makes the release for the rest.

    Roles with fewer than FEWEST_REAL reports are left out: their release would say too little to screen by.
    """
    rng, noise = people_and_noise(seed)
    screened = flagged = 0
    for reports in roles.values():
        if len(reports) >= FEWEST_REAL:
            order = rng.permutation(len(reports))
            first, second = order[: len(reports) // 2], order[len(reports) // 2 :]
            last = last_release([reports[i] for i in first], noise)
            flagged += sum(risk(last.flags(reports[i])) >= ACT_ON for i in second)
            screened += len(second)
    return screened, flagged / screened if screened else 0.0


def published(reports: Sequence[Report]) -> Percentiles:
    """What the engine publishes of the role from these reports, without noise: it would hide the shift."""
    return _estimated([report.pay for report in reports], None, None)


def _estimated(pays: Sequence[float], table: Table | None, noise: Noise | None) -> Percentiles:
    middle = float(np.log(MIDDLE / YEARLY.base)) * 100
    prior = Prior(YEARLY, middle, 1.25 * 45.0, shift=50.0)
    counts = counts_in(prior.bin_edges, [YEARLY.place(pay) for pay in pays])
    if table and noise:
        counts = noisy(counts, table, noise)
    histogram = NoisyHistogram(tuple(prior.bin_edges), tuple(map(float, counts)), table.variance if table else EXACT)
    return {name: bounds[1] for name, bounds in estimate([histogram], prior, 2.0).percentiles.items()}


def _scaled(report: Report, factor: float, new: bool) -> Report:
    return replace(report, pay=report.pay * factor, typed=report.pay * factor, new_account=new)


def _shift(name: str, rows: Sequence[tuple[Percentiles, ...]]) -> Shift:
    def mean(which: int, percentile: str) -> float:
        return float(np.mean([row[which][percentile] / row[0][percentile] - 1 for row in rows]))

    def error(percentile: str) -> float | None:
        moved = [row[2][percentile] / row[0][percentile] for row in rows]
        return float(np.std(moved, ddof=1)) / math.sqrt(len(rows)) if len(rows) > 1 else None

    undefended, defended = ((mean(which, "p50"), mean(which, "p90")) for which in (1, 2))
    return Shift(name, undefended, defended, LIMITS.get(name, (None, None)), (error("p50"), error("p90")))


ATTACKS: Mapping[str, Attack] = {
    "trolls": trolls, "brigade": brigade, "typing slips": typing_slips, "slow brigade": slow_brigade,
}  # fmt: skip
