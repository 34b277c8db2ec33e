"""What has been published at what cost in privacy: the plan, and every batch that was closed under it."""

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from salaries.models import Batch
from salaries.stats.privacy import GATE_EPSILON, GATE_THRESHOLD, LIFETIME_EPSILON, PLAN, gate_scale, spent_by_a_report

MEASURES = {"yearly": "pay a year", "hourly": "pay an hour", "streams": "share of each kind of income"}
DIMENSIONS = {
    "level": "role and level",
    "country": "role and country",
    "ai_use": "role and AI use",
    "engagement": "role and engagement",
}


@dataclass(frozen=True)
class PlanLine:
    """A published table: what is counted, and what a report in it costs."""

    table: str
    cells: str
    measure: str
    epsilon: float
    noise_scale: float

    @property
    def noise_words(self) -> str:
        """The scale of the noise in what it is counted in."""
        streams = self.measure == MEASURES["streams"]
        return f"{self.noise_scale:.3g} {'points, where a report has 100' if streams else 'reports'}"


@dataclass(frozen=True)
class BatchLine:
    """The tables that one role's reports entered in one release, with what that cost each of those reports."""

    release: int
    released_on: str
    role: str
    role_title: str
    tables: int
    epsilon: float


@dataclass(frozen=True)
class Ledger:
    """The whole account. Epsilons add up over what happens to one report: one gate and one batch of each table."""

    gate_epsilon: float
    gate_scale: float
    gate_threshold: int
    spent_by_a_report: float
    lifetime_epsilon: float
    plan: tuple[PlanLine, ...]
    batches: tuple[BatchLine, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"unit": "one report, added or removed", **asdict(self)}


def ledger() -> Ledger:
    """The account as it stands: the plan in force and the batches stored, newest release first."""
    plan = tuple(
        PlanLine(t.name, DIMENSIONS[t.dimension], MEASURES[t.measure], float(t.epsilon), float(t.scale)) for t in PLAN
    )
    return Ledger(
        gate_epsilon=float(GATE_EPSILON), gate_scale=float(gate_scale()), gate_threshold=GATE_THRESHOLD,
        spent_by_a_report=float(spent_by_a_report()), lifetime_epsilon=float(LIFETIME_EPSILON), plan=plan,
        batches=_batches(),
    )  # fmt: skip


def _batches() -> tuple[BatchLine, ...]:
    """Batches added up by release and role, the gate's cost included."""
    rows = Batch.objects.order_by("-release__number", "role__slug").values_list(
        "release__number", "release__published_at", "role__slug", "role__title", "epsilon"
    )
    costs: dict[tuple[int, str, str, str], list[Decimal]] = {}
    for number, published_at, slug, title, epsilon in rows:
        costs.setdefault((number, published_at.date().isoformat(), slug, title), []).append(epsilon)
    return tuple(
        BatchLine(*key, tables=len(epsilons), epsilon=float(sum(epsilons)) + float(GATE_EPSILON))
        for key, epsilons in costs.items()
    )
