"""The advice part for programs: as promised, the same numbers as the pages, strict, and without pay in addresses."""

import logging
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from advice.asking import Ask
from advice.planning import plan
from salaries.api.values import VALUE
from salaries.models import Batch, Role, Total
from salaries.stats.privacy import PLAN
from tests.api import problem_in
from tests.people import make_estimate
from tests.test_api_schema import assert_as_promised

pytestmark = pytest.mark.django_db
BASE = "/api/v1/advice/"
MOVE = {"from": "music-producer", "to": "machine-learning-engineer"}
OFFER = {"role": "music-producer", "country": "US", "currency": "USD", "fee": "1200.00", "hours": 40, "points": 3}
LISTS = ["skills", "pathways", "guides", "tools"]


def got(client: Client, path: str, **params: object) -> dict:
    answer = client.get(BASE + path, params)
    assert answer.status_code == 200, answer.content
    return answer.json()


def told(client: Client, path: str, body: dict[str, object]) -> dict:
    answer = client.post(BASE + path, body, content_type="application/json")
    assert answer.status_code == 200, answer.content
    return answer.json()


def promised(path: str, answer: object, method: str = "get") -> None:
    assert_as_promised(BASE + path, method, "200", "application/json", answer)


@pytest.mark.parametrize("path", LISTS)
def test_lists_are_whole_and_as_promised(client: Client, path: str) -> None:
    answer = got(client, f"{path}/")
    promised(f"{path}/", answer)
    assert answer


def test_exposure_is_as_promised_and_says_where_indices_conflict(client: Client, starter_set) -> None:
    for slug in Role.objects.values_list("slug", flat=True):
        promised("exposure/{slug}/", got(client, f"exposure/{slug}/"))
    answer = got(client, "exposure/music-producer/")
    assert answer["indices"][0]["values"][0]["licence"]
    assert {"occupation": "27-2041", "lowest": 0.0368, "highest": 0.7105} in answer["conflicts"]
    problem_in(client.get(f"{BASE}exposure/nobody/"), 404)


def test_a_plan_says_what_the_page_says(client: Client, starter_set) -> None:
    answer = got(client, "plan/", **MOVE, level="mid", weekly=10, from_work=4, hour_cost="1.5", fixed_cost=1000)
    promised("plan/", answer)
    outcome = plan(Ask("music-producer", "machine-learning-engineer", level="mid", weekly=10, from_work=4,
                       hour_cost=1.5, fixed_cost=1_000)).outcome  # fmt: skip
    ends = {name: end["value"] for name, end in answer["outcome"]["difference"].items()}
    assert ends == vars(outcome.difference)
    middle = answer["outcome"]["difference"]["middle"]
    assert (middle["low"], middle["high"], middle["confidence"]) == (ends["pessimistic"], ends["optimistic"], 80)
    months = answer["outcome"]["month_paid_back"]
    assert {name: end["value"] for name, end in months.items()} == {"pessimistic": None, "middle": 53, "optimistic": 24}
    assert months["pessimistic"]["reason"] == "It has not come back within 10 years."
    assert answer["basis"] == "bls-oews"
    assert "own" not in answer["assumptions"]


def test_a_plan_without_figures_is_as_promised_and_empty_where_nobody_knows(client: Client, starter_set) -> None:
    answer = got(client, "plan/", **{"from": "mixing-mastering-engineer", "to": "audio-software-developer"},
                 country="ES", currency="EUR")  # fmt: skip
    promised("plan/", answer)
    assert (answer["outcome"], answer["bases"]) == (None, [])
    assert answer["abroad"][0]["rate"]["into"] == "EUR"


def test_own_pay_comes_in_the_body_and_stays_out_of_everything(client: Client, starter_set, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    answer = told(client, "plan/", {**MOVE, "pay": "61234.00", "has": "python,statistics"})
    promised("plan/", answer, "post")
    today = answer["outcome"]["pay_today"]
    assert (today["value"], today["source"], today["unit"], today["currency"]) == (61_234, "you", "year", "USD")
    assert "61234" not in caplog.text
    assert "pay" in problem_in(client.get(f"{BASE}plan/", {**MOVE, "pay": "61234"}), 400)["errors"]


def test_moves_are_as_promised(client: Client, starter_set) -> None:
    answer = got(client, "moves/", **{"from": "research-scientist"})
    promised("moves/", answer)
    assert answer["stay_wins"]
    assert answer["known"][0]["kind"] == "stay"


def test_a_mix_is_as_promised(client: Client, starter_set) -> None:
    answer = got(client, "mix/", stock=50, mixing=50)
    promised("mix/", answer)
    assert [part["share"] for part in answer["parts"]] == [0.5, 0.5]
    promised("mix/", got(client, "mix/"))


def test_an_offer_is_as_promised(client: Client, starter_set) -> None:
    answer = told(client, "offer/", OFFER)
    promised("offer/", answer, "post")
    assert answer["cases"][1]["hourly"] == 30
    promised("offer/", told(client, "offer/", {**OFFER, "country": "ES", "currency": "EUR"}), "post")


@pytest.mark.parametrize(
    "wrong",
    [{"weekly": "0"}, {"weekly": "5.0"}, {"horizon": "99"}, {"level": ""}, {"has": "A B"}, {"hour_cost": "-1"},
     {"country": "Mars"}, {"currency": "XYZ"}, {"learn": "1"}, {"from": "A B"}],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_by_name(client: Client, wrong: dict[str, str]) -> None:
    assert next(iter(wrong)) in problem_in(client.get(f"{BASE}plan/", {**MOVE, **wrong}), 400)["errors"]


@pytest.mark.parametrize("wrong", [{"from": "nobody"}, {"to": "nobody"}])
def test_a_move_that_does_not_exist_is_not_found(client: Client, starter_set, wrong: dict[str, str]) -> None:
    assert "nobody" in problem_in(client.get(f"{BASE}plan/", {**MOVE, **wrong}), 404)["detail"]


def test_a_skill_that_does_not_exist_is_not_found(client: Client, starter_set) -> None:
    assert "has" in problem_in(client.get(f"{BASE}plan/", {**MOVE, "has": "juggling"}), 404)["errors"]


def test_a_move_to_where_one_is_does_not_go_together(client: Client, starter_set) -> None:
    assert "to" in problem_in(client.get(f"{BASE}plan/", {**MOVE, "to": MOVE["from"]}), 409)["errors"]
    for week, field in (({"from_work": 9}, "from_work"), ({"hours": 3, "from_work": 4}, "from_work"),
                        ({"hours": 100, "weekly": 60}, "weekly")):  # fmt: skip
        assert field in problem_in(client.get(f"{BASE}plan/", {**MOVE, **week}), 409)["errors"]
        assert field in problem_in(client.get(f"{BASE}moves/", {"from": MOVE["from"], **week}), 409)["errors"]


@pytest.mark.parametrize(
    "wrong", [{"hours": "40"}, {"fee": 1200}, {"recoupable": 0}, {"role": 1}, {"fees": "1"}, {"deposit": 101}]
)
def test_an_offer_that_cannot_be_read_is_refused(client: Client, wrong: dict[str, object]) -> None:
    answer = client.post(f"{BASE}offer/", {**OFFER, **wrong}, content_type="application/json")
    assert next(iter(wrong)) in problem_in(answer, 400)["errors"]


def test_an_expectation_that_does_not_rise_is_not_used(client: Client, starter_set) -> None:
    answer = told(client, "plan/", {**MOVE, "low": "0.00", "middle": "5.00", "high": "1.00"})
    assert [basis["slug"] for basis in answer["bases"]] == ["bls-oews"]


def values_in(node: object) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if "value" in node:
            yield node
        for inner in node.values():
            yield from values_in(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from values_in(inner)


def test_every_number_of_the_evidence_has_its_context_beside_it(client: Client, starter_set) -> None:
    expects = {"pay": "50000.00", "low": "60000.00", "middle": "70000.00", "high": "90000.00"}
    answers = [
        got(client, "plan/", **MOVE), got(client, "plan/", **MOVE, country="DE", currency="EUR"),
        told(client, "plan/", {**MOVE, **expects}), got(client, "moves/", **{"from": "music-producer"}),
        got(client, "mix/", stock=50, live=50), got(client, "exposure/music-producer/"), told(client, "offer/", OFFER),
    ]  # fmt: skip
    for answer in answers:
        found = list(values_in(answer))
        assert len(found) > 4
        for number in found:
            assert set(VALUE) <= set(number)
            assert (number["value"] is None) == bool(number["reason"])
            assert number["source"]
            assert number["licence"]
    for answer in answers[:3]:
        grounds = [pay for ground in answer["bases"] for pay in (ground["origin"], ground["target"]) if pay]
        assert all(set(VALUE) <= set(number) for pay in grounds for number in pay["percentiles"].values())


def test_a_plan_on_reports_says_its_release_people_and_cost(client: Client, starter_set) -> None:
    five = zip(("p10", "p25", "p50", "p75", "p90"), ([9e3, 1e4, 2e4], [2e4, 3e4, 4e4], [4e4, 5e4, 6e4], [6e4, 7e4, 8e4],
               [8e4, 9e4, 1e5]), strict=True)  # fmt: skip
    whole = dict(five)
    for slug, error, epsilon in (("music-producer", 3.0, "0.5"), ("machine-learning-engineer", 4.0, "0.25")):
        row = make_estimate(Role.objects.get(slug=slug), (4e4, 5e4, 6e4), percentiles=whole, reports_error=error)
        table = next(table for table in PLAN if table.measure == "yearly")
        made = Batch(
            release=row.release, role=row.role, table=table.name, counts={}, edges=[], epsilon=Decimal(epsilon)
        )
        Total.objects.add(row.role, Batch.objects.bulk_create([made]))
    answer = got(client, "plan/", **MOVE)
    assert answer["basis"] == "reports"
    promised("plan/", answer)
    ground = next(ground for ground in answer["bases"] if ground["slug"] == "reports")
    median = ground["target"]["percentiles"]["p50"]
    assert (median["low"], median["value"], median["high"], median["confidence"]) == (4e4, 5e4, 6e4, 90)
    assert (median["n"], median["n_error"], median["release"], median["epsilon"]) == (60, 4.0, 1, 0.25)
    apart = answer["outcome"]["medians_differ_by"]
    assert (apart["n"], apart["n_error"], apart["release"], apart["epsilon"]) == (120, 5.0, 1, 0.5)
    assert (apart["source"], apart["licence"], apart["low"], apart["high"]) == ("gainstage", "CC BY 4.0", -2e4, 2e4)
