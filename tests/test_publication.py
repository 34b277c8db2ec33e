"""Releases: what is counted, what is written, and that nothing is written by halves."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest

from salaries import publication
from salaries.models import (
    COUNTRIES,
    Batch,
    Estimate,
    Gate,
    Movement,
    MovementGate,
    Observation,
    Release,
    SalaryReport,
    tokens,
)
from salaries.models.releases import NoisyGate
from salaries.models.sealing import WrongKey
from salaries.moderation import approve
from salaries.publication import release
from salaries.reporting import Answer, counted_in, follow_up, revise, withdraw
from salaries.stats.privacy import PLAN, gate_scale
from tests.people import NOW, approved_reports, make_moderator, make_report, make_role, report_data

pytestmark = pytest.mark.django_db
PAYS = [30_000 + 1_000 * i for i in range(60)]


def quiet(scale: Fraction) -> int:
    """No noise, so that counts can be checked."""
    return 0


def published(pays: list[int] = PAYS) -> publication.Outcome:
    approved_reports(make_role(code="27-2041"), pays, make_moderator())
    return release(now=NOW, noise=quiet)


def test_sixty_reports_become_a_release() -> None:
    outcome = published()
    assert outcome.roles == ("music-producer",)
    whole = Estimate.objects.get(dimension="", measure="yearly")
    assert whole.reports == 60
    low, middle, high = whole.percentiles["p50"]
    assert low < 59_500 < high
    assert middle == pytest.approx(59_500, rel=0.1)  # drawn towards the 40,000 of a role nothing is known of
    assert Observation.objects.filter(release=outcome.release).count() == 60


def test_every_table_counts_every_report_once() -> None:
    published()
    for table in PLAN:
        batch = Batch.objects.get(table=table.name)
        total = sum(sum(row) for row in batch.counts.values())
        assert total == 60 * table.sensitivity
        assert batch.epsilon == pytest.approx(table.epsilon)


def test_empty_cells_are_published_like_full_ones() -> None:
    """Which countries have reports at all must not show: every cell gets noise."""
    approved_reports(make_role(), PAYS, make_moderator())
    release(now=NOW)
    counts = Batch.objects.get(table="role_country").counts
    assert set(counts) == set(COUNTRIES)
    assert any(any(row) for country, row in counts.items() if country != "US")


def test_too_few_reports_publish_nothing() -> None:
    outcome = published(PAYS[:19])
    assert outcome.release is None
    assert not Release.objects.exists()
    assert not Batch.objects.exists()
    assert Observation.objects.waiting().count() == 19


def test_a_second_release_counts_only_what_is_new() -> None:
    published()
    role = SalaryReport.objects.first().role  # type: ignore[union-attr]
    assert release(now=NOW, noise=quiet).release is None
    approved_reports(role, PAYS[:25], make_moderator("second@example.org"))
    second = release(now=NOW + timedelta(days=1), noise=quiet)
    assert second.release is not None
    assert second.release.number == 2
    assert sum(sum(row) for row in Batch.objects.get(release=second.release, table="role_level").counts.values()) == 25
    assert Estimate.objects.get(release=second.release, dimension="", measure="yearly").reports == 85


def test_waiting_reports_are_counted_whatever_their_state_when_approved() -> None:
    role, moderator = make_role(), make_moderator()
    approved_reports(role, PAYS[:30], moderator)
    pending = make_report(role)
    release(now=NOW, noise=quiet)
    assert counted_in(pending) is None
    assert not Observation.objects.waiting().exists()


def test_a_report_revised_after_it_was_counted_is_not_counted_again() -> None:
    role, moderator = make_role(), make_moderator()
    (report, *_) = approved_reports(role, PAYS, moderator)
    release(now=NOW, noise=quiet)
    revise(report=report, by=report.person, data=report_data(role, level="senior"), now=NOW)
    approve(report=SalaryReport.objects.get(pk=report.pk), by=moderator, now=NOW)
    assert Observation.objects.count() == 60
    assert not Observation.objects.waiting().exists()


def test_a_report_withdrawn_before_a_release_is_not_counted_and_afterwards_the_batch_stays() -> None:
    role, moderator = make_role(), make_moderator()
    early, late, *_ = approved_reports(role, PAYS, moderator)
    assert withdraw(report=early, by=early.person) is False
    release(now=NOW, noise=quiet)
    batch = Batch.objects.get(table="role_level").counts
    assert sum(map(sum, batch.values())) == 59
    assert withdraw(report=late, by=late.person) is True
    assert Batch.objects.get(table="role_level").counts == batch
    assert Observation.objects.count() == 58


def test_a_report_withdrawn_and_given_again_is_not_counted_twice() -> None:
    role, moderator = make_role(), make_moderator()
    report, *_ = approved_reports(role, PAYS, moderator)
    release(now=NOW, noise=quiet)
    withdraw(report=report, by=report.person)
    again = make_report(role, report.person)
    approve(report=again, by=moderator, now=NOW)
    assert not Observation.objects.waiting().exists()
    assert counted_in(again) == 1


def test_a_report_that_was_taken_back_is_counted_but_opens_no_gate_again() -> None:
    role, moderator = make_role(), make_moderator()
    reports = approved_reports(role, PAYS[:25], moderator)
    for report in reports[:10]:
        revise(report=report, by=report.person, data=report_data(role), now=NOW)
        approve(report=SalaryReport.objects.get(pk=report.pk), by=moderator, now=NOW)
    assert release(now=NOW, noise=quiet).release is None  # 15 that count at the gate, of 25
    approved_reports(role, PAYS[:5], moderator)
    assert release(now=NOW, noise=quiet).release is not None
    assert sum(map(sum, Batch.objects.get(table="role_level").counts.values())) == 30


def followed_up(report: SalaryReport) -> None:
    later = NOW + timedelta(days=200)
    follow_up(report=report, by=report.person, answer=Answer("stayed", change=4), now=later)


@pytest.mark.parametrize(
    "deed",
    [
        lambda _, waiting: approve(report=waiting, by=make_moderator("other@example.org"), now=NOW),
        lambda approved, _: withdraw(report=approved, by=approved.person),
        lambda approved, _: followed_up(approved),
    ],
)
def test_under_another_token_key_nothing_is_counted_or_taken_back(
    settings: Any, monkeypatch: pytest.MonkeyPatch, deed: Any
) -> None:
    """Its reports would not be found among those that were counted, and counted again."""
    monkeypatch.setattr(tokens, "_held", set())
    role = make_role()
    (approved,), waiting = approved_reports(role, PAYS[:1], make_moderator()), make_report(role)
    settings.TOKEN_KEY = "another key"
    with pytest.raises(WrongKey, match=r"under token key [0-9a-f]{8}; TOKEN_KEY is"):
        deed(approved, waiting)
    assert (SalaryReport.objects.count(), Observation.objects.count(), Movement.objects.count()) == (2, 1, 0)


def test_a_report_that_moves_takes_along_that_a_gate_may_have_seen_it() -> None:
    role, other, moderator = make_role(), make_role("hybrid-producer"), make_moderator()
    report = approved_reports(role, PAYS[:1], moderator)[0]
    for to, year in ((other, 2025), (other, 2024), (role, 2024)):
        revise(report=report, by=report.person, data=report_data(to, year=year), now=NOW)
        approve(report=report, by=moderator, now=NOW)
        assert list(Observation.objects.values_list("role", "year", "opens_gate")) == [(to.pk, year, False)]


def test_a_report_that_moves_unseen_opens_its_new_gate() -> None:
    role, other, moderator = make_role(), make_role("hybrid-producer"), make_moderator()
    report = make_report(role)
    revise(report=report, by=report.person, data=report_data(other), now=NOW)
    approve(report=report, by=moderator, now=NOW)
    assert Observation.objects.get().opens_gate


@pytest.mark.parametrize("kind", [Gate, MovementGate])
def test_a_gate_draws_its_secret_anew_once_it_has_opened(kind: type[NoisyGate]) -> None:
    gate = kind.objects.create(role=make_role(), offset=1, looks=5, **({} if kind is Gate else {"months": 6}))
    drawn: list[Fraction] = []

    def noise(scale: Fraction) -> int:
        drawn.append(scale)
        return len(drawn)

    assert not gate.opens(0, noise)
    gate.refresh_from_db()
    assert (gate.offset, gate.looks) == (1, 5)
    assert gate.opens(1_000, noise)
    gate.refresh_from_db()
    assert (gate.offset, gate.looks) == (3, 0)  # the third draw: two were for the looks
    assert drawn == [gate_scale()] * 3


def test_a_release_that_fails_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    role = make_role()
    approved_reports(role, PAYS, make_moderator())

    def broken(*args: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(publication, "_row", broken)
    with pytest.raises(RuntimeError, match="disk"):
        release(now=NOW, noise=quiet)
    assert not Release.objects.exists()
    assert not Batch.objects.exists()
    assert Observation.objects.waiting().count() == 60


def test_nightly_runs_look_on_nights_1_2_4_8_since_the_last_batch() -> None:
    make_role()
    looked = []
    for _ in range(8):
        draws = []
        release(now=NOW, nightly=True, noise=lambda scale: draws.append(scale) or 0)  # noqa: B023
        looked.append(len(draws))
    gates = 3  # of the role's reports and, at two horizons, of its follow-ups
    # The first night also draws the noise on each threshold.
    assert looked == [2 * gates, gates, 0, gates, 0, 0, 0, gates]


def test_a_small_cohort_shows_nothing() -> None:
    role, moderator = make_role(), make_moderator()
    approved_reports(role, PAYS, moderator)
    approved_reports(role, [90_000] * 3, moderator, country="ES")
    release(now=NOW, noise=quiet)
    cell = Estimate.objects.get(dimension="country", value="ES")
    assert cell.withheld == "too_few"
    assert cell.percentiles == {}
    assert cell.density == []


def test_streams_are_shown_when_enough_people_report_them() -> None:
    role, moderator = make_role(), make_moderator()
    approved_reports(role, PAYS, moderator)
    release(now=NOW, noise=quiet)
    assert Estimate.objects.get(dimension="", measure="yearly").streams == {}  # 60 reports: the noise is too wide
    approved_reports(role, PAYS * 6, moderator)
    release(now=NOW, noise=quiet)
    streams = Estimate.objects.filter(dimension="", measure="yearly").latest("release__number").streams
    assert streams["fees"][1] == pytest.approx(100)
    assert streams["live"][1] == pytest.approx(0)


def test_sums_are_written_as_plain_numbers() -> None:
    published()
    for batch in Batch.objects.all():
        assert all(type(count) is int for row in batch.counts.values() for count in row)
