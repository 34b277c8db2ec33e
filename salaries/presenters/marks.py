"""What a drawing is made of, as HTML and SVG. Written here and not in templates, which took a third of a cold page."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from html import escape

from salaries.presenters.charts import Axis, Bar, Dot, Drawing, Heading, Row, Scale, Span, row_of
from salaries.remembered import each

Place = tuple[Hashable, Scale, float]  # a bar's key, and where it stands: between which ends, beside how tall ridges

KINDS = {
    "mean": '<circle class="dot" r="5"/>',
    "claim": '<path class="claim" d="M0-9 9 0 0 9-9 0z"/>',
}
END = '<rect class="end" x="-1.5" y="-8" width="3" height="16"/>'
MEDIAN = '<rect class="median" x="-2" y="0" width="4" height="24"/>'


def roles(drawing: Drawing, level: int) -> str:
    """Each role's rows for a page, under a heading of ``level``: words, and beside them the track with its marks.

    A row that has a key is remembered by that and by the axis, and laid out only where it is not.
    """
    keyed = {place: item for heading in drawing.sections for place, item in _keyed(heading)}

    def make(places: Sequence[Place]) -> dict[Place, str]:
        return {place: _row(row_of(bar, side, axis), drawing) for place in places for bar, side, axis in [keyed[place]]}

    known = dict(zip(keyed, each("row", list(keyed), make), strict=True))
    return "\n".join(_role(heading, drawing, level, known) for heading in drawing.sections)


def _keyed(heading: Heading) -> Iterator[tuple[Place, tuple[Bar, str, Axis]]]:
    """All bars of ``heading``, by what their rows follow from; nothing where they have no keys."""
    axis = heading.axis
    for key, bar in zip(heading.keys, heading.section.bars, strict=bool(heading.keys)):
        yield (key, axis.scale, axis.tallest if bar.density else 0.0), (bar, heading.side, axis)


def _role(heading: Heading, drawing: Drawing, level: int, known: Mapping[Place, str]) -> str:
    printed = [known[place] for place, _ in _keyed(heading)] or [_row(row, drawing) for row in heading.rows]
    side, title, rows = heading.side, escape(heading.title), "\n".join(printed)
    return f'<div class="plot-role {side}">\n<h{level} class="role-{side}">{title}</h{level}>\n{rows}\n</div>'


def axis(drawing: Drawing) -> str:
    """The labels of the axis for a page."""
    ticks = "".join(
        f'<text class="tick{" near" * tick.near}" x="{tick.x}" y="15" '
        f'text-anchor="{tick.anchor}">{escape(tick.label)}</text>'
        for tick in drawing.ticks
    )
    return (
        '<div class="plot-row plot-axis" aria-hidden="true"><span></span>'
        f'<svg class="chart" width="100%" height="20" focusable="false">{ticks}</svg></div>'
    )


def _row(row: Row, drawing: Drawing) -> str:
    value = f' <span class="value">{escape(row.value.text)}</span>' if row.value.text else ""
    track = (
        f'<div class="plot-track">{ridge(row, drawing)}<svg class="chart" width="100%" height="{drawing.track}" '
        f'aria-hidden="true" focusable="false">{marks(row, drawing)}</svg></div>'
    )
    return (
        f'<div class="plot-row row {row.classes}"><p class="plot-words"><span class="what">{escape(row.title)}</span>'
        f'{value} <span class="lineage">{escape(row.words)}</span></p>{track if row.drawn else ""}</div>'
    )


def ridge(row: Row, drawing: Drawing, top: int = 0) -> str:
    """The shape of a distribution above its row; ``top`` is its place in a larger picture."""
    if row.ridge is None:
        return ""
    shape = row.ridge
    return (
        f'<svg class="ridge-box" y="{top}" width="100%" height="{drawing.ridge}" aria-hidden="true" focusable="false">'
        f'<svg x="{shape.x}" y="{drawing.ridge - shape.height:g}" width="{shape.width}" height="{shape.height:g}" '
        'viewBox="0 0 1000 100" preserveAspectRatio="none">'
        f'<path class="ridge" d="{shape.path}"/></svg></svg>'
    )


def marks(row: Row, drawing: Drawing) -> str:
    """The track, the grid behind it and what stands on it; places across are in percent of the width."""
    grid = [f'<line class="grid-line" x1="{k.x}" x2="{k.x}" y1="0" y2="100%"/>' for k in drawing.ticks]
    return "\n".join([
        '<rect class="track" width="100%" height="100%"/>',
        "".join(grid),
        "".join(_rect("reach", end, 'y="8" height="8"') for end in row.ends),
        _rect("whisker", row.whisker, 'y="10" height="4"'),
        _rect("box", row.box, 'y="5" height="14"'),
        _rect("band", row.band, 'y="0" height="100%"'),
        f'<svg x="{row.median}" overflow="visible">{MEDIAN}</svg>' if row.median else "",
        '<path class="off" d="M0 12l9-7v14z"/>' if row.off else "",
        "".join(_dot(dot) for dot in row.dots),
    ])  # fmt: skip


def _rect(name: str, span: Span | None, down: str) -> str:
    return f'<rect class="{name}" x="{span.x}" width="{span.width}" {down}/>' if span else ""


def _dot(dot: Dot) -> str:
    return f'<svg x="{dot.x}" y="12" overflow="visible">{KINDS.get(dot.kind, END)}</svg>'
