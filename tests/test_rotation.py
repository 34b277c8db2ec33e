"""Envelopes, and replacing the key that seals them: whole, in steps, beside changes, and with the wrong key."""

import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast

from salaries.accounts.adapter import SecondFactors
from salaries.models import Decision, SalaryReport, sealing
from salaries.models.sealing import WrongKey, name_of, reseal, seal, sealed_under, unseal
from salaries.moderation import ask, reject
from salaries.reporting import appeal, data_of
from salaries.reporting.rotation import keys_in_use, rotate
from tests.people import NOW, make_moderator, make_person, make_report, make_role
from tests.site import Site

OLD, NEW, OTHER = (Fernet.generate_key().decode() for _ in range(3))
AMOUNTS = {"costs": "4000", "streams": []}
STEPS = """
from salaries.reporting.rotation import rotate
steps = rotate(batch=10)
for _ in range(2):
    next(steps)
os.kill(os.getpid(), signal.SIGKILL)
"""
LOOK = """
from salaries.models import *
from salaries.reporting import data_of
print(json.dumps(sorted(str(data_of(report).streams[0].amount) for report in SalaryReport.objects.all())))
"""


@pytest.fixture
def old_key(settings: Any) -> Any:
    settings.PAY_KEYS = [OLD]
    return settings


@pytest.fixture
def filled(db: None, old_key: Any) -> SalaryReport:
    """One of everything that is sealed, under the old key."""
    role, person, moderator = make_role(), make_person("me@example.org"), make_moderator()
    make_report(role, person, year=2024)
    report = make_report(role, person)
    ask(report=report, by=moderator, now=NOW, reason="hours", message="Really 48,000?")
    reject(report=report, by=moderator, now=NOW, reason="range", message="48,000 is too much")
    appeal(report=report, by=person, text="It was 48,000.", now=NOW)
    Authenticator.objects.create(user=person, type="totp", data={"secret": SecondFactors().encrypt("JBSWY3DP")})
    return report


def stored_message(row: Decision) -> str:
    return Decision.objects.filter(pk=row.pk).values_list(Cast("message", TextField()), flat=True).get()


def test_an_envelope_says_which_key_it_needs(old_key: Any) -> None:
    sealed = seal(AMOUNTS)
    assert sealed_under(sealed) == name_of(OLD)
    old_key.PAY_KEYS = [NEW]
    with pytest.raises(WrongKey, match=f"Sealed under pay key {name_of(OLD)}; PAY_KEYS holds {name_of(NEW)}"):
        unseal(sealed)


def test_wrapping_anew_opens_no_amount(old_key: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = seal(AMOUNTS)
    old_key.PAY_KEYS = [NEW, OLD]
    monkeypatch.setattr(sealing, "unseal", None)
    again = reseal(sealed)
    assert again.split(b".")[3] == sealed.split(b".")[3]
    old_key.PAY_KEYS = [NEW]
    assert unseal(again) == AMOUNTS


@pytest.mark.parametrize("part", [1, 2, 3])
def test_a_changed_envelope_opens_nothing(old_key: Any, part: int) -> None:
    parts = seal(AMOUNTS).split(b".")
    parts[part] = parts[part][:-6] + b"AAAAAA" if part > 1 else b"00000000"
    if part == 1:  # the name is a hint, not a promise: the key itself decides
        assert unseal(b".".join(parts)) == AMOUNTS
        return
    with pytest.raises(InvalidToken):
        unseal(b".".join(parts))


def test_what_was_sealed_before_there_were_envelopes_still_opens(old_key: Any) -> None:
    plain = Fernet(OLD).encrypt(json.dumps(AMOUNTS).encode())
    assert unseal(plain) == AMOUNTS
    assert sealed_under(plain) == ""
    assert sealed_under(reseal(plain)) == name_of(OLD)


def test_everything_is_sealed_anew_and_the_old_key_can_go(filled: SalaryReport, settings: Any) -> None:
    settings.PAY_KEYS = [NEW, OLD]
    before = data_of(filled)
    call_command("rotate_pay_keys")
    assert keys_in_use() == {name_of(NEW): 5}
    settings.PAY_KEYS = [NEW]
    report = SalaryReport.objects.get(pk=filled.pk)
    assert data_of(report) == before
    assert report.appeal == "It was 48,000."
    assert [line.message for line in Decision.objects.order_by("pk")] == ["Really 48,000?", "48,000 is too much"]
    assert SecondFactors().decrypt(Authenticator.objects.get().data["secret"]) == "JBSWY3DP"


def test_the_command_says_which_keys_are_needed(
    filled: SalaryReport, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.PAY_KEYS = [NEW, OLD, OTHER]
    call_command("rotate_pay_keys", "--check")
    said = capsys.readouterr().out
    assert f"PAY_KEYS 2, {name_of(OLD)}: 6 rows, still needed" in said
    assert f"PAY_KEYS 3, {name_of(OTHER)}: 0 rows, can be removed" in said
    call_command("rotate_pay_keys", "--batch", "1")
    said = capsys.readouterr().out
    assert "SalaryReport sealed_amounts: 2 sealed anew of 2 looked at" in said
    assert f"PAY_KEYS 1, {name_of(NEW)}: 6 rows, seals" in said
    assert f"PAY_KEYS 2, {name_of(OLD)}: 0 rows, can be removed" in said


def test_a_missing_key_is_named_and_nothing_is_lost(filled: SalaryReport, settings: Any) -> None:
    settings.PAY_KEYS = [NEW]
    with pytest.raises(CommandError, match=f"Sealed under pay key {name_of(OLD)}"):
        call_command("rotate_pay_keys")
    settings.PAY_KEYS = [OLD]
    assert data_of(SalaryReport.objects.get(pk=filled.pk)).costs == 4_000
    with pytest.raises(CommandError, match="at least one row"):
        call_command("rotate_pay_keys", "--batch", "0")


def test_a_second_run_has_nothing_to_do(filled: SalaryReport, settings: Any) -> None:
    settings.PAY_KEYS = [NEW, OLD]
    assert sum(done.sealed for done in last_of_each(rotate())) == 5
    stored = bytes(SalaryReport.objects.get(pk=filled.pk).sealed_amounts)
    assert sum(done.sealed for done in last_of_each(rotate())) == 0
    assert bytes(SalaryReport.objects.get(pk=filled.pk).sealed_amounts) == stored


def last_of_each(steps: Iterator[Any]) -> list[Any]:
    return list({step.place: step for step in steps}.values())


def test_what_changes_meanwhile_is_left_alone(filled: SalaryReport, settings: Any) -> None:
    settings.PAY_KEYS = [NEW, OLD]
    rotation = importlib.import_module("salaries.reporting.rotation")
    rows = next(rotation._batches(SalaryReport, "sealed_amounts", 10))
    changed = seal({"costs": "1", "streams": []})
    SalaryReport.objects.filter(pk=filled.pk).update(sealed_amounts=changed)
    assert rotation._rotate(SalaryReport, "sealed_amounts", rows) == 1
    assert bytes(SalaryReport.objects.get(pk=filled.pk).sealed_amounts) == changed


def test_messages_are_sealed_at_rest(filled: SalaryReport) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT message FROM salaries_decision")
        assert not [row for row in cursor.fetchall() if "48,000" in row[0] or not row[0].startswith("e1.")]


def test_messages_written_before_they_were_sealed_are_read_and_sealed(filled: SalaryReport) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE salaries_decision SET message = 'Really 48,000?'")
    row = Decision.objects.order_by("pk")[0]
    assert row.message == "Really 48,000?"
    importlib.import_module("salaries.migrations.0009_seal_messages_that_exist").seal_each(apps, None)
    assert stored_message(row).startswith("e1.")
    assert Decision.objects.get(pk=row.pk).message == "Really 48,000?"


def test_a_killed_rotation_goes_on_where_it_stopped(site: Site, tmp_path: Path) -> None:
    old = json.loads((tmp_path / "keys.json").read_text())["PAY_KEYS"]
    before = site.run(LOOK)
    site.env["PAY_KEYS"] = f"{NEW},{old}"
    site.run(STEPS, expect=-9)
    assert f"{name_of(old)}: 40 rows, still needed" in site.manage("rotate_pay_keys", "--check")
    assert f"{name_of(old)}: 0 rows, can be removed" in site.manage("rotate_pay_keys", "--batch", "10")
    site.env["PAY_KEYS"] = NEW
    assert site.run(LOOK) == before
