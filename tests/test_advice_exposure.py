"""Indices side by side, their conflicts, tasks one by one, and a person's own mix: a sum for each index, never one."""

import pytest
from django.test import Client

from advice.exposure import exposure
from advice.library import futures
from advice.mix import kinds, mix
from salaries.models import Exposure, Occupation, OccupationTask, Source

pytestmark = pytest.mark.django_db


def body(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_indices_disagree_on_composers_and_stand_side_by_side(starter_set) -> None:
    found = exposure(["27-2041", "25-3021"])
    assert found.codes == ("27-2041",)
    assert {row.index: row.values for row in found.rows} == {
        "gpts-model": (0.7105,), "gpts-people": (0.2807,), "aei-observed": (0.0368,), "aioe": (0.883,),
    }  # fmt: skip
    assert found.conflicts == (("27-2041", 0.0368, 0.7105),)
    assert exposure(["25-3021"]).codes == ()


def test_a_role_shows_the_indices_and_says_where_they_conflict(client, starter_set) -> None:
    page = body(client, "/advice/roles/music-producer/")
    assert all(f"<td>{value}</td>" in page for value in ("0.71", "0.28", "0.037"))
    assert "<strong>They conflict</strong> on Music directors and composers: one index says 0.037, another 0.71" in page
    assert "when the publishers’ files on tasks have been imported" in page


def test_tasks_are_shown_one_by_one_when_they_are_held(client, starter_set) -> None:
    occupation = Occupation.objects.get(code="27-2041")
    task = OccupationTask.objects.create(
        occupation=occupation, number=1, statement="Test a task.", kind="core", source=Source.objects.get(slug="onet")
    )
    Exposure.objects.create(
        occupation=occupation, task=task, index="aei-observed", kind="observed", unit="share", value="0.5",
        source=Source.objects.get(slug="anthropic-economic-index"),
    )  # fmt: skip
    page = body(client, "/advice/roles/music-producer/")
    assert "Task by task: 1 task of Music directors and composers" in page
    assert '<tr><th scope="row">Test a task.</th><td>0.50</td></tr>' in page


def test_a_mix_worked_by_hand(starter_set) -> None:
    found = mix({"stock": 30, "film": 20, "mixing": 25, "teaching": 25})
    totals = {row.index: value for row, value, _ in found.totals}
    # composers 30 + 20 %, sound technicians 25 %, college teachers 25 %
    assert totals["gpts-model"] == pytest.approx(0.5 * 0.7105 + 0.25 * GPT4["27-4014"] + 0.25 * GPT4["25-1121"])
    assert "aioe" not in totals  # a score without a unit is shown, not added up
    assert [covered for _, _, covered in found.totals] == pytest.approx([1, 1, 1])


GPT4 = {"27-4014": 0.4259, "25-1121": 0.4375}


def test_what_an_index_does_not_cover_is_left_out_and_said(starter_set) -> None:
    Exposure.objects.filter(occupation="27-4014", index="gpts-people").delete()
    totals = {row.index: (value, covered) for row, value, covered in mix({"stock": 1, "mixing": 3}).totals}
    assert totals["gpts-people"] == (pytest.approx(0.2807), pytest.approx(0.25))


def test_kinds_of_work_name_occupations_and_predictions_that_exist(starter_set) -> None:
    codes = {work.occupation for work in kinds().values()}
    assert Occupation.objects.filter(code__in=codes).count() == len(codes)
    assert {work.future for work in kinds().values()} <= {"", *futures()}


def test_a_mix_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="above zero"):
        mix({"stock": 0})


def test_the_page_keeps_its_shares_in_the_address(client, starter_set) -> None:
    page = body(client, "/advice/tasks/?stock=30&live=30")
    assert "Your shares do not add up to a hundred" in page
    assert "Low-budget work goes to machines" in page
    assert "No index rates kinds of work" in page
    assert "By index, of your income" not in body(client, "/advice/tasks/")
    assert 'class="error"' in body(client, "/advice/tasks/?stock=101")
