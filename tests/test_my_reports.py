"""A person's own reports: the list, one report, changing it, taking it back, taking a copy away."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from salaries.models import Observation, Release, SalaryReport
from salaries.moderation import approve, ask, reject
from salaries.reporting import data_of
from tests.people import NOW, make_moderator, make_person, make_report, make_role
from tests.test_report_form import TYPED

PRIVATE = ["report", "report_edit", "report_withdraw"]


@pytest.fixture
def mine(client: Client) -> SalaryReport:
    """A waiting report of the person who is signed in."""
    person = make_person("me@example.org")
    client.force_login(person)
    return make_report(make_role(), person)


def page_of(client: Client, report: SalaryReport, name: str = "report") -> str:
    return client.get(reverse(name, args=[report.pk])).content.decode()


def counted(report: SalaryReport) -> None:
    approve(report=report, by=make_moderator(), now=NOW)
    Observation.objects.update(release=Release.objects.create(number=7, published_at=NOW))


@pytest.mark.django_db
def test_the_list_shows_ones_own_reports_only(client: Client, mine: SalaryReport) -> None:
    theirs = make_report(make_role("composer-songwriter"))
    page = client.get("/reports/").content.decode()
    assert reverse("report", args=[mine.pk]) in page
    assert reverse("report", args=[theirs.pk]) not in page
    assert "Waiting for a moderator" in page


@pytest.mark.django_db
def test_an_empty_list_leads_to_the_form(client: Client) -> None:
    client.force_login(make_person())
    assert "You have not reported any pay yet." in client.get("/reports/").content.decode()


@pytest.mark.django_db
def test_one_report_shows_what_it_says(client: Client, mine: SalaryReport) -> None:
    page = page_of(client, mine)
    for text in ("48,000.00 in the year", "$500.00 a month", "$4,000", "Freelance", "United States"):
        assert text in page


@pytest.mark.django_db
def test_a_question_is_shown_with_its_reason_and_without_the_moderators_name(
    client: Client, mine: SalaryReport
) -> None:
    ask(report=mine, by=make_moderator(), now=NOW, reason="hours", message="Is that a <week>?")
    page = page_of(client, mine)
    assert "A moderator asks: Hours or weeks look wrong" in page
    assert "Is that a &lt;week&gt;?" in page
    assert "moderator@example.org" not in page
    assert "send it again unchanged" in page
    listed = client.get(reverse("my_reports")).content.decode()
    assert "Open the report to read the question and to answer it." in listed
    assert "question below" not in listed


@pytest.mark.django_db
def test_a_rejection_and_an_approval_are_told(client: Client, mine: SalaryReport) -> None:
    reject(report=mine, by=make_moderator(), now=NOW, reason="range")
    assert "did not accept the report: Far outside what is known for this role" in page_of(client, mine)
    other = make_report(make_role(), mine.person, year=2024)
    approve(report=other, by=make_moderator("second@example.org"), now=NOW)
    assert "It will be counted in a coming release" in page_of(client, other)


@pytest.mark.django_db
def test_a_counted_report_names_its_release(client: Client, mine: SalaryReport) -> None:
    counted(mine)
    page = page_of(client, mine)
    assert "It was counted in release 7" in page
    assert "roles=music-producer&amp;release=7" in page
    client.post(reverse("report_edit", args=[mine.pk]), TYPED)
    assert "An earlier version was counted in release 7" in page_of(client, mine)


@pytest.mark.django_db
def test_changing_a_report(client: Client, mine: SalaryReport) -> None:
    assert 'value="48000"' in page_of(client, mine, "report_edit")
    answer = client.post(reverse("report_edit", args=[mine.pk]), TYPED | {"amount_fees": "51,000"})
    assert answer["Location"] == reverse("report", args=[mine.pk])
    mine.refresh_from_db()
    assert data_of(mine).streams[0].amount == 51_000
    assert "You sent the report again" in page_of(client, mine)


@pytest.mark.django_db
def test_a_change_that_cannot_be_keeps_what_was_typed(client: Client, mine: SalaryReport) -> None:
    make_report(mine.role, mine.person, year=2024)
    page = client.post(reverse("report_edit", args=[mine.pk]), TYPED | {"year": "2024"}).content.decode()
    assert "You have another report for this role and year." in page
    assert 'value="48,000"' in page


@pytest.mark.django_db
def test_what_is_wrong_is_listed_in_the_order_of_the_page(client: Client, mine: SalaryReport) -> None:
    wrong = dict.fromkeys(TYPED, "?") | {"amount_royalties": "?", "costs": "?"}
    page = client.post(reverse("report_edit", args=[mine.pk]), wrong).content.decode()
    listed = re.findall(r'<li><a href="#(id_\w+)">', page)
    assert len(listed) == len(wrong)
    assert listed == sorted(listed, key=lambda name: page.index(f'id="{name}"'))


@pytest.mark.django_db
def test_adding_up_a_change_stores_nothing(client: Client, mine: SalaryReport) -> None:
    page = client.post(reverse("report_edit", args=[mine.pk]), TYPED | {"check": "1"}).content.decode()
    assert "This is how it adds up" in page
    mine.refresh_from_db()
    assert mine.updated_at == NOW


@pytest.mark.django_db
def test_withdrawing_asks_first(client: Client, mine: SalaryReport) -> None:
    assert "It is in no release" in page_of(client, mine, "report_withdraw")
    assert SalaryReport.objects.exists()
    page = client.post(reverse("report_withdraw", args=[mine.pk]), follow=True).content.decode()
    assert "Your report is erased." in page
    assert not SalaryReport.objects.exists()


@pytest.mark.django_db
def test_withdrawing_a_counted_report_says_what_stays(client: Client, mine: SalaryReport) -> None:
    counted(mine)
    assert "The batch it was counted in stays" in page_of(client, mine, "report_withdraw")
    page = client.post(reverse("report_withdraw", args=[mine.pk]), follow=True).content.decode()
    assert "The batch it was counted in stays" in page


@pytest.mark.django_db
def test_the_export_holds_everything_and_is_a_file(client: Client, mine: SalaryReport) -> None:
    answer = client.get("/reports/export.json")
    assert answer["Content-Disposition"] == 'attachment; filename="my-pay-reports.json"'
    (report,) = json.loads(answer.content)["reports"]
    assert report["costs"] == "4000"
    assert report["role"] == "music-producer"


@pytest.mark.parametrize("name", PRIVATE)
@pytest.mark.django_db
def test_a_stranger_finds_nothing(client: Client, mine: SalaryReport, name: str) -> None:
    client.force_login(make_person())
    address = reverse(name, args=[mine.pk])
    assert client.get(address).status_code == 404
    if name != "report":
        assert client.post(address, TYPED).status_code == 404
    assert SalaryReport.objects.filter(pk=mine.pk, updated_at=NOW).exists()


@pytest.mark.parametrize("name", [*PRIVATE, "my_reports", "report_export"])
@pytest.mark.django_db
def test_private_pages_ask_to_sign_in_and_are_never_stored(client: Client, mine: SalaryReport, name: str) -> None:
    address = reverse(name, args=[mine.pk] if name in PRIVATE else [])
    assert "no-store" in client.get(address)["Cache-Control"]
    client.logout()
    assert client.get(address)["Location"] == f"/account/login/?next={address}"


@pytest.mark.django_db
def test_wrong_methods_change_nothing(client: Client, mine: SalaryReport) -> None:
    assert client.post(reverse("report", args=[mine.pk])).status_code == 405
    assert client.post("/reports/").status_code == 405
    assert client.delete(reverse("report_withdraw", args=[mine.pk])).status_code == 405
    assert SalaryReport.objects.exists()


@pytest.mark.django_db
def test_bad_addresses_are_not_found(client: Client, mine: SalaryReport) -> None:
    for address in ("/reports/1/", "/reports/00000000-0000-0000-0000-000000000000/", "/reports/x/edit/"):
        assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_pages_cost_the_same_for_many_reports(
    client: Client, mine: SalaryReport, django_assert_num_queries: Any
) -> None:
    for year in (2024, 2026):
        make_report(mine.role, mine.person, year=year)
    with django_assert_num_queries(4):  # session, person, reports, their observations
        client.get("/reports/")
    with django_assert_num_queries(8):  # and the decisions, the exchange rate, the estimate, the follow-ups
        page_of(client, mine)
