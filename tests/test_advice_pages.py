"""The pages of the advice part: works, wrong method, stranger, bad input, what nobody knows, query count."""

import re
from datetime import date

import pytest

from advice import library, views
from tests.people import make_figure, make_person, make_role

pytestmark = pytest.mark.django_db
PAGES = [
    "/advice/",
    "/advice/roles/music-producer/",
    "/advice/guides/hybrid-models/",
    "/advice/tools/",
    "/advice/futures/low-budget-work/",
]


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


@pytest.mark.parametrize("address", ["/advice/roles/nobody/", "/advice/guides/nothing/", "/advice/paths/nowhere/"])
def test_what_does_not_exist_is_not_found(client, address: str) -> None:
    assert client.get(address).status_code == 404


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


def test_tools_say_what_they_replace_and_what_became_of_them(client) -> None:
    page = body(client, "/advice/tools/")
    for words in ("LANDR", "Splice", "AIVA", "Amper", "MuseNet", "Replaces, in our judgement", "What became of it"):
        assert words in page, words


def test_a_price_has_its_day_and_the_page_that_says_it(client) -> None:
    page = body(client, "/advice/tools/")
    splice = page[page.index('id="splice"') : page.index('id="stem-separation"')]
    assert "<strong>$12.99 a month</strong>" in splice
    assert "5 January 2026" in splice
    assert ">github.com/jasoncrites</a>" in splice
    assert "<strong>Nothing</strong>" in page[page.index('id="spleeter"') :]
    assert "<strong>" not in page[page.index('id="amper-music"') : page.index('id="musenet"')]
    assert re.search(r"<strong>12,99\s\S+ al mes</strong>", body(client, "/es/advice/tools/"))


def test_a_future_sets_out_evidence_for_and_against(client) -> None:
    page = body(client, "/advice/futures/low-budget-work/")
    assert "Evidence for" in page
    assert "Evidence against" in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("stock=0&mixing=0", "Give at least one share above zero."),
        ("stock=-1&mixing=3", "Something cannot be used; see the fields."),
        ("stock=12,5", "Something cannot be used; see the fields."),
    ],
)
def test_a_mix_of_nothing_says_what_to_do(client, query: str, words: str) -> None:
    assert words in client.get(f"/advice/tasks/?{query}").content.decode()


def test_a_mix_that_does_not_add_up_is_scaled_and_says_so(client) -> None:
    page = client.get("/advice/tasks/?stock=30&mixing=30").content.decode()
    assert "Your shares do not add up to a hundred" in page
    assert page.count("<td>50\N{NO-BREAK SPACE}%</td>") == 2


def test_moves_say_what_they_could_not_use(client, roles) -> None:
    assert (
        "the usual value stands in for it" in client.get("/advice/moves/?from=music-producer&weekly=0").content.decode()
    )
    page = client.get("/advice/moves/?from=nobody")
    assert (page.status_code, "Choose a role from the list." in page.content.decode()) == (404, True)
