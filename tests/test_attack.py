"""Attacks on the plan's own noise, and that they would be noticed if the noise were missing."""

import json
from fractions import Fraction
from io import StringIO
from itertools import pairwise
from math import exp

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from salaries.management.commands import attack as command
from salaries.stats.attacks import (
    ACQUAINTANCE,
    EDGES,
    PAY_TABLES,
    TABLE_EDGES,
    Attack,
    SeededNoise,
    _pay_attack,
    _sum_odds,
    attack,
    draw_pay,
    guess_rate,
    people_and_noise,
)
from salaries.stats.exact import solved
from salaries.stats.privacy import BINS, PLAN, laplace_variance

TRIALS = 1_500
ALL_PAY = [table.name for table in PAY_TABLES]  # the yearly ones first


@pytest.fixture(scope="module")
def with_noise() -> list[Attack]:
    return attack(trials=TRIALS, seed=7)


@pytest.fixture(scope="module")
def without_noise() -> list[Attack]:
    return attack(trials=TRIALS, seed=7, noise=lambda _: 0)


def test_every_attack_stays_within_its_limit(with_noise: list[Attack]) -> None:
    assert [one.name for one in with_noise if not one.holds] == []


def test_without_noise_every_check_fails_but_one(without_noise: list[Attack]) -> None:
    """An acquaintance is held off by the others' unknown pay too: exact counts of seven to ten people do not say whose.
    The bound knows nothing of that, so noise alone does not decide this check."""
    held = {(one.name, one.observer) for one in without_noise if one.holds}
    assert held == {("differencing", ACQUAINTANCE)}
    assert len({(one.name, one.observer) for one in without_noise}) == len(without_noise)


def test_bins_of_pay_an_hour_cut_elsewhere_and_tell_more() -> None:
    shifted, same = TABLE_EDGES["hourly"], TABLE_EDGES["yearly"]
    assert not set(shifted[1:-1]) & set(same[1:-1])
    apart = _pay_attack(np.random.default_rng(1), lambda _: 0, dict.fromkeys(ALL_PAY, 0), 500)
    only_yearly = _pay_attack(np.random.default_rng(1), lambda _: 0, dict.fromkeys(ALL_PAY[:3], 0), 500)
    assert apart > only_yearly + 0.2


def test_people_and_noise_are_drawn_apart() -> None:
    people, noise = people_and_noise(5)
    plain = np.random.default_rng(5)
    assert people.uniform() != plain.uniform()
    assert [noise(Fraction(3)) for _ in range(20)] != [SeededNoise(5)(Fraction(3)) for _ in range(20)]


def test_odds_of_a_sum_are_those_of_its_distribution() -> None:
    """Slow twin: the noise of each count is added by convolution."""
    table, reach = PLAN[0], np.arange(-60, 61)
    one = np.exp(-np.abs(reach) / float(table.scale))
    chances, odds = np.array([1.0]), _sum_odds(table, 4)
    for _ in range(4):
        chances = np.convolve(chances, one / one.sum())
    for total in (-12, 0, 1, 9):
        assert odds(total) == pytest.approx(np.log(chances[239 + total] / chances[240 + total]), abs=1e-6)
    assert odds(10_000) == odds(1_000)


def test_noise_is_what_makes_the_difference(with_noise: list[Attack], without_noise: list[Attack]) -> None:
    for noisy, exact in zip(with_noise, without_noise, strict=True):
        assert exact.rate > noisy.rate, noisy.name


def test_exact_percentiles_of_three_or_more_give_nearly_everybody_away(with_noise: list[Attack]) -> None:
    assert min(one.k3 for one in with_noise) > 0.7
    assert {one.name: one.k3 for one in with_noise}["small cell"] > 0.99


def test_limits_are_never_above_what_epsilon_allows(with_noise: list[Attack]) -> None:
    lifetime = exp(2) / (1 + exp(2))
    for one in with_noise:
        assert one.limit <= one.bound
        assert one.success == "pay within 5 %" or one.bound <= lifetime


def test_guessing_is_the_best_that_can_be_done_without_a_release() -> None:
    pays = draw_pay(np.random.default_rng(3), 20_000)
    best = max(float(np.mean(np.abs(pays - place) <= 4.879)) for place in range(380, 440))
    assert guess_rate() == pytest.approx(best, abs=0.01)


def test_the_seeded_noise_has_the_variance_of_the_real_one() -> None:
    scale = PLAN[0].scale
    noise = SeededNoise(1)
    draws = [noise(scale) for _ in range(20_000)]
    assert np.var(draws) == pytest.approx(laplace_variance(scale), rel=0.1)
    assert np.mean(draws) == pytest.approx(0, abs=0.15)
    assert SeededNoise(1)(Fraction(3)) == SeededNoise(1)(Fraction(3))


def test_the_bins_are_those_of_a_batch() -> None:
    assert len(EDGES) == BINS + 1
    assert all(low < high for low, high in pairwise(EDGES))


@pytest.mark.parametrize("people", [3, 4, 5])
def test_five_exact_percentiles_solve_up_to_five_people(people: int) -> None:
    pays = np.sort(draw_pay(np.random.default_rng(people), people))
    assert solved(np.percentile(pays, [10, 25, 50, 75, 90]), people) == pytest.approx(pays)


def test_the_command_prints_json_and_a_table() -> None:
    out = StringIO()
    call_command("attack", "--json", "--trials", "50", "--seed", "7", stdout=out)
    found = json.loads(out.getvalue())
    assert found["seed"] == 7
    assert {"name", "observer", "rate", "guess", "bound", "limit", "k3", "holds"} <= set(found["attacks"][0])
    table = StringIO()
    call_command("attack", "--trials", "50", "--seed", "7", stdout=table)
    assert table.getvalue().count("\n") == 1 + len(found["attacks"])


def test_the_command_fails_when_an_attack_does_too_well(
    monkeypatch: pytest.MonkeyPatch, without_noise: list[Attack]
) -> None:
    monkeypatch.setattr(command, "attack", lambda **_: without_noise)
    with pytest.raises(CommandError, match="Above the limit: differencing"):
        call_command("attack", "--json", stdout=StringIO())


@pytest.mark.parametrize(("option", "value", "said"), [("--trials", "0", "at least 1"), ("--seed", "-1", "at least 0")])
def test_no_trials_and_seeds_below_zero_are_refused(option: str, value: str, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("attack", option, value)
