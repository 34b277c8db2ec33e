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
from salaries.stats.attacks import EDGES, Attack, SeededNoise, attack, draw_pay, guess_rate
from salaries.stats.exact import solved
from salaries.stats.privacy import BINS, PLAN, laplace_variance

TRIALS = 1_500


@pytest.fixture(scope="module")
def with_noise() -> list[Attack]:
    return attack(trials=TRIALS, seed=7)


@pytest.fixture(scope="module")
def without_noise() -> list[Attack]:
    return attack(trials=TRIALS, seed=7, noise=lambda _: 0)


def test_every_attack_stays_within_its_limit(with_noise: list[Attack]) -> None:
    assert [one.name for one in with_noise if not one.holds] == []


def test_without_noise_the_check_fails(without_noise: list[Attack]) -> None:
    failed = {(one.name, one.observer.split(" and ")[0]) for one in without_noise if not one.holds}
    reports = {"differencing", "small cell", "membership", "sum of cells"}
    assert {name for name, _ in failed} == {*reports, "follow-up", "a follow-up's presence"}


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


def test_no_trials_are_refused() -> None:
    with pytest.raises(CommandError, match="at least 1"):
        call_command("attack", "--trials", "0")
