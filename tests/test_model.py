"""Partial pooling: against the same model solved at once with plain matrices, and on cohorts whose truth is known."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salaries.stats.axis import STEP, YEARLY
from salaries.stats.beliefs import Beliefs, evidence, learnt
from salaries.stats.cells import ANY, Cells, guessed
from salaries.stats.estimates import Prior, posterior
from salaries.stats.histogram import counts_in
from salaries.stats.model import Cohorts, fit, narrowed, widened
from salaries.stats.noisy import FEWEST, LOWEST_TOTAL, NoisyHistogram, observed, people_behind

PRIOR = Prior(YEARLY, 400, 60, 50)
EDGES = tuple(PRIOR.edges(60))


def some_cohorts(rng: np.random.Generator, n: int) -> Cohorts:
    """Cohorts of four roles: narrowed down to a level, or to a country, or to both."""
    roles = rng.integers(0, 4, n)
    mixes = [rng.dirichlet(np.ones(size), n) for size in (3, 5)]
    for mix in mixes:
        chosen = rng.random(n) < 0.6
        mix[chosen] = np.eye(mix.shape[1])[rng.integers(0, mix.shape[1], chosen.sum())]
    return Cohorts(roles, tuple(mixes))


def dense(
    cohorts: Cohorts, shared: np.ndarray, own: np.ndarray, common: float, unsure: np.ndarray | float = 0.0
) -> np.ndarray:
    """Slow twin: the covariance of all cohorts' values, written down pair by pair."""
    n = len(cohorts.roles)
    found = np.empty((n, n))
    values = np.hstack(cohorts.mixes)
    for i in range(n):
        for j in range(n):
            alike = [float(mix[i] @ mix[j]) for mix in cohorts.mixes]
            found[i, j] = common + sum(s * a for s, a in zip(shared, alike, strict=True))
            found[i, j] += float(np.sum(values[i] * values[j] * unsure))
            if cohorts.roles[i] == cohorts.roles[j]:
                found[i, j] += own[0] + own[1] * alike[0] + own[2] * alike[1] + own[3] * alike[0] * alike[1]
    return found


@settings(max_examples=15)
@given(st.integers(0, 10_000))
def test_role_by_role_gives_what_one_big_matrix_gives(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cohorts, errors, common = some_cohorts(rng, 14), rng.uniform(0.01, 0.3, 14), 0.25
    values, unsure = rng.normal(0, 0.5, 14), rng.uniform(0, 0.3, 8)
    found = fit(cohorts, values, errors, common, unsure=unsure)
    covariance = dense(cohorts, found.shared, found.own, common, unsure)
    inverse = np.linalg.inv(covariance + np.diag(errors))
    mean, variance = found.expected(cohorts)
    assert mean == pytest.approx(covariance @ inverse @ values, abs=1e-6)
    assert variance == pytest.approx(np.diag(covariance - covariance @ inverse @ covariance), abs=1e-6)


@settings(max_examples=15)
@given(st.integers(0, 10_000))
def test_without_own_is_what_is_left_when_the_cohort_is_taken_out(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cohorts, errors, common = some_cohorts(rng, 10), rng.uniform(0.01, 0.3, 10), 0.25
    values = rng.normal(0, 0.5, 10)
    found = fit(cohorts, values, errors, common)
    covariance = dense(cohorts, found.shared, found.own, common)
    mean, variance = found.without_own()
    for out in range(10):
        rest = np.delete(np.arange(10), out)
        gain = covariance[out, rest] @ np.linalg.inv(covariance[np.ix_(rest, rest)] + np.diag(errors[rest]))
        assert mean[out] == pytest.approx(gain @ values[rest], abs=1e-6)
        assert variance[out] == pytest.approx(covariance[out, out] - gain @ covariance[rest, out], abs=1e-6)


def test_parts_lie_apart_by_what_is_known_of_them_and_by_what_is_not() -> None:
    """Slow twin: the variance between the parts of each cohort, over draws of all effects from what was learnt."""
    rng = np.random.default_rng(4)
    cohorts = some_cohorts(rng, 12)
    found = fit(cohorts, rng.normal(0, 0.5, 12), rng.uniform(0.01, 0.3, 12), 0.25)
    apart = np.zeros(12)
    for drawn in rng.multivariate_normal(found.effects, found.covariance, 20_000):
        for mix, effects in zip(cohorts.mixes, (drawn[1:4], drawn[4:]), strict=True):
            apart += (mix @ effects**2 - (mix @ effects) ** 2) / 20_000
    assert found.apart(cohorts) == pytest.approx(apart + found.own @ (1 - cohorts.diagonals), rel=0.03, abs=1e-6)


def test_variances_are_found_again_where_half_of_the_effects_are_more_uncertain() -> None:
    rng = np.random.default_rng(6)
    unsure = np.tile([0.0, 0.3], 100)
    cohorts = Cohorts(np.repeat(np.arange(20), 200), (np.tile(np.eye(200), (20, 1)),))
    effects = rng.normal(0, np.sqrt(0.09 + unsure))
    values = np.tile(effects, 20) + rng.normal(0, 0.1, 4_000)
    assert fit(cohorts, values, np.full(4_000, 0.01), 1.0, unsure=unsure).shared == pytest.approx(0.09, rel=0.25)
    assert fit(cohorts, values, np.full(4_000, 0.01), 1.0).shared == pytest.approx(0.24, rel=0.25)


def test_variances_are_found_again() -> None:
    rng = np.random.default_rng(3)
    roles = np.repeat(np.arange(150), 6)
    cohorts = Cohorts(roles, (np.tile(np.eye(6), (150, 1)),))
    role, cell = rng.normal(0, 0.5, 150), rng.normal(0, 0.2, 900)
    found = fit(cohorts, role[roles] + cell + rng.normal(0, 0.1, 900), np.full(900, 0.01), common=1.0)
    assert found.own[0] == pytest.approx(0.25, rel=0.3)
    assert found.own[1:].sum() == pytest.approx(0.04, rel=0.3)  # role-and-level and cell are the same here


def histogram(
    rng: np.random.Generator, centre: float, n: int, variance: float = 1e-6, edges: tuple[int, ...] = EDGES
) -> NoisyHistogram:
    places = np.clip(rng.logistic(centre, 0.3, n) / STEP, 0, YEARLY.last).astype(int)
    counts = counts_in(edges, places.tolist()) + rng.normal(0, variance**0.5, len(edges) - 1)
    return NoisyHistogram(edges, tuple(counts.tolist()), variance)


@pytest.mark.parametrize("n", [30, 300, 3_000])
def test_a_curve_is_found_with_the_error_that_theory_gives(n: int) -> None:
    """Without a prior the centre of a logistic curve is known with variance 3 width^2 / n (Cramer and Rao)."""
    rng = np.random.default_rng(n)
    wide = Beliefs(*np.repeat([[4.0], [25.0], [np.log(0.4)], [4.0]], 200, axis=1))
    found = learnt(observed([[histogram(rng, 3.7, n)] for _ in range(200)], YEARLY.last), wide)
    assert found.centre.mean() == pytest.approx(3.7, abs=0.01)
    assert np.exp(found.width.mean()) == pytest.approx(0.3, rel=0.03)
    assert found.centre.var() == pytest.approx(3 * 0.3**2 / n, rel=0.35)
    assert found.centre_variance.mean() == pytest.approx(3 * 0.3**2 / n, rel=0.15)


def test_noise_makes_unsure_but_not_wrong() -> None:
    rng = np.random.default_rng(5)
    wide = Beliefs(*np.repeat([[4.0], [0.5], [np.log(0.4)], [0.1]], 300, axis=1))
    seen = observed([[histogram(rng, 4.2, 200, variance=9.0)] for _ in range(300)], YEARLY.last)
    found = learnt(seen, wide)
    said = evidence(found, wide)
    assert np.average(said.centre, weights=1 / said.centre_variance) == pytest.approx(4.2, abs=0.02)
    assert found.centre_variance.mean() > 2 * 3 * 0.3**2 / 200
    assert np.mean((found.centre - 4.2) ** 2 / found.centre_variance) < 1.6


def test_evidence_undoes_a_belief() -> None:
    before = Beliefs(np.array([4.0]), np.array([0.2]), np.array([-1.0]), np.array([0.1]))
    after = Beliefs(np.array([4.3]), np.array([0.05]), np.array([-1.1]), np.array([0.04]))
    said = evidence(after, before)
    assert said.centre_variance[0] == pytest.approx(1 / (1 / 0.05 - 1 / 0.2))
    assert said.centre[0] == pytest.approx((4.3 / 0.05 - 4.0 / 0.2) * said.centre_variance[0])


def two_levels(seniors: int) -> dict[tuple[str, str], list[NoisyHistogram]]:
    """Ten roles where seniors earn 50 % more; of the last role's seniors there are few or none."""
    rng = np.random.default_rng(9)
    centres = rng.normal(4.0, 0.3, 10)
    cells = {}
    for role, centre in enumerate(centres):
        for level, more in (("junior", 0.0), ("senior", 0.4)):
            n = seniors if (role, level) == (9, "senior") else 200
            cells[str(role), level] = [histogram(rng, float(centre + more), n)]
    return cells


def model_of(cells: dict[tuple[str, str], list[NoisyHistogram]]) -> Cells:
    public = {str(role): PRIOR.belief for role in range(10)}
    return Cells(cells, public, [["junior", "senior"]], tables=1, last=YEARLY.last)


def test_a_cohort_nobody_reported_on_takes_after_its_relatives() -> None:
    model = model_of(two_levels(seniors=0))
    junior, senior, whole = model.beliefs([("9", "junior"), ("9", "senior"), ("9", ANY)]).as_array.T
    truth = np.random.default_rng(9).normal(4.0, 0.3, 10)[9] + 0.4
    assert senior[0] == pytest.approx(truth, abs=0.15)
    assert abs(senior[0] - truth) < 2 * senior[1] ** 0.5
    assert senior[1] < 0.3 * PRIOR.belief.centre_variance[0]
    assert junior[0] < senior[0]
    assert min(junior[0], senior[0]) - 0.3 < whole[0] < senior[0]


def test_what_is_believed_of_a_cohort_does_not_depend_on_its_own_counts_centre() -> None:
    """Otherwise its reports would count twice: once in the belief and once in the posterior."""
    cells = two_levels(seniors=40)
    moved = dict(cells)
    moved["9", "senior"] = [histogram(np.random.default_rng(1), 6.5, 40)]
    before, after = (model_of(some).beliefs([("9", "senior")]) for some in (cells, moved))
    # Only the variances, which all cohorts decide together, may carry a little of it over.
    assert abs(after.centre[0] - before.centre[0]) < 0.35
    assert after.centre_variance[0] > before.centre_variance[0]


def test_without_any_count_the_public_prior_stands() -> None:
    empty = {("0", "junior"): [NoisyHistogram(EDGES, (0.0,) * 60, 1.0)]}
    found = Cells(empty, {"0": PRIOR.belief}, [["junior"]], tables=1, last=YEARLY.last).beliefs([("0", "junior")])
    assert found.as_array == pytest.approx(PRIOR.belief.as_array)


def test_noise_alone_is_hardly_taken_for_people() -> None:
    rng = np.random.default_rng(2)
    cells = {}
    for role in map(str, range(20)):
        for country in range(50):
            people = 400 if country == 0 else 0
            counts = np.full(12, people / 12) + rng.normal(0, 4, 12)
            cells[role, str(country)] = NoisyHistogram(tuple(range(0, 130, 10)), tuple(counts.tolist()), 16.0)
    found = guessed(cells)
    phantom = sum(one.people for (_, country), one in found.items() if country != "0")
    raw = sum(max(0.0, one.total) for (_, country), one in found.items() if country != "0")
    assert phantom < 0.3 * raw
    assert found["3", "0"].people == pytest.approx(400, rel=0.1)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_of_many_countries_without_anybody_few_are_believed_and_one_with_some_is(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cells = {}
    for role in map(str, range(40)):
        for country in range(60):
            people = (400, 20, 20, 20)[country] if country < 4 else 0
            counts = people / 8 + rng.laplace(0, (21 / 2) ** 0.5, 8)
            cells[role, str(country)] = NoisyHistogram(tuple(range(9)), tuple(counts.tolist()), 21.0)
    found = {key: one.people for key, one in guessed(cells).items()}
    looked_at = [people for (_, country), people in found.items() if int(country) >= 4 and people >= FEWEST]
    assert sum(looked_at) < 300  # in all 2,240 cells; shares pulled towards none by linear Bayes gave over 1,000
    assert np.mean([people for (_, country), people in found.items() if 1 <= int(country) <= 3]) > 10


@settings(max_examples=25)
@given(st.floats(-30, 90), st.floats(2, 20), st.floats(0.2, 60))
def test_how_many_people_are_behind_a_total_is_their_posterior_mean(
    total: float, error: float, expected: float
) -> None:
    """Slow twin: a million equally likely numbers of people by Lomax's distribution, weighed by how well they fit."""
    people = expected * ((np.arange(1_000_000) + 0.5) / 1e6) ** -0.5 - expected
    fits = -(((total - people) / error) ** 2) / 2
    weights = np.exp(fits - fits.max())
    found = people_behind(np.array([total]), np.array([error]), np.array([expected]))
    if total > LOWEST_TOTAL * error and expected > 0.01 * abs(total):
        assert found[0] == pytest.approx(weights @ people / weights.sum(), rel=0.03, abs=0.02)


def test_a_total_that_noise_cannot_explain_is_believed_whatever_was_expected() -> None:
    found = people_behind(np.array([5.0, 400.0, 3_000.0, -900.0]), np.full(4, 16.0), np.full(4, 0.01))
    assert found == pytest.approx([0.01, 399.0, 3_000.0, 0.01], rel=0.03, abs=0.01)


def test_the_posterior_of_exact_counts_is_the_dirichlet_one() -> None:
    """Slow twin of the departures: under a known curve, shares are (41 curve + counts) / (41 + n)."""
    rng = np.random.default_rng(4)
    counts = histogram(rng, 4.0, 500)
    known = Beliefs(np.array([4.0]), np.array([1e-12]), np.array([np.log(0.3)]), np.array([1e-12]))
    found = posterior(observed([[counts]], YEARLY.last), known, YEARLY.last * STEP)
    limits = np.array(EDGES) * STEP
    curve = 1 / (1 + np.exp(-(limits - 4.0) / 0.3))
    own = np.concatenate([[0], np.cumsum(counts.counts)]) / counts.total
    expected = (41 * curve + counts.total * own) / (41 + counts.total)
    inside = (limits > 2.5) & (limits < 5.5)
    assert np.interp(limits[inside], found.limits[0], found.below[0]) == pytest.approx(expected[inside], abs=0.01)


def test_a_mixture_is_as_wide_as_its_parts_and_their_distance_make_it() -> None:
    """Slow twin: two levels of equal size drawn and thrown together."""
    rng = np.random.default_rng(11)
    both = np.concatenate([rng.logistic(4.0, 0.25, 200_000), rng.logistic(4.6, 0.25, 200_000)])
    wider = widened(np.array([np.log(0.25)]), np.array([0.09]))
    assert np.exp(wider[0]) * np.pi / np.sqrt(3) == pytest.approx(both.std(), rel=0.01)
    assert narrowed(wider, np.array([0.09]))[0] == pytest.approx(np.log(0.25))
    assert narrowed(np.log([0.25]), np.array([9.0]))[0] == pytest.approx(np.log(0.125))


def test_what_many_weak_cells_say_together_is_not_bent_by_their_noise() -> None:
    """Thousands of noisy cells of 30 people: their errors average out in the centre, and nearly in the width."""
    rng = np.random.default_rng(12)
    before = Beliefs(*np.repeat([[3.5], [0.2], [np.log(0.3)], [0.06]], 2_000, axis=1))
    edges = tuple(PRIOR.bin_edges)
    seen = observed([[histogram(rng, 3.5, 30, 16.0, edges)] for _ in range(2_000)], YEARLY.last)
    said = evidence(learnt(seen, before), before)
    assert np.average(said.centre, weights=1 / said.centre_variance) == pytest.approx(3.5, abs=0.06)
    assert np.average(said.width, weights=1 / said.width_variance) == pytest.approx(np.log(0.3), abs=0.12)


def test_people_who_are_not_there_do_not_draw_a_curve_to_the_bins() -> None:
    rng = np.random.default_rng(13)
    before = Beliefs(*np.repeat([[3.2], [0.2], [np.log(0.3)], [0.06]], 2_000, axis=1))
    phantoms = [
        NoisyHistogram(EDGES, tuple(rng.normal(0, 4, len(EDGES) - 1).tolist()), 16.0, 20.0) for _ in range(2_000)
    ]
    found = learnt(observed([[one] for one in phantoms], YEARLY.last), before)
    assert found.centre.mean() == pytest.approx(3.2, abs=0.05)


def test_totals_that_noise_made_high_do_not_draw_a_curve_to_the_bins() -> None:
    """Cells of 20 people that are looked at because their totals are above 60."""
    rng = np.random.default_rng(14)
    edges = tuple(PRIOR.bin_edges)
    drawn = (histogram(rng, 3.2, 20, 100.0, edges) for _ in range(20_000))
    high = [[replace(one, guess=20.0)] for one in drawn if one.total > 60]
    before = Beliefs(*np.repeat([[3.2], [0.2], [np.log(0.3)], [0.06]], len(high), axis=1))
    said = evidence(learnt(observed(high, YEARLY.last), before), before)
    assert len(high) > 500
    assert np.average(said.centre, weights=1 / said.centre_variance) == pytest.approx(3.2, abs=0.1)


def test_what_is_publicly_known_of_a_value_is_where_its_cohorts_are_expected() -> None:
    empty = {("0", "IN"): [NoisyHistogram(EDGES, (0.0,) * 60, 1.0)]}
    known = [{"IN": (-1.4, 0.0), "US": (0.0, 0.0)}.__getitem__]
    model = Cells(empty, {"0": PRIOR.belief}, [["IN", "US"]], tables=1, last=YEARLY.last, known=known)
    there, here = model.beliefs([("0", "IN"), ("0", "US")]).centre
    assert (there, here) == (pytest.approx(PRIOR.belief.centre[0] - 1.4), pytest.approx(PRIOR.belief.centre[0]))


def test_a_value_of_which_little_is_publicly_known_is_that_much_less_sure() -> None:
    empty = {
        ("0", "IN"): [NoisyHistogram(EDGES, (0.0,) * 60, 1.0)],
        ("0", "US"): [NoisyHistogram(EDGES, (5.0,) * 60, 1.0)],
    }
    known = [{"IN": (-1.4, 0.0), "KE": (-0.5, 0.14), "US": (0.0, 0.0)}.__getitem__]
    model = Cells(empty, {"0": PRIOR.belief}, [["IN", "KE", "US"]], tables=1, last=YEARLY.last, known=known)
    sure, unsure = model.beliefs([("0", "IN"), ("0", "KE")]).centre_variance
    assert unsure - sure == pytest.approx(0.14)
