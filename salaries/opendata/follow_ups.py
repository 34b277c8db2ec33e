"""What is published of follow-ups as rows of a table: for the bundles, and for the API as CSV."""

from collections.abc import Iterator

from salaries.api.values import CONFIDENCE, OUR_LICENCE
from salaries.movements import Moves
from salaries.stats.mix import Bounds
from salaries.stats.movement import in_percent
from salaries.tabular import Column, Row

COLUMNS = tuple(
    Column(*one)
    for one in (
        ("release", "integer", "Number of the last release that added to it; empty before any"),
        ("release_note", "string", "What the release says of itself: demonstration data says so here"),
        ("role", "string", "Slug of the role of the report"),
        ("months", "integer", "Since the report: 6 or 12"),
        ("table", "string", "outcomes: share of people; changes: median change of pay a year"),
        ("name", "string", "stayed, skills, left, or the slug of the role moved to; of changes also skills/ and a way "
         "of learning, and moved: all roles that stand out from the noise"),
        ("value", "number", "The estimate"),
        ("low", "number", "Lower end of its interval"),
        ("high", "number", "Upper end of its interval"),
        ("confidence", "integer", "Percent, of the interval"),
        ("unit", "string", "percent, of people or of pay then"),
        ("n", "integer", "Noisy count of people, never the true one"),
        ("n_error", "number", "Standard deviation of the noise in n"),
        ("epsilon", "number", "What one follow-up spent on the table"),
        ("reason", "string", "Why something is missing"),
        ("licence", "string", "Licence of the number"),
    )
)  # fmt: skip


def rows_of(one: Moves) -> Iterator[Row]:
    """Every number of one role and horizon, and why something is missing; in a fixed order."""
    cohort = {
        "release": one.release, "release_note": one.release_note, "role": one.role, "months": one.months,
        "unit": "percent", "confidence": CONFIDENCE, "licence": OUR_LICENCE,
    }  # fmt: skip

    def row(table: str, name: str, bounds: Bounds, n: int | None, error: float | None, epsilon: float | None) -> Row:
        low, value, high = bounds
        return {**cohort, "table": table, "name": name, "value": value, "low": low, "high": high, "n": n,
                "n_error": error, "epsilon": epsilon}  # fmt: skip

    if one.reason:
        yield {**cohort, "reason": one.reason, "n": one.people, "n_error": one.people_error}
    for name, bounds in sorted(one.outcomes.items()):
        yield row("outcomes", name, bounds, one.people, one.people_error, one.outcomes_epsilon)
    for name, change in sorted(one.changes.items()):
        percent = in_percent(change.ratio)
        yield row("changes", name, percent, change.people, change.people_error, one.changes_epsilon)
