"""The privacy account: it re-adds, and a release that would overspend is refused."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from salaries import publication
from salaries.income import PARTS
from salaries.ledger import ledger
from salaries.models import Batch, Observation, Release, Spent
from salaries.moderation import Seen, propose, subtract_fraud
from salaries.publication import CELLS, ReleaseRefused, release
from salaries.stats import privacy
from salaries.stats.privacy import GATE_EPSILON, LIFETIME_EPSILON, PLAN
from salaries.views import pages
from tests.people import NOW, approved_reports, make_moderator, make_role

pytestmark = pytest.mark.django_db
PAYS = [30_000 + 1_000 * number for number in range(25)]


def quiet(scale: Fraction) -> int:
    """No noise, so that gates open when they should."""
    return 0


def two_releases() -> None:
    """What two releases leave for the account: one of one role, and one of two."""
    for number, slugs in ((1, ["music-producer"]), (2, ["music-educator", "music-producer"])):
        made = Release.objects.create(number=number, published_at=NOW + timedelta(days=number))
        for slug in slugs:
            for table in PLAN:
                streams = table.measure == "streams"
                bins = len(PARTS) if streams else privacy.BINS
                Batch.objects.create(
                    release=made, role=make_role(slug), table=table.name, epsilon=privacy.decimal(table.epsilon),
                    edges=[] if streams else list(range(0, 601, 50)),
                    counts={cell: [5] * bins for cell in CELLS[table.dimension]},
                    parts=PARTS if streams else [],
                )  # fmt: skip


def exact(number: float) -> Decimal:
    return Decimal(str(number))


def test_the_account_adds_up_again(client: Client) -> None:
    two_releases()
    found = client.get("/privacy/ledger.json").json()
    assert [(line["release"], line["role"]) for line in found["batches"]] == [
        (2, "music-educator"), (2, "music-producer"), (1, "music-producer"),
    ]  # fmt: skip
    for line in found["batches"]:
        assert {table["table"] for table in line["tables"]} == {table.name for table in PLAN}
        total = exact(line["gate_epsilon"]) + sum(exact(table["epsilon"]) for table in line["tables"])
        assert total == exact(line["epsilon"])
    planned = exact(found["gate_epsilon"]) + sum(exact(row["epsilon"]) for row in found["plan"])
    assert planned == exact(found["spent_by_a_report"])
    assert found["most_spent"] == max(line["epsilon"] for line in found["batches"]) <= found["lifetime_epsilon"] == 2


def test_old_batches_keep_what_they_cost_when_the_plan_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    two_releases()
    before = ledger()
    cheaper = tuple(replace(table, epsilon=table.epsilon / 2) for table in PLAN)
    monkeypatch.setattr(privacy, "PLAN", cheaper)
    monkeypatch.setattr(publication, "PLAN", cheaper)
    monkeypatch.setattr(privacy, "GATE_EPSILON", Fraction("0.2"))
    assert ledger().batches == before.batches
    approved_reports(make_role("session-musician"), PAYS, make_moderator("second@example.org"))
    release(now=NOW + timedelta(days=2), noise=quiet)
    newest = ledger().batches[0]
    assert newest.gate_epsilon == 0.2
    assert newest.epsilon == pytest.approx(1.0)
    assert ledger().most_spent == 2.0


def test_a_plan_that_costs_too_much_publishes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    approved_reports(make_role(), PAYS, make_moderator())
    monkeypatch.setattr(privacy, "PLAN", (*PLAN, replace(PLAN[0], name="extra", epsilon=Fraction("0.1"))))
    with pytest.raises(ReleaseRefused, match=r"epsilon of 2\.1, and 2 is the most"):
        release(now=NOW, noise=quiet)
    with pytest.raises(CommandError, match="Nothing was published"):
        call_command("release")
    assert not Release.objects.exists()
    assert Observation.objects.waiting().count() == len(PAYS)


def test_a_report_that_was_counted_before_stops_the_release() -> None:
    role, moderator = make_role(), make_moderator()
    approved_reports(role, PAYS, moderator)
    first = release(now=NOW, noise=quiet).release
    approved_reports(role, PAYS, moderator)
    again = Observation.objects.waiting().first()
    assert again is not None
    Spent.objects.create(token=again.token, release=first)
    with pytest.raises(ReleaseRefused, match="already counted in an earlier release"):
        release(now=NOW, noise=quiet)
    assert Release.objects.count() == 1
    assert Observation.objects.waiting().count() == len(PAYS)


def test_the_plan_in_force_is_within_the_lifetime() -> None:
    assert GATE_EPSILON + sum(table.epsilon for table in PLAN) <= LIFETIME_EPSILON


def test_costs_are_rounded_up_for_the_account() -> None:
    assert privacy.decimal(Fraction(1, 3)) == Decimal("0.334")
    assert privacy.decimal(Fraction("0.45")) == Decimal("0.45")


def test_the_page_shows_the_sum_in_full(client: Client) -> None:
    empty = client.get("/privacy/").content.decode()
    assert "nothing has been spent" in empty
    two_releases()
    text = client.get("/privacy/").content.decode()
    assert "gate 0.4 + AI use 0.4 + country 0.3 + engagement 0.3 + level 0.45 + income shares 0.15" in text
    assert "The most that any report has spent so far: ε = 2." in text
    assert "taken off" not in text.split("The account so far")[1]


def test_the_page_shows_the_newest_lines_and_counts_the_others(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    two_releases()
    monkeypatch.setattr(pages, "LINES", 2)
    text = client.get("/privacy/").content.decode()
    assert text.count("gate 0.4 + AI use") == 2
    assert "1 older line stands in the account as JSON." in text
    assert "The most that any report has spent so far: ε = 2." in text
    assert len(client.get("/privacy/ledger.json").json()["batches"]) == 3


def test_the_page_tells_of_made_up_reports(client: Client) -> None:
    role, moderator = make_role(), make_moderator()
    report, *_ = approved_reports(role, PAYS, moderator)
    release(now=NOW, noise=quiet)
    seen = [Seen(report.pk, report.updated_at)]
    proposal = propose(verb="subtract", seen=seen, by=make_moderator("second@example.org"), now=NOW)
    subtract_fraud(report=report, by=moderator, now=NOW, proposal=proposal)
    assert "1 made-up report taken off since" in client.get("/privacy/").content.decode()
    assert {table["corrections"] for table in client.get("/privacy/ledger.json").json()["batches"][0]["tables"]} == {1}


@pytest.mark.parametrize("path", ["/privacy/", "/privacy/ledger.json"])
def test_only_reading_is_allowed(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


def test_three_queries_whatever_the_number_of_batches(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    two_releases()
    assert Batch.objects.count() == 3 * len(PLAN)
    with django_assert_num_queries(3):
        ledger()
