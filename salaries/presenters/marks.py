"""What a drawing is made of, as HTML and SVG. Written here and not in templates, which took a third of a cold page."""

from html import escape

from salaries.presenters.charts import Dot, Drawing, Heading, Row, Span

KINDS = {
    "mean": '<circle class="dot" r="5"/>',
    "claim": '<path class="claim" d="M0-9 9 0 0 9-9 0z"/>',
}
END = '<rect class="end" x="-1.5" y="-8" width="3" height="16"/>'
MEDIAN = '<rect class="median" x="-2" y="0" width="4" height="24"/>'


def rows(section: Heading, drawing: Drawing) -> str:
    """The rows of one role for a page: words, and beside them the track with its marks."""
    return "\n".join(_row(row, drawing) for row in section.rows)


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
