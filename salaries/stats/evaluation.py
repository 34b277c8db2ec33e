"""How good are the estimates? Train on some reports, score on others, beside simpler methods (docs/method.md)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from salaries.stats.baselines import SHARES, LogNormalSmoothing, parent, raw
from salaries.stats.cells import Effects, Key
from salaries.stats.histogram import Floats
from salaries.stats.replay import Counted, Replay, Reports

GROUPS = {"0": (0, 0), "1-4": (1, 4), "5-9": (5, 9), "10-29": (10, 29), "30-99": (30, 99), "100+": (100, math.inf)}
TOTALS = {"1-9": (1, 9), "under 10": (0, 9), "all": (0, math.inf)}
ABOUT = {"30": (20, 45), "100": (67, 150), "1000": (670, 1_500)}  # reports in a cell, for the noise on its median
PERCENTILES = (0.05, *SHARES, 0.95)  # the outer two are the ends of a 90 % interval
RESAMPLES = 400
THINNEST = 1e-4  # least share of people per unit of log pay, so that no report is impossible


@dataclass(frozen=True)
class Score:
    """One method's result on every test report: its loss, whether its 80 % and 90 % intervals hold the pay, and the log
    of the density it gave to it (None for methods without one)."""

    loss: Floats
    within_80: NDArray[np.bool_]
    within_90: NDArray[np.bool_]
    log_density: Floats | None


def pinball(percentiles: Floats, pay: Floats) -> Floats:
    """Mean quantile loss over the five percentiles (n, 5) of each log pay (n,) (Koenker and Bassett 1978)."""
    apart = pay[:, None] - percentiles
    shares = np.array(SHARES)
    return np.asarray(np.maximum(shares * apart, (shares - 1) * apart).mean(axis=1), dtype=np.float64)


def score(percentiles: Floats, pay: Floats, log_density: Floats | None = None) -> Score:
    """The score of PERCENTILES (n, 7) against log pay (n,)."""
    low, high = percentiles[:, 1], percentiles[:, -2]
    lowest, highest = percentiles[:, 0], percentiles[:, -1]
    return Score(
        pinball(percentiles[:, 1:-1], pay),
        (low <= pay) & (pay <= high),
        (lowest <= pay) & (pay <= highest),
        log_density,
    )


def evaluate(
    train: Reports, test: Reports, tables: Sequence[Counted], *,
    baselines: bool, seed: int, known: Sequence[Effects | None] = (),
) -> dict[str, dict[str, object]]:  # fmt: skip
    """Results by how many training reports a test report's finest cohort has, as plain JSON values.

    ``known`` says for each dimension by how much a value is publicly known to move log pay, and how surely, or None.
    """
    rng = np.random.default_rng(seed)
    cohorts = sorted(set(test.keys))
    number = {key: row for row, key in enumerate(cohorts)}
    rows = np.array([number[key] for key in test.keys])
    smoothing = LogNormalSmoothing(train.keys, train.pay)
    scores = {
        "model": _of_model(Replay(train, cohorts, tables, rng, known), rows, cohorts, test.pay),
        "raw": score(np.array([raw(key, smoothing.groups, PERCENTILES) for key in cohorts])[rows], test.pay),
    }
    if baselines:
        nearest = np.array([parent(key, smoothing.groups, PERCENTILES) for key in cohorts])
        smoothed = np.array([smoothing.percentiles(key, PERCENTILES) for key in cohorts])
        smallest = smoothing.with_smallest()
        plainly = np.array([smallest.percentiles(key, PERCENTILES) for key in cohorts])
        fitted = [smoothing.fitted(key) for key in cohorts]
        density = np.array([fitted[row].log_likelihood(pay) for row, pay in zip(rows, test.pay[:, None], strict=True)])
        scores["parent"] = score(nearest[rows], test.pay)
        scores["linkedin"] = score(smoothed[rows], test.pay, density)
        scores["linkedin_smallest"] = score(plainly[rows], test.pay)
    sizes = np.array([len(smoothing.groups.get(key, ())) for key in cohorts])[rows]
    return {
        name: _group(scores, rows, (sizes >= low) & (sizes <= high), rng)
        for name, (low, high) in {**GROUPS, **TOTALS}.items()
    }


def noise_on_median(
    train: Reports, tables: Sequence[Counted], *, seed: int, known: Sequence[Effects | None] = ()
) -> dict[str, dict[str, object]]:
    """By how many percent the noise moves the median of the tables' cells, the median over cells of about each size.

    The same pipeline is run twice, with the tables' noise and with exact counts of the same tables.
    """
    exact = [Counted(table.places, None) for table in tables]
    people: dict[Key, int] = {}
    for table in {table.places: table for table in exact}.values():
        for key in train.keys:
            people[table.cell(key)] = people.get(table.cell(key), 0) + 1
    cells = [cell for cell, n in people.items() if any(low <= n <= high for low, high in ABOUT.values())]
    if not cells:
        return {name: {"cells": 0} for name in ABOUT}
    noisy, still = (
        Replay(train, cells, part, np.random.default_rng(seed), known).posterior(cells).percentiles([0.5])[:, 1, 0]
        for part in (tables, exact)
    )
    sizes = np.array([people[cell] for cell in cells])
    found: dict[str, dict[str, object]] = {}
    for name, (low, high) in ABOUT.items():
        inside = (sizes >= low) & (sizes <= high)
        found[name] = {"cells": int(inside.sum())}
        if inside.any():
            found[name]["percent"] = round(100 * float(np.median(np.abs(np.expm1(noisy - still))[inside])), 2)
    return found


def _of_model(replay: Replay, rows: NDArray[np.intp], cohorts: Sequence[tuple[str, ...]], pay: Floats) -> Score:
    found = replay.posterior(cohorts)
    percentiles = found.percentiles(PERCENTILES)[:, 1]
    limits, below = found.limits[rows], np.maximum.accumulate(found.below, axis=1)[rows]
    cell = np.clip(np.sum(limits <= pay[:, None], axis=1), 1, limits.shape[1] - 1)
    each = np.arange(len(rows))
    density = (below[each, cell] - below[each, cell - 1]) / (limits[each, cell] - limits[each, cell - 1])
    return score(percentiles[rows], pay, np.log(np.maximum(density, THINNEST)))


def _group(
    scores: dict[str, Score], rows: NDArray[np.intp], inside: NDArray[np.bool_], rng: np.random.Generator
) -> dict[str, object]:
    """One group's losses, ratios with 90 % bootstrap intervals, coverage in percent and mean log-likelihood."""
    found: dict[str, object] = {"reports": int(inside.sum()), "cohorts": len(set(rows[inside].tolist()))}
    if not inside.any():
        return found
    model = scores["model"]
    found["loss"] = {name: round(float(one.loss[inside].mean()), 5) for name, one in scores.items()}
    found["relative_loss"] = {
        name: _ratio(model.loss[inside], one.loss[inside], rows[inside], rng)
        for name, one in scores.items() if one is not model
    }  # fmt: skip
    for width in (80, 90):
        found[f"coverage_{width}"] = {
            name: round(100 * float(getattr(one, f"within_{width}")[inside].mean()), 1) for name, one in scores.items()
        }
    found["log_likelihood"] = {
        name: round(float(one.log_density[inside].mean()), 4)
        for name, one in scores.items() if one.log_density is not None
    }  # fmt: skip
    return found


def _ratio(mine: Floats, theirs: Floats, rows: NDArray[np.intp], rng: np.random.Generator) -> list[float] | None:
    """Low, value and high of sum(mine) / sum(theirs); 90 % bootstrap over cohorts, whose reports share one estimate.

    None when the other method made no mistake at all.
    """
    _, cohort = np.unique(rows, return_inverse=True)
    sums = np.stack([np.bincount(cohort, mine), np.bincount(cohort, theirs)])
    drawn = rng.multinomial(sums.shape[1], np.full(sums.shape[1], 1 / sums.shape[1]), RESAMPLES)
    both = drawn @ sums.T
    if sums[1].sum() <= 0 or (both[:, 1] <= 0).any():
        return None
    low, high = np.quantile(both[:, 0] / both[:, 1], [0.05, 0.95])
    return [round(float(value), 3) for value in (low, sums[0].sum() / sums[1].sum(), high)]
