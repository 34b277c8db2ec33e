"""Follow-ups, published: waiting movements become noisy batches in a release, and batches become shares and a median.

A unit of privacy of its own: one follow-up, with a gate and two tables (salaries.stats.privacy, FOLLOW_UP_PLAN).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext

from salaries.models import FollowUp, Movement, MovementBatch, MovementGate, Release, Role
from salaries.stats import privacy
from salaries.stats.mix import Bounds
from salaries.stats.movement import BINS, median_ratio, outcome_shares
from salaries.stats.privacy import FOLLOW_UP_MONTHS, FOLLOW_UP_PLAN, Noise, laplace_variance

OUTCOMES, CHANGES = FOLLOW_UP_PLAN
STAYED, SKILLS, MOVED, LEFT = FollowUp.Outcome.values
PAID = (STAYED, SKILLS, MOVED)  # outcomes that pay can be compared after
Closing = tuple[Role, int, list[Movement]]


def ready(roles: Sequence[Role], nightly: bool, noise: Noise) -> list[Closing]:
    """The waiting follow-ups of each role and horizon whose gate opens. Every gate is looked at, empty ones too."""
    held = {(gate.role_id, gate.months): gate for gate in MovementGate.objects.all()}
    waiting: dict[tuple[int, int], list[Movement]] = {}
    for row in Movement.objects.waiting().select_for_update().order_by("pk"):
        waiting.setdefault((row.role_id, row.months), []).append(row)
    found = []
    for role in roles:
        for months in FOLLOW_UP_MONTHS:
            gate = held.get((role.pk, months)) or _gate(role, months, noise)
            rows = waiting.get((role.pk, months), [])
            if _opens(gate, rows, nightly, noise):
                found.append((role, months, rows))
    return found


def _gate(role: Role, months: int, noise: Noise) -> MovementGate:
    return MovementGate.objects.create(role=role, months=months, offset=noise(privacy.gate_scale()))


def _opens(gate: MovementGate, rows: Sequence[Movement], nightly: bool, noise: Noise) -> bool:
    if nightly:
        gate.looks += 1
        MovementGate.objects.filter(pk=gate.pk).update(looks=gate.looks)
        if not privacy.gate_is_due(gate.looks):
            return False
    seen = sum(row.opens_gate for row in rows)
    if not privacy.gate_opens(seen, gate.offset, noise, privacy.FOLLOW_UP_THRESHOLD):
        return False
    MovementGate.objects.filter(pk=gate.pk).update(offset=noise(privacy.gate_scale()), looks=0)
    return True


def close(closing: Closing, roles: Sequence[Role], new: Release, noise: Noise) -> None:
    """Write one batch with noise on every count, also the empty ones, and mark its follow-ups as counted."""
    role, months, rows = closing
    names = [STAYED, SKILLS, LEFT, *(one.slug for one in roles if one.pk != role.pk)]
    slugs = {one.pk: one.slug for one in roles}
    outcomes = dict.fromkeys(names, 0)
    changes = {name: [0] * BINS for name in PAID}
    for row in rows:
        outcomes[slugs[row.to_id] if row.to_id else row.outcome] += 1
        if row.change is not None:
            changes[row.outcome][row.change] += 1
    MovementBatch.objects.create(
        release=new, role=role, months=months, outcomes_epsilon=privacy.decimal(OUTCOMES.epsilon),
        changes_epsilon=privacy.decimal(CHANGES.epsilon),
        outcomes=dict(zip(names, privacy.noisy([outcomes[name] for name in names], OUTCOMES, noise), strict=True)),
        changes={name: privacy.noisy(counts, CHANGES, noise) for name, counts in changes.items()},
    )  # fmt: skip
    Movement.objects.filter(pk__in=[row.pk for row in rows]).update(release=new)


@dataclass(frozen=True)
class Moves:
    """What is published of those who followed up on a role after so many ``months``.

    ``people`` is a noisy count with its standard deviation. ``outcomes``: percent with 90 % limits by stayed, skills,
    left and the slug of the role moved to; ``changes``: pay now divided by pay then, the median with its limits, by
    stayed, skills and moved, where it is certain enough. ``reason`` says why something is missing. ``evidence`` grades
    it as advice does. The epsilons are the most that one follow-up spent on each table.
    """

    role: str
    months: int
    release: int | None
    people: int | None
    people_error: float | None
    outcomes: dict[str, Bounds]
    changes: dict[str, Bounds]
    reason: str
    evidence: str = "measured"
    outcomes_epsilon: float | None = None
    changes_epsilon: float | None = None


def moves_of(slug: str, release: int | None = None) -> tuple[Moves, ...]:
    """What is published of a role's follow-ups at each horizon, up to ``release`` or the newest. One query."""
    rows = MovementBatch.objects.filter(role__slug=slug).select_related("release").order_by("release__number")
    if release is not None:
        rows = rows.filter(release__number__lte=release)
    held = list(rows)
    return tuple(_moves(slug, months, [row for row in held if row.months == months]) for months in FOLLOW_UP_MONTHS)


def _moves(slug: str, months: int, batches: Sequence[MovementBatch]) -> Moves:
    if not batches:
        return Moves(slug, months, None, None, None, {}, {}, _nothing(months))
    counts, variance = _outcomes(batches)
    people = max(0, sum(counts.values()))
    shares = outcome_shares(counts, variance)
    changes = {name: found for name in PAID if (found := _change(batches, name))}
    return Moves(
        slug, months, batches[-1].release.number, people, (variance * len(counts)) ** 0.5, shares,
        changes if shares else {}, "" if shares and changes else _too_unsure(),
        outcomes_epsilon=float(max(batch.outcomes_epsilon for batch in batches)),
        changes_epsilon=float(max(batch.changes_epsilon for batch in batches)),
    )  # fmt: skip


def _outcomes(batches: Sequence[MovementBatch]) -> tuple[dict[str, int], float]:
    names = dict.fromkeys(name for batch in batches for name in batch.outcomes)
    counts = {name: sum(batch.outcomes.get(name, 0) for batch in batches) for name in names}
    return counts, sum(_variance(batch.outcomes_epsilon) for batch in batches)


def _change(batches: Sequence[MovementBatch], name: str) -> Bounds | None:
    counts = [sum(column) for column in zip(*(batch.changes[name] for batch in batches), strict=True)]
    return median_ratio(counts, sum(_variance(batch.changes_epsilon) for batch in batches))


def _variance(epsilon: Any) -> float:
    """Of the noise in a count made with ``epsilon``, whatever the plan says today."""
    return laplace_variance(1 / Fraction(epsilon))


def _nothing(months: int) -> str:
    return gettext(
        "Nothing is published yet of what became of people after %(months)d months: about %(many)d follow-ups by "
        "contributors on this role must come together first."
    ) % {"months": months, "many": privacy.FOLLOW_UP_THRESHOLD}


def _too_unsure() -> str:
    return gettext(
        "Too few follow-ups for the noise that protects people: what is missing here is not known well enough yet."
    )
