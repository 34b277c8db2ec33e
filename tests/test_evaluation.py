"""Measuring the estimates: the baselines and scores against slow twins, the replayed release, and the command."""

import csv
import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from salaries.reference import price_level
from salaries.stats.baselines import SHARES, LogNormalSmoothing, Normal, ancestors, grouped, parent, raw
from salaries.stats.cells import ANY
from salaries.stats.evaluation import evaluate, noise_on_median, pinball, score
from salaries.stats.privacy import laplace_variance
from salaries.stats.replay import Counted, Replay, Reports, own_table, plan_tables, reports, seeded_noise
from tests.conftest import DATA

NO_PAY = ("-3", "0", "nan", "1_000", "1e999")
LEVELS = {"junior": 0.0, "mid": 0.25, "senior": 0.5}


def people(seed: int, sizes: dict[str, int]) -> Reports:
    """Reports of forty roles whose pay is a role's, a level's and their own."""
    rng = np.random.default_rng(seed)
    centres = np.random.default_rng(0).normal(4.0, 0.35, 40)
    keys, pay = [], []
    for role, centre in enumerate(centres):
        for level, more in LEVELS.items():
            n = sizes[level] if role % 4 else 3
            keys += [(f"role {role}", level)] * n
            pay += list(rng.logistic(centre + more, 0.2, n))
    return Reports(tuple(keys), np.clip(np.array(pay), 0, 9.9))


def test_ancestors_drop_one_dimension_first_and_end_with_everybody() -> None:
    found = ancestors(("producer", "senior", "ES"))
    assert found[0] == ("producer", "senior", ANY)
    assert found[-1] == (ANY, ANY, ANY)
    assert len(found) == 7
    assert ancestors(("producer", ANY, ANY)) == [(ANY, ANY, ANY)]


def test_groups_hold_their_descendants() -> None:
    groups = grouped([("a", "x"), ("a", "y"), ("b", "x")], np.array([1.0, 2.0, 3.0]))
    assert groups["a", ANY].tolist() == [1, 2]
    assert groups[ANY, "x"].tolist() == [1, 3]
    assert groups[ANY, ANY].tolist() == [1, 2, 3]


def test_raw_and_parent_are_plain_percentiles() -> None:
    groups = grouped([("a", "x")] * 3 + [("a", "y")] * 2 + [("b", "x")], np.array([1.0, 2, 3, 7, 9, 20]))
    assert raw(("a", "x"), groups, [0.5]).tolist() == [2]
    assert raw(("c", "z"), groups, [0.5]).tolist() == [5]
    assert parent(("a", "x"), groups, [0.5]).tolist() == [2.5]  # the level's four are fewer than the role's five
    assert parent(("c", "x"), groups, [0.5]).tolist() == [2.5]


@settings(max_examples=30)
@given(st.lists(st.floats(0, 9), min_size=1, max_size=15), st.floats(0.5, 20))
def test_the_normal_posterior_is_that_of_pseudo_observations(values: list[float], weight: float) -> None:
    """Slow twin: ``weight`` reports with the ancestor's mean and variance are pooled with the cohort's own."""
    found = Normal(4.0, 0.3).updated(np.array(values), weight)
    total = weight + len(values)
    mean = (weight * 4.0 + sum(values)) / total
    square = (weight * (0.3 + 4.0**2) + sum(v * v for v in values)) / total
    assert found.mean == pytest.approx(mean)
    assert found.variance == pytest.approx(square - mean**2, abs=1e-6)


def test_published_smoothing_keeps_large_cohorts_and_moves_small_ones() -> None:
    train = people(1, {"junior": 60, "mid": 60, "senior": 2})
    smoothing = LogNormalSmoothing(train.keys, train.pay)
    assert smoothing.percentiles(("role 1", "mid")) == pytest.approx(raw(("role 1", "mid"), smoothing.groups))
    own = smoothing.groups["role 1", "senior"].mean()
    assert smoothing.percentiles(("role 1", "senior"))[2] != pytest.approx(own, abs=1e-6)
    assert np.isfinite(smoothing.percentiles(("role 99", "senior"))).all()


def test_without_reports_published_smoothing_can_take_the_smallest_ancestor() -> None:
    train = people(1, {"junior": 60, "mid": 60, "senior": 2})
    likeliest = LogNormalSmoothing(train.keys, train.pay)
    smallest = likeliest.with_smallest()
    assert smallest.percentiles(("role 99", "senior")) == pytest.approx(
        likeliest.fitted((ANY, "senior")).percentiles(SHARES)
    )
    assert smallest.percentiles(("role 1", "senior")) == pytest.approx(likeliest.percentiles(("role 1", "senior")))


@settings(max_examples=40)
@given(st.lists(st.floats(0, 9), min_size=5, max_size=5), st.floats(0, 9))
def test_pinball_loss_is_the_textbook_one(percentiles: list[float], pay: float) -> None:
    twin = 0.0
    for share, value in zip((0.1, 0.25, 0.5, 0.75, 0.9), percentiles, strict=True):
        twin += share * (pay - value) if pay >= value else (1 - share) * (value - pay)
    assert pinball(np.array([percentiles]), np.array([pay]))[0] == pytest.approx(twin / 5)


def test_coverage_counts_reports_between_the_outer_percentiles() -> None:
    found = score(np.tile([1.0, 2, 3, 4, 5, 6, 7], (4, 1)), np.array([0.5, 1.5, 4.0, 6.5]))
    assert found.within_80.tolist() == [False, False, True, False]
    assert found.within_90.tolist() == [False, True, True, True]


def test_seeded_noise_has_the_variance_of_the_live_one() -> None:
    drawn = seeded_noise(np.random.default_rng(1), Fraction(1, 2), 40_000)
    assert drawn.var() == pytest.approx(laplace_variance(Fraction(2)), rel=0.05)
    assert (drawn == np.round(drawn)).all()
    assert not seeded_noise(np.random.default_rng(1), None, 5).any()


def test_the_plans_tables_count_what_the_data_have() -> None:
    assert [table.places for table in plan_tables(["level", "country"])] == [(1,), (2,), (), ()]
    assert Counted((1,), None).cell(("producer", "senior", "ES")) == ("producer", "senior", ANY)


def test_small_cohorts_gain_and_none_loses_without_noise() -> None:
    train, test = (people(seed, {"junior": 120, "mid": 7, "senior": 40}) for seed in (1, 2))
    found = evaluate(train, test, own_table(["level"], None), baselines=True, seed=1)
    assert found["1-4"]["relative_loss"]["raw"][1] < 0.8  # type: ignore[index]
    assert found["under 10"]["relative_loss"]["linkedin"][1] < 1.0  # type: ignore[index]
    for name in ("1-4", "5-9", "30-99", "100+"):
        low, value, high = found[name]["relative_loss"]["raw"]  # type: ignore[index]
        assert low <= value <= high
        assert value < 1.01, name
        assert 75 <= found[name]["coverage_80"]["model"] <= 85, name  # type: ignore[index]
        assert 86 <= found[name]["coverage_90"]["model"] <= 95, name  # type: ignore[index]


def test_noise_costs_accuracy_where_there_are_few_reports() -> None:
    train, test = (people(seed, {"junior": 120, "mid": 7, "senior": 40}) for seed in (1, 2))
    exact, noisy = (
        evaluate(train, test, tables, baselines=False, seed=1)
        for tables in (own_table(["level"], None), plan_tables(["level"]))
    )
    assert noisy["under 10"]["loss"]["model"] > 1.02 * exact["under 10"]["loss"]["model"]  # type: ignore[index]
    assert noisy["under 10"]["relative_loss"]["raw"][1] < 1.1  # type: ignore[index]
    assert noisy["100+"]["relative_loss"]["raw"][1] < 1.05  # type: ignore[index]


def test_noise_moves_the_median_of_small_cells_more() -> None:
    train = people(1, {"junior": 120, "mid": 30, "senior": 800})
    moved = noise_on_median(train, plan_tables(["level"]), seed=1)
    assert [moved[size]["cells"] for size in ("30", "100", "1000")] == [30, 30, 60]  # seniors, and whole roles
    percents = [float(moved[size]["percent"]) for size in ("30", "100", "1000")]  # type: ignore[arg-type]
    assert percents[0] > percents[1] > percents[2] > 0
    still = noise_on_median(train, own_table(["level"], None), seed=1)
    assert float(still["30"]["percent"]) == 0  # type: ignore[arg-type]


def test_a_replay_answers_for_cohorts_without_a_table_or_a_report() -> None:
    train = people(1, {"junior": 50, "mid": 50, "senior": 50})
    unknown = ("role 99", "senior")
    replay = Replay(train, [unknown], own_table(["level"], None), np.random.default_rng(1))
    found = replay.posterior([unknown, ("role 1", "senior"), ("role 1", ANY)])
    low, middle, high = found.percentiles([0.5])[:, :, 0].T
    assert (low <= middle).all()
    assert (middle <= high).all()
    assert found.own_share[0] == pytest.approx(0, abs=1e-9)
    assert found.own_share[1] > 0.5
    assert (high - low)[0] > 3 * (high - low)[1]


def test_pay_must_be_a_number_above_zero() -> None:
    with pytest.raises(ValueError, match="above zero"):
        reports([{"role": "a", "pay": "0"}], [])
    assert reports([{"role": "a", "level": "x", "pay": "1000000000"}], ["level"]).pay[0] == pytest.approx(9.91)


def write(path: Path, rows: list[dict[str, object]]) -> str:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return str(path)


def both_files(folder: Path) -> tuple[str, str]:
    rng = np.random.default_rng(1)
    rows: list[dict[str, object]] = [
        {"role": role, "level": level, "ai_use": "", "pay": round(float(np.exp(rng.normal(11 + more, 0.4))))}
        for role in ("a", "b", "c") for level, more in LEVELS.items() for _ in range(20)
    ]  # fmt: skip
    return write(folder / "train.csv", rows), write(folder / "test.csv", rows[::3])


def test_the_command_prints_json_and_repeats_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    train, test = both_files(tmp_path)
    answers = []
    for _ in range(2):
        call_command("evaluate_estimates", "--train", train, "--test", test, "--json", "--baselines")
        answers.append(capsys.readouterr().out)
    assert answers[0] == answers[1]
    found = json.loads(answers[0])
    assert found["protocol"]["cohort"] == ["role", "level"]
    assert found["groups"]["10-29"]["reports"] == 60
    assert set(found["groups"]["10-29"]["relative_loss"]) == {"raw", "parent", "linkedin", "linkedin_smallest"}
    assert found["groups"]["0"] == {"reports": 0, "cohorts": 0}


def test_the_command_prints_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    train, test = both_files(tmp_path)
    call_command("evaluate_estimates", "--train", train, "--test", test, "--no-noise")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("training reports")
    assert len(lines) == 10


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: the header needs 'pay'"),
        ("role,salary\na,3\n", "line 1: the header needs 'pay'"),
        ("role,pay,pay\na,3,4\n", "line 1: more than one column is called 'pay'"),
        ("role,pay\n", "has no row"),
        ("role,pay\na,5\nb\n", "line 3: 1 cells instead of 2"),
        ("role,pay\na,5,6\n", "line 2: 3 cells instead of 2"),
        ("role,pay\na," + "5" * 200_000 + "\n", "line 2: field larger"),
        ("role,pay\na,5\n*,5\n", r"line 3: '\*' stands for everybody"),
        *((f"role,pay\na,{pay}\n", "line 2: pay must be a number above zero") for pay in NO_PAY),
        ("role,pay\na,5\nb,\x81\n", "line 3: not in UTF-8"),
        ("role,pay\na,50000\n", "two different pays"),
        ("role,pay\na,50000\na,50000\n", "two different pays"),
        ("role,pay\na,500\na,600\n", "two different pays"),
    ],
)  # fmt: skip
def test_the_command_says_what_is_wrong_with_a_file_and_where(tmp_path: Path, text: str, said: str) -> None:
    _, test = both_files(tmp_path)
    bad = tmp_path / "bad.csv"
    bad.write_text(text, encoding="latin-1")
    with pytest.raises(CommandError, match=f"bad.csv.*{said}"):
        call_command("evaluate_estimates", "--train", str(bad), "--test", test)


def test_a_missing_file_and_a_seed_below_zero_are_refused(tmp_path: Path) -> None:
    train, test = both_files(tmp_path)
    with pytest.raises(CommandError, match=r"none.csv cannot be read"):
        call_command("evaluate_estimates", "--train", train, "--test", str(tmp_path / "none.csv"))
    with pytest.raises(CommandError, match="--seed must be at least 0"):
        call_command("evaluate_estimates", "--train", train, "--test", test, "--seed", "-1")


def test_a_file_that_is_scored_on_itself_is_warned_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    train, test = both_files(tmp_path)
    call_command("evaluate_estimates", "--train", train, "--test", test)
    assert capsys.readouterr().err == ""
    call_command("evaluate_estimates", "--train", train, "--test", train)
    assert "the same rows" in capsys.readouterr().err


def postings() -> Reports:
    """Real posted pay: role, level, country; identical postings once."""
    with (DATA / "postings" / "ai_postings_paired_public.csv").open(newline="") as file:
        rows = {tuple(row.values()): row for row in csv.DictReader(file)}.values()
    named = [
        {"role": r["job_title"], "level": r["experience_level"], "country": r["company_location"], "pay": r["usd_mid"]}
        for r in rows
    ]
    return reports(named, ["level", "country"])


@pytest.mark.needs_data
def test_targets_on_real_postings() -> None:
    """What docs/method.md claims, on one split, without noise and with the plan's, 30 % hidden."""
    whole = postings()
    order = np.random.default_rng(0).permutation(len(whole.keys))
    cut = round(0.3 * len(order))
    test, train = (Reports(tuple(whole.keys[i] for i in part), whole.pay[part]) for part in (order[:cut], order[cut:]))
    known = [None, price_level]
    exact = evaluate(train, test, own_table(["level", "country"], None), baselines=True, seed=1, known=known)
    noisy = evaluate(train, test, plan_tables(["level", "country"]), baselines=False, seed=1, known=known)
    assert exact["under 10"]["relative_loss"]["raw"][1] <= 0.68  # type: ignore[index]
    assert exact["under 10"]["relative_loss"]["linkedin"][1] <= 0.92  # type: ignore[index]
    assert exact["0"]["relative_loss"]["raw"][1] <= 0.5  # type: ignore[index]
    assert exact["0"]["relative_loss"]["linkedin_smallest"][1] <= 0.8  # type: ignore[index]
    assert noisy["under 10"]["relative_loss"]["raw"][1] <= 0.85  # type: ignore[index]
    assert noisy["10-29"]["relative_loss"]["raw"][1] <= 1.08  # type: ignore[index]
    assert noisy["100+"]["relative_loss"]["raw"][1] <= 1.02  # type: ignore[index]
    moved = noise_on_median(train, plan_tables(["level", "country"]), seed=1, known=known)
    for size, most in (("30", 6.0), ("100", 3.0), ("1000", 0.5)):
        assert float(moved[size]["percent"]) <= most, size  # type: ignore[arg-type]
    for name in ("0", "1-4", "5-9", "10-29", "30-99", "100+"):
        assert exact[name]["relative_loss"]["raw"][1] <= 1.005, name  # type: ignore[index]
        assert 76 <= exact[name]["coverage_80"]["model"] <= 84, name  # type: ignore[index]
