"""Three moves with every number worked by hand on the starter set's figures, and what a plan must never do.

Hours of a skill: full hours x missing points / 4, rounded up to tens. Weeks / 52 x 12 are months. Pay of an hour is
yearly pay / (hours a week x weeks a year).
"""

from dataclasses import replace

import pytest

from advice.asking import Ask, Own
from advice.planning import Plan, plan
from salaries.comparison import Interval, Query, Terms, UnknownQuery, compare
from salaries.models import Combination, Figure, Role
from tests.people import make_estimate, make_role

pytestmark = pytest.mark.django_db
TO_HYBRID = Ask("music-producer", "hybrid-producer", level="mid", country="US", weekly=5, from_work=2, hour_cost=2,
                fixed_cost=500)  # fmt: skip
TO_ML = Ask("music-producer", "machine-learning-engineer", level="mid", country="US", weekly=10, from_work=4,
            hour_cost=1.5, fixed_cost=1_000)  # fmt: skip
IN_SPAIN = Ask("mixing-mastering-engineer", "audio-software-developer", country="ES", currency="EUR", weekly=10,
               fixed_cost=2_000)  # fmt: skip
FIVE = ("p10", "p25", "p50", "p75", "p90")


def lessons(found: Plan) -> dict[str, tuple[float, tuple[int, int]]]:
    return {lesson.skill.slug: (lesson.missing.weight, lesson.hours) for lesson in found.lessons}


def test_a_music_producer_to_hybrid_producer_by_hand(starter_set) -> None:
    found = plan(TO_HYBRID)
    # weight (need - have) x need; hours of 4 points x (need - have) / 4, up to tens
    assert lessons(found) == {
        "model-use": (15, (30, 90)),  # 2 to 5: 3 x 5; 40 and 120 x 3/4
        "provenance": (12, (10, 30)),  # 1 to 4: 3 x 4; 10 and 40 x 3/4 = 7.5 and 30
        "ai-editing": (8, (10, 30)),  # 2 to 4: 2 x 4; 20 and 60 / 2
        "scripting": (8, (20, 50)),  # 2 to 4: 2 x 4; 30 and 100 / 2
        "evaluation": (6, (20, 80)),  # 1 to 3: 2 x 3; 40 and 150 / 2
        "audience": (4, (20, 70)),  # 3 to 4: 1 x 4; 60 and 250 / 4 = 15 and 62.5
        "rights": (4, (10, 30)),  # 3 to 4: 1 x 4; 40 and 120 / 4
        "mastering": (3, (50, 150)),  # 2 to 3: 1 x 3; 200 and 600 / 4
        "python": (2, (40, 100)),  # 1 to 2: 1 x 2; 150 and 400 / 4 = 37.5 and 100
    }
    assert found.skills.share == pytest.approx(62 / 180)  # of 180 = the sum of (need - 1) x need over all 16 skills
    assert found.hours == (210, 630)
    # 42, 84 and 126 weeks at 5 hours
    assert [one.start for one in found.bills] == pytest.approx([9.6923, 19.3846, 29.0769], abs=1e-4)
    assert [one.learning for one in found.bills] == [920, 1_340, 1_760]  # 210, 420 and 630 x 2 + 500
    # an hour of a producer's median: 73,710 / 2,080 = 35.4375; 2 of them a week for 42, 84 and 126 weeks
    assert [one.lost for one in found.bills] == pytest.approx([2_976.75, 5_953.50, 8_930.25])
    # nobody measures a hybrid producer's pay: no difference, no break-even, and no number in its place
    assert (found.bases, found.basis, found.outcome, found.abroad) == ((), None, None, ())
    assert "No figure that we hold" in found.unknown
    # 7,293.50 has come back after 24 months at 7,293.50 x 12 / 4.6154 a year, after 60 at ... / 40.6154
    assert found.needed[0] == (1, None)
    assert [yearly for _, yearly in found.needed[1:]] == pytest.approx([18_963.10, 2_154.90, 869.87], abs=0.01)
    claims = {row.line.key: (row.line.value, row.claim) for row in found.elsewhere if row.line.measure == "claimed"}
    assert claims["founding-article/hybrid-producer/median"] == (85_000, "No source found")


def test_a_music_producer_to_machine_learning_engineer_by_hand(starter_set) -> None:
    found = plan(TO_ML)
    assert lessons(found) == {
        "engineering": (20, (300, 900)),  # 1 to 5, all of it
        "model-training": (20, (300, 900)),
        "python": (20, (150, 400)),
        "evaluation": (12, (30, 120)),  # 1 to 4: 40 and 150 x 3/4 = 30 and 112.5
        "statistics": (12, (150, 530)),  # 1 to 4: 200 and 700 x 3/4 = 150 and 525
        "audio-data": (2, (20, 50)),  # 1 to 2: 60 and 200 / 4 = 15 and 50
    }
    assert found.skills.share == 1
    assert found.hours == (950, 2_900)
    # 95, 192.5 and 290 weeks at 10 hours
    assert [one.start for one in found.bills] == pytest.approx([21.9231, 44.4231, 66.9231], abs=1e-4)
    assert [one.learning for one in found.bills] == [2_425, 3_887.5, 5_350]  # 950, 1,925 and 2,900 x 1.5 + 1,000
    assert [one.lost for one in found.bills] == pytest.approx([13_466.25, 27_286.875, 41_107.5])  # 35.4375 x 4 x weeks
    assert [one.total for one in found.bills] == pytest.approx([15_891.25, 31_174.375, 46_457.5])
    assert (found.basis.slug, found.basis.period, found.basis.measure) == ("bls-oews", "May 2025", "Earned")
    assert found.basis.origin.percentiles == tuple(zip(FIVE, (39_880, 53_110, 73_710, 104_090, 165_760), strict=True))
    assert found.basis.target.percentiles == tuple(zip(FIVE, (67_240, 85_660, 120_230, 158_880, 199_130), strict=True))
    outcome = found.outcome
    assert (outcome.now, outcome.place) == (73_710, pytest.approx(0.5))
    # 67,240, 120,230 and 199,130 less 73,710
    ends = (outcome.difference.pessimistic, outcome.difference.middle, outcome.difference.optimistic)
    assert ends == pytest.approx((-6_470, 46_520, 125_420))
    # never; 44.42 + 31,174.375 x 12 / 46,520 = 44.42 + 8.04; 21.92 + 15,891.25 x 12 / 125,420 = 21.92 + 1.52
    back = outcome.pay_back
    assert (back.pessimistic, back.middle, back.optimistic) == (None, 53, 24)
    # below 73,710: 0.1 + 0.15 x ln(73,710 / 67,240) / ln(85,660 / 67,240) = 0.1 + 0.15 x 0.09187 / 0.24212
    assert outcome.loses == pytest.approx(15.69, abs=0.01)
    # at least 31,174.375 x 12 / (120 - 44.42) = 4,949.83 more, so below 78,659.83: 0.1 + 0.15 x 0.15687 / 0.24212
    assert outcome.never.value == pytest.approx(19.72, abs=0.01)
    # in ten years: -6,470 / 12 x 53.08 - 46,457.50; 46,520 / 12 x 75.58 - 31,174.38; 125,420 / 12 x 98.08 - 15,891.25
    gains = (outcome.gain.pessimistic, outcome.gain.middle, outcome.gain.optimistic)
    assert gains == pytest.approx((-75_074.8, 261_812.2, 1_009_176.1), abs=1)


def test_where_pay_falls_the_sooner_it_begins_the_more_is_lost(starter_set) -> None:
    outcome = plan(replace(TO_ML, own=Own(250_000), hour_cost=0, fixed_cost=0, from_work=0, away=0)).outcome
    # 67,240, 120,230 and 199,130 less 250,000; 21.92, 44.42 and 66.92 months of learning at 10 hours a week
    gains = (outcome.gain.pessimistic, outcome.gain.middle, outcome.gain.optimistic)
    assert gains == pytest.approx((-182_760 / 12 * 98.0769, -129_770 / 12 * 75.5769, -50_870 / 12 * 53.0769), rel=1e-5)
    assert [one.hours for one in outcome.bills] == [950, 1_925, 2_900]


@pytest.mark.parametrize("own", [10_000, 60_000, 74_000, 120_000, 199_000, 400_000])
@pytest.mark.parametrize("weekly", [1, 10, 40])
def test_the_middle_never_lies_beyond_the_ends(starter_set, own: float, weekly: int) -> None:
    outcome = plan(replace(TO_ML, own=Own(own), weekly=weekly, from_work=0)).outcome
    assert outcome.gain.pessimistic <= outcome.gain.middle <= outcome.gain.optimistic


def test_a_mastering_engineer_in_spain_to_audio_developer_by_hand(starter_set) -> None:
    found = plan(IN_SPAIN)
    assert lessons(found) == {
        "audio-dsp": (20, (200, 600)),
        "engineering": (20, (300, 900)),
        "real-time": (20, (400, 1_000)),
        "python": (6, (80, 200)),  # 1 to 3: 2 x 3; 150 and 400 / 2 = 75 and 200
        "statistics": (6, (100, 350)),  # 1 to 3: 2 x 3; 200 and 700 / 2
        "evaluation": (2, (10, 40)),  # 1 to 2: 1 x 2; 40 and 150 / 4 = 10 and 37.5
    }
    assert found.skills.share == pytest.approx(74 / 82)  # listening and sound design, 6 + 2, are there
    assert found.hours == (1_090, 3_090)
    assert [one.start for one in found.bills] == pytest.approx([25.1538, 48.2308, 71.3077], abs=1e-4)
    # no figure of Spain: nothing is reckoned; the American pair is shown, in euros of 2025 (1.1299831373 dollars)
    assert (found.bases, found.outcome, found.today) == ((), None, None)
    (abroad,) = found.abroad
    assert (abroad.country, abroad.period, abroad.rate.year) == ("US", "May 2025", 2025)
    assert abroad.origin.middle == pytest.approx(73_130 / 1.1299831373)
    assert abroad.target.middle == pytest.approx(135_980 / 1.1299831373)
    row = next(row for row in found.elsewhere if row.line.key == "bls-oews/15-1252/2025/p50/year")
    assert row.converted == pytest.approx(120_338.1, abs=0.1)


def test_own_pay_and_expectation_make_a_plan_where_nobody_measures(starter_set) -> None:
    found = plan(replace(IN_SPAIN, own=Own(30_000, 35_000, 45_000, 60_000)))
    outcome = found.outcome
    assert (found.basis.slug, outcome.now, outcome.now_is_own) == ("own", 30_000, True)
    ends = (outcome.difference.pessimistic, outcome.difference.middle, outcome.difference.optimistic)
    assert ends == pytest.approx((5_000, 15_000, 30_000))
    # 71.31 + 2,000 x 12 / 5,000; 48.23 + 2,000 x 12 / 15,000; 25.15 + 2,000 x 12 / 30,000
    back = outcome.pay_back
    assert (back.pessimistic, back.middle, back.optimistic) == (77, 50, 26)
    # the tail below ends at 35,000 x 35,000 / 45,000 = 27,222: 0.1 x ln(30,000 / 27,222) / ln(35,000 / 27,222)
    assert outcome.loses == pytest.approx(3.87, abs=0.01)


def test_skills_one_has_are_taken_off(starter_set) -> None:
    found = plan(replace(TO_ML, has=("python", "statistics")))
    assert found.hours == (950 - 150 - 150, 2_900 - 400 - 530)
    assert found.skills.share == pytest.approx((86 - 20 - 12) / 86)


def test_own_pay_replaces_the_median_and_moves_the_place(starter_set) -> None:
    found = plan(replace(TO_ML, own=Own(104_090), carry=100))
    assert found.outcome.place == pytest.approx(0.75)
    assert found.outcome.difference.middle == pytest.approx(158_880 - 104_090)
    assert found.outcome.difference.pessimistic == found.outcome.difference.optimistic


def test_the_newest_month_that_covers_both_roles_is_taken(starter_set) -> None:
    Figure.objects.filter(key="bls-oews/27-2041/2025/p50/year").update(value=None, withheld="suppressed")
    found = plan(TO_ML)
    assert found.basis.period == "May 2024"
    assert (found.basis.origin.middle, found.basis.target.middle) == (63_670, 112_590)


def test_an_estimate_is_never_subtracted_from_a_published_figure(starter_set) -> None:
    make_estimate(make_role("machine-learning-engineer"), (90_000, 100_000, 110_000))
    bases = plan(TO_ML).bases
    assert [(basis.slug, basis.origin is None) for basis in bases] == [("bls-oews", False), ("reports", True)]
    make_estimate(make_role("music-producer"), (50_000, 60_000, 70_000))
    assert [basis.slug for basis in plan(TO_ML).bases] == ["reports", "bls-oews"]


def test_contributors_medians_differ_by_the_worst_and_best_pair_of_bounds(starter_set) -> None:
    spread = {"p10": [1, 30_000, 2], "p50": [50_000, 60_000, 70_000], "p90": [1, 90_000, 2]}
    make_estimate(make_role("music-producer"), (0, 0, 0), percentiles=spread)
    higher = {"p10": [1, 40_000, 2], "p50": [55_000, 66_000, 90_000], "p90": [1, 99_000, 2]}
    make_estimate(make_role("hybrid-producer"), (0, 0, 0), percentiles=higher)
    found = plan(TO_HYBRID)
    assert found.outcome.medians == Interval(-15_000, 6_000, 40_000)
    assert found.outcome.difference.optimistic == pytest.approx(99_000 - 60_000)
    assert any("your level" in note.lower() or "“Mid" in note for note in found.notes)


def test_a_level_that_is_published_is_used(starter_set) -> None:
    three = {"p10": [1, 30_000, 2], "p50": [50_000, 60_000, 70_000], "p90": [1, 90_000, 2]}
    for slug in ("music-producer", "hybrid-producer"):
        make_estimate(make_role(slug), (0, 0, 0), dimension="level", value="mid", percentiles=three)
    found = plan(TO_HYBRID)
    assert found.basis.slug == "reports-level"
    assert not any("not split by level" in note for note in found.notes)


def test_level_and_country_together_are_used_where_they_are_published_and_said_to_be_put_together(starter_set) -> None:
    three = {"p10": [1, 30_000, 2], "p50": [50_000, 60_000, 70_000], "p90": [1, 90_000, 2]}
    for slug in ("music-producer", "hybrid-producer"):
        role = make_role(slug)
        for dimension, value in (("level", "mid"), ("country", "US")):
            row = make_estimate(role, (0, 0, 0), dimension=dimension, value=value, percentiles=three)
        Combination.objects.create(
            release=row.release, role=role, level="mid", country="US", own_share=0.5,
            percentiles={"p10": [1, 20_000, 2], "p50": [40_000, 50_000, 60_000], "p90": [1, 80_000, 2]},
        )  # fmt: skip
    found = plan(TO_HYBRID)
    assert [basis.slug for basis in found.bases] == ["reports-level-country", "reports-country", "reports-level"]
    assert (found.basis.target.middle, found.basis.combined) == (50_000, True)
    assert found.notes[:2] == (
        "These are reports of: Mid (works alone), United States.",
        "Nobody was counted just so: these percentiles are put together from what is published of each part by itself.",
    )
    assert not any("Not published" in note or "not split" in note or "all countries" in note for note in found.notes)


def test_why_reports_are_not_narrowed_further_is_said(starter_set) -> None:
    for slug in ("music-producer", "hybrid-producer"):
        make_estimate(make_role(slug), (0, 60_000, 0))
    make_estimate(make_role("hybrid-producer"), (0, 0, 0), dimension="country", value="US", withheld="too_few",
                  percentiles={}, reports=9)  # fmt: skip
    missing = [note for note in plan(TO_HYBRID).notes if "Not published" in note]
    assert [note.split(". ")[0] for note in missing] == [
        "Not published: reports of hybrid producer, Mid (works alone), United States",
        "Not published: reports of hybrid producer, United States",
        "Not published: reports of hybrid producer, Mid (works alone)",
    ]
    assert "Too few reports: about" in missing[1]


def test_a_basis_can_be_chosen(starter_set) -> None:
    three = {"p10": [1, 30_000, 2], "p50": [50_000, 60_000, 70_000], "p90": [1, 90_000, 2]}
    for slug in ("music-producer", "machine-learning-engineer"):
        make_estimate(make_role(slug), (0, 0, 0), percentiles=three)
    assert plan(TO_ML).basis.slug == "reports"
    assert plan(replace(TO_ML, basis="bls-oews")).basis.slug == "bls-oews"


def test_mismatches_are_said_aloud(starter_set) -> None:
    aloud = " ".join(plan(replace(TO_ML, hours=25, own=Own(50_000), currency="EUR")).notes)
    for words in ("not split by level", "wage", "25 hours a week", "Your own pay", "0.8850 EUR", "Different people"):
        assert words in aloud, words


def test_a_role_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UnknownQuery):
        plan(replace(TO_ML, target="nobody"))


def test_a_plan_and_a_comparison_convert_an_estimate_alike(starter_set) -> None:
    for slug in ("music-producer", "hybrid-producer"):
        role = Role.objects.get(slug=slug)
        make_estimate(role, (0, 0, 0), percentiles={name: [5e4, 6e4, 7e4] for name in FIVE})
    found = plan(Ask("music-producer", "hybrid-producer", currency="EUR")).basis
    (answer,) = compare(Query(("music-producer",), terms=Terms(currency="EUR"))).roles
    median = answer.own.percentile("p50")
    assert found.origin is not None
    assert median is not None
    assert dict(found.origin.percentiles)["p50"] == median.value
