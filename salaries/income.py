"""What batches say of what becomes of an income: the part that costs take, and the streams of the rest."""

from collections.abc import Sequence
from dataclasses import dataclass

from salaries.estimation import noise_variance
from salaries.models import Stream, Total
from salaries.stats.mix import COSTS, Sums, cost_share, stream_shares
from salaries.stats.privacy import PLAN

PARTS = (COSTS, *Stream.values)  # what a report's income is spread over, in the order of the counts
TABLE = next(table for table in PLAN if table.measure == "streams")


@dataclass(frozen=True)
class Mix:
    """What an Estimate holds of income: percent with 90 % limits, by stream and for costs."""

    streams: dict[str, list[float]]
    costs: list[float] | None


NO_MIX = Mix({}, None)


def mix_of(totals: Sequence[Total], cells: Sequence[str]) -> Mix:
    """The income of those in ``cells`` together, over all ``totals`` of batches that count income."""
    sums = [_sums(total, cells) for total in totals if total.table == TABLE.name]
    streams = {name: list(bounds) for name, bounds in stream_shares(sums, Stream.values).items()}
    if not any(COSTS in one.parts for one in sums):
        return Mix(streams, None)
    return Mix(streams, list(cost_share(sums) or ()))


def _sums(total: Total, cells: Sequence[str]) -> Sums:
    rows = [total.corrected[cell] for cell in cells]
    summed = tuple(sum(column) for column in zip(*rows, strict=True))
    return Sums(tuple(total.parts), summed, noise_variance(total) * len(cells))
