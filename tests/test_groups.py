"""Two groups of contributors against each other: as a question, a page and an answer of the API."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from salaries.comparison import PERCENTILES, Query, UnknownQuery, against
from salaries.models import Batch, Release, Role, Total
from salaries.stats.privacy import PLAN
from tests.people import make_estimate, make_role
from tests.test_pages_compare import text_of

pytestmark = pytest.mark.django_db
PAY = {"p10": [20, 22, 24], "p25": [32, 34, 36], "p50": [46, 51, 57], "p75": [66, 70, 75], "p90": [90, 99, 110]}
PAGE, API = "/compare/groups/", "/api/v1/comparison/groups/"
LEVELS = "first-role=music-producer&first-level=senior&second-role=music-producer&second-level=mid"


def pay(times: float) -> dict[str, list[float]]:
    return {name: [1_000 * times * bound for bound in bounds] for name, bounds in PAY.items()}


def made(role: Role, dimension: str = "", value: str = "", times: float = 1, **changes: Any) -> None:
    make_estimate(role, (0, 0, 0), **{"dimension": dimension, "value": value, "percentiles": pay(times), **changes})


@pytest.fixture
def role() -> Role:
    role = make_role()
    made(role, "level", "mid")
    made(role, "level", "senior", times=2)
    return role


def of(slug: str = "music-producer", **chosen: Any) -> Query:
    return Query((slug,), **chosen)


def test_two_levels_of_one_role_are_set_against_each_other(role: Role) -> None:
    found = against(of(level="senior"), of(level="mid"))
    assert found.pair
    assert found.back
    assert (found.reason, found.shared) == ("", False)
    for one, other in ((found.pair, found.back), (found.back, found.pair)):
        assert one.out_earns.low < one.out_earns.value < one.out_earns.high
        assert abs(one.out_earns.value + other.out_earns.value - 100) <= 1
    assert found.pair.out_earns.low > 60  # twice the pay
    assert found.pair.above_median.value > 75


def test_roles_answer_as_in_a_comparison_of_two(role: Role, client: Client) -> None:
    made(role)
    made(make_role("data-scientist", side="ai"), times=1.5)
    (pair, _) = client.get("/api/v1/comparison/?roles=music-producer,data-scientist").json()["pairs"]
    answer = client.get(f"{API}?first-role=music-producer&second-role=data-scientist").json()
    assert [answer[name] for name in ("out_earns", "above_median")] == [pair["out_earns"], pair["above_median"]]


def test_page_and_api_say_the_same(role: Role, client: Client) -> None:
    answer, page = client.get(f"{API}?{LEVELS}").json(), text_of(client.get(f"{PAGE}?{LEVELS}"))
    back = client.get(f"{API}?{LEVELS.replace('senior', 'x').replace('mid', 'senior').replace('x', 'mid')}").json()
    out, above = back["out_earns"], back["above_median"]
    assert (
        f"Music Producer, Mid (works alone) earns more in about {out['value']:.0f} of 100 such pairs "
        f"({out['low']:.0f} to {out['high']:.0f})"
    ) in page
    assert f"the top {above['value']:.0f} percent ({above['low']:.0f} to {above['high']:.0f})" in page
    assert answer["second_above_median"]["value"] == above["value"]
    for name in ("out_earns", "above_median"):
        value = answer[name]
        assert f"{value['value']:.0f} % {value['low']:.0f} % to {value['high']:.0f} %" in page
        assert (value["n"], value["unit"], value["confidence"], value["release"]) == (120, "percent", 90, 1)
    assert "$102,000" in page  # the median of seniors, in drawing and table
    assert answer["first"]["own"]["percentiles"]["p50"]["value"] == 102_000


def test_by_the_hour_a_part_stands_against_the_whole_and_they_share_people(role: Role) -> None:
    made(role, "engagement", "freelance", measure="hourly")
    made(role, measure="hourly", times=2)
    found = against(of(engagement="freelance"), of())
    assert found.shared
    assert found.pair
    assert found.pair.measure == "hourly"
    assert found.pair.out_earns.value < 40


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [
        ({"level": "mid"}, {"level": "senior"}, False),
        ({"level": "mid"}, {"ai_use": "some"}, True),
        ({"level": "mid", "country": "US"}, {"level": "mid", "country": "DE"}, False),
        ({"level": "mid"}, {"level": "mid", "country": "DE"}, True),
        ({}, {"country": "DE"}, True),
    ],
)
def test_it_says_whether_somebody_can_be_in_both(
    role: Role, client: Client, first: dict[str, str], second: dict[str, str], shared: bool
) -> None:
    assert against(of(**first), of(**second)).shared is shared
    assert not against(of(**first), of(make_role("other").slug, **second)).shared
    query = "&".join(
        f"{prefix}-{name}={value}"
        for prefix, chosen in (("first", first), ("second", second))
        for name, value in {"role": role.slug, **chosen}.items()
    )
    assert ("Somebody can be in both groups" in text_of(client.get(f"{PAGE}?{query}"))) is shared


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"percentiles": {}, "withheld": "too_few", "reports": 9}, "about 11 more are needed"),
        ({"percentiles": {"p50": [1, 2, 3]}}, "too few reports for the 10th and the 90th percentile"),
        ({"dimension": "country", "value": "US"}, "says nothing of this role"),
    ],
)
def test_why_there_is_no_answer(client: Client, changes: dict[str, Any], why: str) -> None:
    role = make_role()
    made(role, "level", "senior")
    made(role, **{"dimension": "level", "value": "mid", **changes})
    found = against(of(level="senior"), of(level="mid"))
    assert (found.pair, found.back) == (None, None)
    assert "Music Producer, Mid (works alone)" in found.reason
    page, answer = text_of(client.get(f"{PAGE}?{LEVELS}")), client.get(f"{API}?{LEVELS}").json()
    assert why in page
    assert why in answer["reason"]
    assert answer["out_earns"] is answer["above_median"] is answer["second_above_median"] is None
    assert "earns more in about" not in page


def test_an_hour_and_a_year_are_not_set_against_each_other(role: Role, client: Client) -> None:
    made(role, "engagement", "freelance", measure="hourly", times=0.001)
    query = "first-role=music-producer&first-engagement=freelance&second-role=music-producer&second-level=mid"
    page = text_of(client.get(f"{PAGE}?{query}"))
    assert "Pay by engagement is counted per hour, everything else per year" in page
    assert "Freelance, an hour" in page  # each still with its own pay, in its own unit
    assert "Mid (works alone), a year" in page


def test_before_the_first_release_there_is_nothing_to_say(client: Client) -> None:
    make_role()
    page = text_of(client.get(f"{PAGE}?{LEVELS}"))
    assert "These two cannot be set against each other." in page
    assert "There is no release of contributors’ reports yet." in page
    assert client.get(f"{API}?{LEVELS}").json()["release"] is None


def test_what_is_wrong_is_said_beside_its_field_and_nothing_chosen_is_lost(role: Role, client: Client) -> None:
    for query, status, words in (
        ("first-role=music-producer&first-level=mid&second-role=nobody", 400, "nobody is not one of the available"),
        ("first-role=music-producer&first-level=wizard&second-role=music-producer", 400, "wizard is not one of"),
        ("first-role=music-producer&second-role=music-producer", 400, "Choose two different groups."),
        (f"{LEVELS}&release=2", 404, "There is no release 2."),
        (f"{LEVELS}&release=two", 400, "Release: Enter a number."),
        ("first-role=music-producer&first-level=mid", 200, "The other group"),
    ):
        answer = client.get(f"{PAGE}?{query}")
        assert answer.status_code == status, query
        assert words in text_of(answer), query
        assert '<option value="music-producer" selected>' in answer.content.decode(), query
    mid = '<option value="mid" selected>'
    assert mid in client.get(f"{PAGE}?first-role=music-producer&first-level=mid").content.decode()


def test_the_api_names_what_is_wrong(role: Role, client: Client) -> None:
    for query, status, field in (
        ("first-role=music-producer", 400, "second-role"),
        ("first-role=music-producer&second-role=nobody", 404, "second-role"),
        ("first-role=music-producer&second-role=<b>", 400, "second-role"),
        (f"{LEVELS}&third-role=x", 400, "third-role"),
        (f"{LEVELS}&first-country=", 400, "first-country"),
        (f"{LEVELS}&release=2", 404, "release"),
        (f"{LEVELS}&release=0", 400, "release"),
        ("first-role=music-producer&second-role=music-producer", 409, "second-role"),
    ):
        answer = client.get(f"{API}?{query}")
        assert answer.status_code == status, query
        assert list(answer.json()["errors"]) == [field], query


def test_a_form_is_led_to_the_short_address(role: Role, client: Client) -> None:
    answer = client.get(f"{PAGE}?{LEVELS}&first-country=&second-ai_use=")
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}?{LEVELS}")
    assert client.get(f"{PAGE}?first-role=&second-role=")["Location"] == PAGE


def test_an_address_can_be_pinned_and_is_then_said_to_be(role: Role, client: Client) -> None:
    page = client.get(f"{PAGE}?{LEVELS}").content.decode()
    pinned = f"{PAGE}?{LEVELS}&release=1"
    assert f'href="{pinned.replace("&", "&amp;")}">Pin it to release 1' in page
    page = client.get(pinned).content.decode()
    assert f'href="{f"{PAGE}?{LEVELS}".replace("&", "&amp;")}">Follow the newest release' in page
    assert '<input type="hidden" name="release" value="1">' in page


def test_role_and_comparison_lead_there(role: Role, client: Client) -> None:
    made(role)
    made(make_role("other"))
    assert f"{PAGE}?first-role=music-producer" in client.get("/roles/music-producer/").content.decode()
    assert PAGE in client.get("/compare/?roles=music-producer,other").content.decode()


def test_whom_two_groups_share_is_not_counted_twice_and_has_spent_both_tables(role: Role, client: Client) -> None:
    made(role)
    made(role, "ai_use", "some")
    for table in PLAN:
        if table.measure == "yearly":
            made_of = Batch(release=Release.objects.get(), role=role, table=table.name, counts={}, edges=[])
            made_of.epsilon = Decimal("0.4")
            Total.objects.add(role, Batch.objects.bulk_create([made_of]))
    one = "first-role=music-producer&first-level=mid&second-role=music-producer"
    for other, people, spent in (
        ("&second-level=senior", 120, 0.4),
        ("&second-ai_use=some", None, 0.8),
        ("", None, 1.2),
    ):
        value = client.get(f"{API}?{one}{other}").json()["out_earns"]
        assert (value["n"], value["epsilon"]) == (people, pytest.approx(spent)), other


def test_two_combinations_are_asked_for_in_few_queries(
    role: Role, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    made(role, "country", "DE")
    with django_assert_max_num_queries(8):
        against(of(level="mid", country="DE"), of(level="senior", country="DE"))


def test_unknown_roles_and_a_group_against_itself_are_refused(role: Role) -> None:
    for one, other in ((of("nobody"), of()), (of(), of("nobody")), (of(level="mid"), of(level="mid"))):
        with pytest.raises(UnknownQuery):
            against(one, other)


def test_made_estimates_publish_every_percentile() -> None:
    assert set(PAY) == set(PERCENTILES)
