"""What goes out about releases themselves: which roles they added, and what they changed."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from salaries.api.serializers.reference import MOST, ValueOut
from salaries.api.values import CONFIDENCE, OUR_LICENCE, value
from salaries.comparison import why_withheld
from salaries.downloads import OWN
from salaries.models import Estimate, Release


class ChangeOut(serializers.Serializer):
    """How one role's yearly median differs from the release before, and why. Null: nothing was said of it there."""

    role = serializers.CharField()
    what = serializers.ChoiceField(["published", "withheld", "moved", "unchanged"])
    before = ValueOut(allow_null=True)
    after = ValueOut(allow_null=True)
    why = serializers.CharField()


class ReleaseOut(serializers.ModelSerializer[Release]):
    """A numbered publication, and the roles whose reports it added."""

    number = serializers.IntegerField(min_value=1, max_value=MOST)
    roles = serializers.SerializerMethodField(help_text="Slugs of the roles that got new reports in it.")
    changes = serializers.SerializerMethodField(help_text="Since the release before: yearly medians, and why.")

    class Meta:
        model = Release
        fields: ClassVar[list[str]] = ["number", "published_at", "note", "roles", "changes"]

    @extend_schema_field(ChangeOut(many=True))
    def get_changes(self, release: Release) -> list[dict[str, object]]:
        """One for each role that either release says something of, by slug."""
        return [
            {
                "role": change.role, "what": change.what, "before": self._median(change.before),
                "after": self._median(change.after), "why": change.why,
            }
            for change in self.context["changes"].of(release)
        ]  # fmt: skip

    def _median(self, row: Estimate | None) -> dict[str, Any] | None:
        if row is None:
            return None
        low, middle, high = row.percentiles.get("p50", (None, None, None))
        return value(
            middle, ends=(low, high), confidence=None if middle is None else CONFIDENCE, unit="year", currency="USD",
            n=row.reports, n_error=row.reports_error, release=row.release.number, source=str(OWN["source"]),
            epsilon=self.context["costs"].of(row, row.measure), licence=OUR_LICENCE, withheld=row.withheld,
            reason=why_withheld(row) if row.withheld else "",
        )  # fmt: skip

    def get_roles(self, release: Release) -> list[str]:
        """Slugs, by alphabet."""
        return sorted({batch.role.slug for batch in release.batches.all()})
