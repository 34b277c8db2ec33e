"""Totals are the batches added up, whatever the order of releases; what is published from them is the same."""

import importlib
import random
from fractions import Fraction

import pytest
from django.apps import apps

from salaries import publication
from salaries.estimation import histogram
from salaries.models import Batch, Correction, Estimate, Observation, Release, Role, Total
from salaries.models.releases import Counts, sum_of
from salaries.publication import release, subtract
from salaries.stats import privacy
from salaries.stats.noisy import NoisyHistogram, added
from salaries.stats.privacy import PLAN
from tests.people import NOW, approved_reports, make_figure, make_moderator, make_role

pytestmark = pytest.mark.django_db


def quiet(scale: Fraction) -> int:
    return 0


@pytest.fixture
def role(monkeypatch: pytest.MonkeyPatch) -> Role:
    """A role with five releases; after the second its bins have moved, after the third a report was made up."""
    monkeypatch.setattr(privacy, "GATE_THRESHOLD", -10_000)
    role, moderator, rng = make_role(code="27-2041"), make_moderator(), random.Random(3)
    for number in range(5):
        approved_reports(role, [rng.randrange(20_000, 90_000) for _ in range(12)], moderator)
        release(now=NOW, noise=lambda _: rng.randrange(-3, 4))
        if number == 1:
            for statistic, value in (("p10", 31_000), ("p50", 62_000), ("p90", 124_000)):
                make_figure(statistic, value, statistic=statistic, occupation=role.occupations.get())
        if number == 2:
            subtract(Observation.objects.filter(release__number=1).first())  # type: ignore[arg-type]
    return role


def by_bins(batches: list[Batch]) -> list[tuple[list[int], Counts, int]]:
    """The slow way: corrected batches of one table added up by their bins, oldest first, and how many."""
    found: list[tuple[list[int], Counts, int]] = []
    for batch in batches:
        if found and found[-1][0] == batch.edges:
            found[-1] = (batch.edges, sum_of(found[-1][1], batch.corrected), found[-1][2] + 1)
        else:
            found.append((batch.edges, batch.corrected, 1))
    return found


def test_a_total_is_the_sum_of_its_batches_less_what_was_made_up(role: Role) -> None:
    totals = Total.objects.corrected()
    assert Correction.objects.count() == len(PLAN)
    assert {total.since.number for total in totals} == {1, 3}
    for table in PLAN:
        batches = list(Batch.objects.filter(table=table.name).prefetch_related("corrections").order_by("pk"))
        own = [total for total in totals if total.table == table.name]
        added_up = [(total.edges, total.corrected, total.batches) for total in own]
        if table.measure == "yearly":
            assert added_up == by_bins(batches)
        slow = quick = {cell: [0] * len(row) for cell, row in batches[0].counts.items()}
        for batch in batches:
            slow = sum_of(slow, batch.corrected)
        for total in own:
            quick = sum_of(quick, total.corrected)
        assert quick == slow
        assert sum(total.batches for total in own) == len(batches) == 5


def test_estimates_are_those_of_the_single_batches(role: Role) -> None:
    """Cells see the same counts and the same noise, whether their batches are added before or while estimating."""
    for table in PLAN:
        if table.measure == "streams":
            continue
        batches = Batch.objects.filter(table=table.name).prefetch_related("corrections").order_by("pk")
        own = [total for total in Total.objects.corrected() if total.table == table.name]
        for cell in batches[0].counts:
            slow = added([histogram(batch, [cell]) for batch in batches])
            quick = added([histogram(total, [cell]) for total in own])
            assert [(one.edges, one.counts, pytest.approx(one.variance)) for one in slow] == [
                (one.edges, one.counts, one.variance) for one in quick
            ]


def test_a_release_reads_totals_and_not_every_batch_ever_written(role: Role, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[NoisyHistogram] = []

    def counting(held: Batch | Total, cells: list[str]) -> NoisyHistogram:
        read.append(histogram(held, cells))
        return read[-1]

    monkeypatch.setattr(publication, "histogram", counting)
    sizes = []
    for _ in range(2):
        approved_reports(role, [50_000] * 12, make_moderator(f"{len(sizes)}@example.org"))
        read.clear()
        release(now=NOW, noise=quiet)
        sizes.append(len(read))
    assert sizes[0] == sizes[1] > 0


def test_totals_of_batches_that_exist_are_as_if_they_had_always_been_kept(role: Role) -> None:
    kept = list(Total.objects.order_by("since", "table").values_list("since", "table", "batches", "edges", "counts"))
    Total.objects.all().delete()
    importlib.import_module("salaries.migrations.0021_totals_of_batches_that_exist").add_up(apps, None)
    made = list(Total.objects.order_by("since", "table").values_list("since", "table", "batches", "edges", "counts"))
    assert made == kept


def test_without_a_release_there_are_no_totals() -> None:
    make_role()
    assert Total.objects.corrected() == []
    assert not Release.objects.exists()
    assert not Estimate.objects.exists()
