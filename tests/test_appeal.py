"""An appeal: once, against a rejection, decided by another moderator than the one who rejected."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from salaries.accounts.models import User
from salaries.models import SalaryReport
from salaries.moderation import DecisionRefused, approve, ask, reject, reopen
from salaries.reporting import LONGEST_APPEAL, AppealRefused, appeal
from tests.people import NOW, make_moderator, make_person, make_report, make_role, make_staff

LATER = NOW + timedelta(hours=1)
WORDS = "I billed exactly 48,111 that year."


@pytest.fixture
def moderator(db: None) -> User:
    return make_moderator()


@pytest.fixture
def rejected(client: Client, moderator: User) -> SalaryReport:
    """A rejected report of the person who is signed in."""
    person = make_person("me@example.org")
    client.force_login(person)
    report = make_report(make_role(), person)
    reject(report=report, by=moderator, now=NOW, reason="range")
    report.refresh_from_db()
    return report


def appealed(report: SalaryReport) -> SalaryReport:
    appeal(report=report, by=report.person, text=WORDS, now=LATER)
    report.refresh_from_db()
    return report


def address(report: SalaryReport) -> str:
    return reverse("report_appeal", args=[report.pk])


def test_an_appeal_puts_the_report_back_with_its_words_sealed(client: Client, rejected: SalaryReport) -> None:
    before = client.get(reverse("report", args=[rejected.pk])).content.decode()
    assert address(rejected) in before
    assert "Or appeal, once: another moderator then decides." in before
    page = client.post(address(rejected), {"text": WORDS}, follow=True).content.decode()
    assert "Your appeal is sent" in page
    assert "You appealed to another moderator" in page
    assert WORDS in page
    assert address(rejected) not in page
    rejected.refresh_from_db()
    assert rejected.status == "pending"
    assert rejected.appeal == WORDS
    assert b"48,111" not in bytes(rejected.sealed_appeal)


def test_one_appeals_once(client: Client, rejected: SalaryReport) -> None:
    appealed(rejected)
    reject(report=rejected, by=make_moderator("second@example.org"), now=LATER, reason="range")
    rejected.refresh_from_db()
    with pytest.raises(AppealRefused, match="only once"):
        appeal(report=rejected, by=rejected.person, text="Again.", now=LATER)
    page = reverse("report", args=[rejected.pk])
    assert client.get(address(rejected))["Location"] == page
    assert "Or appeal, once" not in client.get(page).content.decode()
    assert rejected.appeal == WORDS


@pytest.mark.parametrize("verb", [approve, reject, ask, reopen])
def test_whoever_rejected_it_decides_no_more(rejected: SalaryReport, moderator: User, verb: Any) -> None:
    appealed(rejected)
    if verb is reopen:
        approve(report=rejected, by=make_moderator("second@example.org"), now=LATER)
        rejected.refresh_from_db()
    before = rejected.status
    words = {"reason": "range", "message": "Hm."} if verb in (reject, ask) else {}
    with pytest.raises(DecisionRefused, match="another moderator must decide"):
        verb(report=rejected, by=moderator, now=LATER, **words)
    rejected.refresh_from_db()
    assert rejected.status == before


def test_a_page_from_before_the_appeal_does_not_let_them_decide_either(rejected: SalaryReport, moderator: User) -> None:
    seen = SalaryReport.objects.get(pk=rejected.pk)
    appealed(rejected)
    with pytest.raises(DecisionRefused, match="in the meantime"):
        approve(report=seen, by=moderator, now=LATER)
    seen.refresh_from_db()
    assert seen.status == "pending"


def test_another_moderator_decides(rejected: SalaryReport) -> None:
    approve(report=appealed(rejected), by=make_moderator("second@example.org"), now=LATER)
    rejected.refresh_from_db()
    assert rejected.status == "approved"


def test_only_rejected_reports_can_be_appealed(client: Client, rejected: SalaryReport, moderator: User) -> None:
    waiting = make_report(rejected.role, rejected.person, year=2024)
    assert client.post(address(waiting), {"text": WORDS})["Location"] == reverse("report", args=[waiting.pk])
    with pytest.raises(AppealRefused):
        appeal(report=waiting, by=waiting.person, text=WORDS, now=NOW)
    waiting.refresh_from_db()
    assert waiting.appealed_at is None


@pytest.mark.parametrize("text", ["", "   ", "x" * (LONGEST_APPEAL + 1), "a\x00b"])
def test_an_appeal_needs_words(client: Client, rejected: SalaryReport, text: str) -> None:
    page = client.post(address(rejected), {"text": text}).content.decode()
    assert 'aria-invalid="true"' in page
    rejected.refresh_from_db()
    assert rejected.status == "rejected"


def test_an_appeal_is_for_the_author(client: Client, rejected: SalaryReport) -> None:
    with pytest.raises(PermissionError):
        appeal(report=rejected, by=make_person(), text=WORDS, now=LATER)
    client.force_login(make_person())
    assert client.post(address(rejected), {"text": WORDS}).status_code == 404
    client.logout()
    assert client.get(address(rejected))["Location"].startswith("/account/login/")
    client.force_login(rejected.person)
    assert client.delete(address(rejected)).status_code == 405
    rejected.refresh_from_db()
    assert rejected.appealed_at is None


def test_the_desk_shows_the_appeal_and_who_may_decide(client: Client, rejected: SalaryReport, moderator: User) -> None:
    appealed(rejected)
    queue = reverse("admin:salaries_salaryreport_changelist")
    page = reverse("admin:salaries_salaryreport_change", args=[rejected.pk])
    client.force_login(moderator)
    assert "Pending, appealed" in client.get(queue).content.decode()
    seen = client.get(page).content.decode()
    assert WORDS in seen
    assert "appealed against your decision: another moderator must decide" in seen
    assert 'aria-label="Approve"' not in seen
    client.force_login(make_staff("moderator", "second@example.org"))
    assert 'aria-label="Approve"' in client.get(page).content.decode()


def test_the_page_of_an_appeal_is_never_stored(client: Client, rejected: SalaryReport) -> None:
    assert "no-store" in client.get(address(rejected))["Cache-Control"]
