"""A move as one object: its gap, its hours and its pay, on the starter set's own figures."""

from dataclasses import replace

import pytest
from django.core.management import call_command

from advice.library import pathways
from advice.planning import plan
from salaries.comparison import UnknownQuery
from salaries.models import Figure
from tests.people import make_estimate, make_role

pytestmark = pytest.mark.django_db
HYBRID = pathways()["music-producer-to-hybrid-producer"]
TO_ML = replace(HYBRID, slug="to-ml", target="machine-learning-engineer")


@pytest.fixture
def starter() -> None:
    call_command("load_starter", verbosity=0)


def test_nobody_measures_hybrid_pay_so_there_is_no_difference(starter) -> None:
    found = plan(HYBRID, weekly=5)
    assert (found.yearly, found.published_difference, found.pay_back) == (None, None, None)
    assert found.options[0].name == "Stay: Human music producer"
    assert found.options[0].published.line.value == 73_710
    assert found.options[2].published is None


def test_published_medians_of_one_source_and_month_are_subtracted(starter) -> None:
    found = plan(TO_ML, weekly=5)
    data_scientists = Figure.objects.get(key="bls-oews/15-2051/2025/p50/year")
    assert found.published_difference == float(data_scientists.value) - 73_710
    assert found.yearly is None


def test_medians_of_different_months_are_not_subtracted(starter) -> None:
    Figure.objects.filter(key="bls-oews/27-2041/2025/p50/year").update(value=None, withheld="suppressed")
    found = plan(TO_ML, weekly=5)
    assert found.options[0].published.line.period == "May 2024"
    assert found.published_difference is None


def test_an_estimate_is_never_subtracted_from_a_published_figure(starter) -> None:
    make_estimate(make_role("hybrid-producer"), (50_000, 60_000, 70_000))
    found = plan(HYBRID, weekly=5, cost=100)
    assert (found.yearly, found.published_difference, found.pay_back) == (None, None, None)


def test_hours_are_the_sum_of_the_lessons_and_heavier_skills_come_first(starter) -> None:
    found = plan(HYBRID, weekly=7)
    assert found.hours == tuple(sum(lesson.hours[end] for lesson in found.lessons) for end in (0, 1))
    weights = [lesson.missing.weight for lesson in found.lessons]
    assert weights == sorted(weights, reverse=True)
    assert found.lessons[0].skill.slug == "model-use"
    assert found.weeks[0] * 7 >= found.hours[0] > (found.weeks[0] - 1) * 7


def test_general_skills_are_compared_between_main_occupations(starter) -> None:
    found = plan(TO_ML, weekly=5)
    assert found.general_codes == (("27-2041",), ("15-2051",))
    assert "Mathematics" in {found.general_names[missing.skill] for missing in found.general.missing}


def test_a_role_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UnknownQuery):
        plan(HYBRID, weekly=5)
