"""Second pair of eyes: many approvals at once, and taking off fraud, are proposed by one and done by another."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from salaries.accounts.models import User
from salaries.accounts.personal_data import erase
from salaries.admin.verbs import as_text
from salaries.models import Decision, Observation, Proposal, SalaryReport
from salaries.moderation import (
    ALONE,
    DecisionRefused,
    Seen,
    approve,
    confirm,
    decline,
    needs_another,
    open_report,
    propose,
    subtract_fraud,
)
from salaries.reporting import appeal, revise, withdraw
from tests.people import NOW, make_person, make_report, make_role, make_staff, report_data

pytestmark = pytest.mark.django_db
LIST = "/admin/salaries/proposal/"
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def first() -> User:
    return make_staff("moderator", "first@example.org")


@pytest.fixture
def second() -> User:
    return make_staff("moderator", "second@example.org")


def seen(reports: list[SalaryReport]) -> list[Seen]:
    return [Seen(report.pk, report.updated_at) for report in reports]


def waiting(number: int) -> list[SalaryReport]:
    role = make_role()
    return [make_report(role) for _ in range(number)]


def proposed(reports: list[SalaryReport], by: User) -> Proposal:
    return propose(verb="approve", seen=seen(reports), by=by, now=NOW)


def signed_in(person: User) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def said(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_at_the_desk_twenty_one_are_proposed_and_another_moderator_confirms(first: User, second: User) -> None:
    reports = waiting(ALONE + 1)
    mine, other = signed_in(first), signed_in(second)
    words = {"action": "approve_selected", "_selected_action": [str(report.pk) for report in reports]}
    assert "this becomes a proposal" in mine.post("/admin/salaries/salaryreport/", words).content.decode()
    address = reverse("admin:salaries_salaryreport_approve")
    answer = mine.post(address, {"reports": as_text(reports), "message": "Thank you"}, follow=True)
    assert said(answer)[0].startswith("Proposed for 21 reports. Nothing is decided")
    assert not Decision.objects.exists()

    proposal = Proposal.objects.get()
    page = f"{LIST}{proposal.pk}/change/"
    assert "This is your own proposal" in mine.get(page).content.decode()
    assert said(mine.post(f"{LIST}{proposal.pk}/confirm/", follow=True)) == [
        "This is your own proposal: another moderator must confirm it."
    ]
    assert "Confirm: Approve" in other.get(page).content.decode()
    assert said(other.post(f"{LIST}{proposal.pk}/confirm/", follow=True)) == ["21 approved."]
    assert Observation.objects.count() == 21
    assert set(Decision.objects.values_list("moderator", "message", "proposal")) == {
        ("second@example.org", "Thank you", proposal.pk)
    }
    proposal.refresh_from_db()
    assert (proposal.state, proposal.second) == ("confirmed", "second@example.org")
    opened = other.get(f"/admin/salaries/salaryreport/{reports[0].pk}/change/").content.decode()
    assert f'href="{page}">proposal {proposal.pk}</a>' in opened
    assert "Confirm: Approve" not in other.get(page).content.decode()


def test_a_proposal_shows_reports_and_no_pay(first: User, second: User) -> None:
    proposal = proposed(waiting(2), first)
    text = signed_in(second).get(f"{LIST}{proposal.pk}/change/").content.decode()
    assert "Music Producer, 2025" in text
    assert "48,000" not in text
    assert "49,538" not in text


def test_the_queue_marks_what_stands_in_an_open_proposal(first: User, second: User) -> None:
    proposal = propose(verb="approve", seen=seen(waiting(2)), by=first, now=datetime.now(UTC))
    make_report(make_role())
    queue = signed_in(second).get("/admin/salaries/salaryreport/").content.decode()
    assert queue.count("Pending, in an open proposal") == 2
    decline(proposal=proposal, by=second, now=datetime.now(UTC))
    assert "in an open proposal" not in signed_in(second).get("/admin/salaries/salaryreport/").content.decode()


def test_small_goes_add_up_unless_the_reports_were_opened(first: User) -> None:
    reports = waiting(ALONE + 2)
    for report in reports[:15]:
        approve(report=report, by=first, now=NOW)
    assert not needs_another("approve", seen(reports[15:20]), by=first, now=LATER - timedelta(minutes=1))
    assert needs_another("approve", seen(reports[15:21]), by=first, now=LATER - timedelta(minutes=1))
    assert not needs_another("approve", seen(reports[15:21]), by=first, now=LATER)
    for report in reports[15:]:
        open_report(report=report, by=first, now=NOW)
    assert not needs_another("approve", seen(reports[15:]), by=first, now=NOW)
    assert not needs_another("reject", seen(reports), by=first, now=NOW)
    assert needs_another("subtract", seen(reports[:1]), by=first, now=NOW)


def test_what_changed_since_and_whose_own_it_is_are_left_out(first: User, second: User) -> None:
    role, person = make_role(), make_person()
    plain, revised, gone = make_report(role), make_report(role, person), make_report(role)
    of_first, of_second = make_report(role, first), make_report(role, second)
    proposal = proposed([plain, revised, gone, of_first, of_second], first)
    revise(report=revised, by=person, data=report_data(role, level="lead"), now=LATER)
    withdraw(report=gone, by=gone.person)
    outcome = confirm(proposal=proposal, by=second, now=LATER)
    assert outcome.decided == 1
    assert sorted(outcome.refused) == [
        "The contributor has withdrawn the report.",
        "The report has been changed or decided in the meantime. Look at it again.",
        "This is the proposer's own report: another moderator must propose it.",
        "This is your own report: another moderator must decide on it.",
    ]
    proposal.refresh_from_db()
    assert proposal.outcome.startswith("1 approved. 4 reports not approved.")


@pytest.mark.parametrize("close", [confirm, decline])
def test_a_closed_or_expired_proposal_is_not_closed_again(first: User, second: User, close: Any) -> None:
    done, old = proposed(waiting(1), first), proposed(waiting(1), first)
    decline(proposal=done, by=second, now=LATER)
    for proposal, now in ((done, LATER), (old, NOW + timedelta(days=3))):
        with pytest.raises(DecisionRefused, match="in the meantime"):
            close(proposal=proposal, by=second, now=now)
    assert not Decision.objects.exists()
    assert set(SalaryReport.objects.values_list("status", flat=True)) == {"pending"}


def test_its_proposer_takes_it_back(first: User) -> None:
    proposal = propose(verb="approve", seen=seen(waiting(1)), by=first, now=datetime.now(UTC))
    answer = signed_in(first).post(f"{LIST}{proposal.pk}/decline/", follow=True)
    assert said(answer) == ["The proposal is closed. Its reports stay as they are."]
    proposal.refresh_from_db()
    assert proposal.state == "declined"


def test_an_expired_one_says_so(first: User, second: User) -> None:
    proposal = propose(verb="approve", seen=seen(waiting(1)), by=first, now=datetime.now(UTC) - timedelta(days=4))
    text = signed_in(second).get(f"{LIST}{proposal.pk}/change/").content.decode()
    assert "Expired" in text
    assert "desk-approve" not in text


def test_the_database_holds_that_the_second_is_another(first: User) -> None:
    proposal = proposed(waiting(1), first)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(state="confirmed", second_id=first.pk)


def test_fraud_is_not_taken_off_alone_nor_beside_the_proposal(first: User, second: User) -> None:
    report, other = waiting(2)
    proposal = propose(verb="subtract", seen=seen([report]), by=first, now=NOW)
    with pytest.raises(DecisionRefused, match="two moderators"):
        subtract_fraud(report=report, by=first, now=NOW, proposal=proposal)
    with pytest.raises(DecisionRefused, match="two moderators"):
        subtract_fraud(report=other, by=second, now=NOW, proposal=proposal)


def test_an_appeal_goes_to_neither_of_the_two(first: User, second: User) -> None:
    (report,) = waiting(1)
    proposal = proposed([report], first)
    confirm(proposal=proposal, by=second, now=NOW)
    Decision.objects.update(action="rejected")  # as after a subtraction
    SalaryReport.objects.update(status="rejected")
    report.refresh_from_db()
    appeal(report=report, by=report.person, text="It is true.", now=LATER)
    report.refresh_from_db()
    for moderator in (first, second):
        with pytest.raises(DecisionRefused, match="another moderator must decide"):
            approve(report=report, by=moderator, now=LATER)
    assert approve(report=report, by=make_staff("moderator", "third@example.org"), now=LATER)


@pytest.mark.parametrize("group", ["curator", "administrator"])
@pytest.mark.parametrize("verb", ["confirm", "decline"])
def test_others_confirm_nothing(first: User, group: str, verb: str) -> None:
    proposal = proposed(waiting(1), first)
    browser = signed_in(make_staff(group))
    assert browser.post(f"{LIST}{proposal.pk}/{verb}/").status_code == 403
    assert browser.get(f"{LIST}{proposal.pk}/change/").status_code == 403
    assert signed_in(first).get(f"{LIST}{proposal.pk}/{verb}/").status_code == 405
    proposal.refresh_from_db()
    assert proposal.state == "open"


def test_an_erased_moderator_is_named_nowhere(first: User, second: User) -> None:
    one, two = proposed(waiting(1), first), proposed(waiting(1), second)
    open_report(report=make_report(make_role()), by=first, now=NOW)
    decline(proposal=two, by=first, now=NOW)
    erase(by=first)
    one.refresh_from_db()
    two.refresh_from_db()
    assert one.proposer == two.second == "somebody whose account is erased"
