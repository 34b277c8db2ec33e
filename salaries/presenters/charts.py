"""The drawing of a comparison: from plain numbers to places in a picture, which a template prints as SVG.

Across, places are percentages of the picture's width and text keeps its size; down, they are pixels. So the same
drawing fits a phone and a desk without its words shrinking.

An axis ends at one of a few round places, and a role's rows know nothing of those above them. So the same rows stand in
many drawings.
"""

import math
import textwrap
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate
from statistics import median

from django.utils.translation import gettext_lazy

from salaries.comparison import PERCENTILES
from salaries.presenters.formats import short_money
from salaries.presenters.ridges import RIDGE, ridge

MARGIN = 2.0  # percent of the width left free at either end
LINE, TRACK, GAP, HEADING, AXIS = 18, 24, 16, 26, 30  # pixels
MOST_TICKS = 6
NARROW_LETTER = 2.3  # a letter of a label on a phone, in percent of the width, with some air
FARTHEST = 8.0  # amounts this many times below the middle one are shown at the axis's end instead of stretching it
ROOM, ROOM_FOR_TAILS = 1.06, 1.4  # least factors between the last amount and either end of the axis
TICK_STEPS = ((1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8), (1, 1.5, 2, 3, 5, 7), (1, 2, 5), (1, 3), (1,))
ROUND = (0.8, *TICK_STEPS[0], 10, 12)  # ten numbers a decade, and those next to them
OFF = gettext_lazy("; below this scale")
DOTS = ("mean", "low", "high")


@dataclass(frozen=True)
class Bar:
    """What one row shows. ``at`` maps p10 to p90, mean, low and high to amounts; nobody measured ``claims``.

    ``band`` is the interval of the median, ``ends`` those of p10 and p90; ``density`` holds (from, to, share) where
    enough people are known; ``open_end`` says that the publisher hides how high the top goes; ``reason`` stands in the
    row when there is nothing to draw.
    """

    title: str
    lineage: str
    value: str = ""
    at: Mapping[str, float] = field(default_factory=dict)
    claims: tuple[float, ...] = ()
    band: tuple[float, float] | None = None
    ends: tuple[tuple[float, float], ...] = ()
    density: tuple[tuple[float, float, float], ...] = ()
    faint: bool = False
    dashed: bool = False
    open_end: bool = False
    reason: str = ""

    @property
    def amounts(self) -> list[float]:
        """Every amount that must find its place on the axis; ``ends`` and the tails of ``density`` may be cut off."""
        return [value for value in (*self.at.values(), *self.claims, *(self.band or ())) if value > 0]

    @property
    def marks(self) -> set[str]:
        """The kinds of marks that stand for it."""
        found = {name for name in DOTS if name in self.at}
        found |= {"whisker"} if self.reach else set()
        held = {"claim": self.claims, "band": self.band, "ridge": self.density}
        return found | {name for name, amounts in held.items() if amounts}

    @property
    def reach(self) -> list[float]:
        """The known percentiles and ends of a range, which its whisker joins."""
        return [self.at[name] for name in (*PERCENTILES, "low", "high") if name in self.at]


@dataclass(frozen=True)
class Widths:
    """How many characters fit into a line: a role's name, a row's title beside its value, and its lineage."""

    role: int
    title: int
    lineage: int


PHONE, SHEET = Widths(36, 30, 54), Widths(72, 78, 112)


@dataclass(frozen=True)
class Section:
    """The rows of one role."""

    title: str
    side: str
    bars: tuple[Bar, ...]

    @cached_property
    def amounts(self) -> tuple[float, ...]:
        """Every amount that must find its place on the axis."""
        return tuple(amount for bar in self.bars for amount in bar.amounts)

    @cached_property
    def marks(self) -> frozenset[str]:
        """The kinds of marks that stand in its rows."""
        return frozenset(kind for bar in self.bars for kind in bar.marks)

    @cached_property
    def top(self) -> float:
        """The density at the top of its tallest ridge; 0 without ridges."""
        return max((ridge(bar.density).top for bar in self.bars if bar.density), default=0.0)


@dataclass(frozen=True)
class Scale:
    """A logarithmic axis from ``low`` to ``high``."""

    low: float
    high: float

    def place(self, amount: float) -> float:
        """How far across ``amount`` lies, in percent of the width; amounts beyond the ends are put on the ends."""
        return self.beyond(min(max(amount, self.low), self.high))

    def beyond(self, amount: float) -> float:
        """The same, wherever that is."""
        share = math.log(amount / self.low) / math.log(self.high / self.low)
        return MARGIN + share * (100 - 2 * MARGIN)

    def ticks(self) -> list[float]:
        """Round amounts within the axis, as many as can be read."""
        for steps in TICK_STEPS:
            decades = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
            found = [step * 10.0**decade for decade in decades for step in steps]
            found = [amount for amount in found if self.low <= amount <= self.high]
            if len(found) <= MOST_TICKS:
                return found
        return found


@dataclass(frozen=True)
class Axis:
    """What all rows of a drawing share: the scale across, and the density of a ridge that is as high as its box."""

    scale: Scale
    tallest: float


@dataclass(frozen=True)
class Span:
    """A stretch across the picture, in percent."""

    x: str
    width: str


@dataclass(frozen=True)
class Line:
    """A line of text; ``y`` is its baseline in pixels."""

    y: int
    text: str


@dataclass(frozen=True)
class Dot:
    """A single mark; ``kind`` is mean, low, high or claim."""

    x: str
    kind: str


@dataclass(frozen=True)
class Shape:
    """A ridge in its place: ``path`` in a box of 1000 by 100 that is stretched to ``width`` and ``height``, standing on
    the ground. What lies beyond the picture is cut off."""

    path: str
    x: str
    width: str
    height: float


@dataclass(frozen=True)
class Row:
    """A bar with everything in its place, down from its heading's top; ``off`` when a part of it lies below the axis.
    All ridges of a drawing cover equal areas."""

    title: str
    words: str
    titles: tuple[Line, ...]
    lineage: tuple[Line, ...]
    value: Line
    top: int
    foot: int
    drawn: bool
    off: bool
    classes: str
    whisker: Span | None
    box: Span | None
    band: Span | None
    ends: tuple[Span, ...]
    ridge: Shape | None
    ridge_top: int
    median: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class Heading:
    """A role's title above its rows, which are laid out when somebody looks at them.

    ``keys`` are what each of its bars follows from, where they may be remembered.
    """

    section: Section
    axis: Axis
    widths: Widths
    keys: tuple[Hashable, ...] = ()

    @property
    def title(self) -> str:
        """The role's title."""
        return self.section.title

    @property
    def side(self) -> str:
        """The role's side."""
        return self.section.side

    @property
    def lines(self) -> tuple[Line, ...]:
        """The title, broken into lines."""
        return _lines(self.title, self.widths.role, HEADING - LINE)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """A row for each bar, under one another."""
        return tuple(self._laid_out())

    @property
    def height(self) -> int:
        """How far down it reaches, in pixels."""
        last = self.rows[-1:]
        return last[0].foot if last else self._first

    @property
    def _first(self) -> int:
        """Where the first row begins."""
        return HEADING + LINE * len(self.lines) - 4

    def _laid_out(self) -> Iterator[Row]:
        y = self._first
        for bar in self.section.bars:
            row = row_of(bar, self.side, self.axis, self.widths, y)
            yield row
            y = row.foot


@dataclass(frozen=True)
class Tick:
    """A labelled place on the axis; ``near`` when its label would touch the one before it on a phone."""

    x: str
    anchor: str
    label: str
    near: bool


@dataclass(frozen=True)
class Drawing:
    """All that the template needs: ticks, and the rows under their headings; heights in pixels."""

    ticks: tuple[Tick, ...]
    sections: tuple[Heading, ...]
    track: int = TRACK
    ridge: int = RIDGE

    @property
    def placed(self) -> list[tuple[int, Heading]]:
        """The headings with where each of them begins."""
        return list(zip(self._tops, self.sections, strict=False))

    @property
    def foot(self) -> int:
        """The baseline of the labels below the rows."""
        return self.height - 10

    @property
    def height(self) -> int:
        """Of the whole drawing."""
        return self._tops[-1] + AXIS

    @property
    def _tops(self) -> list[int]:
        """Where each heading begins, and where the last one ends."""
        return list(accumulate((section.height for section in self.sections), initial=AXIS))


def axis_for(sections: Sequence[Section]) -> Axis | None:
    """The axis that all of ``sections`` fit on, or None when no bar has an amount."""
    amounts = [amount for section in sections for amount in section.amounts]
    if not amounts:
        return None
    top = max(section.top for section in sections)
    scale = scale_for(amounts, ROOM_FOR_TAILS if top else ROOM)
    return Axis(scale, round_above(top) if top else 0.0)


def scale_for(amounts: Iterable[float], room: float = ROOM) -> Scale:
    """An axis between round numbers with ``amounts`` clear of the ends by the factor ``room`` or a little more, but for
    a few far below the others, which would squeeze the rest.

    Round are ten numbers a decade: 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6 and 8. Raises ValueError when there are no amounts.
    """
    known = [amount for amount in amounts if amount > 0]
    return Scale(round_below(max(min(known), median(known) / FARTHEST) / room), round_above(max(known) * room))


def round_below(amount: float) -> float:
    """The greatest round number that is not above ``amount``."""
    return max(number for number in _round_near(amount) if number <= amount)


def round_above(amount: float) -> float:
    """The least round number that is not below ``amount``."""
    return min(number for number in _round_near(amount) if number >= amount)


def _round_near(amount: float) -> list[float]:
    decade = 10.0 ** math.floor(math.log10(amount))
    return [step * decade for step in ROUND]


def draw(sections: Sequence[Section], currency: str = "USD", widths: Widths = PHONE) -> Drawing | None:
    """The drawing of ``sections``, or None when no bar has an amount; ``widths`` are those of the place it is for."""
    axis = axis_for(sections)
    if axis is None:
        return None
    return drawing([Heading(section, axis, widths) for section in sections], axis, currency)


def drawing(headings: Iterable[Heading], axis: Axis, currency: str) -> Drawing:
    """The drawing of ``headings``, which stand on ``axis``."""
    return Drawing(tuple(_ticks(axis.scale, currency)), tuple(headings))


def row_of(bar: Bar, side: str, axis: Axis, widths: Widths = PHONE, y: int = 0) -> Row:
    """The bar laid out from ``y`` downwards."""
    scale, drawn = axis.scale, bool(bar.amounts)
    titles = _lines(bar.title, widths.title, y)
    off = any(amount < scale.low for amount in bar.amounts)
    words = bar.lineage if drawn else bar.reason or bar.lineage
    words += str(OFF) if off else ""
    lineage = _lines(words, widths.lineage, y + LINE * len(titles))
    ridge_top = y + LINE * (len(titles) + len(lineage)) + 4
    top = ridge_top + (RIDGE if bar.density else 0)
    dots = [Dot(_across(scale.place(bar.at[name])), name) for name in DOTS if name in bar.at]
    dots += [Dot(_across(scale.place(amount)), "claim") for amount in bar.claims]
    return Row(
        title=bar.title, words=words, titles=titles, lineage=lineage, value=Line(y + LINE - 4, bar.value), top=top,
        foot=top + (TRACK if drawn else 0) + GAP, drawn=drawn, ridge=_shape(bar, axis), ridge_top=ridge_top,
        off=off, classes=" ".join([side, *["faint"] * bar.faint, *["dashed"] * bar.dashed]),
        whisker=_whisker(bar, scale), box=_span(scale, bar.at.get("p25"), bar.at.get("p75")),
        band=_span(scale, *(bar.band or (None, None))),
        ends=tuple(span for end in bar.ends if (span := _span(scale, *end))),
        median=_across(scale.place(bar.at["p50"])) if bar.at.get("p50", 0) >= scale.low else "", dots=tuple(dots),
    )  # fmt: skip


def _shape(bar: Bar, axis: Axis) -> Shape | None:
    if not bar.density:
        return None
    found = ridge(bar.density)
    left, right = axis.scale.beyond(found.low), axis.scale.beyond(found.high)
    return Shape(found.path, _across(left), _across(right - left), round(RIDGE * found.top / axis.tallest, 1))


def _whisker(bar: Bar, scale: Scale) -> Span | None:
    """From the lowest to the highest known percentile, or end of a range; to the axis's end when the top is hidden."""
    known = bar.reach
    return _span(scale, min(known), scale.high if bar.open_end else max(known)) if known else None


def _span(scale: Scale, low: float | None, high: float | None) -> Span | None:
    if low is None or high is None:
        return None
    left, right = scale.place(low), scale.place(high)
    return Span(_across(left), _across(right - left))


def _lines(text: str, width: int, y: int) -> tuple[Line, ...]:
    return tuple(Line(y + LINE * (k + 1) - 4, part) for k, part in enumerate(_wrapped(text, width)))


@lru_cache(maxsize=4096)  # the words of a row are the same in every drawing that it stands in
def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width)


def _ticks(scale: Scale, currency: str) -> Iterator[Tick]:
    free = 0.0  # as far as labels reach, in percent
    for amount in scale.ticks():
        place, label = scale.place(amount), short_money(amount, currency)
        anchor = "start" if place < 6 else "end" if place > 94 else "middle"
        left = place - len(label) * NARROW_LETTER * {"start": 0, "middle": 0.5, "end": 1}[anchor]
        near = left < free
        yield Tick(_across(place), anchor, label, near)
        free = free if near else left + len(label) * NARROW_LETTER


def _across(place: float) -> str:
    return f"{place:.2f}%"
