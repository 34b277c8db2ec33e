"""A comparison's smaller tables: by level, AI use and contract, and the indices of exposure side by side."""

import pytest
from django.test import Client

from salaries.comparison import Query, compare, parts_of
from salaries.models import Exposure, Occupation, Role
from salaries.presenters.glances import own_medians
from salaries.presenters.parts import part_tables
from tests.people import make_estimate, make_role, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_roles() -> None:
    producer, other = make_role("one", title="Producer", code="27-2041"), make_role("two", title="Engineer", side="ai")
    make_estimate(producer, (46_000, 51_000, 57_000))
    make_estimate(producer, (30_000, 34_000, 39_000), dimension="level", value="entry")
    make_estimate(other, (80_000, 91_000, 99_000), dimension="level", value="entry")
    make_estimate(producer, (20.0, 25.5, 31.0), dimension="engagement", value="freelance", measure="hourly")
    make_estimate(producer, (0, 0, 0), dimension="ai_use", value="most", percentiles={}, withheld="too_few")


def test_each_part_has_a_cell_for_each_role_and_its_own_measure() -> None:
    parts = {(part.dimension, part.value): part for part in parts_of(compare(Query(("one", "two"))))}
    assert [cell and cell.value for cell in parts["level", "entry"].medians] == [34_000, 91_000]
    assert parts["level", "lead"].medians == (None, None)
    assert parts["engagement", "freelance"].measure == "hourly"
    assert not any(name == "ai_use" for name, _ in parts), "a dimension of which nothing is published is left out"


def test_a_narrowed_answer_has_no_parts() -> None:
    assert parts_of(compare(Query(("one",), level="entry"))) == ()


def test_the_page_shows_them_with_intervals(client: Client) -> None:
    page = client.get("/compare/?roles=one,two").content.decode()
    assert "By level: median a year" in page
    assert "$34,000<small>$30,000 to $39,000</small>" in page
    assert "Employed or freelance: median an hour" in page
    assert "$25.50<small>$20.00 to $31.00</small>" in page
    assert "By use of AI tools" not in page
    assert "Reports of all calendar years since 2020 together" in page


def test_the_headline_says_the_interval() -> None:
    words = own_medians(compare(Query(("one", "two"))))
    assert words == "Contributors report a median of $51,000 a year (90 % interval $46,000 to $57,000) for a producer."
    assert own_medians(compare(Query(("two",)))) == ""


def test_the_headline_goes_from_the_lowest_to_the_highest_and_says_when_that_is_open() -> None:
    make_estimate(Role.objects.get(slug="two"), (80_000, 91_000, 99_000))
    apart = (
        "Contributors report a median of $51,000 a year (90 % interval $46,000 to $57,000) for a producer, and of "
        "$91,000 ($80,000 to $99,000) for an engineer."
    )
    assert own_medians(compare(Query(("two", "one")))) == apart
    make_estimate(make_role("three", title="Arranger"), (40_000, 48_000, 55_000))
    said = own_medians(compare(Query(("one", "three"))))
    assert said.endswith("for a producer. The intervals overlap, so it is open which of them is higher.")
    assert own_medians(compare(Query(("one", "two", "three")))) == (
        "The medians that contributors report run from $48,000 a year (90 % interval $40,000 to $55,000) for an "
        "arranger to $91,000 ($80,000 to $99,000) for an engineer."
    )


def test_parts_of_which_nothing_is_published_are_named_instead_of_drawn_empty() -> None:
    answer = compare(Query(("one", "two")))
    level = part_tables(parts_of(answer), answer.query.terms)[0]
    assert [name for name, _ in level.rows] == ["Entry (first two years)"]
    assert level.withheld == "Mid (works alone), Senior (guides others) and Lead or head"


def test_a_release_without_the_role_says_so(client: Client) -> None:
    page = client.get("/compare/?roles=two").content.decode()
    assert "Release 1 says nothing of this role" in page
    assert "have been published yet" not in page


def test_indices_of_exposure_stand_side_by_side(client: Client) -> None:
    source = make_source()
    for index, value in (("gpts-model", "0.41"), ("gpts-people", "0.33")):
        Exposure.objects.create(
            occupation=Occupation.objects.get(), index=index, kind="model", unit="share", value=value, source=source
        )
    page = client.get("/compare/?roles=one,two").content.decode()
    assert '<h2 id="exposure">Exposure to AI</h2>' in page
    assert '<td class="number">0.41</td><td class="number">–</td>' in page
    assert '<h2 id="exposure">' not in client.get("/compare/?roles=two").content.decode()
