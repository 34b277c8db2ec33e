"""The comparison page: what it must say, whom it refuses, and what it never shows."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from salaries.comparison import Query, compare
from salaries.models import ClaimCheck, RoleTitle
from tests.people import make_estimate, make_figure, make_role

pytestmark = pytest.mark.django_db


def words_of(html: str) -> str:
    """The words of a page with single spaces between them."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def text_of(answer: Any) -> str:
    return words_of(answer.content.decode())


def part_of(answer: Any, slug: str) -> str:
    """The section of one role, as text."""
    html = answer.content.decode()
    start = html.index(f'id="{slug}" aria-labelledby')
    return words_of(html[start : html.index("</section>", start)])


def test_the_founding_comparison_says_what_was_measured_and_when(client: Client) -> None:
    call_command("load_starter", verbosity=0)
    answer = client.get("/compare/?roles=music-producer,ai-developer-music,hybrid-producer")
    assert answer.status_code == 200
    producer = part_of(answer, "music-producer")
    assert "$62,590 in May 2023" in producer
    assert "May 2025 Earned $39,880 $53,110 $73,710" in producer
    assert "Bureau of Labor Statistics" in producer
    assert "wage and salary jobs only" in producer
    assert "$62,940 (in truth BLS wages, May 2022)" in text_of(answer)
    hybrid = part_of(answer, "hybrid-producer")
    assert "No public source in our set measures this role itself" in hybrid
    assert "Nobody's reports on this role have been published yet" in text_of(answer)


def test_hourly_pay_is_never_made_into_yearly_pay(client: Client) -> None:
    make_role("session-musician", code="27-2042")
    make_figure("h", 47.8, unit="hour", occupation_id="27-2042", subject="Musicians")
    make_figure("y", None, withheld="suppressed", occupation_id="27-2042", subject="Musicians")
    text = text_of(client.get("/compare/?roles=session-musician"))
    assert "$47.80" in text
    assert "we do not work it out from pay by another unit" in text
    assert "99,424" not in text
    assert "99,4" not in text


def test_a_published_estimate_shows_values_intervals_and_the_blurred_count(client: Client) -> None:
    make_estimate(
        make_role(), (46_000, 51_000, 57_000),
        percentiles={"p25": [30_000, 34_000, 38_000], "p50": [46_000, 51_000, 57_000]},
        streams={"fees": [40, 48, 56]},
    )  # fmt: skip
    text = text_of(client.get("/compare/?roles=music-producer"))
    assert "$51,000 $46,000 to $57,000 – $34,000 $30,000 to $38,000 – –" in text
    assert "about 60 give or take 3" in text
    assert "Project and session fees 48" in text
    assert "release 1 of 22 November 2026" in text


ALL_FIVE = {
    "p10": [20_000, 22_000, 24_000], "p25": [30_000, 34_000, 38_000], "p50": [46_000, 51_000, 57_000],
    "p75": [70_000, 75_000, 80_000], "p90": [95_000, 99_000, 105_000],
}  # fmt: skip


def test_by_engagement_nobody_is_said_to_be_included_and_hours_stand_beside_hours(client: Client) -> None:
    role = make_role("music-producer", code="27-2041")
    for key, value, unit in (("y", 135_980, "year"), ("h", 65.38, "hour")):
        make_figure(key, value, unit=unit, occupation_id="27-2041", subject="Composers")
    make_estimate(role, (46_000, 51_000, 57_000))
    make_estimate(role, (70, 87, 100), measure="hourly", dimension="engagement", value="freelance")
    whole = text_of(client.get("/compare/?roles=music-producer"))
    assert whole.count("self-employed included") >= 3
    assert "$135,980 a year is the median" in whole
    freelance = text_of(client.get("/compare/?roles=music-producer&engagement=freelance"))
    assert "about 60 reports" in freelance
    assert "self-employed included" not in freelance
    assert "$65.38 an hour is the median of composers" in freelance
    table = client.get("/compare/data.csv?roles=music-producer&engagement=freelance").content.decode()
    assert "self-employed included" not in table


def test_two_whole_estimates_are_set_against_each_other(client: Client) -> None:
    make_estimate(make_role(), (46_000, 51_000, 57_000), percentiles=ALL_FIVE)
    twice = {name: [2 * bound for bound in bounds] for name, bounds in ALL_FIVE.items()}
    make_estimate(make_role("data-scientist", side="ai"), (92_000, 102_000, 114_000), percentiles=twice)
    text = text_of(client.get("/compare/?roles=data-scientist,music-producer"))
    pair = compare(Query(("music-producer", "data-scientist"))).pairs[0]
    assert 10 < pair.out_earns.low < pair.out_earns.value < pair.out_earns.high < 50
    assert pair.above_median.low < pair.above_median.value < 12 < pair.above_median.high
    assert f"the music Producer earns more in about {pair.out_earns.value:.0f} of 100 such pairs" in text
    assert f"the top {pair.above_median.value:.0f} percent" in text


def test_the_pairs_are_each_other_s_rest(client: Client) -> None:
    for number, slug in enumerate(("a", "b", "c")):
        scaled = {name: [(1 + number) * bound for bound in bounds] for name, bounds in ALL_FIVE.items()}
        make_estimate(make_role(slug), (46_000, 51_000, 57_000), percentiles=scaled)
    pairs = {(pair.first, pair.second): pair.out_earns for pair in compare(Query(("a", "b", "c"))).pairs}
    assert len(pairs) == 6
    for (first, second), chance in pairs.items():
        back = pairs[second, first]
        assert abs(chance.value + back.value - 100) <= 1
        assert abs(chance.low + back.high - 100) <= 1


@pytest.mark.parametrize("changes", [{"percentiles": {}, "withheld": "too_few"}, {"percentiles": {"p50": [1, 2, 3]}}])
def test_without_two_whole_estimates_nothing_is_set_against_another(client: Client, changes: dict[str, Any]) -> None:
    make_estimate(make_role(), (46_000, 51_000, 57_000), percentiles=ALL_FIVE)
    make_estimate(make_role("data-scientist", side="ai"), (1, 2, 3), **changes)
    assert compare(Query(("data-scientist", "music-producer"))).pairs == ()
    assert "Who out-earns whom" not in text_of(client.get("/compare/?roles=data-scientist,music-producer"))


def test_a_shape_is_drawn_only_where_a_release_gives_one(client: Client) -> None:
    estimate = make_estimate(make_role(), (46_000, 51_000, 57_000), percentiles=ALL_FIVE)
    assert 'class="ridge" d="M0 100L' not in client.get("/compare/?roles=music-producer").content.decode()
    estimate.density = [[10_000, 40_000, 0.3], [40_000, 60_000, 0.4], [60_000, 200_000, 0.3]]
    estimate.save(update_fields=["density"])
    assert 'class="ridge" d="M0 100L' in client.get("/compare/?roles=music-producer").content.decode()


def test_outlook_and_medians_of_all_roles_stand_in_one_table_each(client: Client) -> None:
    for slug, code in (("music-producer", "27-2041"), ("data-scientist", "15-2051")):
        make_role(slug, code=code)
        for year in (2024, 2025):
            make_figure(f"{slug}/{year}", 10 * year, occupation_id=code, year=year, period=f"May {year}", subject=slug)
        make_figure(
            f"{slug}/growth", 3.5, statistic="growth", unit="percent", currency="", measure="projected",
            occupation_id=code, period="2024-34", year=2034, subject=slug,
        )  # fmt: skip
    text = text_of(client.get("/compare/?roles=music-producer,data-scientist"))
    assert "Role May 2024 May 2025 Music Producer music-producer $20,240 $20,250 Data Scientist" in text
    assert "Change in jobs Role 2024-34 Music Producer music-producer +3.5" in text


def test_a_withheld_estimate_shows_its_reason_and_no_number(client: Client) -> None:
    role = make_role()
    make_estimate(role, (46_000, 51_000, 57_000), withheld="too_few", reports=11, percentiles={})
    text = text_of(client.get("/compare/?roles=music-producer"))
    assert "Too few reports: about 9 more are needed" in text
    assert "51,000" not in text


@pytest.mark.parametrize(
    ("language", "words"), [("", "about 1 more is needed"), ("/es", "hace falta aproximadamente 1 más")]
)
def test_one_missing_report_is_told_in_the_singular(client: Client, language: str, words: str) -> None:
    make_estimate(make_role(), (46_000, 51_000, 57_000), withheld="too_few", reports=19, percentiles={})
    assert words in text_of(client.get(f"{language}/compare/?roles=music-producer"))


def test_narrowings_that_no_table_can_join_are_refused_in_words(client: Client) -> None:
    make_role()
    text = text_of(client.get("/compare/?roles=music-producer&level=mid&engagement=freelance"))
    assert "Pay by engagement is counted per hour" in text


def test_withheld_marks_are_explained(client: Client) -> None:
    make_role(code="27-2012")
    for statistic, changes in {
        "p10": {},
        "p50": {},
        "p75": {"value": None, "withheld": "suppressed"},
        "p90": {"value": None, "withheld": "top_coded"},
    }.items():
        make_figure(statistic, statistic=statistic, occupation_id="27-2012", **changes)
    text = text_of(client.get("/compare/?roles=music-producer"))
    assert "Withheld: the publisher did not show this number." in text
    assert "Off the scale: higher than the highest value the publisher shows." in text


def test_another_country_leaves_out_figures_of_this_one(client: Client) -> None:
    make_role(code="27-2041")
    make_figure("us", 73_710, occupation_id="27-2041")
    assert "$73,710" in text_of(client.get("/compare/?roles=music-producer&country=US"))
    text = text_of(client.get("/compare/?roles=music-producer&country=DE"))
    assert "$73,710" not in text
    assert "earns in Germany." in text


def test_a_claim_stands_beside_its_check(client: Client) -> None:
    role = make_role(code="27-2041")
    real = make_figure("real", 62_940, occupation_id="27-2041", period="May 2022", year=2022)
    claim = make_figure("claim", 62_940, role=role, measure="claimed", period="2023", year=2023, repeats=real)
    check = ClaimCheck.objects.create(
        claim=claim, quote="A producer earns 62,940.", verdict="misleading", note="It is older."
    )
    check.evidence.add(real)
    text = text_of(client.get("/compare/?roles=music-producer"))
    assert "A producer earns 62,940." in text
    assert "True of something else. It is older." in text
    assert "$62,940 (in truth Test, May 2022)" in text


def test_a_claim_nobody_checked_says_so(client: Client) -> None:
    make_figure("claim", 85_000, role=make_role(), measure="claimed")
    assert "Not checked yet" in text_of(client.get("/compare/?roles=music-producer"))


def test_the_filters_keep_what_was_chosen(client: Client) -> None:
    make_role()
    html = client.get("/compare/?roles=music-producer&level=senior").content.decode()
    assert '<option value="senior" selected>' in html
    assert '<input type="hidden" name="roles" value="music-producer">' in html
    assert "/compare/data.csv?roles=music-producer&amp;level=senior" in html


def test_a_pinned_release_is_shown_and_kept(client: Client) -> None:
    role = make_role()
    make_estimate(role, (46_000, 51_000, 57_000))
    html = client.get("/compare/?roles=music-producer&release=1").content.decode()
    assert '<input type="hidden" name="release" value="1">' in html
    assert "$51,000" in html
    assert html.index("This address is pinned to release 1") < html.index('id="pay"')


def test_without_roles_there_is_a_page_to_pick_them(client: Client) -> None:
    make_role()
    for url in ("/compare/", "/compare/?roles="):
        answer = client.get(url)
        assert answer.status_code == 200
        assert 'value="music-producer"' in answer.content.decode()


def test_empty_fields_leave_the_address(client: Client) -> None:
    answer = client.get("/compare/?roles=music-producer&level=&country=DE&release=")
    assert answer["Location"] == "/compare/?roles=music-producer&country=DE"


def test_repeated_roles_become_one_comma_list(client: Client) -> None:
    answer = client.get("/compare/?roles=a&roles=b,c&roles=a&level=mid&country=")
    assert answer.status_code == 302
    assert answer["Location"] == "/compare/?roles=a,b,c&level=mid"


HOSTILE = [
    "<script>alert(1)</script>",
    "a" * 5_000,
    "'; DROP TABLE salaries_role;--",
    "\x00",
    "../../etc",
    "ü,,,;",
    "%s",
]


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("name", ["roles", "level", "country", "engagement", "ai_use", "release"])
@pytest.mark.parametrize("path", ["/compare/", "/compare/data.csv"])
def test_hostile_queries_are_refused_and_never_echoed_as_markup(
    client: Client, path: str, name: str, value: str
) -> None:
    make_role()
    answer = client.get(path, {"roles": "music-producer", name: value})
    assert answer.status_code in (400, 404)
    assert "<script>alert" not in answer.content.decode() or answer["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("roles=nobody", 404),
        ("roles=music-producer,nobody", 404),
        ("roles=music-producer&release=7", 404),
        ("roles=a,b,c,d,e", 400),
        ("roles=,", 400),
        ("roles=music-producer&level=x", 400),
        ("roles=music-producer&release=-1", 400),
        ("roles=music-producer&release=1.5e99", 400),
    ],
)
def test_what_cannot_be_answered_is_explained_and_the_form_stays(client: Client, query: str, status: int) -> None:
    make_role()
    answer = client.get(f"/compare/?{query}")
    assert answer.status_code == status
    html = answer.content.decode()
    assert "We cannot answer that comparison" in html
    assert 'name="roles" value="music-producer"' in html
    assert 'name="level"' in html


@pytest.mark.parametrize("path", ["/compare/?roles=music-producer", "/compare/data.csv?roles=music-producer"])
def test_only_reading_is_allowed(client: Client, path: str) -> None:
    make_role()
    assert client.post(path).status_code == 405
    assert client.head(path).status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_figures(
    client: Client, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    for number, slug in enumerate(("a", "b", "c")):
        make_role(slug, code=f"27-204{number}")
        for year in range(1990, 2026):
            make_figure(f"{slug}/{year}", occupation_id=f"27-204{number}", year=year)
    with django_assert_max_num_queries(14):
        assert client.get("/compare/?roles=a,b,c").status_code == 200


def test_the_page_is_the_same_for_a_stranger_and_a_contributor(client: Client, django_user_model: Any) -> None:
    make_role()
    before = client.get("/compare/?roles=music-producer")
    client.force_login(django_user_model.objects.create_user("somebody@example.org", "secret"))
    after = client.get("/compare/?roles=music-producer")
    assert before.content == after.content
    assert "Cookie" not in after.get("Vary", "")


def test_what_several_roles_share_is_said_once(client: Client) -> None:
    make_role("a", code="15-1252")
    make_role("b").role_occupations.create(occupation_id="15-1252", fit="main", note="")
    make_figure("m", 135_980, occupation_id="15-1252")
    html = client.get("/compare/?roles=a,b").content.decode()
    start = html.index('class="lede headline"')
    lede = words_of(html[start : html.index("</p>", start)])
    assert lede.count("$135,980") == 1


def test_hourly_medians_over_the_years_are_shown_for_a_role_that_has_no_yearly_ones(client: Client) -> None:
    make_role("session-musician", code="27-2042")
    make_role("music-producer", code="27-2041")
    for year in (2024, 2025):
        for code, unit in (("27-2042", "hour"), ("27-2041", "hour"), ("27-2041", "year")):
            make_figure(
                f"{code}/{unit}/{year}", year, unit=unit, occupation_id=code, year=year, period=f"May {year}",
                subject=code,
            )  # fmt: skip
    both = text_of(client.get("/compare/?roles=session-musician,music-producer"))
    assert "Median an hour, USD, by period" in both
    one = text_of(client.get("/compare/?roles=music-producer"))
    assert "Median a year, USD, by period" in one
    assert "Median an hour, USD, by period" not in one


def test_a_roles_page_says_its_titles_in_the_readers_language_and_leads_to_a_report_on_it(client: Client) -> None:
    RoleTitle.objects.create(role=make_role("session-musician"), title="Drummer")
    assert "Also called: Drummer." in (page := client.get("/roles/session-musician/").content.decode())
    assert 'href="/reports/new/?role=session-musician"' in page
    assert "Baterista" in client.get("/es/roles/session-musician/").content.decode()
    assert (
        '<option value="session-musician" selected>'
        in client.get("/reports/new/?role=session-musician").content.decode()
    )
