"""What a number says of itself: its file, its shelf life, what it repeats, and what it is often misquoted for."""

from datetime import date

import pytest
from django.test import Client

from salaries.comparison import Query, compare
from salaries.models import ClaimCheck, Figure, Source, is_dated
from salaries.starter import loading, reading
from tests.people import make_figure, make_role, make_source

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "measure", "year", "dated"),
    [
        ("statistics", "earned", 2024, False),
        ("statistics", "earned", 2023, True),
        ("survey", "earned", 2021, False),
        ("survey", "earned", 2020, True),
        ("postings", "posted", 2023, True),
        ("study", "projected", 2026, False),
        ("study", "projected", 2025, True),
        ("article", "claimed", 1999, False),
    ],
)
def test_each_kind_keeps_for_its_own_time(kind: str, measure: str, year: int, dated: bool) -> None:
    assert is_dated(kind, measure, year, date(2026, 11, 22)) is dated


def test_a_dated_figure_says_so_everywhere(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: date(2026, 11, 22))
    role = make_role()
    make_figure("old", 20_000, role=role, year=2017, period="2017")
    make_figure("new", 30_000, role=role, year=2025, subject="Others")
    said = "Dated: it is of 2017, and its kind (Official statistics) keeps for 2 years."
    figures = [k for g in compare(Query((role.slug,)), today=date(2026, 11, 22)).roles[0].pay for k in g.figures]
    assert {k.key: k.dated for k in figures} == {"old": said, "new": ""}
    assert client.get("/api/v1/figures/old/").json()["dated"] == said
    assert client.get("/api/v1/figures/new/").json()["dated"] == ""
    for address in ("/figures/old/", f"/roles/{role.slug}/", f"/compare/?roles={role.slug}"):
        assert said in client.get(address).content.decode(), address
    assert said in client.get(f"/compare/data.csv?roles={role.slug}").content.decode()
    assert "Dated" not in client.get("/figures/new/").content.decode()
    assert compare(Query((role.slug,)), today=date(2018, 1, 1)).roles[0].pay[0].figures[0].dated == ""


def test_a_source_past_its_date_says_so(client: Client) -> None:
    make_source()
    Source.objects.update(retrieved_on=date(2020, 1, 1))
    assert "due to be looked at again on 1 March 2021" in client.get("/sources/test-rates/").content.decode()
    Source.objects.update(retrieved_on=date.today())
    assert "due to be looked at" not in client.get("/sources/test-rates/").content.decode()


@pytest.fixture
def starter() -> None:
    """The shipped set."""
    loading.load(starter=reading.read())


def test_figures_and_sources_name_the_publishers_files(starter: None, client: Client) -> None:
    digest = "9200eb0423feece690c2f7e9a20c3817b0e494cd7071cb455b3ebae579536d5a"
    for address in ("/figures/bls-oews/27-2041/2023/p50/year/", "/sources/bls-oews/"):
        page = client.get(address).content.decode()
        assert "national_M2023_dl.xlsx" in page
        assert digest in page
    assert client.get("/api/v1/figures/bls-oews/27-2041/2023/p50/year/").json()["file_sha256"] == digest
    assert not Figure.objects.filter(source__slug__in=["bls-oews", "bls-ep", "ai-jobs-net"], source_file=None).exists()
    assert not Figure.objects.filter(source__slug="founding-article").exclude(source_file=None).exists()


@pytest.mark.parametrize(
    ("key", "number"),
    [
        ("pwc-jobs-barometer-2025/2025/premium", 56),
        ("lightcast-2025/one-skill/premium", 28),
        ("cisac-2024/revenue-at-risk", 24),
        ("goldmedia-apra-2024/revenue-at-risk", 23),
        ("uk-musicians-census/musicians/mean", 20_700),
    ],
)
def test_numbers_that_are_often_quoted_are_checked(starter: None, client: Client, key: str, number: int) -> None:
    check = ClaimCheck.objects.get(claim__key=key)
    assert (check.claim.value, check.verdict) == (number, "misleading")
    page = client.get(f"/figures/{key}/").content.decode()
    assert "True of something else" in page
    assert "Other numbers that are often quoted" in client.get("/founding-article/").content.decode()
    assert client.get(f"/api/v1/figures/{key}/").json()["check_of_claim"]["verdict"] == "misleading"


def test_the_mean_of_the_census_comes_with_the_share_below_it(starter: None) -> None:
    check = ClaimCheck.objects.get(claim__key="uk-musicians-census/musicians/mean")
    assert "43 %" in check.note
    assert check.evidence.filter(key="uk-musicians-census/under-14000", value=43).exists()
    conflicts = {one.key: one for one in compare(Query(("session-musician",))).roles[0].conflicts}
    assert check.note in conflicts["uk-musicians-census/musicians/mean"].reasons


def test_all_claims_of_the_article_are_on_its_page(starter: None, client: Client) -> None:
    page = client.get("/founding-article/").content.decode()
    assert page.count('class="verdict"') == 10 + 5


def test_a_figure_that_repeats_another_is_linked_both_ways(starter: None, client: Client) -> None:
    first, second = "founding-article/music-producer/median", "bls-oews/27-2041/2022/p50/year"
    for here, there in ((first, second), (second, first)):
        assert f'href="/figures/{there}/"' in client.get(f"/figures/{here}/").content.decode()
