"""Home, roles, sources, method, privacy, the founding article and the error pages."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.views.csrf import csrf_failure

from salaries.models import Batch, ClaimCheck, Release, Role, RoleTitle
from salaries.stats.privacy import PLAN
from tests.people import NOW, make_estimate, make_figure, make_role, make_source

pytestmark = pytest.mark.django_db
PAGES = [
    "/",
    "/compare/",
    "/compare/groups/",
    "/roles/",
    "/sources/",
    "/method/",
    "/privacy/",
    "/privacy/ledger.json",
    "/founding-article/",
]
Counting = Callable[[int], Any]


def html(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_works_on_an_empty_site_and_only_for_reading(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 405
    assert client.delete(path).status_code == 405


@pytest.mark.parametrize("path", PAGES)
def test_pages_carry_no_inline_style_or_script(client: Client, path: str) -> None:
    page = html(client, path)
    assert " style=" not in page
    assert "<style" not in page
    assert re.findall(r'<script(?![^>]* src="/static/[^>]*></script>)', page) == []


def test_home_shows_a_real_median_with_its_lineage_and_an_honest_hole(client: Client) -> None:
    make_role("music-producer", code="27-2041")
    make_role("hybrid-producer", side="hybrid")
    make_figure("m", 73_710, occupation_id="27-2041", subject="Music directors and composers")
    page = html(client, "/")
    assert "$73,710" in page
    assert "Test, May 2025, earned, Wage and salary jobs" in page
    assert "No public source in our set measures what a hybrid Producer earns." in page
    assert "/compare/?roles=music-producer,hybrid-producer" in page


def test_home_names_a_neighbour_as_a_neighbour(client: Client) -> None:
    role = make_role("ai-developer-music", side="ai", code="15-1252")
    role.role_occupations.update(fit="near")
    make_figure("n", 135_980, occupation_id="15-1252", subject="Software developers")
    assert "is the median of the nearest occupation, software developers" in html(client, "/")


def test_home_asks_the_database_little(client: Client, django_assert_max_num_queries: Counting) -> None:
    for side in ("music", "hybrid", "ai"):
        make_role(f"{side}-role", side=side)
    with django_assert_max_num_queries(12):
        client.get("/")


def test_roles_are_found_by_other_titles(client: Client) -> None:
    RoleTitle.objects.create(role=make_role(), title="Beat maker")
    make_role("data-scientist", side="ai")
    page = html(client, "/roles/?q=beat")
    assert "/roles/music-producer/" in page
    assert "/roles/data-scientist/" not in page


@pytest.mark.parametrize(
    "words", ["Session drummer", "drummers", "DRÜMMER", "session-musician", "musician", "baterista", "sesion"]
)
def test_a_role_is_found_however_its_title_is_typed(client: Client, words: str) -> None:
    RoleTitle.objects.create(role=make_role("session-musician", "Session musician"), title="Drummer")
    make_role("data-scientist", side="ai")
    page = client.get("/es/roles/", {"q": words}).content.decode()
    assert "/roles/session-musician/" in page
    assert "/roles/data-scientist/" not in page


def test_the_surest_title_comes_first() -> None:
    RoleTitle.objects.create(role=make_role("composer-songwriter"), title="Singer-songwriter")
    singer = make_role("session-musician")
    RoleTitle.objects.create(role=singer, title="Singer")
    assert [role.slug for role in Role.objects.found_by("singer")] == ["session-musician", "composer-songwriter"]
    assert Role.objects.called("singer") == singer
    assert Role.objects.found_by(" - ") == []


def test_a_search_that_finds_nothing_says_so(client: Client) -> None:
    make_role()
    assert "No role goes by that title" in html(client, "/roles/?q=zzz")


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "x" * 500, "%", "\x00", "' OR 1=1"])
def test_a_hostile_search_does_no_harm(client: Client, words: str) -> None:
    make_role()
    answer = client.get("/roles/", {"q": words})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_the_list_of_roles_asks_three_questions(client: Client, django_assert_max_num_queries: Counting) -> None:
    for number in range(20):
        RoleTitle.objects.create(role=make_role(f"role-{number}"), title="Other")
    with django_assert_max_num_queries(3):
        client.get("/roles/")


def test_a_role_says_what_it_is_how_it_is_counted_and_what_it_pays(client: Client) -> None:
    role = make_role(code="27-2041")
    RoleTitle.objects.create(role=role, title="Beat maker")
    make_figure("m", 73_710, occupation_id="27-2041")
    make_estimate(role, (46_000, 51_000, 57_000))
    page = html(client, "/roles/music-producer/")
    for words in ("Beat maker", "27-2041", "$73,710", "$51,000", "The occupation this role is counted in"):
        assert words in page


def test_an_unknown_role_or_source_is_a_page_that_helps(client: Client) -> None:
    for path in ("/roles/nobody/", "/sources/nothing/", "/no-such-page/"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "There is no such page" in answer.content.decode()


def test_a_source_shows_its_figures_by_pages(client: Client, django_assert_max_num_queries: Counting) -> None:
    for number in range(120):
        make_figure(f"f/{number}", 10_000 + number)
    page = html(client, "/sources/test-rates/")
    assert "page 1 of 2" in page
    assert "everybody" in page
    with django_assert_max_num_queries(5):
        second = html(client, "/sources/test-rates/?page=2")
    assert second.count("People in tests") == 20
    assert "page 1 of 2" in html(client, "/sources/test-rates/?page=x")


def test_a_source_names_a_withheld_figure(client: Client) -> None:
    make_figure("w", None, withheld="suppressed")
    assert "withheld" in html(client, "/sources/test-rates/")


def test_sources_name_their_blind_spots(client: Client) -> None:
    make_source()
    assert "<strong>Cannot see:</strong> everybody" in html(client, "/sources/")


def make_batches() -> None:
    release = Release.objects.create(number=1, published_at=NOW)
    role = make_role()
    for table in PLAN:
        Batch.objects.create(
            release=release,
            role=role,
            table=table.name,
            epsilon=Decimal(str(float(table.epsilon))),
            edges=[],
            counts={},
        )


def test_the_ledger_adds_up(client: Client) -> None:
    make_batches()
    ledger = client.get("/privacy/ledger.json").json()
    assert ledger["spent_by_a_report"] == pytest.approx(
        ledger["gate_epsilon"] + sum(line["epsilon"] for line in ledger["plan"])
    )
    assert ledger["spent_by_a_report"] <= ledger["lifetime_epsilon"] == 2
    assert len(ledger["batches"]) == 1
    assert ledger["batches"][0]["epsilon"] == pytest.approx(ledger["spent_by_a_report"])
    assert len(ledger["batches"][0]["tables"]) == len(PLAN)


def test_the_privacy_page_shows_the_same_ledger(client: Client) -> None:
    nothing = "Nothing has been published from reports yet"
    assert nothing in html(client, "/privacy/")
    make_batches()
    page = html(client, "/privacy/")
    assert '1 (<time datetime="2026-11-22">22 November 2026</time>)' in page
    assert nothing not in page


def test_the_method_page_names_the_release_shown(client: Client) -> None:
    assert "no release of contributors’ reports yet" in html(client, "/method/")
    Release.objects.create(number=3, published_at=NOW)
    assert "release 3 of 22 November 2026" in html(client, "/method/")


def test_the_article_is_checked_claim_by_claim(client: Client, django_assert_max_num_queries: Counting) -> None:
    role = make_role()
    for number in range(5):
        claim = make_figure(f"c/{number}", 85_000 + number, role=role, measure="claimed")
        check = ClaimCheck.objects.create(
            claim=claim, quote=f"Claim {number}", verdict="unsupported", note="None found."
        )
        check.evidence.add(make_figure(f"e/{number}", 73_710))
    with django_assert_max_num_queries(4):
        page = html(client, "/founding-article/")
    assert page.count("No source found.") == 5
    assert "$85,003 a year" in page
    assert "Test, May 2025" in page


@pytest.mark.parametrize("name", ["400", "403", "404", "500"])
def test_error_pages_need_neither_request_nor_database(name: str) -> None:
    page = render_to_string(f"{name}.html")
    assert "Go to the start" in page


def test_an_expired_form_is_explained(rf: RequestFactory) -> None:
    answer = csrf_failure(rf.post("/"))
    assert answer.status_code == 403
    assert "The form has expired" in answer.content.decode()


def test_a_role_with_markup_in_its_title_is_printed_as_text(client: Client) -> None:
    Role.objects.filter(pk=make_role().pk).update(title="<b>Producer</b>")
    for path in ("/", "/roles/", "/roles/music-producer/", "/compare/?roles=music-producer"):
        assert "<b>Producer</b>" not in html(client, path)
