"""Published distributions: made from records, stored, shipped, drawn, and set against each other."""

import csv
import io
import random
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from django.core.management import call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from salaries.comparison import Query, compare
from salaries.importers import postings, pums
from salaries.models import Occupation, PublishedDistribution, RoleTitle
from salaries.starter import StarterError, distributions, loading, reading
from salaries.starter.files import DATA as STARTER
from salaries.stats.axis import AXES, YEARLY
from salaries.stats.histogram import chance_above, curve_of, dollars_at, error_of_chance
from salaries.stats.spread import LOWEST, kish, rounded, spread
from tests.conftest import DATA
from tests.people import make_role, make_source
from tests.publishers import loaded, parsed
from tests.test_importers_others import POSTING, ordered, people, person_file, posting_file

RECORDS = st.lists(st.tuples(st.floats(1, 5_000_000), st.floats(0.1, 100)), min_size=1, max_size=60)


# From records to a histogram


@given(RECORDS)
def test_every_record_is_in_its_bin(records: list[tuple[float, float]]) -> None:
    found = spread(YEARLY, records)
    total = sum(weight for _, weight in records)
    for (low, high), share in zip(pairwise(found.edges), found.shares, strict=True):
        slow = sum(w for pay, w in records if (low == LOWEST or YEARLY.place(pay) > low) and YEARLY.place(pay) <= high)
        assert share == pytest.approx(slow / total, abs=1e-4)
    assert sum(found.shares) == pytest.approx(1, abs=1e-9)
    assert list(found.edges) == sorted(set(found.edges))


def test_the_effective_number_is_kishs() -> None:
    assert kish([1, 1, 1, 1]) == 4
    assert kish([3, 1]) == pytest.approx(1.6)
    assert spread(YEARLY, [(50_000, 1.0)] * 6, clusters=[5, 1]).effective == pytest.approx(36 / 26)
    assert rounded([1 / 3] * 3) == (0.333334, 0.333333, 0.333333)
    with pytest.raises(ValueError, match="at least one record"):
        spread(YEARLY, [])


def test_a_histogram_keeps_its_percentiles_and_overlaps() -> None:
    chance = np.random.default_rng(7)
    first, second = np.exp(chance.normal(11, 0.6, 4_000)), np.exp(chance.normal(11.3, 0.4, 4_000))
    curves = []
    for pays in (first, second):
        found = spread(YEARLY, [(float(pay), 1.0) for pay in pays])
        curves.append(curve_of([YEARLY.limit(edge) for edge in found.edges], found.shares))
        assert dollars_at(curves[-1], 0.5) == pytest.approx(float(np.median(pays)), rel=0.02)
    counted = float(np.mean(first[:, None] > second[None, :]))
    assert chance_above(*curves) == pytest.approx(counted, abs=0.005)


def test_the_error_of_an_overlap_is_what_redrawing_gives() -> None:
    chance = random.Random(3)
    seen = []
    for _ in range(400):
        ours, theirs = ([chance.expovariate(rate) for _ in range(40)] for rate in (1, 1.5))
        seen.append(sum(one > other for one in ours for other in theirs) / 1_600)
    assert error_of_chance(float(np.mean(seen)), 40, 40) == pytest.approx(float(np.std(seen)), rel=0.15)
    assert error_of_chance(1.0, 10, 10) == 0


# From files to rows


def test_repeats_of_a_posting_are_worth_one(tmp_path: Path) -> None:
    others = [(*POSTING[:8], str(90_000 + 1_000 * n), "140000", "pair") for n in range(20)]
    read = parsed("postings", posting_file(tmp_path, *ordered(*[POSTING] * 20, *others)))
    (row,) = postings.distributions(read, {"ai engineer": "ai-developer-music"})
    assert (row.respondents, row.measure, row.unit) == (40, "posted", "year")
    assert row.effective == Decimal(str(round(40**2 / (21**2 + 19), 1)))
    assert list(postings.distributions(read[:29], {"ai engineer": "x"})) == []


def test_persons_are_weighted(tmp_path: Path) -> None:
    many, few = people(40, PWGTP="1", WAGP="9000", SEMP="1000"), people(40, SERIALNO="2023HU02", PWGTP="3")
    read = parsed("pums", person_file(tmp_path, *many, *few))
    yearly, hourly = pums.distributions(read, {"27-2042": "Musicians"})
    assert (yearly.unit, hourly.unit, yearly.measure) == ("year", "hour", "earned")
    assert [share for share in yearly.shares if share] == [0.25, 0.75]
    assert yearly.effective == Decimal("64.0")
    low = AXES["yearly"].limit(yearly.edges[0])
    assert low < 10_000 <= AXES["yearly"].limit(yearly.edges[1])


@pytest.mark.django_db
def test_imports_store_them_once_with_their_file(tmp_path: Path) -> None:
    make_source("ai-jobs-net")
    RoleTitle.objects.create(role=make_role("ai-developer-music", side="ai"), title="AI engineer")
    path = posting_file(tmp_path, *ordered(*[POSTING] * 30))
    assert loaded("postings", path).new == 6
    found = PublishedDistribution.objects.get()
    assert (found.key, found.source_file.name) == ("ai-jobs-net/ai-engineer/spread", "postings.csv")
    assert loaded("postings", path).unchanged == 6
    other = posting_file(tmp_path, *ordered(*[(*POSTING[:8], "100000", "150000", "pair")] * 30))
    assert loaded("postings", other).changed == 6
    assert PublishedDistribution.objects.get().pk == found.pk


# The starter set


@pytest.mark.needs_data
@pytest.mark.django_db
def test_the_shipped_histograms_are_those_of_the_publishers_records() -> None:
    loading.load(starter=reading.read())
    out = io.StringIO()
    files = [next((DATA / folder).glob("*.csv")) for folder in ("postings", "microdata")]
    call_command("derive_distributions", *files, stdout=out)
    assert out.getvalue() == (STARTER / distributions.NAME).read_text(encoding="utf-8")
    for name, file in zip(("postings", "pums"), files, strict=True):
        loaded(name, file)
    assert PublishedDistribution.objects.filter(source_file=None).count() == 0
    assert len(out.getvalue().splitlines()) - 1 == PublishedDistribution.objects.count()


@pytest.mark.parametrize(("edges", "shares"), [("0 10", "0.5"), ("10 0", "1"), ("0 10 20", "1"), ("0 x", "1")])
def test_a_bad_row_is_named(tmp_path: Path, edges: str, shares: str) -> None:
    with (tmp_path / distributions.NAME).open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([distributions.COLUMNS, [*["1"] * 13, edges, shares]])
    with pytest.raises(StarterError, match="line 2"):
        list(distributions.distributions(tmp_path))


# The comparison


def make_spread(key: str, shares: dict[int, float], **changes: object) -> PublishedDistribution:
    edges = sorted(shares)
    fields = {
        "source": make_source("records"), "subject": f"People of {key}", "measure": "earned", "unit": "year",
        "edges": [*edges, edges[-1] + 10], "shares": [shares[edge] for edge in edges], "respondents": 100,
        "effective": 80, "population": "Everybody asked", "country": "US", "year": 2024, "period": "2024",
    }  # fmt: skip
    return PublishedDistribution.objects.create(key=key, **{**fields, **changes})


@pytest.fixture
def two(db: None) -> None:
    """Musicians' earnings of an occupation, and a role's advertised pay that is nearly always higher."""
    make_role("session-musician", code="27-2042")
    Occupation.objects.get(code="27-2042")
    make_spread("low", {330: 0.5, 340: 0.5}, occupation_id="27-2042")
    make_spread("high", {340: 0.2, 350: 0.8}, role=make_role("data-scientist", side="ai"), measure="posted")


def test_one_out_earns_the_other_with_measures_named(two: None, client: Client) -> None:
    (overlap,) = compare(Query(("session-musician", "data-scientist"))).overlaps
    assert (overlap.first, overlap.second, overlap.same_measure) == ("low", "high", False)
    assert overlap.out_earns.value == 5  # half of a half times a fifth
    assert overlap.out_earns.low < 5 < overlap.out_earns.high
    assert overlap.above_median == 0
    page = client.get("/compare/?roles=session-musician,data-scientist").content.decode()
    assert "One is earned, the other posted in job advertisements: not people against people." in page
    assert page.count('class="ridge"') >= 2


def test_api_and_download_hold_the_same_histogram(two: None, client: Client) -> None:
    answer = client.get("/api/v1/comparison/?roles=session-musician,data-scientist").json()
    (low,) = answer["roles"][0]["distributions"]
    assert [bar["share"] for bar in low["bars"]] == [0.5, 0.5]
    text = client.get("/compare/data.csv?roles=session-musician,data-scientist").content.decode()
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["kind"] == "distribution" and row["key"] == "low"]
    bars = [row for row in rows if row["statistic"] == "share_by_year"]
    assert [(float(b["low"]), float(b["high"]), float(b["value"])) for b in bars] == [
        (bar["low"], bar["high"], 100 * bar["share"]) for bar in low["bars"]
    ]
    assert {r["statistic"]: float(r["value"]) for r in rows if r["statistic"].startswith("p")} == {
        name: found["value"] for name, found in low["percentiles"].items()
    }
    (overlap,) = answer["overlaps"]
    assert f"out_earns,{overlap['out_earns']['value']}" in text


def test_a_country_narrows_and_units_are_not_crossed(two: None) -> None:
    make_spread("hourly", {300: 1.0}, occupation_id="27-2042", unit="hour")
    assert len(compare(Query(("session-musician", "data-scientist"))).overlaps) == 1
    assert compare(Query(("session-musician",), country="DE")).roles[0].distributions == ()
