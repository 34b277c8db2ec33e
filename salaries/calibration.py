"""The calibration gate: what a release said is held against the noisy batches that come later.

A group whose ranges cover less than 85 % of what they should is withheld until later batches show that it holds again.
Groups are sizes (by noisy count, over all roles: where the model itself is too sure) and roles (where what is publicly
believed misleads it). Only what was published with noise is read, so this costs no privacy.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import log

from salaries.estimation import CELLS, histogram
from salaries.models import Batch, Estimate, Forecast, Release, Role
from salaries.stats.axis import AXES, STEP
from salaries.stats.calibration import Score, pooled, score, size_of
from salaries.stats.estimates import SHARES
from salaries.stats.noisy import NoisyHistogram, averaged
from salaries.stats.privacy import PLAN

FEWEST_ROLES = 3  # from how many roles a size is judged: one role's fault is not the size's
REMEMBERED = 10  # releases whose scores count: a group that was repaired is published again
Group = tuple[str, str]  # ("size", its name) or ("role", its key)
Cell = tuple[int, str, str, str]  # role, dimension, value, measure


def score_forecasts(new: Release) -> None:
    """Score the last forecasts of every role by its batches in ``new``, and drop those that newer ones replace."""
    later = later_counts(new)
    for forecast in Forecast.objects.filter(scored_in=None, role__in={role for role, *_ in later}):
        counts = later.get((forecast.role_id, forecast.dimension, forecast.value, forecast.measure))
        found = counts and score(places_of(forecast), forecast.reports, counts)
        if found:
            forecast.scored_in = new
            forecast.expected, forecast.covered, forecast.variance = found.expected, found.covered, found.variance
            forecast.save(update_fields=["scored_in", "expected", "covered", "variance"])
    Forecast.objects.filter(scored_in=None).delete()


def later_counts(new: Release) -> dict[Cell, NoisyHistogram]:
    """The noisy counts of every cell and of every whole role in the batches of ``new``."""
    tables = {table.name: table for table in PLAN if table.measure != "streams"}
    found: dict[Cell, NoisyHistogram] = {}
    whole: dict[Cell, list[NoisyHistogram]] = {}
    for batch in Batch.objects.filter(release=new, table__in=tables).prefetch_related("corrections").order_by("pk"):
        table = tables[batch.table]
        for value in CELLS[table.dimension]:
            found[batch.role_id, table.dimension, value, table.measure] = histogram(batch, [value])
        whole.setdefault((batch.role_id, "", "", table.measure), []).append(histogram(batch, list(batch.counts)))
    return found | {cell: averaged(tables) for cell, tables in whole.items()}


def places_of(forecast: Forecast) -> list[tuple[float, float]]:
    """Its percentiles as (share below, place on the axis), ascending."""
    base = AXES[forecast.measure].base
    points = [(SHARES[name], log(dollars / base) / STEP) for name, dollars in forecast.percentiles.items()]
    return sorted(points)


def scores(new: Release) -> dict[Group, Score]:
    """How every group did in the last releases up to ``new``.

    A role's tables of one measure count the same people, so their errors are taken to go together.
    """
    since = new.number - REMEMBERED
    rows = Forecast.objects.filter(scored_in__number__gt=since, scored_in__number__lte=new.number).order_by("pk")
    same: dict[Group, dict[tuple[int, int | None], list[Score]]] = {}
    for row in rows:
        if row.expected is not None and row.covered is not None and row.variance is not None:
            people = (row.role_id, row.scored_in_id)
            for group in groups_of(row):
                found = same.setdefault(group, {}).setdefault(people, [])
                found.append(Score(row.expected, row.covered, row.variance))
    return {
        group: pooled(by_people.values())
        for group, by_people in same.items()
        if group[0] == "role" or len({role for role, _ in by_people}) >= FEWEST_ROLES
    }


def groups_of(row: Estimate | Forecast) -> tuple[Group, Group]:
    """The two groups that an estimate belongs to."""
    return ("size", size_of(row.reports)), ("role", str(row.role_id))


def forecasts(rows: Iterable[Estimate]) -> list[Forecast]:
    """What is to be scored later of ``rows`` that say anything."""
    return [
        Forecast(
            release=row.release, role=row.role, dimension=row.dimension, value=row.value, measure=row.measure,
            reports=row.reports, percentiles={name: value for name, (_, value, _) in row.percentiles.items()},
        )
        for row in rows if not row.withheld
    ]  # fmt: skip


def withhold(rows: Sequence[Estimate], found: Mapping[Group, Score]) -> None:
    """Take the figures out of those ``rows`` that belong to a group which fails."""
    failing = {group for group, one in found.items() if one.fails}
    for row in rows:
        if not row.withheld and failing.intersection(groups_of(row)):
            row.withheld, row.percentiles, row.density = Estimate.Withheld.UNRELIABLE, {}, []
            row.streams, row.costs = {}, None


def reliability(release: Release) -> list[tuple[str, Score]]:
    """(group in words, score) of every group up to ``release``, for those who look after the figures."""
    titles = {str(role.pk): role.title for role in Role.objects.order_by("pk")}
    return [(titles.get(name, f"{name} reports"), one) for (_, name), one in sorted(scores(release).items())]
