"""Made-up reports: how far they move what is published, with and without screening."""

import csv
import json
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from salaries.management.commands import poison as command
from salaries.stats.attacks import SeededNoise
from salaries.stats.poison import (
    FALSE_ALARMS,
    HONEST,
    LIMITS,
    SIZES,
    Report,
    Shift,
    brigade,
    brigades,
    false_alarms,
    honest,
    last_release,
    moderated,
    poison,
    published,
    trolls,
    typing_slips,
)
from tests.conftest import DATA

NO_PAY = ("much", "-5", "0", "nan", "inf")


@pytest.fixture(scope="module")
def result() -> tuple[list[Shift], float]:
    return poison(trials=100, seed=1)  # as docs/method.md has them


def test_the_defences_hold_published_figures_within_their_limits(result: tuple[list[Shift], float]) -> None:
    for shift in result[0]:
        for moved, limit in zip(shift.defended, shift.limits, strict=True):
            assert limit is None or abs(moved) <= limit, shift.attack


def test_without_the_defences_they_would_not_be(result: tuple[list[Shift], float]) -> None:
    limited = [shift for shift in result[0] if shift.limits != (None, None)]
    assert {shift.attack for shift in limited} == {"trolls", "brigade", "typing slips"}
    for shift in limited:
        assert any(limit and abs(moved) > limit for moved, limit in zip(shift.undefended, shift.limits, strict=True))


def test_a_slow_brigade_of_old_accounts_is_not_held_off(result: tuple[list[Shift], float]) -> None:
    """The threat model says so; when a defence is found, say so there."""
    slow = next(shift for shift in result[0] if shift.attack == "slow brigade")
    assert slow.defended[0] > 0.05


def test_honest_reports_are_rarely_flagged(result: tuple[list[Shift], float]) -> None:
    assert 0 < result[1] <= FALSE_ALARMS


def test_what_attackers_make() -> None:
    rng = np.random.default_rng(1)
    clean = honest(rng, 100)
    made = trolls(rng, clean)[100:]
    assert len(made) == 11
    assert all(report.new_account for report in made)
    assert np.median([report.pay for report in made]) > 4 * np.median([report.pay for report in clean])
    week = brigade(rng, clean)[100:]
    assert len(week) == 25
    assert all(42 <= report.day <= 49 for report in week)
    slips = [(a.pay / b.pay, a.typed / a.pay) for a, b in zip(typing_slips(rng, clean), clean, strict=True)]
    assert {round(factor, 3) for factor, _ in slips} <= {1, 10, 0.083, 0.012}
    assert any(typed > 80 for factor, typed in slips if factor < 0.05)


def test_only_a_burst_of_new_accounts_is_stopped() -> None:
    rng = np.random.default_rng(2)
    earlier = [replace(report, day=report.day - 84) for report in honest(rng, 300)]
    last = last_release(earlier, SeededNoise(2))
    usual = [replace(report, pay=60_000, typed=60_000, level="mid", country="US") for report in honest(rng, 40)]
    week = [replace(report, new_account=True, day=42 + i / 8) for i, report in enumerate(usual)]
    assert len(moderated(rng, usual, last, earlier)) == 40
    assert len(moderated(rng, week, last, earlier)) < 20
    assert len(moderated(rng, [replace(r, new_account=False) for r in week], last, earlier)) == 40


def test_without_poison_nothing_moves() -> None:
    clean = honest(np.random.default_rng(3), 100)
    assert published(clean) == published(list(reversed(clean)))


def test_the_commands_two_forms() -> None:
    out, table = StringIO(), StringIO()
    call_command("poison", "--json", "--trials", "2", stdout=out)
    found = json.loads(out.getvalue())
    assert [row["attack"] for row in found["attacks"]] == ["trolls", "brigade", "typing slips", "slow brigade"]
    assert {"undefended", "defended", "limits", "holds"} <= set(found["attacks"][0])
    assert list(found["brigades"]) == [str(size) for size in SIZES]
    call_command("poison", "--trials", "2", stdout=table)
    assert "Honest reports flagged" in table.getvalue()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: the header needs 'role', 'level', 'country', 'pay'"),
        ("role,level,country\na,b,c\n", "line 1: the header needs 'pay'"),
        ("role,level,country,pay\n", "has no row"),
        ("role,level,country,pay\na,b\n", "line 2: 2 cells instead of 4"),
        *((f"role,level,country,pay\na,b,c,{pay}\n", "line 2: pay must be") for pay in NO_PAY),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_meant_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "pay.csv"
    path.write_text(text)
    with pytest.raises(CommandError, match=f"pay.csv.*{said}"):
        call_command("poison", "--trials", "1", "--data", str(path), stdout=StringIO())


def test_a_file_with_a_mark_of_its_encoding_and_few_rows_is_not_measured(tmp_path: Path) -> None:
    path, out = tmp_path / "pay.csv", StringIO()
    path.write_text("\ufeffrole,level,country,pay\na,b,c,50000\n")
    call_command("poison", "--trials", "1", "--data", str(path), stdout=out)
    assert "Real reports flagged: not measured" in out.getvalue()
    assert "0.00%" not in out.getvalue().splitlines()[-1]


@pytest.mark.parametrize(("option", "value", "said"), [("--trials", "0", "at least 1"), ("--seed", "-1", "at least 0")])
def test_no_trials_and_seeds_below_zero_are_refused(option: str, value: str, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("poison", option, value)


def test_the_command_fails_above_its_limits(monkeypatch: pytest.MonkeyPatch, result: tuple[list[Shift], float]) -> None:
    bare = [replace(shift, defended=shift.undefended) for shift in result[0]]
    monkeypatch.setattr(command, "brigades", lambda **_: {})
    monkeypatch.setattr(command, "poison", lambda **_: (bare, 0.02))
    with pytest.raises(CommandError, match="limit: trolls, brigade, typing slips, honest reports flagged"):
        call_command("poison", stdout=StringIO())


def test_small_brigades_move_more_than_large_ones() -> None:
    """The threat model says so, with the size from which the target is met."""
    found = brigades(trials=40, seed=1)
    assert list(found) == [size for size in SIZES if size != HONEST]
    assert found[40].defended[0] > LIMITS["brigade"][0] > found[300].defended[0] + 0.01
    assert all(shift.undefended[0] > LIMITS["brigade"][0] for shift in found.values())


def test_false_alarms_are_measured_on_a_file(tmp_path: Path) -> None:
    path, out = tmp_path / "pay.csv", StringIO()
    rows = honest(np.random.default_rng(4), 400)
    lines = [f"producer,{row.level},{row.country},{row.pay:.0f}" for row in rows]
    path.write_text("\n".join(["role,level,country,pay", *lines]))
    call_command("poison", "--trials", "1", "--data", str(path), stdout=out)
    assert "of 200" in out.getvalue()
    wild = {"producer": [*rows[:200], *(replace(row, pay=row.pay * 50) for row in rows[200:])]}
    assert false_alarms(wild, seed=1)[1] > 10 * FALSE_ALARMS


@pytest.mark.needs_data
def test_false_alarms_on_real_postings() -> None:
    with (DATA / "postings" / "ai_postings_paired_public.csv").open(newline="", encoding="utf-8") as lines:
        distinct = {tuple(row.items()) for row in csv.DictReader(lines) if row["usd_mid"]}
    roles: dict[str, list[Report]] = {}
    for row in map(dict[str, Any], sorted(distinct)):
        pay = float(row["usd_mid"])
        report = Report(pay, pay, row["experience_level"], row["company_location"], True, 0.0)
        roles.setdefault(row["job_title"], []).append(report)
    screened, share = false_alarms(roles, seed=1)
    assert screened > 5_000
    assert share <= FALSE_ALARMS + 0.001  # the draw of the noise moves it by about 0.001
