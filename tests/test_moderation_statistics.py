"""The public numbers on moderators' work: what they say, what they leave out, and that page and API agree."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from salaries.models import Decision, SalaryReport, SecondLook
from salaries.moderation import reject, statistics
from salaries.reporting import appeal
from salaries.stats.agreement import wilson
from tests.people import NOW, make_moderator, make_report, make_role

IN_IT = datetime(2026, 5, 5, 12, tzinfo=UTC)


def decide(number: int, action: str = "approved", reason: str = "plausible", **changes: Any) -> list[UUID]:
    """So many lines of the trail, each of a report of its own unless ``report_id`` says otherwise."""
    fields = {"decided_at": IN_IT, "moderator_id": 1, "moderator": "somebody", "waited_minutes": 180, **changes}
    rows = [
        Decision(**{"report_id": uuid4(), "action": action, "reason": reason, **fields}) for _ in range(number)
    ]  # fmt: skip
    return [row.report_id for row in Decision.objects.bulk_create(rows)]


@pytest.mark.parametrize(
    ("cases", "of", "low", "high"),
    # With z² = 3.8415: the upper end for 0 of 10 is z² / (10 + z²), the rest by the quadratic formula.
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634), (95, 100, 0.8882, 0.9785)],
)
def test_wilsons_interval(cases: int, of: int, low: float, high: float) -> None:
    share = wilson(cases, of)
    assert (share.low, share.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))
    assert share.value == cases / of


@pytest.mark.parametrize(("cases", "of"), [(0, 0), (-1, 5), (6, 5)])
def test_wilson_needs_cases(cases: int, of: int) -> None:
    with pytest.raises(ValueError, match="cases"):
        wilson(cases, of)


@pytest.mark.django_db
def test_counts_are_rounded_and_small_ones_are_not_said() -> None:
    decide(84)
    decide(19, "asked", "period")
    decide(31, "rejected", "range")
    decide(19, "rejected", "fraud")
    found = statistics(NOW)
    assert (found.start, found.end) == (date(2025, 11, 1), date(2026, 11, 1))
    assert (found.decided, found.approved, found.rejected, found.asked) == (130, 80, 50, None)
    assert [(row.code, row.percent) for row in found.reasons] == [("range", 60), ("fraud", None)]
    assert found.agreement is None


@pytest.mark.django_db
def test_one_report_more_mostly_changes_nothing() -> None:
    decide(100)
    before = statistics(NOW)
    decide(4)
    assert statistics(NOW) == before
    decide(1)
    assert statistics(NOW).decided == 110


@pytest.mark.django_db
@pytest.mark.parametrize("number", [0, 19])
def test_below_twenty_nothing_is_said(number: int) -> None:
    decide(number, "rejected", "range")
    found = statistics(NOW)
    assert (found.decided, found.median_hours, found.reasons, found.overturned_percent) == (None, None, (), None)


@pytest.mark.django_db
def test_only_whole_months_count_and_the_answer_stands_for_a_month() -> None:
    decide(30, decided_at=datetime(2026, 11, 1, tzinfo=UTC))
    decide(30, decided_at=datetime(2025, 10, 31, 23, 59, tzinfo=UTC))
    assert statistics(NOW).decided is None
    decide(40, decided_at=datetime(2026, 10, 31, 23, 59, tzinfo=UTC))
    assert statistics(NOW).decided == 40
    assert statistics(datetime(2026, 11, 1, tzinfo=UTC)) == statistics(datetime(2026, 11, 30, 23, 59, tzinfo=UTC))


@pytest.mark.django_db
def test_the_median_is_in_hours_of_final_decisions() -> None:
    for minutes in range(21):
        decide(1, waited_minutes=60 * minutes)
    decide(50, "asked", "period", waited_minutes=60_000)
    decide(50, "reopened", "other", waited_minutes=None)
    assert statistics(NOW).median_hours == 10


@pytest.mark.django_db
def test_overturned_is_what_we_turned_around_and_not_what_the_contributor_changed() -> None:
    decide(60)
    appealed = make_report(make_role())
    reject(report=appealed, by=make_moderator(), now=IN_IT, reason="range")
    appealed.refresh_from_db()
    appeal(report=appealed, by=appealed.person, text="No.", now=IN_IT + timedelta(hours=1))
    decide(1, report_id=appealed.pk, decided_at=IN_IT + timedelta(hours=2))
    for _ in range(19):
        (reopened,) = decide(1, "rejected", "range")
        decide(1, "reopened", "other", report_id=reopened, decided_at=IN_IT + timedelta(hours=1))
        decide(1, report_id=reopened, decided_at=IN_IT + timedelta(hours=2))
        (revised,) = decide(1, "rejected", "range")
        decide(1, report_id=revised, decided_at=IN_IT + timedelta(hours=2))
        (confirmed,) = decide(1)
        decide(1, "reopened", "other", report_id=confirmed, decided_at=IN_IT + timedelta(hours=1))
        decide(1, report_id=confirmed, decided_at=IN_IT + timedelta(hours=2))
    final = 60 + 2 + 19 * 6
    assert Decision.objects.filter(action__in=["approved", "rejected"]).count() == final
    assert statistics(NOW).overturned_percent == round(100 * 20 / 180)


@pytest.mark.django_db
def test_agreement_rests_on_second_looks_that_were_taken() -> None:
    for number in range(40):
        SecondLook.objects.create(
            report_id=uuid4(), version=NOW, first_id=1, decided="approved", decided_at=IN_IT, expires_at=NOW,
            verdict="approved" if number < 36 else "rejected", second_id=2, looked_at=IN_IT,
        )  # fmt: skip
    SecondLook.objects.create(
        report_id=uuid4(), version=NOW, first_id=1, decided="approved", decided_at=IN_IT, expires_at=NOW
    )
    found = statistics(NOW).agreement
    assert found is not None
    assert (found.low, found.percent, found.high, found.looks) == (77, 90, 96, 40)


@pytest.mark.django_db
def test_how_long_a_report_waited_is_kept_with_the_decision() -> None:
    report = make_report(make_role())
    reject(report=report, by=make_moderator(), now=NOW + timedelta(minutes=125), reason="range")
    assert Decision.objects.get().waited_minutes == 125
    report.refresh_from_db()
    appeal(report=report, by=report.person, text="No.", now=NOW + timedelta(days=10))
    report.refresh_from_db()
    reject(report=report, by=make_moderator("b@example.org"), now=NOW + timedelta(days=10, minutes=7), reason="range")
    assert Decision.objects.latest("pk").waited_minutes == 7
    assert SalaryReport.objects.get().status == "rejected"


@pytest.mark.django_db
def test_page_and_api_say_the_same_and_name_nobody(client: Client) -> None:
    last_month = datetime.now(UTC).replace(day=1) - timedelta(days=3)
    decide(84, decided_at=last_month)
    decide(31, "rejected", "range", decided_at=last_month, message="48113.97", moderator="m@example.org")
    answer = client.get("/api/v1/moderation/")
    found = answer.json()
    assert (found["decided"], found["approved"], found["rejected"], found["median_hours"]) == (120, 80, 30, 3)
    assert found["reasons"] == [{"code": "range", "percent": 100}]
    page = client.get("/moderation/")
    text = page.content.decode()
    for words in (">120</td>", "3 hours", "Far outside what is known for this role", "too few for a figure"):
        assert words in text
    for secret in ("48113", "m@example.org", ">84<", ">115<"):
        assert secret not in text
    assert page["Cache-Control"] == answer["Cache-Control"] == "max-age=3600"
    assert client.post("/moderation/").status_code == 405
    assert client.get("/api/v1/moderation/?role=x").status_code == 400
    assert "/moderation/" in client.get("/").content.decode()


@pytest.mark.django_db
def test_an_empty_site_says_so(client: Client) -> None:
    assert "Fewer than 20 reports were decided on" in client.get("/moderation/").content.decode()
    assert client.get("/es/moderation/").status_code == 200
