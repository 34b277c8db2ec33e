"""The drawing as pure functions: everything lies inside, in the right order, and nothing is drawn that is not known."""

import math
from itertools import pairwise
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salaries.presenters.bars import Picture
from salaries.presenters.charts import (
    FARTHEST,
    MARGIN,
    MOST_TICKS,
    NARROW_LETTER,
    PHONE,
    ROOM,
    ROOM_FOR_TAILS,
    TICK_STEPS,
    Bar,
    Scale,
    Section,
    draw,
    round_above,
    round_below,
    scale_for,
)
from salaries.presenters.formats import JOINED, MINUS, joined, lower_first, money, percent, quantity, short_money
from salaries.presenters.pictures import stacked

SPREAD = ("p10", "p25", "p50", "p75", "p90")
amounts = st.lists(st.floats(1_000, 2_000_000), min_size=5, max_size=5).map(sorted)


def across(place: str) -> float:
    return float(place.removesuffix("%"))


def one(bar: Bar):
    drawing = draw([Section("A role", "music", (bar,))])
    assert drawing is not None
    return drawing, drawing.sections[0].rows[0]


@given(amounts)
def test_percentiles_lie_inside_and_in_order(values: list[float]) -> None:
    _, row = one(Bar("What", "Who", at=dict(zip(SPREAD, values, strict=True))))
    assert row.whisker
    assert row.box
    left, width = across(row.whisker.x), across(row.whisker.width)
    box_left, box_width = across(row.box.x), across(row.box.width)
    median = across(row.median)
    assert MARGIN <= left <= box_left + 0.02 <= median + 0.04
    assert median <= box_left + box_width + 0.04 <= left + width + 0.06 <= 100 - MARGIN + 0.1


@given(st.lists(st.floats(0.01, 1e12), min_size=1, max_size=8), st.sampled_from([ROOM, ROOM_FOR_TAILS]))
def test_an_axis_ends_at_the_next_round_number(values: list[float], room: float) -> None:
    scale, lowest = scale_for(values, room), max(min(values), median(values) / FARTHEST) / room
    for end in (scale.low, scale.high):
        assert any(math.isclose(end, step * 10.0**decade) for step in TICK_STEPS[0] for decade in range(-4, 15))
    assert lowest / 1.34 <= scale.low <= lowest
    assert max(values) * room <= scale.high <= max(values) * room * 1.34


@given(st.floats(1e-3, 1e12))
def test_round_numbers_lie_on_either_side_of_an_amount(amount: float) -> None:
    assert round_below(amount) <= amount <= round_above(amount)
    assert round_above(round_above(amount)) == round_above(amount)
    assert round_below(round_below(amount)) == round_below(amount)


def test_a_role_is_drawn_the_same_whatever_stands_above_it() -> None:
    low, high = (
        Section(name, "music", (Bar(name, "", at={"p50": pay}),)) for name, pay in (("A", 40_000), ("B", 90_000))
    )
    other = Section("C " * 40, "ai", (Bar("c " * 80, "", at={"p50": 41_000, "p90": 91_000}),))
    one, two = draw([low, high]), draw([other, low, high])
    assert one is not None
    assert two is not None
    assert [section.rows for section in one.sections] == [section.rows for section in two.sections[1:]]
    assert [section.height for section in two.sections] == [
        b - a for a, b in pairwise([*dict(two.placed), two.height - 30])
    ]


@given(st.floats(1_000, 1_000_000), st.floats(1.01, 50))
def test_equal_steps_across_are_equal_ratios(low: float, ratio: float) -> None:
    scale = Scale(low, low * ratio**2)
    assert scale.place(low * ratio) == pytest.approx(50)
    assert scale.place(low / 10) == pytest.approx(MARGIN)
    assert scale.place(low * ratio**3) == pytest.approx(100 - MARGIN)


@given(st.floats(5, 1_000_000), st.floats(1.36, 1_000))
def test_ticks_can_be_read_and_lie_on_the_axis(low: float, ratio: float) -> None:
    ticks = Scale(low, low * ratio).ticks()
    assert 1 <= len(ticks) <= MOST_TICKS
    assert all(low <= tick <= low * ratio for tick in ticks)
    assert ticks == sorted(set(ticks))


def test_a_bar_without_amounts_gives_its_reason_and_no_marks() -> None:
    empty = Bar("Contributors", "release 1", reason="Too few reports.")
    drawing = draw([Section("A role", "music", (Bar("BLS", "2025", at={"p50": 50_000}), empty))])
    assert drawing is not None
    row = drawing.sections[0].rows[1]
    assert not row.drawn
    assert row.lineage[0].text == "Too few reports."
    assert (row.whisker, row.box, row.band, row.median, row.dots) == (None, None, None, "", ())


def test_nothing_known_is_not_drawn_at_all() -> None:
    assert draw([Section("A role", "hybrid", (Bar("Contributors", "", reason="None yet."),))]) is None
    assert draw([]) is None


def test_rows_follow_one_another_without_touching() -> None:
    bars = tuple(Bar(f"Row {k} " + "word " * 20, "who " * 30, at={"p50": 40_000 + k}) for k in range(4))
    drawing = draw([Section("A", "music", bars), Section("B", "ai", bars)])
    assert drawing is not None
    rows = [(top, row) for top, section in drawing.placed for row in section.rows]
    for (before, above), (after, below) in pairwise(rows):
        assert before + above.top + drawing.track < after + below.titles[0].y
    last, lowest = rows[-1]
    assert last + lowest.top + drawing.track < drawing.foot < drawing.height
    assert all(top < top + section.lines[0].y < top + section.rows[0].titles[0].y for top, section in drawing.placed)


def test_words_are_broken_so_that_a_phone_can_show_them() -> None:
    _, row = one(Bar("long word " * 12, "lineage " * 20, at={"p50": 1_000}))
    assert all(len(line.text) <= PHONE.title for line in row.titles)
    assert all(len(line.text) <= PHONE.lineage for line in row.lineage)


def test_a_hidden_top_reaches_the_end_of_the_axis() -> None:
    closed = Bar("Closed", "", at={"p10": 10_000, "p75": 50_000})
    opened = Bar("Open", "", at={"p10": 10_000, "p75": 50_000}, open_end=True)
    drawing = draw([Section("A", "music", (closed, opened))])
    assert drawing is not None
    ends = [across(row.whisker.x) + across(row.whisker.width) for row in drawing.sections[0].rows if row.whisker]
    assert ends[0] < ends[1] == pytest.approx(100 - MARGIN, abs=0.02)


def test_claims_and_means_are_marks_of_their_own() -> None:
    _, row = one(Bar("What", "Who", at={"mean": 60_000}, claims=(85_000.0,)))
    assert [dot.kind for dot in row.dots] == ["mean", "claim"]
    assert row.whisker is None
    assert row.median == ""


def test_one_amount_alone_lies_clear_of_the_ends() -> None:
    scale = scale_for([50_000])
    assert MARGIN + 10 < scale.place(50_000) < 90


def test_faint_and_dashed_show_as_classes() -> None:
    _, row = one(Bar("What", "Who", at={"p50": 1_000}, faint=True, dashed=True))
    assert row.classes == "music faint dashed"


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (money(73_710), "$73,710"),
        (money(36.2, "USD", "hour"), "$36.20"),
        (money(5_000, "CHF"), "CHF\N{NO-BREAK SPACE}5,000"),
        (money(-5), f"{MINUS}{JOINED}$5"),
        (percent(2.7), "2.7\N{NO-BREAK SPACE}%"),
        (percent(36, signed=True), "+36\N{NO-BREAK SPACE}%"),
        (percent(-0.3, signed=True), f"{MINUS}0.3\N{NO-BREAK SPACE}%"),
        (percent(0, signed=True), "0\N{NO-BREAK SPACE}%"),
        (quantity(21_900, "jobs"), "21,900"),
        (short_money(50_000), "$50k"),
        (short_money(1_500_000), "$1.5m"),
        (short_money(12.5), "$12.50"),
        (joined(["a"]), "a"),
        (joined(["a", "b", "c"]), "a, b and c"),
        (joined([]), ""),
        (lower_first("AI developer"), "AI developer"),
        (lower_first("Software developers"), "software developers"),
    ],
)
def test_numbers_and_words_as_people_read_them(made: str, expected: str) -> None:
    assert made == expected


SHAPE = ((10_000.0, 40_000.0, 0.3), (40_000.0, 60_000.0, 0.4), (60_000.0, 20_000_000.0, 0.3))


def points(path: str) -> list[tuple[float, float]]:
    inner = path.removesuffix("z").split("L")
    return [(float(x), float(y)) for x, y in (point.removeprefix("M").split() for point in inner)]


@given(st.floats(20_000, 60_000))
def test_a_ridge_stays_in_its_box_and_is_highest_where_most_people_are(median: float) -> None:
    at = {"p10": 10_000.0, "p50": median, "p90": 200_000.0}
    drawing, row = one(Bar("What", "Who", at=at, density=SHAPE))
    assert row.ridge is not None
    found = points(row.ridge.path)
    assert all(0 <= x <= 1_000 and 0 <= y <= 100 for x, y in found)
    assert min(y for _, y in found) == 4
    highest = next(x for x, y in found if y == 4)
    top = across(row.ridge.x) + across(row.ridge.width) * highest / 1_000
    scale = scale_for(at.values(), ROOM_FOR_TAILS)
    assert scale.place(36_000) < top < scale.place(66_000)
    assert row.top - row.ridge_top == drawing.ridge


def test_the_tallest_ridge_sets_the_height_of_all() -> None:
    narrow = ((48_000.0, 50_000.0, 0.5), (50_000.0, 52_000.0, 0.5))
    at = {"p50": 50_000.0, "p90": 100_000.0}
    drawing = draw([Section("A", "ai", (Bar("a", "", at=at, density=SHAPE), Bar("b", "", at=at, density=narrow)))])
    assert drawing is not None
    wide, high = (row.ridge for row in drawing.sections[0].rows)
    assert wide is not None
    assert high is not None
    assert wide.height < high.height
    assert drawing.ridge * 0.74 < high.height <= drawing.ridge
    areas = [sum(100 - y for _, y in points(one.path)) / len(points(one.path)) * across(one.width) * one.height
             for one in (wide, high)]  # fmt: skip
    assert areas[0] == pytest.approx(areas[1], rel=0.1)


def test_intervals_of_the_ends_do_not_stretch_the_axis() -> None:
    at = {"p10": 30_000.0, "p50": 50_000.0, "p90": 80_000.0}
    _, row = one(Bar("What", "Who", at=at, ends=((1.0, 40_000.0), (70_000.0, 9_000_000.0))))
    assert scale_for(at.values()) == Scale(25_000, 100_000)
    for end in row.ends:
        assert MARGIN <= across(end.x) <= across(end.x) + across(end.width) <= 100 - MARGIN + 0.02


def test_pictures_are_stacked_without_overlap() -> None:
    drawing, _ = one(Bar("What", "Who", at={"p50": 50_000.0}))
    stack = stacked([Picture("a", "A", drawing, ()), Picture("b", "B", drawing, ())], "Long " * 40, "Words " * 40)
    first, second = stack.layers
    assert len(stack.headline) == 4
    assert stack.headline[-1].y < first.title_y
    assert first.y + drawing.height < second.title_y < second.y
    assert second.y + drawing.height < stack.foot[0].y < stack.foot[-1].y < stack.height


def test_no_minus_stands_before_nothing() -> None:
    assert (money(-0.0), money(-0.4), money(-0.004, unit="hour"), percent(-0.04)) == (
        "$0",
        "$0",
        "$0.00",
        "0\N{NO-BREAK SPACE}%",
    )
    assert money(-0.4, unit="hour") == f"{MINUS}{JOINED}$0.40"


@pytest.mark.parametrize("times", [2, 4, 8, 20, 100])
@pytest.mark.parametrize("low", range(20_000, 60_000, 1_000))
def test_labels_of_the_axis_do_not_touch_on_a_phone(low: int, times: int) -> None:
    drawing, _ = one(Bar("What", "Who", at={"p10": low, "p50": low * times**0.5, "p90": low * times}))
    free = 0.0
    for tick in drawing.ticks:
        length = len(tick.label) * NARROW_LETTER
        left = across(tick.x) - length * {"start": 0, "middle": 0.5, "end": 1}[tick.anchor]
        if not tick.near:
            assert left >= free - 0.01  # places have two digits
            free = left + length
