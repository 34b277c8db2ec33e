"""The desk's first page: what it says, and to whom."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from advice.models import Proposal as TextProposal
from salaries.desk import overview
from salaries.models import FigureProposal, Heartbeat, Release, SalaryReport
from salaries.moderation import (
    Seen,
    approve,
    ask,
    burst_alarms,
    by_role_and_week,
    open_report,
    openings_lately,
    propose,
    queue_state,
    weeks_shown,
)
from tests.people import NOW, make_moderator, make_report, make_role, make_staff

pytestmark = pytest.mark.django_db
FIRST_PAGE = "/admin/"


def page(client: Client, group: str) -> str:
    client.force_login(make_staff(group))
    return str(client.get(FIRST_PAGE).content.decode())


def test_the_queue_in_five_numbers() -> None:
    role, moderator = make_role(), make_moderator()
    assert (queue_state().waiting, queue_state().oldest) == (0, None)
    reports = [make_report(role) for _ in range(5)]
    ask(report=reports[0], by=moderator, now=NOW, reason="period", message="A month?")
    approve(report=reports[1], by=moderator, now=NOW)
    early = NOW - timedelta(days=3)
    SalaryReport.objects.filter(pk=reports[2].pk).update(risk=7, updated_at=early, appealed_at=NOW)
    state = queue_state()
    assert (state.waiting, state.risky, state.appealed, state.asked, state.oldest) == (3, 1, 1, 1, early)


def test_reports_by_role_and_week() -> None:
    assert weeks_shown(NOW)[-1].isoformat() == "2026-11-16"  # NOW is a Sunday
    assert len(weeks_shown(NOW)) == 8
    producers, teachers = make_role(title="Producer"), make_role("teacher", title="Teacher")
    days = {0: 2, 6: 1, 7: 3, 55: 1, 56: 4}  # so many reports so many days ago; the last are too old
    for back, number in days.items():
        for _ in range(number):
            report = make_report(producers)
            SalaryReport.objects.filter(pk=report.pk).update(submitted_at=NOW - timedelta(days=back))
    make_report(teachers)
    rows = by_role_and_week(NOW)
    assert [(row.role, row.counts, row.total) for row in rows] == [
        ("Producer", (1, 0, 0, 0, 0, 0, 3, 3), 7), ("Teacher", (0, 0, 0, 0, 0, 0, 0, 1), 1)
    ]  # fmt: skip


def test_bursts_are_of_reports_that_wait() -> None:
    role = make_role(title="Producer")
    reports = [make_report(role) for _ in range(4)]
    SalaryReport.objects.filter(pk__in=[report.pk for report in reports[:3]]).update(screening=["burst", "copy"])
    SalaryReport.objects.filter(pk=reports[0].pk).update(status="rejected")
    SalaryReport.objects.filter(pk=reports[1].pk).update(submitted_at=NOW - timedelta(days=20))
    assert burst_alarms(NOW) == [("Producer", 1)]


def test_openings_are_counted_by_report() -> None:
    moderator, role = make_moderator(), make_role()
    first, second = make_report(role), make_report(role)
    for report, back in ((first, 0), (first, 1), (second, 1), (second, 8)):
        open_report(report=report, by=moderator, now=NOW - timedelta(days=back))
    assert openings_lately(NOW) == [("moderator@example.org", 2)]


def test_a_moderator_sees_what_waits(client: Client) -> None:
    report = make_report(make_role(title="Producer"))
    first = make_staff("moderator", "first@example.org")
    propose(verb="approve", seen=[Seen(report.pk, report.updated_at)], by=first, now=datetime.now(UTC))
    text = page(client, "moderator")
    for words in (
        "<strong>1</strong> report to decide on",
        "<strong>1</strong> proposal",
        "Machinery",
        "In the process",
    ):
        assert words in text
    assert "/admin/salaries/release/drift/" in text
    assert "Reports opened" not in text
    assert "Accounts" not in text


def test_an_administrator_sees_machinery_and_openings_and_no_report(client: Client) -> None:
    report = make_report(make_role(title="Producer"))
    open_report(report=report, by=make_staff("moderator", "m@example.org"), now=datetime.now(UTC))
    Release.objects.create(number=7, published_at=datetime.now(UTC) - timedelta(days=2))
    text = page(client, "administrator")
    for words in ("Release 7", "2\xa0days ago", "m@example.org: 1 in seven days"):
        assert words in text
    for hidden in ("Producer", "to decide on", "by role and week"):
        assert hidden not in text


def test_a_curator_sees_the_machinery_alone(client: Client) -> None:
    make_report(make_role(title="Producer"))
    text = page(client, "curator")
    assert "Machinery" in text
    for hidden in ("to decide on", "by role and week", "Reports opened"):
        assert hidden not in text


def test_how_many_approved_reports_wait_for_a_release_is_not_said() -> None:
    """The gate's noise hides that number; nobody at the desk may watch it and press the button."""
    role, moderator = make_role(), make_moderator()
    shown = [_numbers(overview(moderator, NOW))]
    for _ in range(2):
        report = make_report(role)
        approve(report=report, by=moderator, now=NOW)
        SalaryReport.objects.filter(pk=report.pk).update(submitted_at=NOW - timedelta(weeks=20))
        shown.append(_numbers(overview(moderator, NOW)))
    assert shown[0] == shown[1] == shown[2]


def _numbers(shown: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in shown.items() if name != "now"}


def test_a_silent_worker_stands_out(client: Client, settings: Any) -> None:
    settings.CELERY_TASK_ALWAYS_EAGER = False
    Heartbeat.objects.create(at=datetime.now(UTC) - timedelta(hours=1))
    assert "Silent for 60 minutes" in page(client, "administrator")


def test_more_reports_cost_no_more_queries(client: Client) -> None:
    client.force_login(make_staff("moderator"))
    counts = []
    for number in range(2):
        for _ in range(1 + 9 * number):
            make_report(make_role(f"role-{number}"))
        with CaptureQueriesContext(connection) as queries:
            client.get(FIRST_PAGE)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15
    assert not any("sealed_amounts" in query["sql"] for query in queries.captured_queries)


def test_every_key_is_listed_on_the_page_and_in_the_handbook() -> None:
    root = Path(__file__).resolve().parent.parent
    keys = set(re.findall(r"^    ([a-z]): ", (root / "static/js/desk.js").read_text(), re.MULTILINE))
    assert keys == set("jkxarqosu")
    on_page = (root / "templates/admin/salaries/salaryreport/keys.html").read_text()
    assert set(re.findall(r"<kbd>([a-z])</kbd>", on_page)) == keys
    handbook = (root / "docs/moderation.md").read_text().split("## Keys")[1].split("## ")[0]
    assert set(re.findall(r"`([a-z])`", handbook)) == keys


def test_whoever_may_publish_sees_what_others_proposed(client: Client) -> None:
    for number, kind in enumerate(("figure", "text", "text")):
        row = {"proposer_id": number + 1_000, "proposer": "other@example.org", "proposed_at": NOW}
        if kind == "figure":
            FigureProposal.objects.create(key="a/b", figure={}, **row)
        else:
            TextProposal.objects.create(entry=f"tool/{number}/cost", text="9", reason="r", read_on=NOW.date(), **row)
    text = page(client, "curator")
    assert "<strong>1</strong> figure proposal</a> of others to confirm or decline" in text
    assert "<strong>2</strong> text proposals</a> of others to confirm or decline" in text
    own = TextProposal.objects.filter(entry="tool/2/cost")
    own.update(proposer_id=get_user(client).pk)
    assert "<strong>1</strong> text proposal</a>" in str(client.get(FIRST_PAGE).content.decode())
    TextProposal.objects.update(state="declined")
    assert "<strong>0</strong> text proposals</a>" in str(client.get(FIRST_PAGE).content.decode())
    client.logout()
    assert "text proposal" not in page(client, "moderator").partition('id="content-main"')[0]


def test_a_moderator_sees_proposals_of_others_only(client: Client) -> None:
    reports = [make_report(make_role()) for _ in range(2)]
    seen = [Seen(one.pk, one.updated_at) for one in reports]
    propose(verb="approve", seen=seen, by=make_moderator(), now=datetime.now(UTC))
    assert "<strong>1</strong> proposal</a> of others" in page(client, "moderator")
