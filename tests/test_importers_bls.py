"""Wages and projections: exactly what the publishers' files say, however their sheets and columns are arranged."""

import csv
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from salaries.importers import oews as wages
from tests.conftest import DATA
from tests.publishers import COMPOSERS, MUSICIANS, OEWS_HEADER, oews, parsed, refusal, text, workbook

COLUMNS = {"mean": "mean", "p10": "pct10", "p25": "pct25", "p50": "median", "p75": "pct75", "p90": "pct90"}
EP_HEADER = (
    "2027 National Employment Matrix title", "2027 National Employment Matrix code", "Occupation type",
    "Employment, 2027", "Employment, 2037", "Employment change, numeric, 2027–37",
    "Employment change, percent, 2027–37", "Percent self employed, 2027",
    "Occupational openings, 2027–37 annual average", "Median annual wage, dollars, 2027[1]",
)  # fmt: skip
EP_ROW = ("    Music directors and composers", "27-2041", "Line item", 47.3, 47.2, -0.1, -0.3, 25.6, 4.3, 63670)
TITLE = ("Table 1.2 Occupational projections, 2027–2037, and worker characteristics, 2027",)


def plain(cell: str) -> str:
    """A number without trailing zeros; the publishers' marks and empty cells as they are."""
    return cell if cell in ("", "*", "**", "#", "—") else f"{Decimal(cell).normalize():f}"


def expected(folder: str, **having: str) -> list[dict[str, str]]:
    with (DATA / folder / "expected_rows.csv").open(newline="") as stream:
        return [row for row in csv.DictReader(stream) if all(row[name] == value for name, value in having.items())]


# Wages


@pytest.mark.needs_data
@pytest.mark.parametrize("year", range(2020, 2026))
def test_every_expected_wage_is_found(year: int) -> None:
    found = {(r.occupation, r.group): r for r in parsed("oews", DATA / "oews" / f"national_M{year}_dl.xlsx")}
    rows = expected("oews", year=str(year))
    assert len(rows) >= 30
    for row in rows:
        ours = found[row["soc"], row["o_group"]]
        assert (ours.title, ours.year) == (row["title"], year)
        assert ours.cells["employment"] == plain(row["tot_emp"])
        assert ours.cells["employment_rse"] == plain(row["emp_prse"])
        assert ours.cells["mean_rse"] == plain(row["mean_prse"])
        for statistic, column in COLUMNS.items():
            assert ours.cells[f"{statistic}_year"] == plain(row[f"a_{column}"]), row["soc"]
            assert ours.cells[f"{statistic}_hour"] == plain(row[f"h_{column}"]), row["soc"]


@pytest.mark.needs_data
def test_a_renamed_and_reordered_workbook_says_the_same(tmp_path: Path) -> None:
    source = DATA / "oews" / "national_M2024_dl.xlsx"
    with closing(openpyxl.load_workbook(source, read_only=True)) as book:
        table = [list(reversed(row)) for row in book.worksheets[0].iter_rows(values_only=True)]
    notes = [["May 2024 OEWS Estimates"]]
    moved = workbook(tmp_path / "wages.xlsx", {"Notes": notes, "Filler": [], "Sheet 7": [["A title"], [], *table]})
    cells = [(r.occupation, r.group, r.year, r.cells) for r in parsed("oews", moved)]
    assert cells == [(r.occupation, r.group, r.year, r.cells) for r in parsed("oews", source)]


def test_older_headers_are_known(tmp_path: Path) -> None:
    names = {"O_GROUP": "occ_group", "AREA": "", "AREA_TITLE": "", "I_GROUP": ""}
    header = [names.get(name, name.lower()) for name in OEWS_HEADER]
    row = dict(zip(header, (COMPOSERS.get(name, "") for name in OEWS_HEADER), strict=True))
    assert parsed("oews", oews(tmp_path, row, header=header))[0].cells["p50_year"] == "73710"


def test_marks_stay_marks(tmp_path: Path) -> None:
    composers, musicians = parsed("oews", oews(tmp_path, COMPOSERS | {"TOT_EMP": "**", "EMP_PRSE": "**"}, MUSICIANS))
    assert composers.cells["p90_year"] == "#"
    assert composers.cells["employment"] == "*"
    assert musicians.cells["p50_year"] == "*"
    assert musicians.cells["p50_hour"] == "35.44"
    figures = {f.name: f for f in wages.figures([composers, musicians], {"27-2041": "Composers", "27-2042": "M"})}
    assert figures["bls-oews/27-2041/2027/p90/year"].withheld == "top_coded"
    assert figures["bls-oews/27-2041/2027/employment"].withheld == "suppressed"
    assert figures["bls-oews/27-2042/2027/p50/year"].value is None
    assert len(figures) == 26


def test_rows_of_states_and_industries_are_not_read(tmp_path: Path) -> None:
    texas = COMPOSERS | {"AREA": "48", "AREA_TITLE": "Texas", "A_MEDIAN": 1}
    radio = COMPOSERS | {"I_GROUP": "4-digit", "A_MEDIAN": 2}
    assert [row.cells["p50_year"] for row in parsed("oews", oews(tmp_path, texas, COMPOSERS, radio))] == ["73710"]
    assert "no national rows" in refusal("oews", oews(tmp_path, texas))


def test_groups_of_occupations_are_read_but_make_no_figure(tmp_path: Path) -> None:
    (group,) = parsed("oews", oews(tmp_path, COMPOSERS | {"O_GROUP": "broad"}))
    assert list(wages.figures([group], {"27-2041": "Composers"})) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"A_MEDIAN": "n/a"}, "row 2: 'n/a' in column p50_year is not a number"),
        ({"A_MEDIAN": ""}, "p50_year is not a number"),
        ({"A_MEDIAN": -5}, "-5 cannot be meant as p50_year"),
        ({"A_MEDIAN": 0}, "0 cannot be meant as p50_year"),
        ({"A_MEDIAN": True}, "'True' in column p50_year"),
        ({"A_MEDIAN": 1e15}, "p50_year is not a number that can be meant"),
        ({"TOT_EMP": "#DIV/0!"}, "'#DIV/0!' in column employment"),
        ({"OCC_CODE": "27-20"}, "'27-20' is not an occupation code"),
        ({"OCC_TITLE": ""}, "title is empty"),
    ],
)
def test_cells_that_cannot_be_meant_are_named(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    assert reason in refusal("oews", oews(tmp_path, COMPOSERS | change))


def test_an_occupation_or_a_column_twice_is_refused(tmp_path: Path) -> None:
    assert "27-2041 stands there twice" in refusal("oews", oews(tmp_path, COMPOSERS, COMPOSERS | {"A_MEDIAN": 60_000}))
    assert "Two columns" in refusal("oews", oews(tmp_path, header=(*OEWS_HEADER, "A_MEDIAN")))


def test_a_missing_column_is_refused(tmp_path: Path) -> None:
    header = [name for name in OEWS_HEADER if name != "A_PCT75"]
    assert "no sheet holds its columns" in refusal("oews", oews(tmp_path, header=header))


def test_the_year_must_be_said_once(tmp_path: Path) -> None:
    silent = {"title": "Sheet1", "notes": "Estimates", "name": "wages.xlsx"}
    assert "--period YEAR" in refusal("oews", oews(tmp_path, **silent))
    assert parsed("oews", oews(tmp_path, **silent), "2026")[0].year == 2026
    assert "not a year" in refusal("oews", oews(tmp_path, **silent), "20x6")
    assert "2025, 2027" in refusal("oews", oews(tmp_path, name="national_M2025_dl.xlsx"))
    assert "2026, 2027" in refusal("oews", oews(tmp_path), "2026")


# Projections


@pytest.mark.needs_data
@pytest.mark.parametrize("edition", ["2019-29", "2022-32", "2023-33", "2024-34"])
def test_every_expected_projection_is_found(edition: str) -> None:
    (path,) = (DATA / "projections").glob(f"bls_ep_{edition.replace('-', '_')}*")
    found = {row.occupation: row for row in parsed("projections", path)}
    rows = expected("projections", projection=edition)
    assert len(rows) >= 20
    for row in rows:
        ours = found[row["soc"]]
        assert ours.edition == edition
        assert ours.title == row["title"]
        names = {"emp_base_k": "jobs_base", "emp_proj_k": "jobs_projected", "change_k": "jobs_change",
                 "pct_change": "growth_percent", "openings_k": "openings_yearly"}  # fmt: skip
        for theirs, name in names.items():
            assert ours.cells[name] == plain(row[theirs]), (row["soc"], name)
        if row["pct_self_employed"]:
            assert ours.cells["self_employed_percent"] == plain(row["pct_self_employed"]).replace("—", "*")
        assert ours.wording == row["outlook_2024_34_scale"]


def test_another_edition_moved_about_is_read_without_wording(tmp_path: Path) -> None:
    rows = [TITLE, tuple(reversed(EP_HEADER)), tuple(reversed(EP_ROW)), ("Footnotes:",)]
    path = workbook(tmp_path / "new.xlsx", {"Index": [("Contents",)], "Table 9": rows})
    (row,) = parsed("projections", path)
    assert (row.occupation, row.edition, row.title) == ("27-2041", "2027-37", "Music directors and composers")
    assert [row.cells[name] for name in ("growth_percent", "jobs_base", "jobs_projected")] == ["-0.3", "47.3", "47.2"]
    assert row.wording == ""


def test_a_dash_is_withheld_and_a_missing_column_is_silence(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"a": [TITLE, EP_HEADER, (*EP_ROW[:7], "—", *EP_ROW[8:])]})
    assert parsed("projections", path)[0].cells["self_employed_percent"] == "*"
    header = [name for index, name in enumerate(EP_HEADER) if index != 7]
    row = [cell for index, cell in enumerate(EP_ROW) if index != 7]
    assert parsed("projections", text(tmp_path / "a.csv", [header, row]))[0].cells["self_employed_percent"] == ""


def test_projections_refuse_what_cannot_be_meant(tmp_path: Path) -> None:
    def of(*rows: tuple[Any, ...], header: tuple[str, ...] = EP_HEADER) -> Path:
        return workbook(tmp_path / "a.xlsx", {"a": [TITLE, header, *rows]})

    assert "27-2041 stands there twice" in refusal("projections", of(EP_ROW, EP_ROW))
    assert "holds no occupations" in refusal("projections", of())
    assert "-47.3 cannot be meant" in refusal("projections", of((*EP_ROW[:3], -47.3, *EP_ROW[4:])))
    assert "not an occupation code" in refusal("projections", of((EP_ROW[0], "composers", *EP_ROW[2:])))
    assert "names more than one edition: 2026-36, 2027-37" in refusal("projections", of(EP_ROW), "2026-36")
    silent = tuple(name.replace(", 2027–37", "").replace("2027–37 ", "") for name in EP_HEADER)
    assert "does not say its edition" in refusal("projections", of(EP_ROW, header=silent))
