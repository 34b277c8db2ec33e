"""The picture that stands beside a link to a comparison: 1200 by 630 pixels, one row for each role."""

import textwrap
from dataclasses import dataclass

from django.utils.translation import gettext

from salaries.comparison import Comparison, RoleAnswer
from salaries.presenters.bars import UNMEASURED, picture_title, summary_bar
from salaries.presenters.charts import Bar, Row, Section, Tick, draw
from salaries.stats.axis import UNIT_OF

WIDTH, HEIGHT = 1200, 630
TITLE_WIDTH, ROLE_WIDTH, NOTE_WIDTH = 48, 34, 66  # characters that fit
TOP, BOTTOM = 222, 512  # between them stand the rows


@dataclass(frozen=True)
class CardRow:
    """A role: its name, its median with who said so, and its marks on the common axis."""

    y: int
    side: str
    name: str
    value: str
    note: str
    marks: Row | None


@dataclass(frozen=True)
class Card:
    """The whole picture, places in pixels."""

    width: int
    height: int
    title: str
    what: str
    rows: tuple[CardRow, ...]
    ticks: tuple[Tick, ...]
    axis: int
    foot: str


def card(answer: Comparison, foot: str) -> Card:
    """The card of ``answer``; ``foot`` says which release it shows."""
    bars = [summary_bar(role, answer) for role in answer.roles]
    drawing = draw([Section(bar.title, "", (bar,)) for bar in bars if bar], answer.currency)
    drawn = iter([section.rows[0] for section in drawing.sections] if drawing else [])
    step = (BOTTOM - TOP) // max(len(answer.roles), 2)
    rows = [
        _row(role, bar, next(drawn) if bar else None, TOP + step * k)
        for k, (role, bar) in enumerate(zip(answer.roles, bars, strict=True))
    ]  # fmt: skip
    return Card(
        WIDTH, HEIGHT, _title(answer), picture_title(answer, UNIT_OF[answer.query.measure]), tuple(rows),
        drawing.ticks if drawing else (), TOP + step * len(rows) + 6, foot,
    )  # fmt: skip


def _title(answer: Comparison) -> str:
    words = gettext("Pay side by side") if len(answer.roles) > 1 else answer.roles[0].title
    return textwrap.shorten(words, TITLE_WIDTH, placeholder="…")


def _row(role: RoleAnswer, bar: Bar | None, marks: Row | None, y: int) -> CardRow:
    name = textwrap.shorten(role.title, ROLE_WIDTH, placeholder="…")
    value, note = (bar.value, f"{bar.title}, {bar.lineage}") if bar else (gettext("Not measured"), str(UNMEASURED))
    return CardRow(y, role.side, name, value, textwrap.shorten(note, NOTE_WIDTH, placeholder="…"), marks)
