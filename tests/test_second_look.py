"""The blind second look: which reports get one, what its moderator may not see, and what it changes."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from salaries.accounts.models import User
from salaries.models import Decision, Opening, SalaryReport, SecondLook
from salaries.moderation import (
    DecisionRefused,
    Seen,
    approve,
    ask,
    choice,
    confirm,
    look_again,
    looks_for,
    propose,
    reject,
    reopen,
)
from salaries.moderation.choice import is_chosen
from salaries.reporting import revise
from tests.people import NOW, make_person, make_report, make_role, make_staff, report_data

pytestmark = pytest.mark.django_db
LOOKS = "/admin/salaries/secondlook/"
QUEUE = "/admin/salaries/salaryreport/"


@pytest.fixture(autouse=True)
def _always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "SHARE", 1.0)


@pytest.fixture
def first() -> User:
    return make_staff("moderator", "first@example.org")


@pytest.fixture
def second() -> User:
    return make_staff("moderator", "second@example.org")


@pytest.fixture
def now() -> datetime:
    """The moment of the test: pages read the clock."""
    return datetime.now(UTC)


def signed_in(person: User) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def reports_in(browser: Client, query: str = "?state=all") -> list[SalaryReport]:
    return list(browser.get(QUEUE + query).context["cl"].result_list)


def test_one_in_twenty_by_a_key_that_nobody_at_the_desk_knows(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(choice, "SHARE", 0.05)
    settings.TOKEN_KEY = "a fixed key"
    numbers = [UUID(int=number) for number in range(4_000)]
    chosen = [number for number in numbers if is_chosen(number, NOW)]
    assert 160 <= len(chosen) <= 240  # 200, and 3 standard deviations of 14
    assert [number for number in numbers if is_chosen(number, NOW)] == chosen
    settings.TOKEN_KEY = "another key"
    assert [number for number in numbers if is_chosen(number, NOW)] != chosen


def test_it_hides_what_was_decided_until_it_is_taken(first: User, second: User, now: datetime) -> None:
    report = make_report(make_role())
    reject(report=report, by=first, now=now, reason="range", message="Far too much")
    other = signed_in(second)
    assert reports_in(other) == []
    assert not other.get("/admin/salaries/decision/").context["cl"].result_list
    look = SecondLook.objects.get()
    page = other.get(f"{QUEUE}{report.pk}/change/", follow=True)
    assert page.redirect_chain == [(f"{LOOKS}{look.pk}/change/", 302)]
    text = page.content.decode()
    assert "48,000.00 in the year" in text
    for told in ("Rejected", "rejected, since", "Far too much", "first@example.org", "Decisions so far"):
        assert told not in text
    assert "Waits for your look" in other.get(LOOKS).content.decode()
    assert [(line.report_id, line.moderator) for line in Opening.objects.all()] == [(report.pk, second.email)]

    answer = other.post(f"{LOOKS}{look.pk}/change/", {"verdict": "approved"}, follow=True)
    assert "Rejected, then approved" in answer.content.decode()
    assert reports_in(other) == [report]
    assert "Far too much" in other.get(f"{QUEUE}{report.pk}/change/").content.decode()
    report.refresh_from_db()
    assert report.status == "rejected"
    assert Decision.objects.count() == 1


def test_the_first_moderator_goes_on_seeing_it(first: User, now: datetime) -> None:
    report = make_report(make_role())
    approve(report=report, by=first, now=now)
    mine = signed_in(first)
    assert reports_in(mine) == [report]
    assert "Approved, since" in mine.get(f"{QUEUE}{report.pk}/change/").content.decode()
    assert list(looks_for(first, now)) == []
    look = SecondLook.objects.get()
    assert mine.get(f"{LOOKS}{look.pk}/change/")["Location"] == LOOKS
    with pytest.raises(DecisionRefused, match="does not take"):
        look_again(look=look, by=first, now=now, verdict="approved")


def test_neither_proposer_nor_author_takes_it(first: User, second: User, now: datetime) -> None:
    author = make_staff("moderator", "author@example.org")
    report = make_report(make_role(), author)
    seen = [Seen(report.pk, report.updated_at)]
    confirm(proposal=propose(verb="approve", seen=seen, by=first, now=now), by=second, now=now)
    look = SecondLook.objects.get()
    for person in (first, second, author):
        assert list(looks_for(person, now)) == []
        with pytest.raises(DecisionRefused, match="does not take"):
            look_again(look=look, by=person, now=now, verdict="approved")
    assert list(looks_for(make_staff("moderator", "third@example.org"), now)) == [look]


def test_it_is_taken_once(first: User, second: User, now: datetime) -> None:
    approve(report=make_report(make_role()), by=first, now=now)
    look = SecondLook.objects.get()
    look_again(look=look, by=second, now=now, verdict="rejected", reason="range")
    look.refresh_from_db()
    assert (look.verdict, look.reason, look.agrees) == ("rejected", "range", False)
    with pytest.raises(DecisionRefused, match="has been taken"):
        look_again(look=look, by=make_staff("moderator"), now=now, verdict="approved")
    with pytest.raises(IntegrityError), transaction.atomic():
        SecondLook.objects.update(second_id=first.pk)


@pytest.mark.parametrize(
    ("verdict", "reason"), [("rejected", ""), ("rejected", "plausible"), ("asked", "range"), ("", "")]
)
def test_an_answer_that_says_nothing_is_refused(first: User, second: User, verdict: str, reason: str) -> None:
    now = datetime.now(UTC)
    approve(report=make_report(make_role()), by=first, now=now)
    look = SecondLook.objects.get()
    with pytest.raises(DecisionRefused, match="Choose"):
        look_again(look=look, by=second, now=now, verdict=verdict, reason=reason)
    words = {"verdict": verdict, "reason": reason}
    assert signed_in(second).post(f"{LOOKS}{look.pk}/change/", words).status_code == 200
    look.refresh_from_db()
    assert look.verdict == ""


def test_it_ends_when_the_decision_is_no_longer_the_last_word(first: User, second: User, now: datetime) -> None:
    role, person = make_role(), make_person()
    reopened, revised, old = make_report(role), make_report(role, person), make_report(role)
    for report in (reopened, revised, old):
        approve(report=report, by=first, now=now)
    assert looks_for(second, now).count() == 3
    reopened.refresh_from_db()
    reopen(report=reopened, by=first, now=now)
    revise(report=revised, by=person, data=report_data(role, level="lead"), now=now + timedelta(hours=1))
    assert [look.report_id for look in looks_for(second, now)] == [old.pk]
    assert looks_for(second, now + timedelta(days=14)).count() == 0
    assert len(reports_in(signed_in(second), "?state=pending")) == 2


def test_questions_get_none_and_a_second_decision_no_second_one(first: User, second: User) -> None:
    report = make_report(make_role())
    ask(report=report, by=first, now=NOW, reason="period", message="A month?")
    assert not SecondLook.objects.exists()
    report.refresh_from_db()
    approve(report=report, by=first, now=NOW)
    report.refresh_from_db()
    reopen(report=report, by=second, now=NOW)
    report.refresh_from_db()
    reject(report=report, by=second, now=NOW, reason="range")
    assert SecondLook.objects.get().first_id == first.pk


def test_what_waits_stands_first(first: User, second: User, now: datetime) -> None:
    for _ in range(2):
        approve(report=make_report(make_role()), by=first, now=now)
    taken, open_one = SecondLook.objects.order_by("-pk")
    look_again(look=taken, by=second, now=now, verdict="approved")
    rows = signed_in(second).get(LOOKS).context["cl"].result_list
    assert [row.pk for row in rows] == [open_one.pk, taken.pk]


@pytest.mark.parametrize("group", ["curator", "administrator"])
def test_others_take_none(first: User, group: str, now: datetime) -> None:
    approve(report=make_report(make_role()), by=first, now=now)
    address = f"{LOOKS}{SecondLook.objects.get().pk}/change/"
    browser = signed_in(make_staff(group))
    assert browser.get(address).status_code == 403
    assert browser.post(address, {"verdict": "approved"}).status_code == 403
    assert not Opening.objects.exists()
