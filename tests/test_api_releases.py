"""The API's estimates, plan and ledger."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from salaries.models import Batch, Estimate, Release, Total
from salaries.publication import release
from salaries.stats.privacy import LIFETIME_EPSILON, PLAN, decimal
from tests.api import problem_in
from tests.people import NOW, approved_reports, make_estimate, make_moderator, make_role

pytestmark = pytest.mark.django_db
YEARLY = float(sum(table.epsilon for table in PLAN if table.measure == "yearly"))
PAYS = [30_000 + 1_000 * number for number in range(60)]


def quiet(scale: Fraction) -> int:
    """No noise, so that counts can be checked."""
    return 0


def test_an_estimate_holds_all_that_is_needed_to_judge_it(client: Client) -> None:
    row = make_estimate(
        make_role(),
        (40_000, 50_000, 60_000),
        streams={"fees": [70, 80, 90]},
        density=[[10, 20, 0.5]],
        costs=[8, 12, 16],
    )
    made = [
        Batch(release=row.release, role=row.role, table=table.name, epsilon=decimal(table.epsilon), edges=[], counts={})
        for table in PLAN
    ]
    Total.objects.add(row.role, Batch.objects.bulk_create(made))
    (found,) = client.get("/api/v1/estimates/").json()["results"]
    beside = {
        "confidence": 90, "n": 60, "n_error": 3.0, "release": 1, "source": "gainstage", "licence": "CC BY 4.0",
        "withheld": "", "reason": "",
    }  # fmt: skip
    assert found == {
        "release": 1, "release_note": "", "role": "music-producer", "dimension": "", "dimension_value": "",
        "measure": "yearly",
        "currency": "USD", "reports": 60, "reports_error": 3.0, "epsilon": YEARLY, "withheld": "", "reason": "",
        "confidence": 90, "source": "gainstage", "licence": "CC BY 4.0", "own_share": 0.9,
        "percentiles": [
            {**beside, "statistic": "p50", "low": 40_000, "value": 50_000, "high": 60_000, "unit": "year",
             "currency": "USD", "epsilon": YEARLY}
        ],
        "density": [{"low": 10, "high": 20, "share": 0.5}],
        "streams": [
            {**beside, "stream": "fees", "low": 70, "value": 80, "high": 90, "unit": "percent", "currency": "",
             "epsilon": float(PLAN[-1].epsilon)}
        ],
        "streams_epsilon": float(PLAN[-1].epsilon),
        "costs": {**beside, "low": 8, "value": 12, "high": 16, "unit": "percent", "currency": "",
                  "epsilon": float(PLAN[-1].epsilon)},
        "costs_reason": "",
    }  # fmt: skip


def test_an_estimates_cost_is_what_its_batches_cost_and_not_todays_plan(client: Client) -> None:
    role = make_role()
    make_estimate(role, (1, 2, 3))
    make_estimate(role, (1, 2, 3), dimension="level", value="mid")
    last = make_estimate(role, (1, 2, 3), release=Release.objects.create(number=2, published_at=NOW)).release
    for number, epsilon in ((1, "0.2"), (2, "0.3")):
        release = Release.objects.get(number=number)
        made = [
            Batch(release=release, role=role, table=table, epsilon=Decimal(epsilon), edges=[], counts={})
            for table in ("role_level", "role_ai_use")
        ]
        Total.objects.add(role, Batch.objects.bulk_create(made))
    first = client.get("/api/v1/estimates/?release=1").json()["results"]
    assert [row["epsilon"] for row in first] == [0.4, 0.2]  # not yet release 2, whose batches were dearer
    assert [row["epsilon"] for row in client.get("/api/v1/estimates/").json()["results"]] == [0.6]
    assert last.number == 2


def test_a_withheld_estimate_says_why(client: Client) -> None:
    make_estimate(make_role(), (1, 2, 3), withheld="too_few", reports=4, percentiles={})
    (found,) = client.get("/api/v1/estimates/").json()["results"]
    assert found["withheld"] == "too_few"
    assert found["reason"].startswith("Too few reports: about 16 more")
    assert found["percentiles"] == []


def test_the_newest_release_is_meant_unless_another_is_named(client: Client) -> None:
    role = make_role()
    make_estimate(role, (1, 2, 3))
    make_estimate(role, (1, 2, 3), release=Release.objects.create(number=2, published_at=NOW))
    assert [row["release"] for row in client.get("/api/v1/estimates/").json()["results"]] == [2]
    assert [row["release"] for row in client.get("/api/v1/estimates/?release=1").json()["results"]] == [1]


@pytest.mark.parametrize(("name", "value"), [("release", "7"), ("release", "x"), ("role", "nobody"), ("level", "boss")])
def test_a_filter_value_that_does_not_exist_is_refused(client: Client, name: str, value: str) -> None:
    make_estimate(make_role(), (1, 2, 3))
    problem_in(client.get("/api/v1/estimates/", {name: value}), 400 if name == "level" else 404)


def test_estimates_are_narrowed_by_role_dimension_measure_and_state(client: Client) -> None:
    role = make_role()
    make_estimate(role, (1, 2, 3))
    make_estimate(role, (1, 2, 3), dimension="level", value="mid")
    make_estimate(role, (1, 2, 3), measure="hourly", withheld="too_few", percentiles={})
    make_estimate(make_role("data-scientist", side="ai"), (1, 2, 3))

    def count(query: str) -> int:
        return len(client.get(f"/api/v1/estimates/?{query}").json()["results"])

    assert [count(q) for q in ("", "role=music-producer", "level=mid", "level=entry")] == [4, 3, 1, 0]
    assert [count(q) for q in ("measure=hourly", "published=true", "published=false")] == [1, 3, 1]


def test_estimates_take_as_many_queries_for_many_as_for_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        make_estimate(make_role(f"role-{number}"), (1, 2, 3))
    with django_assert_num_queries(4):  # the release, which estimates, those not yet written, what their batches cost
        assert len(client.get("/api/v1/estimates/").json()["results"]) == 12


def test_a_release_is_told_with_its_roles_estimates_and_costs(client: Client) -> None:
    approved_reports(make_role(code="27-2041"), PAYS, make_moderator())
    make_role("data-scientist", side="ai")
    release(now=NOW, noise=quiet)
    assert client.get("/api/v1/releases/1/").json()["roles"] == ["music-producer"]
    lines = client.get("/api/v1/ledger/").json()["results"]
    assert {(line["role"], line["table"], line["epsilon"]) for line in lines} == {
        ("music-producer", table.name, float(table.epsilon)) for table in PLAN
    }
    stored = Estimate.objects.get(dimension="", measure="yearly")
    answers = client.get("/api/v1/estimates/?role=music-producer&measure=yearly&page_size=500").json()["results"]
    (whole,) = [row for row in answers if row["dimension"] == ""]
    assert whole["reports"] == stored.reports == 60
    assert whole["percentiles"][2]["value"] == stored.percentiles["p50"][1]


def test_no_estimate_spends_more_than_the_plan_allows(client: Client) -> None:
    plan = client.get("/api/v1/plan/").json()
    parts = [plan["gate_epsilon"], *(table["epsilon"] for table in plan["tables"])]
    assert plan["spent_by_a_report"] == pytest.approx(sum(parts))
    assert plan["spent_by_a_report"] <= plan["lifetime_epsilon"] == float(LIFETIME_EPSILON)


def test_before_the_first_release_everything_is_honestly_empty(client: Client) -> None:
    for part in ("estimates", "releases", "ledger"):
        assert client.get(f"/api/v1/{part}/").json() == {"next": None, "previous": None, "results": []}


def test_walking_the_estimates_meets_each_once(client: Client) -> None:
    for number in range(7):
        make_estimate(make_role(f"role-{number}"), (1, 2, 3))
    address, met = "/api/v1/estimates/?page_size=3", []
    while address:
        page = client.get(address).json()
        met += [row["role"] for row in page["results"]]
        address = page["next"]
    assert sorted(met) == [f"role-{number}" for number in range(7)]


def test_a_release_says_what_changed_since_the_one_before_and_why(client: Client) -> None:
    producer, scientist = make_role(), make_role("data-scientist", side="ai")
    first = make_estimate(producer, (1, 50_000, 3)).release
    second = Release.objects.create(number=2, published_at=NOW)
    make_estimate(producer, (1, 55_000, 3), release=second)
    make_estimate(scientist, (1, 90_000, 3), release=second)
    Batch.objects.create(release=second, role=scientist, table=PLAN[0].name, epsilon="0.2", edges=[], counts={})
    newest, oldest = client.get("/api/v1/releases/").json()["results"]
    changes = {change["role"]: change for change in newest["changes"]}
    before, after = changes["music-producer"]["before"], changes["music-producer"]["after"]
    assert (before["value"], after["value"], after["release"]) == (50_000, 55_000, 2)
    assert changes["music-producer"]["what"] == "moved"
    assert changes["data-scientist"]["what"] == "published"
    assert changes["data-scientist"]["why"] == "New reports on this role were counted."
    assert [change["what"] for change in oldest["changes"]] == ["published"]
    assert first.number == 1
