"""The moderators' queue and the page of one report: what they show, to whom, and at what cost."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from salaries.admin.verbs import as_text
from salaries.models import ExchangeRate, Opening, SalaryReport
from salaries.moderation import Seen, ask, propose
from salaries.reporting import revise
from salaries.stats.money import Amount
from salaries.stats.screening import REASONS
from tests.people import NOW, make_figure, make_person, make_report, make_role, make_staff, report_data

QUEUE = "/admin/salaries/salaryreport/"
AMOUNTS = ("48,000", "48000", "6,000", "6000", "4,000", "4000", "49,538", "49538", "500")


@pytest.fixture
def desk(client: Client) -> Client:
    """A browser in which a moderator is signed in."""
    client.force_login(make_staff("moderator", "moderator@example.org"))
    return client


def page_of(report: SalaryReport) -> str:
    return reverse("admin:salaries_salaryreport_change", args=[report.pk])


def shown(answer: Any) -> list[SalaryReport]:
    return list(answer.context["cl"].result_list)


@pytest.mark.django_db
def test_the_queue_shows_what_waits_riskiest_first_then_oldest(desk: Client) -> None:
    role = make_role()
    reports = [make_report(role) for _ in range(4)]
    risks = [(0, 0), (7, 1), (7, 2), (9, 0)]
    for report, (risk, hours) in zip(reports, risks, strict=True):
        SalaryReport.objects.filter(pk=report.pk).update(risk=risk, updated_at=NOW - timedelta(hours=hours))
    decided = make_report(role)
    SalaryReport.objects.filter(pk=decided.pk).update(status="approved")
    assert shown(desk.get(QUEUE)) == [reports[3], reports[2], reports[1], reports[0]]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "states"),
    [
        ("?state=asked", ["asked"]),
        ("?state=all", ["approved", "asked", "pending", "rejected"]),
        ("?state=nonsense", ["pending"]),
        ("?state=", ["pending"]),
    ],
)
def test_the_queue_by_state(desk: Client, query: str, states: list[str]) -> None:
    role = make_role()
    for status in ("pending", "asked", "approved", "rejected"):
        SalaryReport.objects.filter(pk=make_report(role).pk).update(status=status)
    assert sorted(report.status for report in shown(desk.get(QUEUE + query))) == states


@pytest.mark.django_db
def test_a_row_says_what_a_moderator_sorts_by(desk: Client) -> None:
    report = make_report(make_role(title="Music producer"), hours_per_week=Decimal("95.5"))
    text = desk.get(QUEUE).content.decode()
    for words in (
        "Music producer, 2025",
        "Mid",
        "United States",
        "Freelance",
        "AI: some",
        "95.5 × 48 weeks",
        "Pending",
    ):
        assert words in text
    assert report.screening == ["long_week", "no_reference"]
    for code in report.screening:
        assert REASONS[code].text in text
    assert '<span class="risk risk-some">2</span>' in text


@pytest.mark.django_db
def test_no_amount_and_no_person_in_the_queue(desk: Client) -> None:
    make_report(make_role(), make_person("somebody@example.org"))
    text = desk.get(QUEUE).content.decode()
    assert "somebody" not in text
    assert [amount for amount in AMOUNTS if amount in text] == []


@pytest.mark.django_db
def test_the_queue_asks_the_database_no_more_for_more_reports(desk: Client) -> None:
    counts = []
    for new in (2, 30):
        for _ in range(new):
            make_report(make_role())
        with CaptureQueriesContext(connection) as queries:
            desk.get(QUEUE)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
    assert not any("sealed_amounts" in query["sql"] for query in queries.captured_queries)


@pytest.mark.django_db
def test_the_page_shows_the_pay_by_stream_in_both_currencies(desk: Client) -> None:
    report = make_report(make_role(code="27-2041"), currency="EUR")
    text = desk.get(page_of(report)).content.decode()
    for words in (
        "48,000.00 in the year", "500.00 a month", "EUR a year", "48,000", "$52,800", "$6,092", "$4,400",
        "49,538", "$54,492", "25.80", "$28.38", "Nothing is published for this role",
    ):  # fmt: skip
        assert words in text


@pytest.mark.parametrize(
    ("income", "words"),
    [
        (90_000, "Within the public range"),
        (101_000, "Just above the public range"),
        (150_000, "1.5 times the upper end"),
    ],
)
@pytest.mark.django_db
def test_the_verdict_names_the_range_and_what_it_rests_on(desk: Client, income: int, words: str) -> None:
    for statistic, value in (("p10", 20_000), ("p90", 100_000)):
        make_figure(statistic, value, statistic=statistic, occupation_id="27-2041")
    fees = (Amount("fees", Decimal(income), "year"),)
    report = make_report(make_role(code="27-2041"), streams=fees, costs=Decimal(0))
    text = desk.get(page_of(report)).content.decode()
    assert words in text
    assert "$20,000 to $100,000 a year (published percentiles and those that contributors" in text


@pytest.mark.django_db
def test_the_page_shows_a_number_instead_of_the_person(desk: Client) -> None:
    person = make_person("somebody@example.org")
    text = desk.get(page_of(make_report(make_role(), person))).content.decode()
    assert f"Number {person.pk}" in text
    assert "somebody" not in text


@pytest.mark.django_db
def test_the_page_shows_the_trail(desk: Client) -> None:
    report = make_report(make_role())
    ask(
        report=report, by=make_staff("moderator", "other@example.org"), now=NOW, reason="period", message="Which month?"
    )
    text = desk.get(page_of(report)).content.decode()
    assert "Which month?" in text
    assert "other@example.org" in text
    assert "Amount and period do not fit together" in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "verbs"),
    [
        ("pending", ["approve", "reject", "ask"]),
        ("asked", ["approve", "reject"]),
        ("approved", ["reopen"]),
        ("rejected", ["reopen"]),
    ],
)
def test_the_page_offers_what_can_be_done_in_that_state(desk: Client, status: str, verbs: list[str]) -> None:
    report = make_report(make_role())
    SalaryReport.objects.filter(pk=report.pk).update(status=status)
    assert [verb.name for verb, _ in desk.get(page_of(report)).context["decisions"]] == verbs


@pytest.mark.django_db
def test_the_page_offers_nothing_on_ones_own_report(client: Client) -> None:
    moderator = make_staff("moderator")
    client.force_login(moderator)
    answer = client.get(page_of(make_report(make_role(), moderator)))
    assert answer.context["decisions"] == []
    assert "This is your own report" in answer.content.decode()


@pytest.mark.django_db
def test_the_page_of_a_report_whose_rate_is_gone_says_so(desk: Client) -> None:
    report = make_report(make_role(), streams=(Amount("fees", Decimal(7_000), "year"),), currency="EUR")
    ExchangeRate.objects.filter(currency="EUR").delete()
    assert "There is no exchange rate for EUR in 2025" in desk.get(page_of(report)).content.decode()


@pytest.mark.django_db
def test_opening_a_report_leaves_a_line_before_its_pay_is_decrypted(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = make_report(make_role())
    desk.get(QUEUE)
    assert not Opening.objects.exists()

    def unreadable(sealed: bytes) -> None:
        raise OSError("no key fits")

    with monkeypatch.context() as patch:
        patch.setattr("salaries.models.reports.unseal", unreadable)
        with pytest.raises(OSError, match="no key fits"):
            desk.get(page_of(report))
    desk.get(page_of(report))
    assert [(line.report_id, line.moderator) for line in Opening.objects.all()] == [
        (report.pk, "moderator@example.org")
    ] * 2
    assert not [field for field in Opening._meta.get_fields() if field.is_relation]


@pytest.mark.django_db
def test_administrators_see_who_opened_what_and_no_pay(desk: Client, client: Client) -> None:
    report = make_report(make_role())
    desk.get(page_of(report))
    administrator = Client()
    administrator.force_login(make_staff("administrator"))
    text = administrator.get("/admin/salaries/opening/").content.decode()
    assert "moderator@example.org" in text
    assert f"{str(report.pk)[:8]}…" in text
    assert [amount for amount in AMOUNTS if amount in text.replace("500px", "")] == []
    assert administrator.get(page_of(report)).status_code == 403


@pytest.mark.django_db
def test_opening_a_report_is_logged_without_pay(desk: Client, caplog: pytest.LogCaptureFixture) -> None:
    report = make_report(make_role())
    with caplog.at_level("INFO"):
        desk.get(page_of(report))
    moderator = desk.session["_auth_user_id"]
    assert f"report {report.pk} opened by moderator {moderator}" in caplog.messages
    assert [amount for amount in AMOUNTS if f" {amount}" in caplog.text] == []
    assert not LogEntry.objects.exists()


@pytest.mark.django_db
def test_pages_with_pay_are_kept_by_no_cache(desk: Client) -> None:
    assert "no-store" in desk.get(page_of(make_report(make_role())))["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", [f"{QUEUE}{UUID(int=0)}/change/", f"{QUEUE}nonsense/change/"])
def test_a_report_that_is_not_there_leads_back_to_the_queue(desk: Client, address: str) -> None:
    answer = desk.get(address, follow=True)
    assert answer.redirect_chain[-1][0] == QUEUE
    assert "There is no such report" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("group", ["", "curator", "administrator"])
def test_others_behind_the_desk_see_neither_queue_nor_report(client: Client, group: str) -> None:
    report = make_report(make_role())
    client.force_login(make_staff(group) if group else make_person())
    wanted = 403 if group else 302
    assert client.get(QUEUE).status_code == wanted
    assert client.get(page_of(report)).status_code == wanted


@pytest.mark.django_db
def test_strangers_are_sent_to_the_sites_own_sign_in(client: Client) -> None:
    answer = client.get(QUEUE, follow=True)
    assert [place.split("?")[0] for place, _ in answer.redirect_chain] == [
        reverse("admin:login"),
        reverse("account_login"),
    ]
    assert answer.redirect_chain[-1][0].endswith("?next=%2Fadmin%2Fsalaries%2Fsalaryreport%2F")


@pytest.mark.django_db
def test_the_admins_own_sign_in_form_is_closed(client: Client) -> None:
    make_staff("moderator", "moderator@example.org")
    words = {"username": "moderator@example.org", "password": "correct horse battery staple"}
    assert client.post(reverse("admin:login"), words).status_code == 302
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_a_contributor_who_tries_the_desk_is_refused_and_not_sent_in_circles(client: Client) -> None:
    client.force_login(make_person())
    assert client.get("/admin/", follow=True).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("end", ["add/", "{}/delete/", "{}/change/"])
def test_nobody_adds_changes_or_deletes_a_report_here(admin_client: Client, end: str) -> None:
    report = make_report(make_role())
    answer = admin_client.post(QUEUE + end.format(report.pk), {"level": "lead", "post": "yes"})
    assert answer.status_code in (403, 405)
    report.refresh_from_db()
    assert report.level == "mid"


@pytest.mark.django_db
def test_similar_reports_stand_beside_it_most_alike_first_and_without_their_pay(desk: Client) -> None:
    role, person = make_role(), make_person()
    report = make_report(role, person, streams=(Amount("fees", Decimal(31_777), "year"),), costs=Decimal(0))
    away = make_report(role, country="FR", level="lead")
    alike = make_report(role)
    own_other_year = make_report(role, person, year=2024)
    make_report(make_role("composer-songwriter"))
    with CaptureQueriesContext(connection) as queries:
        answer = desk.get(page_of(report))
    assert [row["report"] for row in answer.context["similar"]] == [own_other_year, alike, away]
    assert [row["same_person"] for row in answer.context["similar"]] == [True, False, False]
    text = answer.content.decode()
    assert "31,777" in text
    assert "Same contributor" in text
    assert [amount for amount in ("48,000", "49,538", "6,000") if amount in text] == []
    assert sum("sealed_amounts" in query["sql"] for query in queries.captured_queries) == 1


@pytest.mark.django_db
def test_the_ways_to_the_neighbours_follow_the_queue_and_pass_ones_own(client: Client) -> None:
    moderator, role = make_staff("moderator"), make_role()
    client.force_login(moderator)
    reports = [make_report(role) for _ in range(4)]
    own = make_report(role, moderator)
    for number, report in enumerate([*reports[:2], own, *reports[2:]]):
        SalaryReport.objects.filter(pk=report.pk).update(risk=5, updated_at=NOW + timedelta(hours=number))
    SalaryReport.objects.filter(pk=reports[3].pk).update(status="approved")
    seen = [client.get(page_of(report)).context for report in reports[:3]]
    assert [(page["previous"], page["next"]) for page in seen] == [
        (None, reports[1]), (reports[0], reports[2]), (reports[1], None)
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_question_goes_to_the_contributor_and_comes_back_as_answered(desk: Client, client: Client) -> None:
    person, role = make_person(), make_role()
    report = make_report(role, person)
    address = reverse("admin:salaries_salaryreport_ask")
    desk.post(address, {"reports": as_text([report]), "reason": "period", "message": "Is that a month?"})
    assert shown(desk.get(QUEUE)) == []
    theirs = Client()
    theirs.force_login(person)
    assert "Is that a month?" in theirs.get(reverse("report", args=[report.pk])).content.decode()
    report.refresh_from_db()
    revise(report=report, by=person, data=report_data(role, level="lead"), now=NOW + timedelta(hours=1))
    assert shown(desk.get(QUEUE)) == [report]
    assert "Pending, answered" in desk.get(QUEUE).content.decode()
    page = desk.get(page_of(report)).content.decode()
    assert "Is that a month?" in page
    assert "Asked the contributor" in page


@pytest.mark.django_db
def test_the_queue_says_what_else_waits(desk: Client) -> None:
    assert "desk-waits" not in desk.get(QUEUE).content.decode()
    report = make_report(make_role())
    second = make_staff("moderator", "second@example.org")
    propose(verb="approve", seen=[Seen(report.pk, report.updated_at)], by=second, now=datetime.now(UTC))
    assert "1 proposal</a> of other moderators" in desk.get(QUEUE).content.decode()
