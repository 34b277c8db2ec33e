"""How a benchmark's figures are kept and printed."""

from collections.abc import Sequence
from typing import NamedTuple


class Row(NamedTuple):
    """One measured thing: its figure, the reference's figure in the same unit, and their ratio."""

    what: str
    figure: float
    reference: float
    unit: str

    @property
    def ratio(self) -> float:
        """Figure over reference."""
        return self.figure / self.reference


def printed(name: str, rows: Sequence[Row]) -> str:
    """The rows as a table with a title."""
    width = max(len(row.what) for row in rows)
    lines = [f"\n{name}", f"{'':{width}}  {'figure':>10}  {'reference':>10}  {'unit':<12}  {'ratio':>7}"]
    for row in rows:
        numbers = f"{row.figure:10.3f}  {row.reference:10.3f}  {row.unit:<12}  {row.ratio:7.2f}"
        lines.append(f"{row.what:{width}}  {numbers}")
    return "\n".join(lines)
