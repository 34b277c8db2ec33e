"""Cohorts narrowed down in several ways at once, put together from the tables that count each way by itself."""

from collections.abc import Iterator, Sequence
from itertools import combinations, product

from salaries.estimation import tables_of
from salaries.models import Combination, Estimate, Release, Role
from salaries.stats.axis import STEP, YEARLY
from salaries.stats.cells import ANY, Cells, Key
from salaries.stats.estimates import SHARES, WIDEST, Prior, percentiles_of, three_digits

FEWEST_PARTS = 2


def combined(role: Role, new: Release, rows: Sequence[Estimate], model: Cells, public: Prior) -> list[Combination]:
    """What is expected of every combination of the role's values that ``rows`` publish by themselves.

    ``model`` and ``public`` are those of yearly pay. A percentile is there when each part publishes it.
    """
    dimensions = [table.dimension for table in tables_of("yearly")]
    published = {(row.dimension, row.value): row for row in rows if row.measure == "yearly" and not row.withheld}
    wanted = list(_wanted(str(role.pk), dimensions, list(published)))
    if not wanted:
        return []
    before = model.beliefs(wanted)
    pay = YEARLY.base * percentiles_of(before, YEARLY.last * STEP)
    publicly = float(public.belief.centre_variance[0])
    found = []
    for key, variance, bounds in zip(wanted, before.centre_variance, pay, strict=True):
        parts = {name: value for name, value in zip(dimensions, key[1:], strict=True) if value != ANY}
        names = set.intersection(*(set(published[part].percentiles) for part in parts.items()))
        shown = dict(zip(SHARES, bounds.T.tolist(), strict=True))
        low, _, high = shown["p50"]
        said = {name: [three_digits(bound) for bound in shown[name]] for name in SHARES if name in names}
        found.append(
            Combination(
                release=new, role=role, percentiles=said if high <= WIDEST * low else {},
                own_share=min(1.0, max(0.0, 1 - float(variance) / publicly)), **parts,
            )
        )  # fmt: skip
    return found


def _wanted(role: str, dimensions: Sequence[str], published: Sequence[tuple[str, str]]) -> Iterator[Key]:
    """The keys of all combinations of two or more of the ``published`` (dimension, value)."""
    values = [[value for name, value in published if name == dimension] for dimension in dimensions]
    for many in range(FEWEST_PARTS, len(dimensions) + 1):
        for places in combinations(range(len(dimensions)), many):
            for chosen in product(*(values[place] for place in places)):
                at = dict(zip(places, chosen, strict=True))
                yield (role, *(at.get(place, ANY) for place in range(len(dimensions))))
