"""The permanent page of one figure, and the style guide that only builders see."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from salaries.models import ClaimCheck
from tests.people import make_figure, make_role

pytestmark = pytest.mark.django_db


def page_of(client: Client, key: str) -> str:
    answer = client.get(f"/figures/{key}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_figure_says_where_it_comes_from_and_how_to_cite_it(client: Client) -> None:
    make_role(code="27-2041")
    make_role("data-scientist")
    make_figure("test/27-2041/2025/p50", 73_710, occupation_id="27-2041", respondents=310, relative_standard_error=2.5)
    page = page_of(client, "test/27-2041/2025/p50")
    where = (
        "Wage and salary jobs",
        "May 2025",
        "310",
        "2.5",
        "everybody",
        "/sources/test-rates/",
        "/roles/music-producer/",
    )
    for words in ("$73,710", *where, "@misc{test-27-2041-2025-p50,", "Median: People in tests, May 2025"):
        assert words in page
    assert "/roles/data-scientist/" not in page


def test_a_hidden_number_says_why_and_shows_none(client: Client) -> None:
    make_figure("hidden", None, withheld="top_coded")
    page = page_of(client, "hidden")
    assert "off the scale" in page
    assert "higher than the highest value the publisher shows" in page


def test_a_claim_leads_to_what_it_repeats_and_back(client: Client) -> None:
    real = make_figure("real", 62_940)
    claim = make_figure("claim", 62_940, role=make_role(), measure="claimed", repeats=real)
    ClaimCheck.objects.create(claim=claim, quote="So it is said.", verdict="misleading", note="Another year.")
    page = page_of(client, "claim")
    assert "True of something else." in page
    assert "/figures/real/" in page
    assert "/figures/claim/" in page_of(client, "real")


def test_an_unknown_figure_is_no_page_and_only_reading_is_allowed(client: Client) -> None:
    make_figure("a", 1)
    assert client.post("/figures/a/").status_code == 405
    for key in ("b", "a/b", "../a", "%00", "<script>"):
        assert client.get(f"/figures/{key}/").status_code == 404


def test_a_figure_asks_the_database_little(client: Client, django_assert_max_num_queries: Callable[[int], Any]) -> None:
    real = make_figure("real", 1)
    for number in range(20):
        make_figure(f"c/{number}", 1, measure="claimed", repeats=real)
    with django_assert_max_num_queries(5):
        page_of(client, "real")


def test_a_source_links_every_figure_to_its_page(client: Client) -> None:
    make_figure("a/b/c", 1)
    assert 'href="/figures/a/b/c/"' in client.get("/sources/test-rates/").content.decode()


def test_the_style_guide_is_there_for_builders_only(client: Client, settings: Any) -> None:
    assert client.get("/styleguide/").status_code == 404
    settings.DEBUG = True
    page = client.get("/styleguide/").content.decode()
    for words in ("button-danger", "card-hybrid", "note-warn", "field-wrong", 'class="ridge" d=', "not real figures"):
        assert words in page
    assert " style=" not in page
