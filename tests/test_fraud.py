"""A made-up report is taken off later estimates; its batch stays, and nobody else's report shows."""

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from salaries.accounts.models import User
from salaries.admin.verbs import as_text
from salaries.models import (
    Batch,
    Correction,
    Decision,
    Estimate,
    Observation,
    Proposal,
    Release,
    Role,
    SalaryReport,
    Spent,
)
from salaries.moderation import DecisionRefused, Seen, approve, deeds, propose, reopen, subtract_fraud
from salaries.publication import release
from salaries.reporting import counted_in, revise, withdraw
from salaries.stats.privacy import PLAN
from tests.people import NOW, approved_reports, make_moderator, make_report, make_role, report_data

pytestmark = pytest.mark.django_db
PAYS = [30_000 + 1_000 * number for number in range(39)]
LATER = NOW + timedelta(days=1)


def quiet(scale: Fraction) -> int:
    """No noise, so that counts can be checked."""
    return 0


def published_with_fraud() -> tuple[Role, SalaryReport, object]:
    """39 honest reports and a made-up one of $900,000, all in release 1."""
    role, moderator = make_role(), make_moderator()
    approved_reports(role, PAYS, moderator)
    (fraud,) = approved_reports(role, [900_000], moderator)
    release(now=NOW, noise=quiet)
    return role, fraud, moderator


def subtract(*, report: SalaryReport, by: Any, now: datetime, message: str = "") -> Decision:
    """What ``by`` does when confirming a colleague's proposal."""
    colleague = User.objects.filter(email="colleague@example.org").first() or make_moderator("colleague@example.org")
    proposal = propose(verb="subtract", seen=[Seen(report.pk, report.updated_at)], by=colleague, now=now)
    return subtract_fraud(report=report, by=by, now=now, message=message, proposal=proposal)


def test_the_batches_stay_and_the_next_release_counts_one_less() -> None:
    role, fraud, moderator = published_with_fraud()
    before = {batch.table: batch.counts for batch in Batch.objects.all()}
    decision = subtract(report=fraud, by=moderator, now=LATER, message="Nobody of this name works there.")
    assert (decision.action, decision.reason) == ("rejected", "fraud")
    assert {batch.table: batch.counts for batch in Batch.objects.all()} == before
    assert Correction.objects.filter(release=None).count() == len(PLAN)
    approved_reports(role, PAYS[:25], moderator)  # type: ignore[arg-type]
    second = release(now=LATER, noise=quiet).release
    assert Estimate.objects.get(release=second, dimension="", measure="yearly").reports == 39 + 25
    assert Estimate.objects.get(release__number=1, dimension="", measure="yearly").reports == 40
    assert set(Correction.objects.values_list("release", flat=True)) == {second.pk}  # type: ignore[union-attr]


def test_corrected_counts_are_those_of_a_batch_that_never_held_it() -> None:
    """The noise is the same, so for everybody else nothing has been spent: this is the proof's one step, by example."""
    _, fraud, moderator = published_with_fraud()
    with_fraud = {batch.table: batch for batch in Batch.objects.all()}
    subtract(report=fraud, by=moderator, now=LATER)
    for batch in Batch.objects.prefetch_related("corrections"):
        table = next(table for table in PLAN if table.name == batch.table)
        taken = {cell: sum(row) - sum(batch.corrected[cell]) for cell, row in with_fraud[batch.table].counts.items()}
        assert taken[getattr(fraud, table.dimension)] == table.sensitivity
        assert sum(taken.values()) == table.sensitivity
        assert all(number >= 0 for row in batch.corrected.values() for number in row)


def test_it_is_subtracted_once_and_never_counted_again() -> None:
    _, fraud, moderator = published_with_fraud()
    subtract(report=fraud, by=moderator, now=LATER)
    fraud.refresh_from_db()
    with pytest.raises(DecisionRefused, match="No batch holds"):
        subtract(report=fraud, by=moderator, now=LATER)
    assert Correction.objects.count() == len(PLAN)
    reopen(report=fraud, by=moderator, now=LATER)
    fraud.refresh_from_db()
    approve(report=fraud, by=moderator, now=LATER)
    assert not Observation.objects.waiting().exists()
    assert counted_in(fraud) == 1
    assert Spent.objects.count() == 1


def test_what_was_counted_is_subtracted_even_when_the_report_says_something_else_now() -> None:
    role, fraud, moderator = published_with_fraud()
    revise(report=fraud, by=fraud.person, data=report_data(role, level="lead"), now=LATER)
    fraud.refresh_from_db()
    subtract(report=fraud, by=moderator, now=LATER)
    assert Correction.objects.get(batch__table="role_level").cell == "mid"


def test_a_report_that_no_batch_holds_is_refused() -> None:
    role, moderator = make_role(), make_moderator()
    (waiting,) = approved_reports(role, [50_000], moderator)
    with pytest.raises(DecisionRefused, match="Reject it instead"):
        subtract(report=waiting, by=moderator, now=LATER)
    waiting.refresh_from_db()
    assert waiting.status == "approved"
    assert Observation.objects.waiting().count() == 1


def test_ones_own_report_and_a_withdrawn_one_are_refused() -> None:
    _, fraud, moderator = published_with_fraud()
    with pytest.raises(DecisionRefused, match="your own report"):
        subtract(report=fraud, by=fraud.person, now=LATER)
    withdraw(report=fraud, by=fraud.person)
    with pytest.raises(DecisionRefused, match="in the meantime"):
        subtract(report=fraud, by=moderator, now=LATER)
    assert not Correction.objects.exists()


def test_a_trail_that_cannot_be_written_subtracts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    _, fraud, moderator = published_with_fraud()

    def broken(*args: object) -> None:
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(deeds, "_record", broken)
    with pytest.raises(DatabaseError):
        subtract(report=fraud, by=moderator, now=LATER)
    fraud.refresh_from_db()
    assert fraud.status == "approved"
    assert not Correction.objects.exists()
    assert Observation.objects.filter(release__number=1).count() == 40


def test_the_desk_offers_it_for_counted_reports_only(client: Client) -> None:
    role, fraud, _ = published_with_fraud()
    client.force_login(make_moderator("desk@example.org"))
    fresh = make_report(role)

    def offered(report: SalaryReport) -> list[str]:
        page = client.get(reverse("admin:salaries_salaryreport_change", args=[report.pk]))
        return [verb.name for verb, _ in page.context["decisions"]]

    assert offered(fraud) == ["reopen", "subtract"]
    assert "subtract" not in offered(fresh)
    address = reverse("admin:salaries_salaryreport_subtract")
    assert client.get(address).status_code == 405
    fraud.refresh_from_db()
    answer = client.post(address, {"reports": as_text([fraud]), "message": ""}, follow=True)
    assert "Proposed for 1 report." in str(next(iter(answer.context["messages"])))
    assert not Correction.objects.exists()
    client.force_login(make_moderator("other@example.org"))
    answer = client.post(f"/admin/salaries/proposal/{Proposal.objects.get().pk}/confirm/", follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["1 subtracted."]
    assert Correction.objects.count() == len(PLAN)
    assert Decision.objects.filter(report_id=fraud.pk, reason="fraud").count() == 1


def test_a_stranger_cannot_subtract(client: Client) -> None:
    _, fraud, _ = published_with_fraud()
    client.force_login(fraud.person)
    address = reverse("admin:salaries_salaryreport_subtract")
    assert client.post(address, {"reports": as_text([fraud]), "message": ""}).status_code == 302
    assert not Correction.objects.exists()
    assert Release.objects.count() == 1
