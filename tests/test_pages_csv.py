"""The download says what the Comparison says, and no spreadsheet runs it."""

import csv
from io import StringIO

import pytest
from django.test import Client

from salaries.comparison import Query, compare
from salaries.downloads import COLUMNS, as_csv, harmless
from tests.people import make_estimate, make_figure, make_role

pytestmark = pytest.mark.django_db


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text)))


def test_the_download_holds_every_number_of_the_comparison(client: Client) -> None:
    role = make_role(code="27-2041")
    make_figure("a", 73_710, occupation_id="27-2041")
    make_figure("b", None, withheld="top_coded", statistic="p90", occupation_id="27-2041")
    make_figure(
        "c", -0.3, statistic="growth", unit="percent", currency="", measure="projected", occupation_id="27-2041"
    )
    make_figure("d", 85_000, role=role, measure="claimed")
    make_estimate(role, (46_000, 51_000.5, 57_000), streams={"fees": [40, 48, 56]})
    got = rows_of(client.get("/compare/data.csv?roles=music-producer").content.decode())
    answer = compare(Query(("music-producer",))).roles[0]
    lines = [k for groups in (answer.pay, answer.outlook, answer.claims) for g in groups for k in g.figures]
    published = {row["key"]: row for row in got if row["kind"] != "contributors"}
    assert published.keys() == {line.key for line in lines} == {"a", "b", "c", "d"}
    for line in lines:
        value = published[line.key]["value"]
        assert (float(value) if value else None) == line.value
        assert published[line.key]["withheld"] == line.withheld
    own = {row["statistic"]: row for row in got if row["kind"] == "contributors"}
    assert (own["p50"]["low"], own["p50"]["value"], own["p50"]["high"]) == ("46000", "51000.5", "57000")
    assert own["share_fees"]["value"] == "48"
    assert {row["release"] for row in got} == {"1"}


def test_an_empty_estimate_is_a_row_with_its_reason(client: Client) -> None:
    make_role()
    got = rows_of(client.get("/compare/data.csv?roles=music-producer").content.decode())
    assert len(got) == 1
    assert got[0]["withheld"] == "no_release"
    assert "have been published yet" in got[0]["note"]
    assert got[0]["value"] == ""


def test_it_comes_as_a_file_with_all_columns(client: Client) -> None:
    make_role()
    answer = client.get("/compare/data.csv?roles=music-producer")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="gainstage-release-0.csv"'
    assert answer.content.decode().splitlines()[0] == ",".join(COLUMNS)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_text_that_would_run_as_a_formula_is_made_harmless(start: str) -> None:
    role = make_role()
    make_figure("f", role=role, subject=f"{start}cmd|' /C calc'!A0")
    row = rows_of(as_csv(compare(Query(("music-producer",)))))[0]
    assert row["subject"].startswith(f"'{start}")


def test_numbers_and_missing_values_stay_what_they_are() -> None:
    assert harmless(-0.3) == -0.3
    assert harmless(None) == ""
    assert harmless("plain") == "plain"
