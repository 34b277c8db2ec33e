"""Several drawings under one another in one picture, with places in pixels."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from salaries.presenters.bars import Picture
from salaries.presenters.charts import Drawing, Line

WIDTH, EDGE, TITLE = 800, 24, 30  # pixels
HEADLINE, HEADLINE_WIDTH = 26, 68  # pixels a line, characters that fit
FOOT, FOOT_WIDTH = 17, 115


@dataclass(frozen=True)
class Layer:
    """A drawing and where it begins."""

    title: str
    drawing: Drawing
    title_y: int
    y: int


@dataclass(frozen=True)
class Stack:
    """The whole picture: what it shows in its headline, the drawings, and who said so at its foot."""

    width: int
    inner: int
    edge: int
    height: int
    headline: tuple[Line, ...]
    layers: tuple[Layer, ...]
    foot: tuple[Line, ...]


def stacked(pictures: Sequence[Picture], headline: str, foot: str) -> Stack:
    """The drawings of ``pictures`` between the lines of ``headline`` and ``foot``."""
    heads = _lines(headline, HEADLINE_WIDTH, EDGE + HEADLINE - 8, HEADLINE)
    layers, y = [], EDGE + HEADLINE * len(heads) + 4
    for picture in pictures:
        layers.append(Layer(picture.title, picture.drawing, y + 18, y + TITLE))
        y += TITLE + picture.drawing.height + 8
    feet = _lines(foot, FOOT_WIDTH, y + (TITLE if not layers else 0) + FOOT, FOOT)
    return Stack(WIDTH, WIDTH - 2 * EDGE, EDGE, feet[-1].y + EDGE, heads, tuple(layers), feet)


def _lines(text: str, width: int, y: int, step: int) -> tuple[Line, ...]:
    return tuple(Line(y + step * k, part) for k, part in enumerate(textwrap.wrap(text, width)))
