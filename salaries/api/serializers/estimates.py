"""What goes out of the releases: estimates, the privacy plan and the ledger of what was spent."""

from collections.abc import Sequence
from typing import Any, cast

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from salaries.api.serializers.reference import MOST, ValueOut
from salaries.api.values import CONFIDENCE, OUR_LICENCE, own_value
from salaries.comparison import DIMENSIONS, PERCENTILES, Interval, why_no_costs, why_withheld
from salaries.downloads import OWN
from salaries.models import Estimate, Stream
from salaries.remembered import each
from salaries.stats.axis import UNIT_OF


class PercentileOut(ValueOut):
    """One percentile of pay, with its interval."""

    statistic = serializers.ChoiceField(PERCENTILES)


class StreamOut(ValueOut):
    """One stream's share of all income, in percent, with its interval."""

    stream = serializers.ChoiceField(Stream.choices)


class BarOut(serializers.Serializer):
    """The share of people whose pay lies between two limits."""

    low = serializers.FloatField()
    high = serializers.FloatField()
    share = serializers.FloatField()


class WrittenOnce(serializers.ListSerializer):
    """Estimates, of which only the numbers are given (``pk``): one never changes, so each is read and written once for
    each choice of fields."""

    def to_representation(self, data: Any) -> list[Any]:
        """The estimates that are there, in the order given."""
        wanted, child = self.context["view"].wanted, cast(EstimateOut, self.child)

        def make(keys: Sequence[tuple[int, frozenset[str]]]) -> dict[tuple[int, frozenset[str]], Any]:
            found = Estimate.objects.select_related("release", "role").in_bulk([pk for pk, _ in keys])
            return {key: child.to_representation(found[key[0]]) if key[0] in found else None for key in keys}

        return [row for row in each("estimate", [(row["pk"], wanted) for row in data], make) if row]


class EstimateOut(serializers.Serializer):
    """What a release says of one cohort, with all that is needed to judge it; or why it says nothing."""

    release = serializers.IntegerField(source="release.number", min_value=1, max_value=MOST)
    release_note = serializers.CharField(source="release.note", help_text="Demonstration data says so here.")
    role = serializers.CharField(source="role.slug")
    dimension = serializers.CharField(help_text=f"{', '.join(DIMENSIONS)}, or empty for the whole role.")
    dimension_value = serializers.CharField(source="value", help_text="Empty for the whole role.")
    measure = serializers.ChoiceField(Estimate.Measure.choices)
    currency = serializers.SerializerMethodField()
    source = serializers.SerializerMethodField()  # type: ignore[assignment]
    licence = serializers.SerializerMethodField()
    reports = serializers.IntegerField(min_value=0, max_value=MOST, help_text="A noisy count, never the true one.")
    reports_error = serializers.FloatField(help_text="Standard deviation of the noise in the count.")
    epsilon = serializers.SerializerMethodField(help_text="What one report spends on the tables read here.")
    withheld = serializers.CharField(help_text="too_few, too_unsure, unreliable, or empty when published.")
    reason = serializers.SerializerMethodField(help_text="Why it is withheld, in words; empty when published.")
    confidence = serializers.SerializerMethodField(help_text="Percent; of every interval here.")
    percentiles = serializers.SerializerMethodField(help_text="US dollars for the measure.")
    own_share = serializers.FloatField(help_text="How much of the median comes from these reports, 0 to 1.")
    density = serializers.SerializerMethodField(help_text="For drawing; empty below 100 reports.")
    streams = serializers.SerializerMethodField(help_text="Percent of what costs leave; empty when too uncertain.")
    costs = serializers.SerializerMethodField(help_text="Percent of income; null when not measured well enough.")
    costs_reason = serializers.SerializerMethodField(help_text="Why costs are missing, in words; else empty.")
    streams_epsilon = serializers.SerializerMethodField(help_text="What the shares cost; null without them.")

    class Meta:
        list_serializer_class = WrittenOnce

    def get_currency(self, row: Estimate) -> str:
        """Always US dollars."""
        return "USD"

    def get_source(self, row: Estimate) -> str:
        """This site."""
        return str(OWN["source"])

    def get_licence(self, row: Estimate) -> str:
        """Of everything in a release."""
        return OUR_LICENCE

    def get_epsilon(self, row: Estimate) -> float:
        """From the batches it was made from."""
        return self.context["costs"].of(row, row.measure)

    def get_reason(self, row: Estimate) -> str:
        """The sentence the page shows too."""
        return why_withheld(row) if row.withheld else ""

    def get_confidence(self, row: Estimate) -> int:
        """Percent."""
        return CONFIDENCE

    @extend_schema_field(PercentileOut(many=True))
    def get_percentiles(self, row: Estimate) -> list[dict[str, Any]]:
        """From the lowest to the highest."""
        return [
            self._value(row, row.percentiles[name], UNIT_OF[row.measure], self.get_epsilon(row)) | {"statistic": name}
            for name in PERCENTILES
            if name in row.percentiles
        ]

    @extend_schema_field(BarOut(many=True))
    def get_density(self, row: Estimate) -> list[dict[str, float]]:
        """From the lowest to the highest."""
        return [dict(zip(("low", "high", "share"), bar, strict=True)) for bar in row.density]

    @extend_schema_field(StreamOut(many=True))
    def get_streams(self, row: Estimate) -> list[dict[str, Any]]:
        """In the order of the list of streams."""
        cost = self.get_streams_epsilon(row)
        return [
            {"stream": name} | self._value(row, row.streams[name], "percent", cost)
            for name in Stream.values
            if name in row.streams
        ]

    @extend_schema_field(ValueOut(allow_null=True))
    def get_costs(self, row: Estimate) -> dict[str, Any] | None:
        """The mean over people of what goes to business costs."""
        return self._value(row, row.costs, "percent", self.context["costs"].of(row, "streams")) if row.costs else None

    def get_costs_reason(self, row: Estimate) -> str:
        """The sentence the page shows too."""
        return why_no_costs(row)

    def get_streams_epsilon(self, row: Estimate) -> float | None:
        """From the batches they were made from."""
        return self.context["costs"].of(row, "streams") if row.streams else None

    def _value(self, row: Estimate, bounds: list[float], unit: str, epsilon: float | None) -> dict[str, Any]:
        return own_value(
            Interval(*bounds), unit=unit, n=row.reports, n_error=row.reports_error, release=row.release.number,
            epsilon=epsilon,
        )  # fmt: skip


class TableOut(serializers.Serializer):
    """A table of the plan: what is counted, and what that costs in privacy."""

    name = serializers.CharField()
    dimension = serializers.ChoiceField(DIMENSIONS)
    measure = serializers.ChoiceField(["yearly", "hourly", "streams"])
    epsilon = serializers.FloatField()
    sensitivity = serializers.IntegerField(min_value=1, max_value=MOST)
    noise_scale = serializers.FloatField(help_text="Of the discrete Laplace noise on each count.")


class PlanOut(serializers.Serializer):
    """All that one report can ever spend, and on what."""

    unit = serializers.CharField()
    noise = serializers.CharField()
    lifetime_epsilon = serializers.FloatField(help_text="The most a report may spend over its whole life.")
    spent_by_a_report = serializers.FloatField()
    spent_by_a_follow_up = serializers.FloatField(help_text="Beside its report; a unit of its own.")
    spent_by_a_person = serializers.FloatField(help_text="The most for one role and year, all follow-ups included.")
    gate_epsilon = serializers.FloatField(help_text="Spent on deciding when reports become a batch.")
    gate_threshold = serializers.IntegerField(min_value=1, max_value=MOST, help_text="About how many reports open it.")
    tables = TableOut(many=True)


class LedgerLineOut(serializers.Serializer):
    """A batch that was published: in which release, for which role and table, and what each report in it spent."""

    release = serializers.IntegerField(source="release.number", min_value=1, max_value=MOST)
    role = serializers.CharField(source="role.slug")
    table = serializers.CharField()
    epsilon = serializers.FloatField()
