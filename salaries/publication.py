"""The deed that publishes: waiting observations -> noisy batches -> estimates, in one transaction under one number."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from salaries import calibration, movements
from salaries.combination import combined
from salaries.estimation import CELLS, Priors, expected, histogram, models
from salaries.income import NO_MIX, PARTS, Mix, mix_of
from salaries.income import TABLE as INCOME
from salaries.models import (
    Batch,
    Combination,
    Correction,
    Demonstration,
    Estimate,
    Forecast,
    Gate,
    Movement,
    Observation,
    Release,
    Role,
    Spent,
    Total,
)
from salaries.reference import priors
from salaries.stats import privacy
from salaries.stats.axis import AXES
from salaries.stats.beliefs import Beliefs
from salaries.stats.estimates import CohortEstimate, Prior, estimate, estimates, three_digits
from salaries.stats.histogram import counts_in
from salaries.stats.noisy import NoisyHistogram, averaged, z_for
from salaries.stats.privacy import PLAN, Noise, Table, discrete_laplace

Progress = Callable[[str], None]


def silent(text: str) -> None:
    """Report progress to nobody."""


class ReleaseRefused(Exception):
    """Publishing would cost some report more privacy than it was promised; the message says why."""


@dataclass(frozen=True)
class Outcome:
    """What a run did: the new release, or None when no role had enough; and which roles it added."""

    release: Release | None
    roles: tuple[str, ...]


def release(
    *, now: datetime, nightly: bool = False, noise: Noise = discrete_laplace, progress: Progress = silent
) -> Outcome:
    """Publish every role whose gate opens. Safe to run twice at once and to be killed at any point.

    One transaction holds everything: a killed run leaves nothing behind, and its observations are still waiting. Runs
    follow one another by a lock on the roles that does not hold up new reports. ``noise`` is replaced in tests only.
    Raises ReleaseRefused, and writes nothing, when a report would cost more than its lifetime's epsilon.
    """
    _check_plan()
    with transaction.atomic():
        roles = list(Role.objects.select_for_update(no_key=True).order_by("pk"))
        ready = [(role, waiting) for role in roles if (waiting := _ready(role, nightly, noise)) is not None]
        followed = movements.ready(roles, nightly, noise)
        if not ready and not followed:
            return Outcome(None, ())
        last = Release.objects.current()
        new = Release.objects.create(
            number=last.number + 1 if last else 1, published_at=now, note=Demonstration.objects.note(),
            gate_epsilon=privacy.decimal(privacy.GATE_EPSILON),
        )  # fmt: skip
        public = priors(roles)
        for role, waiting in ready:
            progress(f"{role}: closing a batch")
            _close(role, waiting, new, noise, public)
        for closing in followed:
            _check_not_counted(closing[0], closing[2])
            movements.close(closing, roles, new, noise)
        Correction.objects.filter(release=None).update(release=new)
        calibration.score_forecasts(new)
        reliability = calibration.scores(new)
        totals = Total.objects.corrected()
        fitted = models(totals, public)
        beliefs = expected(roles, fitted)
        for role in roles:
            progress(f"{role}: estimating")
            rows = list(_estimates(role, new, [total for total in totals if total.role_id == role.pk], public, beliefs))
            Forecast.objects.bulk_create(calibration.forecasts(rows))
            calibration.withhold(rows, reliability)
            Estimate.objects.bulk_create(rows)
            Combination.objects.bulk_create(combined(role, new, rows, fitted["yearly"], public[role.pk, "yearly"]))
        return Outcome(new, tuple(role.slug for role, _ in ready))


def _check_plan() -> None:
    """Refuse a plan that costs a report more than its lifetime."""
    spent, limit = privacy.spent_by_a_report(), privacy.LIFETIME_EPSILON
    if spent > limit:
        raise ReleaseRefused(
            f"Nothing was published: the plan costs each report an epsilon of {float(spent):g}, and {float(limit):g} "
            "is the most it may ever cost. Make the plan in salaries/stats/privacy.py smaller."
        )
    if privacy.spent_by_a_follow_up() > privacy.FOLLOW_UP_EPSILON:
        raise ReleaseRefused(
            f"Nothing was published: the plan costs each follow-up an epsilon of "
            f"{float(privacy.spent_by_a_follow_up()):g}, and {float(privacy.FOLLOW_UP_EPSILON):g} is the most."
        )


def _check_not_counted(role: Role, waiting: Sequence[Observation] | Sequence[Movement]) -> None:
    """Refuse to count a person's role and year, or follow-up, a second time: that would cost them twice."""
    counted = Spent.objects.filter(token__in=[row.token for row in waiting]).exclude(release=None)
    if counted.exists():
        raise ReleaseRefused(
            f"Nothing was published: a waiting report of {role} was already counted in an earlier release, and "
            "counting it again would cost more privacy than was promised."
        )


def _ready(role: Role, nightly: bool, noise: Noise) -> list[Observation] | None:
    """The role's waiting observations if its gate opens, else None.

    Looks at nothing but how many there are, and leaves out those that an earlier look may have seen already: a report
    that was taken back and approved again must not pay for a second gate.
    """
    gate = Gate.objects.filter(role=role).first() or Gate.objects.create(role=role, offset=noise(privacy.gate_scale()))
    if not gate.is_due(nightly=nightly):
        return None
    waiting = list(Observation.objects.waiting().filter(role=role).select_for_update())
    return waiting if gate.opens(sum(row.opens_gate for row in waiting), noise) else None


def _close(role: Role, waiting: Sequence[Observation], new: Release, noise: Noise, public: Priors) -> None:
    """Write the role's batches for every table of the plan and mark its observations as counted in them."""
    _check_not_counted(role, waiting)
    bins = {measure: public[role.pk, measure].bin_edges for measure in AXES}
    batches = []
    for table in PLAN:
        edges = bins.get(table.measure, [])
        parts = PARTS if table.measure == "streams" else ()
        true = _counts(table, waiting, edges, parts)
        counts = {cell: privacy.noisy(row, table, noise) for cell, row in true.items()}
        epsilon = privacy.decimal(table.epsilon)
        batches.append(
            Batch(
                release=new, role=role, table=table.name, epsilon=epsilon, edges=edges, counts=counts,
                parts=list(parts),
            )
        )  # fmt: skip
    Total.objects.add(role, Batch.objects.bulk_create(batches))
    Observation.objects.filter(pk__in=[row.pk for row in waiting]).update(release=new)


def _counts(
    table: Table, waiting: Sequence[Observation], edges: Sequence[int], parts: Sequence[str]
) -> dict[str, list[int]]:
    """True counts of every cell of the table, also the empty ones: which cells are filled is not given away."""
    members: dict[str, list[Observation]] = {cell: [] for cell in CELLS[table.dimension]}
    for row in waiting:
        members[getattr(row, table.dimension)].append(row)
    if table.measure == "streams":
        return {
            cell: [sum(row.stream_shares.get(part, 0) for row in rows) for part in parts]
            for cell, rows in members.items()
        }
    index = f"{table.measure}_index"
    return {cell: counts_in(edges, [getattr(row, index) for row in rows]) for cell, rows in members.items()}


def subtract(row: Observation) -> int:
    """Take a counted observation off the batches that hold it, from the next release on; returns how many.

    The batches stay as they are; each gets a Correction. For a report that was made up, and for no other reason: what
    is subtracted shows in the next release without noise. Raises ValueError when no batch holds ``row``.
    """
    batches = list(Batch.objects.filter(release=row.release_id, role=row.role_id)) if row.release_id else []
    if not batches:
        raise ValueError("No batch holds this observation.")
    tables = {table.name: table for table in PLAN}
    for batch in batches:
        table = tables[batch.table]
        cell = getattr(row, table.dimension)
        counts = [-count for count in _counts(table, [row], batch.edges, batch.parts)[cell]]
        Correction.objects.create(batch=batch, cell=cell, counts=counts)
    return len(batches)


def _estimates(
    role: Role, new: Release, totals: Sequence[Total], public: Priors, beliefs: Mapping[tuple[int, str], Beliefs]
) -> Iterable[Estimate]:
    """Everything the release says of the role: as a whole, and by each value of each dimension, from its own totals.

    The whole role is estimated under its public prior, a cell under what all other cells lead us to expect of it.
    """
    if not totals:
        return []
    mix = mix_of(totals, CELLS[INCOME.dimension])
    found = [
        _row(role, new, measure, "", "", _whole(totals, public[role.pk, measure], measure), mix) for measure in AXES
    ]
    for table in PLAN:
        if table.measure != "streams":
            found += _cells(role, new, table, totals, beliefs[role.pk, table.name])
    return found


def _cells(role: Role, new: Release, table: Table, totals: Sequence[Total], before: Beliefs) -> list[Estimate]:
    values = CELLS[table.dimension]
    own = [total for total in totals if total.table == table.name]
    cohorts = [[histogram(total, [value]) for total in own] for value in values]
    mixes = [mix_of(totals, [value]) if table.dimension == INCOME.dimension else NO_MIX for value in values]
    found = estimates(cohorts, before, AXES[table.measure], z_for(len(values)))
    return [
        _row(role, new, table.measure, table.dimension, value, one, mix)
        for value, one, mix in zip(values, found, mixes, strict=True)
    ]  # fmt: skip


def _whole(totals: Sequence[Total], belief: Prior, measure: str) -> CohortEstimate:
    """The role as a whole: its tables count the same people, so their cells are added and then averaged.

    Its count needs no margin for the noise: that nobody is behind it would take the gate's noise and the tables' noise
    together (3 % of looks times 9 %).
    """
    names = {table.name for table in PLAN if table.measure == measure}
    together: dict[int, list[NoisyHistogram]] = {}
    for total in totals:
        if total.table in names:
            together.setdefault(total.since_id, []).append(histogram(total, list(total.counts)))
    return estimate([averaged(tables) for tables in together.values()], belief, z_count=0.0)


def _row(
    role: Role, new: Release, measure: str, dimension: str, value: str, found: CohortEstimate, mix: Mix
) -> Estimate:
    shown = NO_MIX if found.withheld else mix
    return Estimate(
        release=new, role=role, dimension=dimension, value=value, measure=measure, reports=found.reports,
        reports_error=found.reports_error, withheld=found.withheld,
        percentiles={name: [three_digits(bound) for bound in bounds] for name, bounds in found.percentiles.items()},
        own_share=found.own_share, density=[list(row) for row in found.density], streams=shown.streams,
        costs=shown.costs,
    )  # fmt: skip
