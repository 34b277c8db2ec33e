"""Ranked moves: staying and adding hybrid skills are always there, and staying wins when it is better."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from advice.asking import Ask
from advice.moves import HYBRID, MOVE, STAY, Ranked, moves, nearest_hybrid
from advice.planning import plan
from advice.skills import curated_needs
from salaries.models import Role
from tests.people import make_estimate, make_role

pytestmark = pytest.mark.django_db
PRODUCER = Ask("music-producer", "", weekly=10)


def by_kind(found: Ranked) -> dict[str, int]:
    kinds = [move.kind for move in (*found.known, *found.unknown)]
    return {kind: kinds.count(kind) for kind in (STAY, HYBRID, MOVE)}


def test_every_other_role_is_there_with_staying_and_hybrid_skills(starter_set) -> None:
    for slug in Role.objects.values_list("slug", flat=True):
        found = moves(replace(PRODUCER, origin=slug))
        assert by_kind(found) == {STAY: 1, HYBRID: 1, MOVE: Role.objects.count() - 1}


def test_the_best_comes_first_and_agrees_with_its_own_plan(starter_set) -> None:
    found = moves(PRODUCER)
    gains = [round(move.gain, 2) for move in found.known]
    assert gains == sorted(gains, reverse=True)
    best = found.known[0]
    assert best.kind == MOVE
    outcome = plan(replace(PRODUCER, target=best.plan.target.slug)).outcome
    assert outcome == best.plan.outcome
    assert not found.stay_wins


def test_more_roles_ask_no_more_questions(starter_set, django_assert_num_queries) -> None:
    make_estimate(make_role("music-producer"), (50_000, 60_000, 70_000))
    with CaptureQueriesContext(connection) as few:
        moves(replace(PRODUCER, level="mid"))
    for number in range(9):
        make_role(f"another-{number}")
    with django_assert_num_queries(len(few)):
        found = moves(replace(PRODUCER, level="mid"))
    assert by_kind(found)[MOVE] == Role.objects.count() - 1


def test_pay_that_nobody_measures_gets_no_rank_and_hybrid_skills_stand_first_there(starter_set) -> None:
    found = moves(PRODUCER)
    assert found.unknown[0].kind == HYBRID
    assert "Hybrid producer" in {move.title for move in found.unknown}


def test_staying_wins_when_everything_costs_more_than_it_brings(starter_set) -> None:
    assert moves(replace(PRODUCER, fixed_cost=2_000_000.0)).stay_wins
    assert moves(replace(PRODUCER, origin="research-scientist")).stay_wins  # the best paid median of all


def test_hybrid_skills_are_ranked_when_reports_with_and_without_ai_are_published(starter_set) -> None:
    role = make_role("music-producer")
    for use, middle in (("none", 60_000), ("some", 65_000)):
        three = {"p10": [1, middle / 2, 2], "p50": [1, middle, 2], "p90": [1, middle * 2, 2]}
        make_estimate(role, (0, 0, 0), dimension="ai_use", value=use, percentiles=three)
    hybrid = next(move for move in moves(PRODUCER).known if move.kind == HYBRID)
    assert hybrid.plan.outcome.difference.middle == pytest.approx(5_000)
    # 420 hours at 10 a week are 42 weeks, 9.69 months: 5,000 / 12 x (120 - 9.69)
    assert hybrid.gain == pytest.approx(45_961.5, abs=0.1)


def test_the_nearest_hybrid_role_is_the_one_with_the_smallest_gap(starter_set) -> None:
    roles = list(Role.objects.all())
    assert nearest_hybrid("music-producer", roles, curated_needs()) == "hybrid-producer"
    assert nearest_hybrid("hybrid-producer", roles, curated_needs()) == "ai-music-technologist"
    assert nearest_hybrid("music-producer", [], curated_needs()) == ""


def test_the_page_ranks_and_leads_to_each_plan(client: Client, starter_set) -> None:
    page = client.get("/advice/moves/?from=music-producer&weekly=10").content.decode()
    assert "Stay: Human music producer" in page
    assert "Stay and add hybrid skills" in page
    assert "/advice/plan/?from=music-producer&amp;to=research-scientist&amp;weekly=10" in page
    assert "Staying wins." in client.get("/advice/moves/?from=research-scientist").content.decode()


def test_a_chance_that_hangs_on_the_hours_is_given_from_end_to_end(client: Client, starter_set) -> None:
    page = client.get("/advice/moves/?from=music-producer").content.decode().replace("\N{NO-BREAK SPACE}", " ")
    (row,) = [row for row in page.split("<tr>") if "to=machine-learning-engineer" in row]
    never = plan(Ask("music-producer", "machine-learning-engineer")).outcome.never
    assert round(never.low) < round(never.high)
    assert f"<td>{never.low:.0f} % to {never.high:.0f} %</td>" in row


def test_a_role_that_is_not_there_is_asked_for(client: Client, starter_set) -> None:
    assert client.get("/advice/moves/").status_code == 200
    assert client.get("/advice/moves/?from=nobody").status_code == 404
    assert client.post("/advice/moves/").status_code == 405


def test_ranking_asks_few_queries(client: Client, starter_set, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(60):
        client.get("/advice/moves/?from=music-producer&level=mid")


def test_a_role_counted_together_with_one_s_own_does_not_beat_staying(starter_set) -> None:
    ranked = [(move.kind, move.title) for move in moves(PRODUCER).known]
    assert ranked.index((STAY, "Stay: Human music producer")) < ranked.index((MOVE, "Composer or songwriter"))
