"""Deciding in the admin, singly and in bulk."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from salaries.accounts.models import User
from salaries.admin.verbs import MOST_AT_ONCE, as_text
from salaries.models import Decision, Observation, SalaryReport
from salaries.reporting import revise
from tests.people import NOW, make_person, make_report, make_role, make_staff, report_data

QUEUE = "/admin/salaries/salaryreport/"
WORDS = {
    "approve": {"message": ""},
    "reject": {"reason": "fraud", "message": ""},
    "ask": {"reason": "period", "message": "A month or a year?"},
    "reopen": {"message": ""},
}


@pytest.fixture
def moderator() -> User:
    return make_staff("moderator", "moderator@example.org")


@pytest.fixture
def desk(client: Client, moderator: User) -> Client:
    client.force_login(moderator)
    return client


def address(verb: str) -> str:
    return reverse(f"admin:salaries_salaryreport_{verb}")


def send(browser: Client, verb: str, reports: list[SalaryReport], **changes: Any) -> Any:
    """What a moderator's form for ``verb`` sends, and the page it leads to."""
    return browser.post(address(verb), {"reports": as_text(reports), **WORDS[verb], **changes}, follow=True)


def said(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("verb", "before", "after", "message"),
    [
        ("approve", "pending", "approved", "1 report approved."),
        ("reject", "pending", "rejected", "1 report rejected."),
        ("ask", "pending", "asked", "1 report asked about."),
        ("reopen", "rejected", "pending", "1 report reopened."),
    ],
)
def test_each_verb(desk: Client, verb: str, before: str, after: str, message: str) -> None:
    report = make_report(make_role())
    SalaryReport.objects.filter(pk=report.pk).update(status=before)
    answer = send(desk, verb, [report])
    assert answer.redirect_chain[-1][0] == QUEUE
    assert said(answer) == [message]
    report.refresh_from_db()
    assert report.status == after
    assert Decision.objects.get().report_id == report.pk


@pytest.mark.django_db
def test_a_decision_leaves_nothing_in_the_admins_own_log(desk: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        send(desk, "approve", [make_report(make_role())])
    assert not LogEntry.objects.exists()
    assert "48000" not in caplog.text
    assert "48,000" not in caplog.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("verb", "changes", "error"),
    [
        ("reject", {"reason": ""}, "This field is required."),
        ("reject", {"reason": "plausible"}, "Select a valid choice."),
        ("reject", {"reason": "other"}, "Say what the other reason is."),
        ("ask", {"message": ""}, "This field is required."),
        ("ask", {"message": "x" * 501}, "at most 500 characters"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    desk: Client, verb: str, changes: dict[str, str], error: str
) -> None:
    report = make_report(make_role())
    answer = send(desk, verb, [report], **changes)
    text = answer.content.decode()
    assert error in text
    assert str(report.pk) in text
    assert {**WORDS[verb], **changes}["message"] in text
    report.refresh_from_db()
    assert report.status == "pending"


@pytest.mark.django_db
@pytest.mark.parametrize("reports", ["", "nonsense", "a@b", f"{'0' * 32}@2026-01-01T00:00:00", "x@y@z"])
def test_reports_that_no_page_of_ours_named_are_refused(desk: Client, reports: str) -> None:
    answer = desk.post(address("approve"), {"reports": reports})
    assert "Choose 1 to 500 reports" in answer.content.decode()


@pytest.mark.django_db
def test_twenty_reports_at_once_with_their_reasons_not_to(desk: Client, moderator: User) -> None:
    role = make_role()
    reports = [make_report(role) for _ in range(17)]
    own, decided = make_report(role, moderator), make_report(role)
    person = make_person()
    revised = make_report(role, person)
    chosen = [*reports, own, decided, revised]
    page = desk.post(QUEUE, {"action": "approve_selected", "_selected_action": [str(report.pk) for report in chosen]})
    text = page.content.decode()
    assert "Approve: 20 reports" in text
    assert "1 of them is your own" in text
    assert "this becomes a proposal" not in text

    SalaryReport.objects.filter(pk=decided.pk).update(status="rejected")
    revise(report=revised, by=person, data=report_data(role, level="lead"), now=NOW + timedelta(hours=1))
    sent = page.context["form"]["reports"].value()
    answer = desk.post(address("approve"), {"reports": sent, "message": ""}, follow=True)
    assert said(answer) == [
        "17 reports approved.",
        "3 reports not approved. The report has been changed or decided in the meantime. Look at it again. (2) "
        "This is your own report: another moderator must decide on it. (1)",
    ]
    assert (Observation.objects.count(), Decision.objects.count()) == (17, 17)


@pytest.mark.django_db
def test_sixty_reports_are_rejected_at_once(desk: Client) -> None:
    reports = [make_report(make_role()) for _ in range(60)]
    page = desk.post(QUEUE, {"action": "reject_selected", "_selected_action": [str(report.pk) for report in reports]})
    text = page.content.decode()
    assert "Reject: 60 reports" in text
    assert "and 35 more" in text
    assert said(send(desk, "reject", reports)) == ["60 reports rejected."]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("action", "asks"), [("approve_selected", False), ("reject_selected", True), ("ask_selected", True)]
)
def test_an_action_asks_first_and_changes_nothing(desk: Client, action: str, asks: bool) -> None:
    reports = [make_report(make_role()) for _ in range(2)]
    answer = desk.post(QUEUE, {"action": action, "_selected_action": [str(report.pk) for report in reports]})
    assert ("reason" in answer.context["form"].fields) is asks
    assert set(SalaryReport.objects.values_list("status", flat=True)) == {"pending"}


@pytest.mark.django_db
def test_too_many_at_once_are_refused(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("salaries.admin.reports.MOST_AT_ONCE", 1)
    reports = [make_report(make_role()) for _ in range(2)]
    words = {"action": "approve_selected", "_selected_action": [str(report.pk) for report in reports]}
    assert said(desk.post(QUEUE, words, follow=True)) == ["Choose at most 1 reports at once."]
    assert MOST_AT_ONCE == 500


@pytest.mark.django_db
def test_a_withdrawn_report_does_not_hold_up_the_others(desk: Client) -> None:
    reports = [make_report(make_role()) for _ in range(2)]
    SalaryReport.objects.filter(pk=reports[0].pk).delete()
    assert said(send(desk, "approve", reports)) == [
        "1 report approved.",
        "1 report not approved. The contributor has withdrawn the report. (1)",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("verb", WORDS)
def test_only_by_post(desk: Client, verb: str) -> None:
    assert desk.get(address(verb)).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("group", ["curator", "administrator"])
@pytest.mark.parametrize("verb", WORDS)
def test_others_behind_the_desk_decide_nothing(client: Client, group: str, verb: str) -> None:
    report = make_report(make_role())
    client.force_login(make_staff(group))
    assert send(client, verb, [report]).status_code == 403
    assert not Decision.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("signed_in", [True, False])
def test_strangers_and_contributors_decide_nothing(client: Client, signed_in: bool) -> None:
    report = make_report(make_role())
    if signed_in:
        client.force_login(make_person())
    answer = client.post(address("approve"), {"reports": as_text([report]), "message": ""})
    assert answer["Location"].startswith(reverse("admin:login"))
    assert not Decision.objects.exists()


@pytest.mark.django_db
def test_a_form_from_elsewhere_decides_nothing(moderator: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(moderator)
    assert send(browser, "approve", [make_report(make_role())]).status_code == 403
    assert not Decision.objects.exists()
