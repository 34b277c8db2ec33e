"""Several choices at once: put together from published parts, said to be so, and withheld where a part is."""

from fractions import Fraction

import numpy as np
import pytest
from django.test import Client

from salaries.comparison import Query, compare
from salaries.models import Combination, Estimate, Observation, Release, Role
from salaries.publication import release
from salaries.stats.axis import HOURLY, YEARLY
from tests.people import NOW, make_role

pytestmark = pytest.mark.django_db


def quiet(scale: Fraction) -> int:
    """No noise, so that the outcome is certain."""
    return 0


def pays(median: float) -> list[int]:
    return [round(pay) for pay in median * np.exp(np.random.default_rng(5).logistic(0, 0.2, 40))]


@pytest.fixture
def role() -> Role:
    """Seniors earn half as much again as juniors, and people in the United States twice what those in Spain do."""
    role = make_role()
    for level, country, median in (
        ("entry", "US", 60_000), ("senior", "US", 90_000), ("entry", "ES", 30_000), ("senior", "ES", 45_000),
    ):  # fmt: skip
        Observation.objects.bulk_create(
            Observation(
                token=f"{level} {country} {pay}", role=role, year=2025, level=level, country=country, ai_use="some",
                engagement="freelance", yearly_index=YEARLY.place(pay), hourly_index=HOURLY.place(pay / 2_000),
                stream_shares={"fees": 100},
            )
            for pay in pays(median)
        )  # fmt: skip
    release(now=NOW, noise=quiet)
    return role


def median(**chosen: str) -> float:
    """The published median of these choices."""
    (answer,) = compare(Query(("music-producer",), **chosen)).roles
    found = answer.own.percentile("p50")
    assert found is not None, answer.own.reason
    assert found.low < found.value < found.high
    return found.value


def test_a_combination_lies_where_its_parts_put_it(role: Role) -> None:
    senior_here = median(level="senior", country="US")
    junior_there = median(level="entry", country="ES")
    assert median(level="senior") < senior_here
    assert junior_there < median(country="ES")
    assert senior_here == pytest.approx(90_000, rel=0.25)
    assert junior_there == pytest.approx(30_000, rel=0.25)
    (own,) = (one.own for one in compare(Query((role.slug,), level="senior", country="US")).roles)
    assert (own.status, own.combined, own.reports) == ("published", True, None)
    assert own.own_share is not None
    assert 0.3 < own.own_share < 1


def test_every_combination_of_published_parts_is_there_and_no_other(role: Role) -> None:
    parts = Estimate.objects.filter(measure="yearly", withheld="").exclude(dimension="")
    assert set(parts.values_list("dimension", "value")) == {
        ("level", "entry"), ("level", "senior"), ("country", "US"), ("country", "ES"), ("ai_use", "some"),
    }  # fmt: skip
    found = set(Combination.objects.values_list("level", "country", "ai_use"))
    levels, countries, ai = ("entry", "senior"), ("US", "ES"), ("some",)
    pairs = {(a, b, "") for a in levels for b in countries} | {(a, "", c) for a in levels for c in ai}
    pairs |= {("", b, c) for b in countries for c in ai}
    assert found == pairs | {(a, b, c) for a in levels for b in countries for c in ai}


def test_a_part_that_is_withheld_withholds_the_whole_and_says_which(role: Role) -> None:
    (answer,) = compare(Query((role.slug,), level="senior", country="FR")).roles
    assert (answer.own.status, answer.own.percentiles) == ("too_few", ())
    assert "France is not: Too few reports" in answer.own.reason
    (answer,) = compare(Query((role.slug,), level="senior", engagement="employee")).roles
    assert answer.own.status == "not_in_plan"


def test_page_api_and_csv_say_that_nobody_is_counted_there(role: Role, client: Client) -> None:
    query = f"roles={role.slug}&level=senior&country=US&ai_use=some"
    page = client.get(f"/compare/?{query}").content.decode()
    assert "put together from" in page
    assert "about None" not in page
    own = client.get(f"/api/v1/comparison/?{query}").json()["roles"][0]["own"]
    assert (own["status"], own["combined"], own["reports"]) == ("published", True, None)
    assert set(own["percentiles"]) == {"p10", "p25", "p50", "p75", "p90"}
    csv = client.get(f"/compare/data.csv?{query}").content.decode()
    assert "Put together from what is published of each choice by itself." in csv


def test_a_release_from_before_says_that_it_has_no_combinations(role: Role) -> None:
    Combination.objects.all().delete()
    (answer,) = compare(Query((role.slug,), level="senior", country="US")).roles
    assert answer.own.status == "not_in_plan"
    assert "Senior" in answer.own.reason
    assert Release.objects.count() == 1
