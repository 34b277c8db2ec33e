"""Follow-ups, published: waiting movements become noisy batches in a release, and batches become shares and a median.

A unit of privacy of its own: one follow-up, with a gate and two tables (salaries.stats.privacy, FOLLOW_UP_PLAN).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext

from salaries.models import FollowUp, Movement, MovementBatch, MovementGate, Release, Role
from salaries.stats import privacy
from salaries.stats.estimates import FEWEST as FEWEST_FOR_PAY
from salaries.stats.mix import Bounds
from salaries.stats.movement import BINS, median_ratio, outcome_shares
from salaries.stats.noisy import z_for
from salaries.stats.privacy import FOLLOW_UP_MONTHS, FOLLOW_UP_PLAN, Noise, laplace_variance

OUTCOMES, CHANGES = FOLLOW_UP_PLAN
STAYED, SKILLS, MOVED, LEFT = FollowUp.Outcome.values
LEARNED = {way: f"{SKILLS}/{way}" for way in FollowUp.Way.values}  # rows of those who added skills, by how
FEWEST = FEWEST_FOR_PAY["p50"]  # people, by a noisy count, from which anything is said of them
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
            seen = sum(row.opens_gate for row in rows)
            if gate.is_due(nightly=nightly) and gate.opens(seen, noise, privacy.FOLLOW_UP_THRESHOLD):
                found.append((role, months, rows))
    return found


def _gate(role: Role, months: int, noise: Noise) -> MovementGate:
    return MovementGate.objects.create(role=role, months=months, offset=noise(privacy.gate_scale()))


def close(closing: Closing, roles: Sequence[Role], new: Release, noise: Noise) -> None:
    """Write one batch with noise on every count, also the empty ones, and mark its follow-ups as counted."""
    role, months, rows = closing
    slugs = {one.pk: one.slug for one in roles}
    targets = [slug for key, slug in slugs.items() if key != role.pk]
    names = [STAYED, SKILLS, LEFT, *targets]
    outcomes = dict.fromkeys(names, 0)
    changes = {name: [0] * BINS for name in (STAYED, SKILLS, *LEARNED.values(), *targets)}
    for row in rows:
        outcome = slugs[row.to_id] if row.to_id else row.outcome
        outcomes[outcome] += 1
        if row.change is not None:
            changes[LEARNED.get(row.way, outcome)][row.change] += 1
    MovementBatch.objects.create(
        release=new, role=role, months=months, outcomes_epsilon=privacy.decimal(OUTCOMES.epsilon),
        changes_epsilon=privacy.decimal(CHANGES.epsilon),
        outcomes=dict(zip(names, privacy.noisy([outcomes[name] for name in names], OUTCOMES, noise), strict=True)),
        changes={name: privacy.noisy(counts, CHANGES, noise) for name, counts in changes.items()},
    )  # fmt: skip
    Movement.objects.filter(pk__in=[row.pk for row in rows]).update(release=new)


@dataclass(frozen=True)
class Changed:
    """Pay now divided by pay then: the median with 90 % limits, of about ``people``, a noisy count with its error."""

    ratio: Bounds
    people: int
    people_error: float


@dataclass(frozen=True)
class Moves:
    """What is published of those who followed up on a role after so many ``months``.

    ``people`` is a noisy count with its standard deviation. ``outcomes``: percent with 90 % limits by stayed, skills,
    left and the slug of the role moved to; ``chosen`` are the slugs that stand out from the noise. ``changes``, where
    it is certain enough: by stayed, skills, skills/WAY, the slug of a role, and moved, which is all ``chosen``
    together. ``reason`` says why something is missing, ``release_note`` what the release says of itself. The epsilons
    are the most that one follow-up spent on each table.
    """

    role: str
    months: int
    release: int | None
    people: int | None
    people_error: float | None
    outcomes: dict[str, Bounds]
    changes: dict[str, Changed]
    reason: str
    chosen: tuple[str, ...] = ()
    release_note: str = ""
    outcomes_epsilon: float | None = None
    changes_epsilon: float | None = None

    @property
    def evidence(self) -> str:
        """The grade of evidence, as advice has it: whether anything is measured here."""
        return "measured" if self.outcomes else "none"


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
    people, error = max(0, sum(counts.values())), variance**0.5
    shares = outcome_shares(counts, variance)
    chosen = tuple(
        name for name, count in counts.items()
        if name not in (STAYED, SKILLS, LEFT) and _stands_out(count, error, len(counts))
    )  # fmt: skip
    changes = _changes(batches, counts, error, chosen) if shares else {}
    return Moves(
        slug, months, batches[-1].release.number, people, error * len(counts) ** 0.5, shares, changes,
        "" if shares and changes else _too_unsure(), chosen if shares else (),
        batches[-1].release.note,
        outcomes_epsilon=float(max(batch.outcomes_epsilon for batch in batches)),
        changes_epsilon=float(max(batch.changes_epsilon for batch in batches)),
    )  # fmt: skip


def _outcomes(batches: Sequence[MovementBatch]) -> tuple[dict[str, int], float]:
    names = dict.fromkeys(name for batch in batches for name in batch.outcomes)
    counts = {name: sum(batch.outcomes.get(name, 0) for batch in batches) for name in names}
    return counts, sum(_variance(batch.outcomes_epsilon) for batch in batches)


def _changes(
    batches: Sequence[MovementBatch], counts: Mapping[str, int], error: float, chosen: Sequence[str]
) -> dict[str, Changed]:
    """Each change that is certain enough, of groups that stand out from the noise.

    Which roles are ``chosen`` was told by the other table, whose noise is independent of that in the rows added here.
    """
    groups: dict[str, tuple[str, ...]] = {
        STAYED: (STAYED,), SKILLS: (SKILLS, *LEARNED.values()), **{slug: (slug,) for slug in chosen},
        MOVED: (MOVED, *chosen),
    }  # fmt: skip
    if _stands_out(counts[SKILLS], error, len(counts)):
        groups |= {row: (row,) for row in LEARNED.values()}
    found = {}
    for name, rows in groups.items():
        held = [(batch.changes[row], _variance(batch.changes_epsilon)) for batch in batches
                for row in rows if row in batch.changes]  # fmt: skip
        bins = [sum(column) for column in zip(*(row for row, _ in held), strict=True)]
        variance = sum(one for _, one in held)
        told = [counts[outcome] for outcome in (chosen if name == MOVED else rows) if outcome in counts]
        people, unsure = (sum(told), error * len(told) ** 0.5) if told else (sum(bins), (BINS * variance) ** 0.5)
        ratio = median_ratio(bins, variance)
        if ratio and _stands_out(people, unsure, len(groups)):
            found[name] = Changed(ratio, people, unsure)
    return found


def _stands_out(people: int, error: float, among: int) -> bool:
    """Whether so many people, one count of ``among`` with that error of noise, are hardly noise alone."""
    return people >= FEWEST and people > z_for(among) * error


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
