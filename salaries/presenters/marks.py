"""The marks of one row of a drawing as SVG. Written here and not in a template, which took a fifth of a cold page."""

from salaries.presenters.charts import Dot, Drawing, Row, Span

KINDS = {
    "mean": '<circle class="dot" r="5"/>',
    "claim": '<path class="claim" d="M0-9 9 0 0 9-9 0z"/>',
}
END = '<rect class="end" x="-1.5" y="-8" width="3" height="16"/>'
MEDIAN = '<rect class="median" x="-2" y="0" width="4" height="24"/>'


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
