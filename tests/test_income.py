"""What goes to costs: counted beside older batches, taken off with fraud, shown or withheld with a reason."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from salaries.income import PARTS, TABLE
from salaries.models import Batch, Correction, Estimate, Observation, Release, Role, Stream, Total
from salaries.models.sealing import observation_token
from salaries.moderation import approve
from salaries.publication import release, subtract
from salaries.stats.axis import HOURLY, YEARLY
from salaries.stats.money import Amount
from tests.people import NOW, make_estimate, make_moderator, make_report, make_role
from tests.test_pages_compare import text_of

pytestmark = pytest.mark.django_db
STREAMS = list(Stream.values)


def quiet(scale: Fraction) -> int:
    """No noise, so that counts can be checked."""
    return 0


def observe(role: Role, number: int, shares: Mapping[str, int], first: int = 0, **changes: Any) -> list[Observation]:
    """Approved reports of ``number`` people around $50,000, whose income is spread over ``shares``."""
    fields: dict[str, Any] = {
        "role": role, "year": 2025, "level": "mid", "country": "US", "engagement": "freelance", "ai_use": "some",
        "stream_shares": dict(shares), **changes,
    }  # fmt: skip
    return Observation.objects.bulk_create(
        Observation(
            token=observation_token(person_id=person, role_id=role.pk, year=2025),
            yearly_index=YEARLY.place(30_000 + 40_000 * (person - first) / number),
            hourly_index=HOURLY.place(15 + 20 * (person - first) / number), **fields,
        )
        for person in range(first, first + number)
    )  # fmt: skip


def older_batch(role: Role) -> Batch:
    """Five hundred people who were counted before costs were."""
    old = Release.objects.create(number=1, published_at=NOW)
    rows = observe(role, 500, {"fees": 50, "live": 50}, release=old)
    counts = {cell: [0] * 9 for cell in ("employee", "freelance", "both")}
    counts["freelance"] = [sum(row.stream_shares.get(name, 0) for row in rows) for name in STREAMS]
    batch = Batch.objects.create(
        release=old, role=role, table=TABLE.name, epsilon=Decimal("0.150"), edges=[], counts=counts, parts=STREAMS
    )
    Total.objects.add(role, [batch])
    return batch


def whole(measure: str = "yearly") -> Estimate:
    return Estimate.objects.filter(dimension="", measure=measure).latest("release__number")


def test_a_release_counts_costs_with_the_streams_and_reads_them_back() -> None:
    role = make_role()
    observe(role, 500, {"costs": 20, "fees": 60, "live": 20})
    observe(role, 500, {"costs": 0, "salary": 100}, first=500, engagement="employee")
    release(now=NOW, noise=quiet)
    batch = Batch.objects.get(table=TABLE.name)
    assert batch.parts == list(PARTS)
    assert sum(map(sum, batch.counts.values())) == 1000 * TABLE.sensitivity
    assert (whole().costs or [])[1] == pytest.approx(10)
    assert whole().streams["fees"][1] == pytest.approx(100 * 60 / 180)
    by = {row.value: row for row in Estimate.objects.filter(dimension="engagement")}
    assert (by["freelance"].costs or [])[1] == pytest.approx(20)
    assert (by["employee"].costs or [])[1] == pytest.approx(0)
    assert {row.costs for row in Estimate.objects.filter(dimension="level")} == {None}


def test_batches_from_before_costs_keep_working_beside_new_ones() -> None:
    role = make_role()
    older_batch(role)
    observe(role, 500, {"costs": 50, "fees": 50}, first=500)
    release(now=NOW + timedelta(days=1), noise=quiet)
    assert (whole().costs or [])[1] == pytest.approx(50)  # of the new ones alone
    assert whole().streams["fees"][1] == pytest.approx(100 * (500 * 50 + 500 * 50) / (500 * 100 + 500 * 50))


def test_a_made_up_report_is_taken_off_a_batch_by_the_parts_that_batch_counts() -> None:
    role = make_role()
    old = older_batch(role)
    new = observe(role, 500, {"costs": 30, "fees": 70}, first=500)
    release(now=NOW + timedelta(days=1), noise=quiet)
    subtract(Observation.objects.filter(release__number=1).first())  # type: ignore[arg-type]
    assert Correction.objects.get(batch=old).counts == [0, 0, 0, -50, 0, -50, 0, 0, 0]
    subtract(Observation.objects.get(pk=new[0].pk))
    taken = Correction.objects.get(batch__table=TABLE.name, batch__release__number=2).counts
    assert taken == [-30, 0, 0, 0, -70, 0, 0, 0, 0, 0]


def test_too_few_reports_say_why_costs_are_missing(client: Client) -> None:
    role = make_role()
    observe(role, 60, {"costs": 20, "fees": 80})
    release(now=NOW, noise=quiet)
    assert whole().costs == []
    for page in (f"/roles/{role.slug}/", f"/compare/?roles={role.slug}"):
        assert "What goes to costs is too uncertain to publish" in text_of(client.get(page))
    own = client.get(f"/api/v1/comparison/?roles={role.slug}").json()["roles"][0]["own"]
    assert (own["costs"], own["before_costs"]) == (None, None)
    assert own["costs_reason"].startswith("What goes to costs is too uncertain")


def test_page_api_and_csv_agree_on_pay_before_and_after_costs(client: Client) -> None:
    role = make_role()
    make_estimate(role, (45_000, 50_000, 55_000), costs=[8.0, 12.0, 16.0])
    page = text_of(client.get(f"/compare/?roles={role.slug}"))
    assert "Music Producer $50,000 $45,000 to $55,000 $12 $8 to $16 $56,800 $48,900 to $65,500" in page
    said = text_of(client.get(f"/roles/{role.slug}/"))
    assert "Of every $100 taken in, costs take $12 ($8 to $16)." in said
    assert "Before costs, the median is about $56,800 a year ($48,900 to $65,500)." in said
    assert "An approximation" in said
    own = client.get(f"/api/v1/comparison/?roles={role.slug}").json()["roles"][0]["own"]
    assert (own["costs"]["value"], own["costs"]["unit"]) == (12, "percent")
    assert [own["before_costs"][name] for name in ("low", "value", "high", "unit", "currency")] == [
        48_900, 56_800, 65_500, "year", "USD",
    ]  # fmt: skip
    rows = client.get(f"/compare/data.csv?roles={role.slug}").content.decode()
    assert "share_costs,12.0,8.0,16.0,percent" in rows
    assert "p50_before_costs,56800.0,48900.0,65500.0,year,USD" in rows


def test_other_money_converts_pay_before_costs_too(client: Client) -> None:
    role = make_role()
    make_estimate(role, (45_000, 50_000, 55_000), costs=[8.0, 12.0, 16.0])
    own = client.get(f"/api/v1/comparison/?roles={role.slug}&currency=EUR").json()["roles"][0]["own"]
    assert own["before_costs"]["value"] == 51_600  # 56,800 / 1.1, to three digits
    assert own["costs"]["value"] == 12


def test_what_is_not_counted_by_itself_says_so(client: Client) -> None:
    role = make_role()
    make_estimate(role, (45_000, 50_000, 55_000), dimension="level", value="mid")
    make_estimate(role, (45_000, 50_000, 55_000))
    assert "for a role as a whole and by engagement only" in text_of(
        client.get("/compare/?roles=music-producer&level=mid")
    )
    assert "before costs were counted" in text_of(client.get("/compare/?roles=music-producer"))


def test_observations_that_waited_when_costs_came_are_given_their_part() -> None:
    role, moderator = make_role(), make_moderator()
    streams = (Amount("fees", Decimal(3_000), "month"), Amount("live", Decimal(10_000), "year"))
    report = make_report(role, streams=streams, costs=Decimal(10_000), weeks_per_year=52)
    approve(report=report, by=moderator, now=NOW)
    Observation.objects.update(stream_shares={"fees": 78, "live": 22})  # as it was written before
    counted = observe(role, 1, {"fees": 100}, release=Release.objects.create(number=1, published_at=NOW))
    Batch.objects.create(
        release=Release.objects.get(), role=role, table=TABLE.name, epsilon="0.150", edges=[], counts={}, parts=[]
    )
    upgrade = import_module("salaries.migrations.0023_costs_of_what_waits")
    upgrade.name_the_parts(apps, None)
    upgrade.take_off_costs(apps, None)
    assert Observation.objects.waiting().get().stream_shares == {"costs": 22, "fees": 61, "live": 17}
    assert Observation.objects.get(pk=counted[0].pk).stream_shares == {"fees": 100}
    assert Batch.objects.get().parts == STREAMS
