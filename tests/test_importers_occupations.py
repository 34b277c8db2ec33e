"""O*NET's tables and the indices of exposure: what each file says, what is stored, and what others may ask."""

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from salaries.importers import ImportRefused, exposure, onet
from salaries.models import Exposure, Occupation, OccupationTask, SkillRating, SourceFile, TechnologySkill
from salaries.occupations import exposure_of, tasks_of
from salaries.starter import loading, reading
from tests.conftest import DATA
from tests.people import make_source
from tests.publishers import loaded, parsed, refusal, text, workbook

SKILLS = ("O*NET-SOC Code", "Title", "Element ID", "Element Name", "Scale ID", "Data Value", "N", "Standard Error",
          "Recommend Suppress", "Not Relevant")  # fmt: skip
LISTENING = ("27-2041.00", "Composers", "2.A.1.b", "Active Listening", "IM", "3.88", "8", "0.13", "N", "")
TASKS = ("O*NET-SOC Code", "Title", "Task ID", "Task", "Task Type", "Incumbents Responding")
GPTS = ("O*NET-SOC Code", *(f"{who}_rating_{how}" for who in ("dv", "human") for how in ("alpha", "beta", "gamma")))


@pytest.fixture
def composers(db: None) -> None:
    """An occupation and the sources that speak of it."""
    Occupation.objects.create(code="27-2041", title="Music directors and composers")
    for slug in ("onet", "eloundou-2023", "aioe-2021", "anthropic-economic-index"):
        make_source(slug)


def skills(folder: Path, *rows: tuple[str, ...]) -> Path:
    return text(folder / "Skills.csv", [SKILLS, *rows])


# Skills


def test_the_base_code_speaks_for_the_occupation_and_parts_only_without_it(tmp_path: Path) -> None:
    part = ("27-2041.01", *LISTENING[1:5], "2", *LISTENING[6:])
    parts = [("15-1299.08", *part[1:]), ("15-1299.09", *part[1:5], "3", *part[6:])]
    level = (*LISTENING[:4], "LV", "4.5", *LISTENING[6:])
    found = {
        r.first.occupation: r
        for r in onet.ratings(parsed("onet-skills", skills(tmp_path, part, LISTENING, level, *parts)))
    }
    assert (found["27-2041"].importance, found["27-2041"].level, found["27-2041"].raters) == (
        Decimal("3.88"),
        Decimal("4.5"),
        8,
    )
    assert (found["15-1299"].importance, found["15-1299"].level, found["15-1299"].raters) == (
        Decimal("2.5"),
        None,
        None,
    )


def test_ratings_not_to_be_used_are_left_out(tmp_path: Path) -> None:
    suppressed = (*LISTENING[:8], "Y", "")
    no_level = (*LISTENING[:4], "LV", "0", "8", "0", "N", "Y")
    (one,) = onet.ratings(parsed("onet-skills", skills(tmp_path, LISTENING, no_level)))
    assert (one.importance, one.level) == (Decimal("3.88"), None)
    assert list(onet.ratings(parsed("onet-skills", skills(tmp_path, suppressed)))) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({5: "6"}, "6 on the scale 'IM' cannot be meant"),
        ({4: "XX"}, "on the scale 'XX'"),
        ({0: "27-2041.0"}, "is not a code"),
        ({2: "musical ear"}, "is no element"),
        ({3: ""}, "name is empty"),
        ({6: "1.5"}, "is not a whole number"),
    ],
)
def test_ratings_that_cannot_be_meant_are_refused(tmp_path: Path, change: dict[int, str], reason: str) -> None:
    row = tuple(change.get(index, cell) for index, cell in enumerate(LISTENING))
    assert reason in refusal("onet-skills", skills(tmp_path, row))


def test_a_rating_twice_and_another_release_are_refused(tmp_path: Path) -> None:
    assert "stands there twice" in refusal("onet-skills", skills(tmp_path, LISTENING, LISTENING))
    assert "not a release of O*NET" in refusal("onet-skills", skills(tmp_path, LISTENING), "latest")


def test_skills_are_stored(composers: None, tmp_path: Path) -> None:
    other = ("11-1011.00", *LISTENING[1:])
    summary = loaded("onet-skills", skills(tmp_path, LISTENING, other), period="30.1")
    assert (summary.new, summary.unknown, summary.edition) == (1, {"11-1011": 1}, "O*NET 30.1")
    skill = SkillRating.objects.get(occupation="27-2041", kind="skill")
    assert (skill.name, skill.level, skill.edition) == ("Active Listening", None, "30.1")
    assert skill.importance == Decimal("3.88")
    assert loaded("onet-skills", skills(tmp_path, LISTENING, other), period="30.1").unchanged == 1
    with pytest.raises(ImportRefused, match=r"30\.1 are held already"):
        loaded("onet-skills", skills(tmp_path, (*LISTENING[:5], "1", *LISTENING[6:])), period="29.2")
    with pytest.raises(ImportRefused, match="say with --period which release"):
        loaded("onet-skills", skills(tmp_path, (*LISTENING[:5], "1", *LISTENING[6:])))
    assert SkillRating.objects.get().importance == Decimal("3.88")


def test_a_workbook_and_a_text_with_tabs_say_the_same(tmp_path: Path) -> None:
    rows = [SKILLS, LISTENING]
    path = tmp_path / "Skills.txt"
    path.write_text("\n".join("\t".join(row) for row in rows) + "\n")
    book = workbook(tmp_path / "Skills.xlsx", {"Notes": [("nothing",)], "Skills": [("A title",), *rows]})
    values = [[(r.occupation, r.element, r.value) for r in parsed("onet-skills", p)] for p in (path, book)]
    assert values[0] == values[1] == [("27-2041", "2.A.1.b", Decimal("3.88"))]


# Tasks and tools


def test_tasks_and_their_observed_use(composers: None, tmp_path: Path) -> None:
    rows = [("27-2041.00", "C", "7", "Write scores.", "Core", "20"), ("27-2041.00", "C", "8", "Tune.", "", "")]
    assert loaded("onet-tasks", text(tmp_path / "t.csv", [TASKS, *rows])).new == 2
    use = [("O*NET-SOC Code", "Task ID", "aei_penetration"), ("27-2041.00", "7", "0.25"), ("27-2041.00", "9", "0.5"),
           ("27-2041.00", "8", "")]  # fmt: skip
    summary = loaded("aei-tasks", text(tmp_path / "u.csv", use))
    assert (summary.new, summary.unknown) == (1, {"task 9": 1})
    core, other = tasks_of(["27-2041"])
    assert (core.statement, core.kind, core.reach[0].value, core.reach[0].kind) == (
        "Write scores.",
        "core",
        0.25,
        "observed",
    )
    assert (other.kind, other.reach) == ("", ())
    assert exposure_of(["27-2041"]) == ()  # a task's value is not the occupation's


def test_tasks_that_cannot_be_meant_are_refused(tmp_path: Path) -> None:
    row = ("27-2041.00", "C", "7", "Write scores.", "Core", "20")
    assert "task 7 stands there twice" in refusal("onet-tasks", text(tmp_path / "t.csv", [TASKS, row, row]))
    assert "no kind of task" in refusal("onet-tasks", text(tmp_path / "t.csv", [TASKS, (*row[:4], "Soft", "")]))
    assert "whole number" in refusal("onet-tasks", text(tmp_path / "t.csv", [TASKS, (*row[:2], "7.5", *row[3:])]))


def test_a_tool_of_two_parts_is_one_tool(composers: None, tmp_path: Path) -> None:
    header = ("O*NET-SOC Code", "Title", "Example", "Commodity Title", "Hot Technology", "In Demand")
    rows = [
        ("27-2041.00", "C", "Max", "Music software", "N", "N"),
        ("27-2041.01", "C", "Max", "Music software", "N", "Y"),
    ]
    assert loaded("onet-tools", text(tmp_path / "t.csv", [header, *rows])).new == 1
    tool = TechnologySkill.objects.get(occupation="27-2041")
    assert (tool.name, tool.hot, tool.in_demand) == ("Max", False, True)
    assert "neither Y nor N" in refusal("onet-tools", text(tmp_path / "t.csv", [header, (*rows[0][:5], "maybe")]))


# Exposure


def test_indices_stand_side_by_side(composers: None, tmp_path: Path) -> None:
    loaded("gpts", text(tmp_path / "g.csv", [GPTS, ("27-2041.00", "0.5", "0.7", "0.9", "0.1", "0.3", "0.4")]))
    loaded("aioe", text(tmp_path / "a.csv", [("soc", "aioe", "lm_aioe"), ("27-2041", "0.883", "1.03")]))
    loaded("aei", text(tmp_path / "o.csv", [("soc", "aei_observed_exposure"), ("27-2041", "0.0368")]))
    found = {reach.index: reach for reach in exposure_of(["27-2041"])}
    assert {name: reach.value for name, reach in found.items()} == {
        "gpts-model": 0.7, "gpts-people": 0.3, "aioe": 0.883, "aioe-language": 1.03, "aei-observed": 0.0368,
    }  # fmt: skip
    assert (found["gpts-model"].low, found["gpts-model"].high, found["gpts-model"].source) == (
        0.5,
        0.9,
        "eloundou-2023",
    )
    assert {reach.unit for reach in found.values() if reach.index.startswith("aioe")} == {"score"}


def test_exposure_that_cannot_be_meant_is_refused(tmp_path: Path) -> None:
    assert "do not rise" in refusal(
        "gpts", text(tmp_path / "g.csv", [GPTS, ("27-2041.00", *["0.5", "0.4", "0.9"] * 2)])
    )
    assert "1.2 cannot be meant" in refusal(
        "aei", text(tmp_path / "o.csv", [("soc", "aei_observed_exposure"), ("27-2041", "1.2")])
    )
    twice = [("soc", "aioe"), ("27-2041", "1"), ("27-2041", "2")]
    assert "stands there twice" in refusal("aioe", text(tmp_path / "a.csv", twice))
    assert "holds no values" in refusal("aioe", text(tmp_path / "a.csv", [("soc", "aioe")]))


# The publishers' own files


def expected(name: str) -> dict[str, dict[str, Any]]:
    with (DATA / "exposure" / "ai_exposure_by_soc.csv").open(newline="") as stream:
        return {row["soc"]: row for row in csv.DictReader(stream) if row[name]}


@pytest.mark.needs_data
@pytest.mark.parametrize(("index", "column"), [("gpts-model", "gpts_dv_rating"), ("gpts-people", "gpts_human_rating")])
def test_ratings_by_detailed_codes_agree_with_a_table_somebody_else_made(index: str, column: str) -> None:
    rows = exposure.of_occupations(parsed("gpts", DATA / "exposure" / "gptsaregpts_occ_level.csv"))
    ours = {row.occupation: row for row in rows if row.index == index}
    wanted = expected(f"{column}_beta")
    assert len(wanted) > 15
    for code, row in wanted.items():
        assert float(ours[code].value) == pytest.approx(float(row[f"{column}_beta"]), abs=1e-4)
        assert float(ours[code].high) == pytest.approx(float(row[f"{column}_gamma"]), abs=1e-4)


@pytest.mark.needs_data
@pytest.mark.django_db
def test_every_file_on_occupations_is_read_and_the_starter_sets_own_change_nothing() -> None:
    loading.load(starter=reading.read())
    held = set(Occupation.objects.values_list("code", flat=True))
    summary = loaded("onet-skills", DATA / "onet" / "onet_30_1_skills_workactivities_importance.csv", period="30.1")
    assert (summary.changed, summary.unchanged) == (0, 12 * 35)
    assert SkillRating.objects.filter(kind="work_activity").exists()
    for name, folder, file in (
        ("onet-tasks", "onet", "Task_Statements.csv"), ("onet-tools", "onet", "Technology_Skills.csv"),
        ("gpts", "exposure", "gptsaregpts_occ_level.csv"), ("aioe", "exposure", "ai_exposure_by_soc.csv"),
        ("aei", "exposure", "ai_exposure_by_soc.csv"), ("aei-tasks", "exposure", "aei_tasks_by_occupation.csv"),
    ):  # fmt: skip
        summary = loaded(name, DATA / folder / file)
        assert summary.new + summary.unchanged > 0
        assert summary.new or name == "aei"  # all of it is in the starter set
        assert not summary.changed or name == "gpts"  # which adds the narrowest and widest readings
    assert set(Exposure.objects.values_list("occupation", flat=True)) <= held
    composers = {reach.index: reach.value for reach in exposure_of(["27-2041"])}
    assert (composers["gpts-model"], composers["gpts-people"], composers["aei-observed"]) == (0.7105, 0.2807, 0.0368)
    assert OccupationTask.objects.filter(occupation="27-2041").count() > 10
    assert TechnologySkill.objects.filter(occupation="27-4014", name="Avid Technology Pro Tools").exists()
    assert SourceFile.objects.filter(rows_read__gt=0).count() == 7


@pytest.mark.django_db
def test_the_starter_set_brings_skills_and_exposure() -> None:
    loading.load(starter=reading.read())
    assert SkillRating.objects.get(occupation="27-2041", kind="skill", element="2.A.1.b").importance == Decimal("3.88")
    assert {reach.index for reach in exposure_of(["15-2051"])} == {"gpts-model", "gpts-people", "aei-observed"}
    assert loading.load(starter=reading.read()).written == 0
