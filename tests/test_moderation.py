"""Deeds of a moderator: what each changes, what it refuses, and that it happens whole or not at all."""

import hashlib
import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Model

from salaries import moderation
from salaries.models import Decision, ExchangeRate, Observation, Release, SalaryReport, SecondLook, Spent
from salaries.moderation import DecisionRefused, Seen, approve, bulk, deeds
from salaries.moderation.bulk import carry_out
from salaries.reporting import revise, withdraw
from tests.people import NOW, make_moderator, make_person, make_report, make_role, report_data

LATER = NOW + timedelta(hours=1)
WORDS: dict[str, dict[str, str]] = {
    "approve": {},
    "reject": {"reason": "fraud"},
    "ask": {"reason": "period", "message": "A month or a year?"},
    "reopen": {},
}


AS_REPORTED: dict[str, Any] = {
    "year": 2025, "level": "entry", "country": "US", "engagement": "freelance", "ai_use": "none", "yearly_index": 300,
    "hourly_index": 300, "stream_shares": {},
}  # fmt: skip


def do(name: str, report: SalaryReport, by: Any, **changes: Any) -> Decision:
    """The deed called ``name``, with words it accepts."""
    return getattr(moderation, name)(report=report, by=by, now=LATER, **{**WORDS[name], **changes})


def state(report: SalaryReport) -> tuple[str, int, int]:
    """The report's status, and how many observations and decisions there are."""
    report.refresh_from_db()
    return report.status, Observation.objects.count(), Decision.objects.count()


@pytest.mark.django_db
def test_an_approval_writes_one_observation_and_one_line_of_the_trail() -> None:
    report, moderator = make_report(make_role()), make_moderator()
    decision = approve(report=report, by=moderator, now=LATER, message="Thank you")
    assert state(report) == ("approved", 1, 1)
    assert decision.report_id == report.pk
    assert (decision.action, decision.reason, decision.message) == ("approved", "plausible", "Thank you")
    assert (decision.moderator_id, decision.moderator, decision.decided_at) == (moderator.pk, moderator.email, LATER)


@pytest.mark.django_db
def test_the_observation_says_where_on_the_scale_and_what_it_is_made_of() -> None:
    approve(report=make_report(make_role()), by=make_moderator(), now=LATER)
    seen = Observation.objects.get()
    assert (seen.level, seen.country, seen.engagement, seen.ai_use) == ("mid", "US", "freelance", "some")
    assert seen.yearly_index == 391  # 48,000 + 500 x 12 x 48/52 - 4,000 = 49,538; 100 ln 49.538 = 390.3
    assert seen.stream_shares == {"costs": 7, "fees": 83, "royalties": 10}  # of 53,538: 4,000, and 49,538 by stream
    assert seen.release is None


@pytest.mark.django_db
def test_the_observation_holds_no_person_and_no_time_and_its_token_needs_the_key(settings: Any) -> None:
    report = make_report(make_role())
    approve(report=report, by=make_moderator(), now=LATER)
    assert {field.name for field in Observation._meta.get_fields()} == {
        "id", "token", "role", "year", "level", "country", "engagement", "ai_use", "yearly_index", "hourly_index",
        "stream_shares", "opens_gate", "release",
    }  # fmt: skip
    token = Observation.objects.get().token
    assert token == report.token
    name = f"{report.person_id}/{report.role_id}/{report.year}"
    assert token != hashlib.sha256(name.encode()).hexdigest()
    settings.TOKEN_KEY = "another key"
    assert token != report.token


@pytest.mark.django_db
def test_a_rejection_and_a_question_write_no_observation() -> None:
    role, moderator = make_role(), make_moderator()
    rejected, asked = make_report(role), make_report(role)
    assert do("reject", rejected, moderator).reason == "fraud"
    assert do("ask", asked, moderator).message == "A month or a year?"
    assert state(rejected) == ("rejected", 0, 2)
    assert state(asked) == ("asked", 0, 2)


@pytest.mark.django_db
def test_an_answer_to_a_question_puts_the_report_back_in_the_queue() -> None:
    person, role = make_person(), make_role()
    report = make_report(role, person)
    do("ask", report, make_moderator())
    revise(report=report, by=person, data=report_data(role, level="lead"), now=LATER)
    assert list(SalaryReport.objects.queue()) == [report]


@pytest.mark.django_db
def test_reopening_takes_the_observation_back() -> None:
    report, moderator = make_report(make_role()), make_moderator()
    do("approve", report, moderator)
    do("reopen", report, moderator)
    assert state(report) == ("pending", 0, 2)


@pytest.mark.django_db
def test_reopening_leaves_an_observation_that_a_batch_holds_and_approving_again_adds_none() -> None:
    report, moderator = make_report(make_role()), make_moderator()
    do("approve", report, moderator)
    release = Release.objects.create(number=1, published_at=NOW)
    Observation.objects.update(release=release)
    do("reopen", report, moderator)
    assert state(report) == ("pending", 1, 2)
    do("approve", report, moderator)
    assert state(report) == ("approved", 1, 3)
    assert Observation.objects.get().release == release


@pytest.mark.django_db
def test_an_approval_replaces_what_an_older_version_left_waiting() -> None:
    report, role = make_report(make_role(), level="entry"), make_role()
    do("approve", report, make_moderator())
    SalaryReport.objects.filter(pk=report.pk).update(level="lead", status="pending")
    report.refresh_from_db()
    do("approve", report, make_moderator("second@example.org"))
    assert [(row.level, row.role) for row in Observation.objects.all()] == [("lead", role)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("approve", "approved"), ("approve", "rejected"), ("reject", "approved"), ("reject", "rejected"),
        ("ask", "asked"), ("ask", "approved"), ("ask", "rejected"), ("reopen", "pending"), ("reopen", "asked"),
    ],
)  # fmt: skip
def test_a_deed_in_the_wrong_state_is_refused(name: str, status: str) -> None:
    report = make_report(make_role())
    SalaryReport.objects.filter(pk=report.pk).update(status=status)
    with pytest.raises(DecisionRefused, match="decided in the meantime"):
        do(name, report, make_moderator())
    assert state(report) == (status, 0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("name", WORDS)
def test_nobody_decides_on_their_own_report(name: str) -> None:
    moderator = make_moderator()
    report = make_report(make_role(), moderator)
    with pytest.raises(DecisionRefused, match="own report"):
        do(name, report, moderator)
    assert state(report) == ("pending", 0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["approve", "reject", "ask"])
def test_a_report_revised_since_it_was_seen_is_refused(name: str) -> None:
    person, role = make_person(), make_role()
    report = make_report(role, person)
    seen = report.updated_at
    revise(report=report, by=person, data=report_data(role, level="lead"), now=LATER)
    with pytest.raises(DecisionRefused, match="changed"):
        do(name, report, make_moderator(), seen=seen)
    assert state(report) == ("pending", 0, 0)


@pytest.mark.django_db
def test_a_stale_copy_of_a_report_is_refused_without_naming_a_version() -> None:
    person, role = make_person(), make_role()
    report = make_report(role, person)
    stale = SalaryReport.objects.get(pk=report.pk)
    revise(report=report, by=person, data=report_data(role, level="lead"), now=LATER)
    with pytest.raises(DecisionRefused, match="changed"):
        do("approve", stale, make_moderator())


@pytest.mark.django_db
def test_a_withdrawn_report_is_refused() -> None:
    person = make_person()
    report = make_report(make_role(), person)
    withdraw(report=SalaryReport.objects.get(pk=report.pk), by=person)
    with pytest.raises(DecisionRefused):
        do("approve", report, make_moderator())
    assert Observation.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "words", "says"),
    [
        ("reject", {"reason": "plausible"}, "Choose"),
        ("reject", {"reason": "nonsense"}, "Choose"),
        ("reject", {"reason": "other", "message": " "}, "another reason"),
        ("ask", {"message": "  "}, "question"),
        ("ask", {"reason": "nonsense"}, "Choose"),
        ("approve", {"message": "x" * 501}, "longer than 500"),
    ],
)
def test_words_that_explain_nothing_are_refused(name: str, words: dict[str, str], says: str) -> None:
    report = make_report(make_role())
    with pytest.raises(DecisionRefused, match=says):
        do(name, report, make_moderator(), **words)
    assert state(report) == ("pending", 0, 0)


@pytest.mark.django_db
def test_without_an_exchange_rate_a_report_cannot_be_approved() -> None:
    report = make_report(make_role(), currency="EUR")
    ExchangeRate.objects.filter(currency="EUR").delete()
    with pytest.raises(DecisionRefused, match="no exchange rate for EUR in 2025"):
        do("approve", report, make_moderator())
    assert state(report) == ("pending", 0, 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("name", "status"), [("approve", "pending"), ("reject", "pending"), ("reopen", "approved")])
def test_a_decision_that_cannot_be_recorded_changes_nothing(name: str, status: str, monkeypatch: Any) -> None:
    report, moderator = make_report(make_role()), make_moderator()
    if status == "approved":
        do("approve", report, moderator)
    before, whole = state(report), deeds._line

    def broken(*words: Any) -> Decision:
        line = whole(*words)
        line.reason = "unknown"  # which the database refuses
        return line

    monkeypatch.setattr(deeds, "_line", broken)
    with pytest.raises(IntegrityError):
        do(name, report, moderator)
    assert state(report) == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no statement that writes several tables")
def test_approvals_at_the_desk_are_one_statement(django_assert_num_queries: Any) -> None:
    role, moderator = make_role(), make_moderator()
    alone, *others = (make_report(role, make_person()) for _ in range(4))
    report = SalaryReport.objects.with_rate().get(pk=alone.pk)
    with django_assert_num_queries(1):
        do("approve", report, moderator)
    with django_assert_num_queries(2):  # the other one reads the reports
        carry_out(approve, seen_now(others), by=moderator, now=LATER, words={})
    assert state(report) == ("approved", 4, 4)


@pytest.mark.django_db
def test_many_approvals_write_what_each_alone_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    role, moderator, release = make_role(), make_moderator(), Release.objects.create(number=1, published_at=NOW)
    changes = [{"level": "lead"}, {"country": "DE"}, {"ai_use": "most"}, {"engagement": "both"}, {}, {}]
    reports = [make_report(role, make_person(), **one) for one in changes]
    Observation.objects.create(token=reports[3].token, **AS_REPORTED, role=role, release=release)  # counted: stays
    Observation.objects.create(token=reports[4].token, **AS_REPORTED, role=role)  # an older version: replaced
    Spent.objects.create(token=reports[5].token, release=release)  # never again
    monkeypatch.setattr(deeds, "is_chosen", lambda pk, _: pk in {reports[0].pk, reports[5].pk})

    def written() -> list[Any]:
        rows = [
            Observation.objects.order_by("token").values(*of(Observation)),
            Decision.objects.order_by("report_id").values(*of(Decision)),
            SecondLook.objects.order_by("report_id").values(*of(SecondLook)),
            SalaryReport.objects.order_by("pk").values("pk", "status", "updated_at"),
        ]
        return [list(row) for row in rows]

    with transaction.atomic():
        for one in seen_now(reports):
            assert carry_out(approve, [one], by=moderator, now=LATER, words={"message": "'; --"}).decided == 1
        alone = written()
        transaction.set_rollback(True)
    assert carry_out(approve, seen_now(reports), by=moderator, now=LATER, words={"message": "'; --"}).decided == 6
    assert written() == alone
    assert [len(rows) for rows in alone] == [5, 6, 2, 6]


@pytest.mark.django_db
def test_among_many_only_those_are_approved_that_can_be() -> None:
    role, moderator = make_role(), make_moderator()
    good, stale, decided, gone, foreign = (make_report(role, make_person()) for _ in range(5))
    own = make_report(role, moderator)
    seen = [*seen_now([good, decided, own, gone, foreign]), Seen(stale.pk, NOW - timedelta(days=9)), *seen_now([good])]
    SalaryReport.objects.filter(pk=decided.pk).update(status="rejected")
    SalaryReport.objects.filter(pk=foreign.pk).update(currency="GBP")  # of which there is no rate
    gone.delete()
    outcome = carry_out(approve, seen, by=moderator, now=LATER, words={})
    assert outcome.decided == 1
    assert outcome.refused == {
        deeds.OWN_REPORT: 1, deeds.MEANWHILE: 3, bulk.WITHDRAWN: 1, "There is no exchange rate for GBP in 2025.": 1,
    }  # fmt: skip
    assert [row.token for row in Observation.objects.all()] == [good.token]
    assert [line.report_id for line in Decision.objects.all()] == [good.pk]


def seen_now(reports: Sequence[SalaryReport]) -> list[Seen]:
    return [Seen(report.pk, report.updated_at) for report in reports]


def of(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if not field.primary_key]


def together(*works: Any) -> list[Any]:
    """The results of ``works`` begun at the same moment, each in its own connection. An in-memory SQLite does not wait
    for a lock as a file does, so whoever meets one asks again."""
    start = threading.Barrier(len(works))
    results: list[Any] = [None] * len(works)

    def run(place: int) -> None:
        start.wait(timeout=10)
        try:
            while results[place] is None:
                try:
                    results[place] = works[place]()
                except OperationalError as locked:
                    if "locked" not in str(locked):
                        raise
        except DecisionRefused as refused:
            results[place] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


@pytest.mark.django_db(transaction=True)
def test_two_moderators_who_approve_at_once_write_one_observation() -> None:
    report = make_report(make_role())
    first, second = make_moderator("first@example.org"), make_moderator("second@example.org")
    results = together(
        lambda: approve(report=report, by=first, now=LATER), lambda: approve(report=report, by=second, now=LATER)
    )
    assert sorted(type(result).__name__ for result in results) == ["Decision", "DecisionRefused"]
    assert state(report) == ("approved", 1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_during_an_approval_leaves_no_observation_behind() -> None:
    person, moderator = make_person(), make_moderator()
    report = make_report(make_role(), person)
    mine = SalaryReport.objects.get(pk=report.pk)
    results = together(
        lambda: approve(report=report, by=moderator, now=LATER), lambda: [withdraw(report=mine, by=person)]
    )
    assert results[1] == [False]
    assert not SalaryReport.objects.exists()
    assert not Observation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_revision_during_an_approval_leaves_nothing_of_the_old_version() -> None:
    person, moderator, role = make_person(), make_moderator(), make_role()
    report = make_report(role, person)
    mine = SalaryReport.objects.get(pk=report.pk)
    changed = report_data(role, level="lead")
    together(
        lambda: approve(report=report, by=moderator, now=LATER),
        lambda: revise(report=mine, by=person, data=changed, now=LATER),
    )
    status, observations, _ = state(report)
    assert (status, observations, report.level) == ("pending", 0, "lead")
