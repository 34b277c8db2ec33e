"""What a report may say beyond the pay: optional, sealed, shown to its author and the moderator, never published."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from salaries.models import Observation, SalaryReport
from salaries.moderation import approve
from salaries.reporting import LONGEST_DETAIL, ReportRefused, data_of, export_of, revise
from tests.api import program_of
from tests.crowd import report_json
from tests.people import NOW, make_moderator, make_person, make_report, make_role, report_data
from tests.test_report_form import NEW, TYPED

MORE = {
    "genre": "Library music", "ai_tools": "Stem separation for remixes", "tool_spend": "45.50",
    "organisation": "studio", "organisation_size": "2",
}  # fmt: skip


@pytest.fixture
def mine(client: Client, db: None) -> SalaryReport:
    """A report with details, typed into the form."""
    make_role()
    client.force_login(make_person())
    client.post(NEW, TYPED | MORE)
    return SalaryReport.objects.get()


def test_details_are_kept_and_shown_to_their_author(client: Client, mine: SalaryReport) -> None:
    assert data_of(mine).details == MORE
    page = client.get(f"/reports/{mine.pk}/").content.decode()
    for words in ("Library music", "Stem separation for remixes", "USD 45.50", "Studio or production", "2 to 9 people"):
        assert words in page
    edit = client.get(f"/reports/{mine.pk}/edit/").content.decode()
    assert 'value="Library music"' in edit
    assert '<details class="more" open>' in edit
    assert export_of(mine.person)[0]["details"] == MORE


def test_the_moderator_reads_them_when_opening_the_report(client: Client, mine: SalaryReport) -> None:
    client.force_login(make_moderator())
    assert "Stem separation" in client.get(f"/admin/salaries/salaryreport/{mine.pk}/change/").content.decode()


def test_nothing_of_them_lies_open_or_is_published(client: Client, mine: SalaryReport) -> None:
    approve(report=mine, by=make_moderator(), now=NOW)
    with connection.cursor() as cursor:
        for table in ("salaries_salaryreport", "salaries_observation"):
            cursor.execute(f"SELECT * FROM {table}")
            assert "Library" not in str([bytes(c) if isinstance(c, memoryview) else c for c in cursor.fetchone()])
    assert not {"genre", "ai_tools", "organisation"} & {field.name for field in Observation._meta.fields}


def test_without_details_the_form_is_as_short_as_before(client: Client, db: None) -> None:
    make_role()
    assert '<details class="more">' in client.get(NEW).content.decode()
    client.force_login(make_person())
    client.post(NEW, TYPED)
    assert "details" not in SalaryReport.objects.get().amounts


def test_a_program_that_knows_no_details_leaves_them(mine: SalaryReport) -> None:
    answer = program_of(mine.person).put(f"/api/v1/reports/{mine.pk}/", report_json(), format="json")
    assert answer.status_code == 200
    assert data_of(SalaryReport.objects.get()).details == MORE


def test_details_can_be_taken_away(client: Client, mine: SalaryReport) -> None:
    client.post(f"/reports/{mine.pk}/edit/", TYPED)
    assert data_of(SalaryReport.objects.get()).details == {}


def test_other_details_do_not_hide_a_copy(db: None) -> None:
    role, person = make_role(), make_person()
    make_report(role, person, year=2024, details={"genre": "one"})
    assert "copy" in make_report(role, person, details={"genre": "two"}).screening


@pytest.mark.parametrize(
    "wrong",
    [{"genre": "x" * (LONGEST_DETAIL + 1)}, {"organisation": "army"}, {"organisation_size": "3"},
     {"tool_spend": "-1"}, {"tool_spend": "NaN"}, {"tool_spend": "lots"}, {"unheard": "of"}],
    ids=str,
)  # fmt: skip
def test_details_that_cannot_be_are_refused(client: Client, mine: SalaryReport, wrong: dict[str, Any]) -> None:
    with pytest.raises(ReportRefused) as refusal:
        revise(report=mine, by=mine.person, data=report_data(mine.role, details=wrong), now=NOW)
    assert set(refusal.value.problems) == set(wrong)
    if "unheard" not in wrong:
        page = client.post(f"/reports/{mine.pk}/edit/", TYPED | wrong).content.decode()
        assert 'aria-invalid="true"' in page
        assert '<details class="more" open>' in page
