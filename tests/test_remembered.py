"""Parts of public answers are worked out once for each version of the data, and never change an answer."""

import json
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from salaries.api.serializers.estimates import EstimateOut
from salaries.api.views.releases import Estimates
from salaries.comparison import Query, Terms, UnknownQuery, compare
from salaries.ledger import Costs
from salaries.models import ClaimCheck, Role
from salaries.presenters import charts, marks
from salaries.remembered import Shelf, each, made_under, one
from tests.people import make_estimate, make_figure, make_role

QUERIES = [
    Query(("music-producer",)), Query(("ai-developer-music", "music-producer")),
    Query(("music-producer", "ai-developer-music"), level="mid"),
    Query(("music-producer", "ai-developer-music"), terms=Terms(per="hour")), Query(("music-producer",), country="US"),
]  # fmt: skip


class Making:
    """Works out the double of each number, and notes what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []

    def __call__(self, keys: object) -> dict[int, int]:
        numbers = [key for key in keys if isinstance(key, int)] if isinstance(keys, list) else []
        self.asked.append(numbers)
        return {number: 2 * number for number in numbers}


def test_only_what_is_missing_is_worked_out() -> None:
    make = Making()
    with made_under("only what is missing"):
        assert each("double", [1, 2], make) == [2, 4]
        assert each("double", [2, 3, 1], make) == [4, 6, 2]
        assert each("double", [3], make) == [6]
    assert make.asked == [[1, 2], [3]]


def test_nothing_is_remembered_for_an_answer_that_is_not_for_everybody() -> None:
    make = Making()
    with made_under("for everybody"):
        each("double", [1], make)
    assert each("double", [1], make) == [2]
    assert each("double", [1], make) == [2]
    assert make.asked == [[1], [1], [1]]


def test_each_language_and_each_version_has_its_own() -> None:
    made = []

    def make() -> int:
        made.append(1)
        return len(made)

    with made_under("one"):
        assert [one("count", "x", make), one("count", "x", make)] == [1, 1]
        with override("es"):
            assert one("count", "x", make) == 2
    with made_under("two"):
        assert one("count", "x", make) == 3
    with made_under("one"):
        assert one("count", "x", make) == 4


def test_what_was_made_while_the_version_moved_is_not_kept() -> None:
    shelf = Shelf(limit=10)
    assert shelf.taken("old", {1: "one"}) == {}
    assert shelf.taken("new", {1: "one"}) == {}
    shelf.put("old", {"one": "made of old data"})
    assert shelf.taken("new", {1: "one"}) == {}


def test_memory_is_bounded_and_the_longest_unused_goes_first() -> None:
    shelf = Shelf(limit=5)
    shelf.taken("v", {})
    shelf.put("v", {"a": "xx", "b": "yy"})
    shelf.taken("v", {"a": "a"})
    shelf.put("v", {"c": "zzz"})
    assert shelf.taken("v", {name: name for name in "abc"}) == {"a": "xx", "c": "zzz"}
    shelf.put("v", {"c": "z"})
    shelf.put("v", {"d": "ww"})
    assert shelf.taken("v", {name: name for name in "acd"}) == {"a": "xx", "c": "z", "d": "ww"}
    shelf.put("v", {"e": {"no": "text"}})
    assert shelf.taken("v", {name: name for name in "acde"}) == {}


@pytest.mark.django_db
@pytest.mark.parametrize("query", QUERIES)
def test_a_comparison_is_the_same_from_memory(query: Query) -> None:
    two_roles()
    anew = compare(query)
    with made_under(f"the same {query}"):
        assert compare(query) == anew
        with CaptureQueriesContext(connection) as read:
            assert compare(query) == anew
    assert len(read) == 0


@pytest.mark.django_db
def test_roles_that_are_remembered_stand_beside_others() -> None:
    two_roles()
    both = Query(("music-producer", "ai-developer-music"))
    anew = compare(both)
    with made_under("beside others"):
        compare(Query(("ai-developer-music",)))
        assert compare(both) == anew
        with pytest.raises(UnknownQuery):
            compare(Query(("music-producer", "nobody")))


@pytest.mark.django_db
def test_a_page_is_the_same_from_memory(client: Client) -> None:
    two_roles()
    claim = make_figure("claim", role=Role.objects.get(slug="music-producer"), measure="claimed", value=90_000)
    ClaimCheck.objects.create(claim=claim, quote="They earn a lot.", verdict="unsupported", note="Nobody measured it.")
    both = "roles=music-producer,ai-developer-music"
    paths = [f"/embed/compare/?{both}", f"/compare/?{both}", f"/compare/?{both}&per=hour", f"/es/compare/?{both}",
             f"/compare/?{both}&level=mid", "/roles/music-producer/", f"/api/v1/comparison/?{both}",
             f"/api/v1/comparison/?{both}&level=mid", f"/compare/data.csv?{both}", f"/compare/data.csv?{both}&per=hour",
             f"/compare/data.csv?{both}&level=mid"]  # fmt: skip
    anew = [client.get(path).content for path in paths]
    assert b"Nobody measured it." in anew[1]
    for _ in range(2):
        with made_under("pages from memory"):
            assert [client.get(path).content for path in paths] == anew


@pytest.mark.django_db
def test_rows_that_other_drawings_hold_are_printed_the_same_and_not_laid_out_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_roles()
    make_figure("dear/pay", role=make_role("dear"), value=900_000)
    asks = ("music-producer,ai-developer-music", "music-producer", "dear,nobody,music-producer",
            "music-producer&level=mid", "music-producer,dear", "ai-developer-music,music-producer",
            "music-producer&per=hour", "music-producer&country=GB")  # fmt: skip
    paths = [f"{start}/compare/?roles={ask}" for start in ("", "/es") for ask in asks]
    anew = [client.get(path).content for path in paths]
    laid_out: list[tuple[charts.Bar, str, charts.Axis]] = []

    def noted(bar: charts.Bar, side: str, axis: charts.Axis) -> charts.Row:
        laid_out.append((bar, side, axis))
        return charts.row_of(bar, side, axis)

    monkeypatch.setattr(marks, "row_of", noted)
    with made_under("rows of other drawings"):
        assert [client.get(path).content for path in paths] == anew
        laid_out.clear()
        assert client.get(paths[5]).content == anew[5]
        assert not laid_out
        client.get(f"{paths[1]}&level=senior")
        assert {bar.title for bar, *_ in laid_out} == {"Gainstage contributors"}


@pytest.mark.django_db
def test_lists_of_estimates_are_the_same_from_memory_and_read_only_what_they_have_not_written(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    two_roles()
    rows = "/api/v1/estimates/"
    asks = ("", "?role=music-producer", "?fields=reports", "?fields=reports,licence", "?ordering=-reports&page_size=1",
            "?format=csv", "?format=csv&fields=reports", "?format=parquet")  # fmt: skip
    paths = [f"{rows}{ask}" for ask in asks]
    anew = [client.get(path).content for path in paths]
    assert set(json.loads(anew[2])["results"][0]) == {*Estimates.always, "reports"}
    for _ in range(2):
        with made_under("estimates from memory"):
            assert [client.get(path).content for path in reversed(paths)] == anew[::-1]
    with made_under("estimates from memory"), django_assert_num_queries(1):
        assert len(client.get(f"{rows}?page_size=2").json()["results"]) == 2


@pytest.mark.django_db
def test_an_estimate_that_went_meanwhile_is_left_out() -> None:
    kept = make_estimate(make_role(), (1, 2, 3))
    context = {"view": SimpleNamespace(wanted=frozenset()), "costs": Costs()}
    found = EstimateOut([{"pk": 0}, {"pk": kept.pk}], many=True, context=context).data
    assert [row["role"] for row in found] == ["music-producer"]


def two_roles() -> None:
    for role, side in (("music-producer", "music"), ("ai-developer-music", "ai")):
        row = make_role(role, side=side)
        make_estimate(row, (20_000, 30_000, 40_000))
        make_figure(f"{role}/pay", role=row)
        make_figure(f"{role}/advertised", role=row, measure="posted", value=50_000)
