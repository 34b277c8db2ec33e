"""Drift by cohort: the arithmetic, its power, and that moderators see released noisy counts only."""

from datetime import timedelta

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from salaries.drift import drifts
from salaries.models import Observation, Role
from salaries.publication import release
from salaries.stats.axis import HOURLY, STEP, YEARLY
from salaries.stats.drift import Drift, drift, summed
from salaries.stats.histogram import counts_in
from salaries.stats.noisy import NoisyHistogram
from salaries.stats.privacy import BINS
from tests.people import NOW, make_person, make_role, make_staff
from tests.test_calibration_scores import EDGES, promised


@settings(max_examples=40)
@given(st.lists(st.integers(-5, 40), min_size=BINS, max_size=BINS), st.floats(3.2, 4.8))
def test_a_drift_counts_who_is_above_the_limit_nearest_to_the_middle(counts: list[int], centre: float) -> None:
    """Slow twin: the curve is logistic, so its share above any limit is known."""
    found = drift(promised(centre, 0.3), 1e9, NoisyHistogram(EDGES, tuple(map(float, counts)), 4.0))
    nearest = min(range(1, BINS), key=lambda k: abs(EDGES[k] * STEP - centre))
    assert found.above == sum(counts[nearest:])
    above = 1 / (1 + np.exp((EDGES[nearest] * STEP - centre) / 0.3))
    if 0.12 < above < 0.88:  # beyond the outer percentiles nothing is claimed
        assert found.expected == pytest.approx(above * sum(counts), abs=1e-6)


def creeping(rng: np.random.Generator, share: float, batches: int, people: int) -> Drift:
    """Batches in which ``share`` of the people say 40 % too much, with the noise of a whole role."""
    rows = []
    for _ in range(batches):
        logs = rng.logistic(4.0, 0.3, people) + np.log(1.4) * (rng.random(people) < share)
        noise = rng.laplace(0, 3.0, len(EDGES) - 1)
        counts = counts_in(EDGES, np.clip(np.ceil(logs / STEP), 0, YEARLY.last).astype(int).tolist()) + noise
        rows.append(drift(promised(4.0, 0.3), 1e9, NoisyHistogram(EDGES, tuple(counts.tolist()), 18.0)))
    return summed(rows)


def test_the_deviations_of_honest_batches_are_those_of_a_standard_normal() -> None:
    rng = np.random.default_rng(1)
    found = [creeping(rng, 0.0, 5, 80).deviations for _ in range(400)]
    assert np.mean(found) == pytest.approx(0, abs=0.2)
    assert np.std(found) == pytest.approx(1, abs=0.15)


def test_a_slow_brigade_shows_over_many_reports_and_hardly_over_few() -> None:
    rng = np.random.default_rng(2)
    many, few = (np.mean([creeping(rng, 0.2, 10, n).deviations > 1.64 for _ in range(60)]) for n in (300, 60))
    assert many > 0.85
    assert few < 0.6


def test_nothing_is_no_drift() -> None:
    assert summed([]).deviations == 0


def observed(role: Role, median: float, day: int) -> None:
    pays = median * np.exp(np.random.default_rng(day).logistic(0, 0.2, 150))
    Observation.objects.bulk_create(
        Observation(
            token=f"{day} {n}", role=role, year=2025, level="mid", country="US", ai_use="some",
            engagement="freelance", yearly_index=YEARLY.place(pay), hourly_index=HOURLY.place(pay / 2_000),
            stream_shares={"fees": 100},
        )
        for n, pay in enumerate(pays)
    )  # fmt: skip


@pytest.mark.django_db
def test_the_page_shows_cohorts_that_creep_and_reads_no_observation() -> None:
    role = make_role()
    for day, median in enumerate((50_000, 58_000, 66_000)):
        observed(role, median, day)
        release(now=NOW + timedelta(days=day), noise=lambda _: 0)
    Observation.objects.all().delete()
    first, *_ = drifts()
    assert (first.role, first.batches) == (role.title, 2)
    assert first.drift.deviations > 2
    client = Client()
    client.force_login(make_staff("moderator"))
    page = client.get(reverse("admin:salaries_release_drift")).content.decode()
    assert "Yes, upwards" in page
    assert "The whole role" in page
    assert "Drift by cohort" in client.get(reverse("admin:index")).content.decode()


@pytest.mark.django_db
def test_without_two_releases_there_is_nothing_to_compare_and_strangers_see_nothing() -> None:
    client = Client()
    client.force_login(make_staff("moderator"))
    assert "nothing to compare" in client.get(reverse("admin:salaries_release_drift")).content.decode()
    client.force_login(make_person())
    assert client.get(reverse("admin:salaries_release_drift")).status_code == 302
