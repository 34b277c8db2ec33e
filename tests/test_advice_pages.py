"""The pages of the advice part: works, wrong method, stranger, bad input, what nobody knows, query count."""

from datetime import date

import pytest
from django.core.management import call_command

from advice import library, views
from tests.people import make_estimate, make_figure, make_person, make_role

pytestmark = pytest.mark.django_db
PATH = "/advice/paths/music-producer-to-hybrid-producer/"
PAGES = ["/advice/", "/advice/roles/music-producer/", "/advice/guides/hybrid-models/", PATH]


@pytest.fixture
def roles():
    producer = make_role("music-producer", "Human music producer", code="27-2041")
    hybrid = make_role("hybrid-producer", "Hybrid producer", side="hybrid")
    return producer, hybrid


def body(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("address", PAGES)
def test_a_page_answers_everybody_alike(client, roles, address: str) -> None:
    stranger = client.get(address)
    client.force_login(make_person())
    assert stranger.status_code == 200
    assert client.get(address).content == stranger.content


@pytest.mark.parametrize("address", PAGES)
def test_a_page_can_only_be_read(client, roles, address: str) -> None:
    assert client.post(address).status_code == 405
    assert client.head(address).status_code == 200


@pytest.mark.parametrize(
    "address", ["/advice/roles/nobody/", "/advice/guides/nothing/", "/advice/paths/nowhere/", PATH]
)
def test_what_does_not_exist_is_not_found(client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(("address", "most"), list(zip(PAGES, (1, 7, 2, 14), strict=True)))
def test_a_page_asks_few_queries_however_many_figures_there_are(
    client, django_assert_max_num_queries, address: str, most: int
) -> None:
    call_command("load_starter", verbosity=0)
    with django_assert_max_num_queries(most):
        assert client.get(address).status_code == 200


def test_the_index_leads_to_guides_moves_and_roles(client, roles) -> None:
    page = body(client, "/advice/")
    for address in PAGES[1:]:
        assert f'href="{address}"' in page


def test_an_index_without_roles_says_so(client) -> None:
    assert "No roles yet" in body(client, "/advice/")


def test_a_role_shows_measured_and_curated_skills_apart(client, roles) -> None:
    page = body(client, "/advice/roles/music-producer/")
    assert "Our judgement, not a measurement" in page
    assert "Composing and arranging" in page
    assert "Active Listening" in page
    assert "2.A.1.b" in page


def test_a_role_shows_the_indices_side_by_side(client, roles) -> None:
    page = body(client, "/advice/roles/music-producer/")
    assert all(f"<td>{value}</td>" in page for value in ("0.71", "0.28", "0.037"))


def test_a_role_that_nobody_rates_says_so(client, roles) -> None:
    page = body(client, "/advice/roles/hybrid-producer/")
    assert "none of those it rates stands for this role" in page
    assert "No index covers an occupation" in page


def test_a_guide_reads_its_figures_when_it_is_asked_for(client) -> None:
    figure = make_figure("bls-oews/27-2041/2025/p50/year", value=73_710)
    assert "$73,710 a year" in body(client, "/advice/guides/hybrid-models/")
    figure.value = 75_000
    figure.save(update_fields=["value"])
    page = body(client, "/advice/guides/hybrid-models/")
    assert "$75,000 a year" in page
    assert "$73,710" not in page


def test_a_guide_says_when_its_review_is_overdue(client, monkeypatch) -> None:
    guide = library.guides()["hybrid-models"]
    assert "Review overdue" not in body(client, "/advice/guides/hybrid-models/")
    monkeypatch.setattr(views.timezone, "localdate", lambda: date(guide.review_by.year + 1, 1, 1))
    assert "Review overdue" in body(client, "/advice/guides/hybrid-models/")
    assert "review overdue" in body(client, "/advice/")


def test_a_move_without_numbers_on_both_sides_gives_no_difference(client, roles) -> None:
    make_estimate(roles[0], (50_000, 60_000, 70_000))
    page = body(client, PATH)
    assert "We cannot give a pay difference" in page
    assert "$60,000 a year (90 % interval $50,000 to $70,000)" in page
    assert "Stay: Human music producer" in page


def test_a_move_with_estimates_on_both_sides_gives_the_difference_and_its_interval(client, roles) -> None:
    make_estimate(roles[0], (50_000, 60_000, 70_000))
    make_estimate(roles[1], (55_000, 66_000, 90_000))
    page = body(client, PATH)
    assert "$6,000 a year (90 % interval \N{MINUS SIGN}$15,000 to $40,000)" in page
    assert "We cannot give a pay difference" not in page


def test_a_withheld_estimate_is_never_used(client, roles) -> None:
    make_estimate(roles[0], (50_000, 60_000, 70_000))
    make_estimate(roles[1], (55_000, 66_000, 90_000), withheld="too_few", percentiles={})
    page = body(client, PATH)
    assert "We cannot give a pay difference" in page


def test_staying_with_some_ai_shows_its_own_cell(client, roles) -> None:
    make_estimate(roles[0], (51_000, 61_000, 71_000), dimension="ai_use", value="some")
    assert "$61,000 a year" in body(client, PATH)


def test_a_cost_pays_back_at_three_ends(client, roles) -> None:
    make_estimate(roles[0], (50_000, 60_000, 70_000))
    make_estimate(roles[1], (55_000, 66_000, 90_000))
    page = body(client, PATH + "?weekly=10&cost=6000")
    assert "<strong>never</strong> (pessimistic end)" in page
    assert "<strong>12 months</strong> (middle end)" in page
    assert "<strong>2 months</strong> (optimistic end)" in page


def test_hours_become_weeks_and_an_unknown_cost_is_left_open(client, roles) -> None:
    page = body(client, PATH + "?weekly=10")
    assert "210 to 630 hours at 10 a week: <strong>21 to 63 weeks</strong>" in page
    assert "Cost varies; enter yours" in page


def test_one_wrong_answer_does_not_throw_away_the_other(client, roles) -> None:
    assert "Cost, as you entered it: <strong>$300</strong>" in body(client, PATH + "?weekly=0&cost=300")


@pytest.mark.parametrize("query", ["weekly=0", "weekly=169", "weekly=much", "cost=-1", "cost=1e12"])
def test_bad_input_gets_a_message_and_the_usual_hours(client, roles, query: str) -> None:
    page = body(client, f"{PATH}?{query}")
    assert 'class="error"' in page
    assert "at 5 a week" in page
