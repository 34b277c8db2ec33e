"""What releases say, and what they cost in privacy: read by anybody."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from salaries.api.lists import Listing
from salaries.api.reading import refuse_unknown
from salaries.api.serializers.estimates import EstimateOut, LedgerLineOut, PlanOut
from salaries.api.values import VALUE
from salaries.filters import BatchFilter, EstimateFilter
from salaries.ledger import Costs
from salaries.models import Batch, Estimate, Release
from salaries.remembered import one
from salaries.stats import privacy
from salaries.stats.axis import UNIT_OF
from salaries.tabular import Column, Row, Table

NUMBER_OF_A_RELEASE = {"type": "integer", "minimum": 1, "maximum": 2_000_000_000}
PINNED = OpenApiParameter("release", NUMBER_OF_A_RELEASE, description="The newest unless you say.")
OF_RELEASE = OpenApiParameter("release", NUMBER_OF_A_RELEASE, description="All unless you say.")
COHORT = ("release_note", "role", "dimension", "dimension_value", "measure", "own_share")
NUMBERS = {"value", "low", "high", "n_error", "epsilon", "own_share"}
COLUMNS = [
    Column(name, "number" if name in NUMBERS else "integer" if name in ("confidence", "n", "release") else "string")
    for name in (*COHORT, "statistic", *VALUE)
]


def _rows(found: Row) -> Iterator[Row]:
    """An estimate's numbers, each in a row of its own with its cohort."""
    cohort = {name: found.get(name) for name in COHORT}
    numbers = [*found["percentiles"], *({**s, "statistic": f"share_{s['stream']}"} for s in found.get("streams", ()))]
    if costs := found.get("costs"):
        numbers.append({**costs, "statistic": "share_costs"})
    if not numbers:
        said = {name: found.get(name) for name in VALUE if name != "value"}
        numbers = [
            {
                **said,
                "unit": UNIT_OF[found["measure"]],
                "n": found.get("reports"),
                "n_error": found.get("reports_error"),
            }
        ]
    yield from ({**cohort, **number} for number in numbers)


@extend_schema_view(list=extend_schema(summary="Estimates of a release", parameters=[PINNED]))
class Estimates(Listing):
    """What a release says of each cohort, or why it says nothing. Every number has its 90 % interval."""

    queryset = Estimate.objects.all()
    serializer_class = EstimateOut
    filterset_class = EstimateFilter
    orders = ("pk", "-pk", "reports", "-reports")
    always = (
        "release", "release_note", "role", "dimension", "dimension_value", "measure", "percentiles", "withheld",
        "reason",
    )  # fmt: skip

    def get_serializer_context(self) -> dict[str, Any]:
        """With what the batches cost."""
        return {**super().get_serializer_context(), "costs": Costs()}

    def table(self, results: Sequence[Row]) -> Table:
        """One row for each percentile and income share, or one that says why there is none."""
        return Table(COLUMNS, [row for result in results for row in _rows(result)])

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """The numbers of what the filters leave; of the newest release unless the query names one."""
        found = super().filter_queryset(queryset)
        if not self.request.query_params.get("release"):
            found = found.filter(release=one("release", None, Release.objects.current))
        return found.values("pk", "reports")  # by which it can be ordered


@extend_schema_view(
    list=extend_schema(summary="Every batch that was published, and what it cost", parameters=[OF_RELEASE])
)
class Ledger(Listing):
    """What was spent: one line for each table of each role in each release. A report enters one batch of each table."""

    queryset = Batch.objects.select_related("release", "role")
    serializer_class = LedgerLineOut
    filterset_class = BatchFilter
    orders = ("pk", "-pk")
    always = ("release", "role", "table")


class Plan(APIView):
    """What may be published, and what each part costs in privacy."""

    @extend_schema(summary="The privacy plan", responses=PlanOut)
    def get(self, request: Request) -> Response:
        """The tables, the gate and the most that a report can spend."""
        refuse_unknown(request, ())
        return Response(PlanOut(plan()).data)


def plan() -> dict[str, object]:
    """The plan in plain values: all epsilons as numbers."""
    return {
        "unit": "one report, added or removed",
        "noise": "two-sided geometric (discrete Laplace) noise on every count, from a cryptographically secure source",
        "lifetime_epsilon": float(privacy.LIFETIME_EPSILON),
        "spent_by_a_report": float(privacy.spent_by_a_report()),
        "gate_epsilon": float(privacy.GATE_EPSILON),
        "gate_threshold": privacy.GATE_THRESHOLD,
        "spent_by_a_follow_up": float(privacy.spent_by_a_follow_up()),
        "spent_by_a_person": float(privacy.spent_by_a_person()),
        "tables": [
            {
                "name": table.name, "dimension": table.dimension, "measure": table.measure,
                "epsilon": float(table.epsilon), "sensitivity": table.sensitivity, "noise_scale": float(table.scale),
            }
            for table in privacy.PLAN
        ],
    }  # fmt: skip
