"""What all published counts lead us to expect of each cohort before its own are looked at. Reads noisy counts only."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache

from salaries.models import COUNTRIES, AIUse, Batch, Engagement, Level, Role, Total
from salaries.reference import price_level
from salaries.stats.axis import AXES
from salaries.stats.beliefs import Beliefs
from salaries.stats.cells import ANY, Cells, Key, guessed
from salaries.stats.estimates import Prior
from salaries.stats.noisy import NoisyHistogram
from salaries.stats.privacy import PLAN, Table

CELLS = {
    "level": tuple(Level.values),
    "country": tuple(COUNTRIES),
    "ai_use": tuple(AIUse.values),
    "engagement": tuple(Engagement.values),
}


def histogram(held: Batch | Total, cells: Sequence[str]) -> NoisyHistogram:
    """The counts of a batch, or of all batches of a total, in ``cells`` together."""
    rows = [held.corrected.get(cell, [0] * (len(held.edges) - 1)) for cell in cells]
    counts = tuple(float(sum(column)) for column in zip(*rows, strict=True))
    return NoisyHistogram(tuple(held.edges), counts, noise_variance(held) * len(cells))


def noise_variance(held: Batch | Total) -> float:
    """Variance of the noise in each count, by the epsilon it was made with, not by today's plan."""
    one = _variance(held.table, held.epsilon)
    return one * held.batches if isinstance(held, Total) else one


@cache
def _variance(name: str, epsilon: Decimal) -> float:
    table = next(table for table in PLAN if table.name == name)
    return replace(table, epsilon=Fraction(epsilon)).variance


Priors = Mapping[tuple[int, str], Prior]  # as salaries.reference.priors gives them


def models(totals: Sequence[Total], priors: Priors) -> dict[str, Cells]:
    """The model of all cells of all roles, from all totals corrected, by the measure that the tables count."""
    return {measure: _model(totals, priors, measure, tables_of(measure)) for measure in AXES}


def tables_of(measure: str) -> list[Table]:
    """The plan's tables that count this measure."""
    return [table for table in PLAN if table.measure == measure]


def expected(roles: Sequence[Role], fitted: Mapping[str, Cells]) -> dict[tuple[int, str], Beliefs]:
    """What to believe of every cell, by role id and table name, one for each of the dimension's values in their order.

    It comes from the public prior of the role and from all other cells of all roles (salaries.stats.model).
    """
    found = {}
    for measure, model in fitted.items():
        tables = tables_of(measure)
        for role in roles:
            for table in tables:
                keys = [_key(str(role.pk), table, tables, value) for value in CELLS[table.dimension]]
                found[role.pk, table.name] = model.beliefs(keys)
    return found


def _model(totals: Sequence[Total], priors: Priors, measure: str, tables: Sequence[Table]) -> Cells:
    by_name = {table.name: table for table in tables}
    # People are guessed for each total by itself: those that began together count the same people.
    counted: dict[Key, NoisyHistogram] = {}
    for total in totals:
        if (table := by_name.get(total.table)) is None:
            continue
        for value in CELLS[table.dimension]:
            counted[_key(f"{total.role_id} {total.since_id}", table, tables, value)] = histogram(total, [value])
    cells: dict[Key, list[NoisyHistogram]] = {}
    for (people, *values), counts in guessed(counted).items():
        cells.setdefault((people.split()[0], *values), []).append(counts)
    public = {str(role): prior.belief for (role, name), prior in priors.items() if name == measure}
    known = [CELLS[table.dimension] for table in tables]
    effects = [price_level if table.dimension == "country" else None for table in tables]
    return Cells(cells, public, known, tables=len(tables), last=AXES[measure].last, known=effects)


def _key(people: str, table: Table, tables: Sequence[Table], value: str) -> Key:
    return (people, *(value if one is table else ANY for one in tables))
