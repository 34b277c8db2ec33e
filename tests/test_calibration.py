"""The calibration gate: estimates that later batches belie are withheld, those that hold are not, and both say so."""

from datetime import timedelta
from fractions import Fraction

import numpy as np
import pytest
from django.test import Client

from salaries import calibration
from salaries.models import Batch, Estimate, Forecast, Observation, Release, Role
from salaries.publication import release
from tests.people import NOW, approved_reports, make_moderator, make_role

pytestmark = pytest.mark.django_db


def quiet(scale: Fraction) -> int:
    """No noise, so that the outcome is certain; tests/test_calibration_scores.py has the noise."""
    return 0


def pays(median: float, count: int = 80) -> list[int]:
    """Pay around ``median``, always the same."""
    return [round(pay) for pay in median * np.exp(np.random.default_rng(count).logistic(0, 0.25, count))]


def published(role: Role, medians: list[float]) -> None:
    """One release for each of ``medians``, a day apart, of people around it."""
    moderator = make_moderator()
    for day, median in enumerate(medians):
        approved_reports(role, pays(median), moderator)
        release(now=NOW + timedelta(days=day), noise=quiet)


def whole(role: Role) -> Estimate:
    return Estimate.objects.filter(role=role, dimension="", measure="yearly").latest("release__number")


def test_what_later_reports_belie_is_withheld_with_the_reason_on_the_page_and_in_the_api() -> None:
    role, other = make_role(), make_role("data-scientist", side="ai")
    moderator = make_moderator("second@example.org")
    approved_reports(other, pays(90_000, 110), moderator)
    published(role, [50_000])
    assert whole(role).withheld == ""
    approved_reports(role, pays(90_000), moderator)
    release(now=NOW + timedelta(days=1), noise=quiet)
    row = whole(role)
    assert (row.withheld, row.percentiles, row.density, row.streams) == ("unreliable", {}, [], {})
    assert whole(other).withheld == ""
    page = Client().get(f"/compare/?roles={role.slug}").content.decode()
    assert "did not hold" in page
    found = Client().get(f"/api/v1/comparison/?roles={role.slug}").json()["roles"][0]["own"]
    assert (found["status"], found["percentiles"]) == ("unreliable", {})
    assert "85 %" in found["reason"]
    listed = Client().get("/api/v1/estimates/?role=" + role.slug).json()["results"]
    assert {row["withheld"] for row in listed if row["dimension"] == ""} == {"unreliable"}


def test_what_later_reports_bear_out_stays_published() -> None:
    role = make_role()
    published(role, [60_000, 60_000, 60_000])
    assert whole(role).withheld == ""
    scored = Forecast.objects.exclude(scored_in=None)
    assert scored.count() >= 2
    assert all(0.85 < one.ratio < 1.15 for one in calibration.scores(Release.objects.get(number=3)).values())


def test_a_withheld_group_is_still_scored_and_returns_when_it_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibration, "REMEMBERED", 1)
    role = make_role()
    published(role, [50_000, 90_000])
    assert whole(role).withheld == "unreliable"
    moderator = make_moderator("third@example.org")
    approved_reports(role, pays(67_000, 90), moderator)  # about where the two batches together lie
    release(now=NOW + timedelta(days=9), noise=quiet)
    assert whole(role).withheld == ""


def test_the_first_release_scores_nothing_and_forecasts_what_it_says() -> None:
    role = make_role()
    published(role, [60_000])
    assert calibration.scores(Release.objects.get(number=1)) == {}
    forecast = Forecast.objects.get(dimension="", measure="yearly")
    assert forecast.percentiles == {name: bounds[1] for name, bounds in whole(role).percentiles.items()}
    assert not Forecast.objects.filter(dimension="country", value="ES").exists()  # withheld there


def test_scoring_reads_noisy_batches_and_no_observation() -> None:
    role = make_role()
    published(role, [60_000, 60_000])
    second = Release.objects.get(number=2)
    Forecast.objects.filter(scored_in=second).update(scored_in=None, expected=None, covered=None, variance=None)
    Observation.objects.all().delete()
    calibration.score_forecasts(second)
    assert Forecast.objects.filter(scored_in=second).exists()
    assert Batch.objects.filter(release=second).exists()


def test_groups_have_words() -> None:
    role = make_role()
    published(role, [60_000, 60_000])
    names = [name for name, _ in calibration.reliability(Release.objects.get(number=2))]
    assert names == [role.title]


def test_a_size_is_judged_over_three_roles_and_condemned_for_all() -> None:
    roles = [make_role(f"role-{n}") for n in range(3)]
    new = Release.objects.create(number=1, published_at=NOW)
    rows = [
        Forecast(
            release=new, role=role, measure="yearly", reports=50, percentiles={}, scored_in=new, expected=80.0,
            covered=60.0, variance=10.0,
        )
        for role in roles
    ]  # fmt: skip
    Forecast.objects.bulk_create(rows[:2])
    assert ("size", "30-99") not in calibration.scores(new)
    Forecast.objects.bulk_create(rows[2:])
    found = calibration.scores(new)
    assert found["size", "30-99"].ratio == pytest.approx(0.75)
    fourth = Estimate(
        release=new, role=make_role("role-4"), measure="yearly", reports=40, percentiles={"p50": [1, 2, 3]},
        density=[], streams={},
    )  # fmt: skip
    large = Estimate(release=new, role=fourth.role, measure="yearly", reports=400, percentiles={"p50": [1, 2, 3]})
    calibration.withhold([fourth, large], found)
    assert (fourth.withheld, fourth.percentiles) == ("unreliable", {})
    assert large.withheld == ""
