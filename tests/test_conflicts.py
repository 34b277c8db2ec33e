"""The conflict view: all figures for the same thing on one axis, with words for why they differ, and never a mean."""

import csv
import io

import pytest
from django.test import Client

from salaries.comparison import Query, Terms, compare
from salaries.models import ExchangeRate, Figure, PriceLevel
from salaries.starter import loading, reading
from tests.people import make_figure, make_role, make_source
from tests.test_distributions import make_spread

pytestmark = pytest.mark.django_db


@pytest.fixture
def disagreeing() -> None:
    """Six figures for one role that differ in everything a figure can differ in."""
    role = make_role("music-producer", code="27-2041")
    ExchangeRate.objects.create(currency="GBP", year=2023, usd_per_unit="1.25", days=250, source=make_source())
    for year, value in ((2017, 240), (2023, 300), (2025, 330)):
        PriceLevel.objects.create(series="cpi", country="US", year=year, value=value, source=make_source())
    make_figure("official", 66_000, occupation_id="27-2041", subject="Composers")
    make_figure("older", 60_000, occupation_id="27-2041", subject="Composers", year=2023, period="May 2023")
    make_figure("british", 20_000, role=role, currency="GBP", country="GB", year=2023, statistic="mean",
                subject="British", population="Who answered", respondents=50)  # fmt: skip
    make_figure("advert", 99_000, role=role, measure="posted", subject="Advertised")
    make_figure("claim", 60_000, role=role, measure="claimed", year=2023, subject="Claimed")
    make_figure("low", 33_000, role=role, statistic="low", subject="A range")
    make_figure("high", 132_000, role=role, statistic="high", subject="A range")


def found(**asked: object) -> dict[str, object]:
    return {one.key: one for one in compare(Query(("music-producer",), **asked)).roles[0].conflicts}


def test_all_newest_figures_stand_on_one_axis(disagreeing: None) -> None:
    conflicts = found()
    assert next(iter(conflicts)) == "official"
    assert {key: one.value for key, one in conflicts.items()} == {
        "official": 66_000, "british": 27_500, "advert": 99_000, "claim": 66_000, "low": 33_000, "high": 132_000,
    }  # fmt: skip
    assert {one.currency for one in conflicts.values()} == {"USD"}
    assert {key: one.times for key, one in conflicts.items()} == {
        "official": None, "british": 0.42, "advert": 1.5, "claim": 1.0, "low": 0.5, "high": 2.0,
    }  # fmt: skip
    assert (conflicts["british"].published, conflicts["british"].published_currency) == (20_000, "GBP")
    answer = compare(Query(("music-producer",)))
    assert answer.one_axis == Terms("USD", 2025)
    assert {g.subject: g.figures[0].value for g in answer.roles[0].pay}["British"] == 20_000  # itself as published


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("british", "It is a mean: a few high incomes pull it above the median."),
        ("british", "It is of the United Kingdom, the first of the United States."),
        ("british", "It counts: Who answered. The first counts: Wage and salary jobs."),
        ("british", "It is of 2023, the first of 2025: prices are made equal, pay may have moved."),
        ("british", "It rests on 50 records only."),
        ("advert", "It is what employers advertise, not what people earn."),
        ("claim", "It is a claim: nobody measured it."),
        ("low", "It is one end of a range."),
    ],
)
def test_reasons_are_said_in_words(disagreeing: None, key: str, words: str) -> None:
    assert words in found()[key].reasons


def test_what_does_not_differ_is_not_said(disagreeing: None) -> None:
    assert found()["official"].reasons == ()
    assert found()["advert"].reasons == ("It is what employers advertise, not what people earn.",)


def test_a_figure_that_only_repeats_another_names_its_source_and_period(disagreeing: None, client: Client) -> None:
    older = Figure.objects.get(key="older")
    make_figure("said-again", 60_000, role=make_role(), measure="claimed", subject="Said again", repeats=older)
    make_figure("elsewhere", 60_000, role=make_role(), measure="claimed", subject="Elsewhere",
                repeats=make_figure("stray", 1, subject="Strays"))  # fmt: skip
    assert "It only repeats another figure: Test, May 2023." in found()["said-again"].reasons
    assert "It only repeats another figure." in found()["elsewhere"].reasons
    page = client.get("/figures/said-again/").content.decode()
    assert "(Test, May 2023)" in page


def test_the_axis_follows_the_terms(disagreeing: None) -> None:
    conflicts = found(terms=Terms("GBP", 2023))
    assert conflicts["british"].value == 20_000
    assert conflicts["official"].value == 48_000
    assert conflicts["british"].times == 0.42


def test_units_have_axes_of_their_own_and_histograms_stand_for_themselves(disagreeing: None) -> None:
    make_figure("by-hour", 40, occupation_id="27-2041", subject="Composers", unit="hour")
    make_spread("records", {400: 1.0}, occupation_id="27-2041", year=2025)
    conflicts = found()
    assert "by-hour" not in conflicts  # alone in its unit
    assert conflicts["records"].published is None
    make_figure("other-hour", 20, role=make_role(), subject="Others", unit="hour")
    assert found()["other-hour"].times == 0.5


def test_page_api_and_download_agree(disagreeing: None, client: Client) -> None:
    answer = client.get("/api/v1/comparison/?roles=music-producer").json()
    assert answer["one_axis"] == {"currency": "USD", "prices": 2025, "ppp": "", "per": ""}
    conflicts = {one["key"]: one for one in answer["roles"][0]["conflicts"]}
    text = client.get("/compare/data.csv?roles=music-producer").content.decode()
    rows = {row["key"]: row for row in csv.DictReader(io.StringIO(text))}
    for address in ("/roles/music-producer/", "/compare/?roles=music-producer"):
        page = client.get(address).content.decode()
        assert "Why it differs from the first" in page
        for key, one in conflicts.items():
            assert float(rows[key]["one_axis_value"]) == one["value"]
            assert rows[key]["why_it_differs"] == " ".join(one["reasons"])
            assert all(reason in page for reason in one["reasons"])
    assert rows["british"]["one_axis"] == "USD in prices of 2025"
    assert rows["older"]["one_axis_value"] == ""


def test_a_role_with_one_figure_or_none_has_no_conflict(client: Client) -> None:
    make_role("hybrid-producer", side="hybrid")
    make_figure("only", 1_000, role=make_role("hybrid-producer"))
    assert compare(Query(("hybrid-producer",))).roles[0].conflicts == ()
    assert "Why it differs from the first" not in client.get("/roles/hybrid-producer/").content.decode()


def test_every_shipped_role_that_can_be_compared_is(client: Client) -> None:
    loading.load(starter=reading.read())
    for slug in ("music-producer", "session-musician", "machine-learning-engineer", "composer-songwriter"):
        (role,) = compare(Query((slug,))).roles
        yearly = [one for one in role.conflicts if one.unit == "year"]
        assert len(yearly) > 2
        assert {one.currency for one in role.conflicts} == {"USD"}
        assert all(one.reasons for one in yearly[1:])
