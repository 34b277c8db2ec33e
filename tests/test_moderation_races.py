"""Moderators at the same moment, on a real PostgreSQL: each race is run several times in threads of their own."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.site import Site, own_postgres

pytestmark = pytest.mark.needs_postgres
ROUNDS = 8
RACES = (
    f"ROUNDS = {ROUNDS}\n"
    + """
import threading, time
from django.db import connection, transaction
from django.test import Client
from salaries.admin.verbs import as_text
from salaries.models import *
from salaries.moderation import *
from salaries.moderation import choice
from salaries.moderation.bulk import carry_out
from salaries.reporting import withdraw
from tests.people import *

settings.ALLOWED_HOSTS = ["testserver"]
choice.SHARE = 0.0
role, first, second = make_role(), make_moderator("first@example.org"), make_moderator("second@example.org")
third = make_moderator("third@example.org")

def together(*works):
    start, results = threading.Barrier(len(works)), [None] * len(works)
    def run(place):
        start.wait(timeout=20)
        try:
            works[place]()
            results[place] = "done"
        except DecisionRefused as refused:
            results[place] = "refused"
        finally:
            connection.close()
    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    [thread.start() for thread in threads]
    [thread.join(timeout=60) for thread in threads]
    return sorted(result or "died" for result in results)

def left(report):
    rows = Observation.objects.filter(token=report.token).count()
    return [rows, Decision.objects.filter(report_id=report.pk).count()]

def two_moderators():
    report = make_report(role)
    return together(*[lambda who=who: approve(report=report, by=who, now=NOW) for who in (first, second)]), left(report)

def two_tabs():
    report = make_report(role)
    tabs = [Client(), Client()]
    for tab in tabs:
        tab.force_login(first)
    sent = {"reports": as_text([report]), "message": ""}
    said = [None, None]
    def press(place):
        page = tabs[place].post("/admin/salaries/salaryreport/approve/", sent, follow=True).content.decode()
        said[place] = [words for words in ("1 report approved.", "1 report not approved.") if words in page]
    together(lambda: press(0), lambda: press(1))
    return sorted(said), left(report)

def twelve_and_twelve():
    reports = [make_report(role) for _ in range(24)]
    tabs = [Client(), Client()]
    for tab in tabs:
        tab.force_login(third)
    Decision.objects.filter(moderator_id=third.pk).update(decided_at=NOW)
    sent = [{"reports": as_text(half), "message": ""} for half in (reports[:12], reports[12:])]
    before = Proposal.objects.count()
    address = "/admin/salaries/salaryreport/approve/"
    together(*[lambda place=place: tabs[place].post(address, sent[place]) for place in (0, 1)])
    approved = SalaryReport.objects.filter(pk__in=[report.pk for report in reports], status="approved").count()
    return approved, Proposal.objects.count() - before

def same_reports():
    reports = [make_report(role, make_person()) for _ in range(60)]
    seen = [Seen(report.pk, report.updated_at) for report in reports]
    held.clear()
    told = together(
        lambda: decided.append(approved(seen, first)), lambda: decided.append(approved(seen[::-1], second)),
        lambda: decided.append(rejected_slowly(reports[30])),
    )
    total = sum(decided)
    decided.clear()
    rows = [(left(report)[1], left(report)[0] == (status == "approved"))
            for report, status in ((report, SalaryReport.objects.get(pk=report.pk).status) for report in reports)]
    return told, total, sorted(set(rows))

decided, held = [], threading.Event()
def approved(seen, by):
    held.wait(timeout=20)
    with connection.cursor() as cursor:  # as among millions of reports, where each is looked up in the order given
        cursor.execute("SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_seqscan = off")
    return carry_out(approve, seen, by=by, now=NOW, words={}).decided

def rejected_slowly(report):
    with transaction.atomic():  # the others come as far as this report, from both ends of their lists
        reject(report=report, by=third, now=NOW, reason="fraud")
        held.set()
        time.sleep(0.4)
    return 1

def withdrawn_meanwhile():
    report = make_report(role)
    mine = SalaryReport.objects.get(pk=report.pk)
    together(lambda: approve(report=report, by=first, now=NOW), lambda: withdraw(report=mine, by=mine.person))
    return SalaryReport.objects.filter(pk=report.pk).count(), left(report)[0]

def approve_and_reject():
    report = make_report(role)
    told = together(
        lambda: approve(report=report, by=first, now=NOW),
        lambda: reject(report=report, by=second, now=NOW, reason="fraud"),
    )
    report.refresh_from_db()
    rows, lines = left(report)
    return told, lines, rows == (report.status == "approved")

def one_proposal():
    reports = [make_report(role) for _ in range(3)]
    seen = [Seen(report.pk, report.updated_at) for report in reports]
    proposal = propose(verb="approve", seen=seen, by=first, now=NOW)
    told = together(*[lambda who=who: confirm(proposal=proposal, by=who, now=NOW) for who in (second, third)])
    return told, [left(report) for report in reports]

def confirm_and_take_back():
    report = make_report(role)
    proposal = propose(verb="approve", seen=[Seen(report.pk, report.updated_at)], by=first, now=NOW)
    told = together(
        lambda: confirm(proposal=proposal, by=second, now=NOW), lambda: decline(proposal=proposal, by=first, now=NOW)
    )
    proposal.refresh_from_db()
    return told, left(report)[0] == (proposal.state == "confirmed")

def one_second_look():
    choice.SHARE = 1.0
    report = make_report(role)
    approve(report=report, by=first, now=NOW)
    choice.SHARE = 0.0
    look = SecondLook.objects.get(report_id=report.pk)
    told = together(*[
        lambda who=who: look_again(look=look, by=who, now=NOW, verdict="approved") for who in (second, third)
    ])
    return told

print(json.dumps({
    race.__name__: [race() for _ in range(ROUNDS)]
    for race in (two_moderators, two_tabs, twelve_and_twelve, same_reports, withdrawn_meanwhile, approve_and_reject,
                 one_proposal, confirm_and_take_back, one_second_look)
}))
"""
)
ONE_OF_TWO = ["done", "refused"]


@pytest.fixture(scope="module")
def races(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What came of each race, round by round."""
    with own_postgres() as address:
        data: Path = tmp_path_factory.mktemp("races")
        site = Site({"DATA_DIR": str(data), "DATABASE_URL": address, "REDIS_URL": ""})
        site.manage("migrate", "--verbosity", "0")
        yield json.loads(site.run(RACES).splitlines()[-1])


@pytest.mark.parametrize(
    ("race", "outcome"),
    [
        ("two_moderators", [ONE_OF_TWO, [1, 1]]),
        ("two_tabs", [[["1 report approved."], ["1 report not approved."]], [1, 1]]),
        ("twelve_and_twelve", [12, 1]),
        ("same_reports", [["done", "done", "done"], 60, [[1, True]]]),
        ("withdrawn_meanwhile", [0, 0]),
        ("approve_and_reject", [ONE_OF_TWO, 1, True]),
        ("one_proposal", [ONE_OF_TWO, [[1, 1]] * 3]),
        ("confirm_and_take_back", [ONE_OF_TWO, True]),
        ("one_second_look", ONE_OF_TWO),
    ],
)
def test_a_race_has_one_winner_and_leaves_nothing_half(races: dict[str, Any], race: str, outcome: Any) -> None:
    assert races[race] == [outcome] * ROUNDS
