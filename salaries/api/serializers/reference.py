"""What goes out about roles, sources, figures and releases."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from salaries.models import Figure, Release, Role, Side, Source
from salaries.models.roles import RoleOccupation
from salaries.models.sources import ClaimCheck

MOST = 2_147_483_647  # the largest whole number that both databases store in four bytes


class OccupationLink(serializers.Serializer):
    """An official occupation that stands for a role, how near it comes and what it misses."""

    code = serializers.CharField(source="occupation_id")
    title = serializers.CharField(source="occupation.title")
    fit = serializers.ChoiceField(RoleOccupation.Fit.choices)
    note = serializers.CharField()


class RoleOut(serializers.ModelSerializer[Role]):
    """A kind of work, the other titles people use for it, and the occupations it is counted in."""

    side = serializers.ChoiceField(Side.choices)
    other_titles = serializers.SerializerMethodField()
    occupations = OccupationLink(many=True, source="role_occupations")

    class Meta:
        model = Role
        fields: ClassVar[list[str]] = ["slug", "title", "side", "summary", "other_titles", "occupations"]

    def get_other_titles(self, role: Role) -> list[str]:
        """Other titles, by alphabet."""
        return sorted(title.title for title in role.other_titles.all())


class SourceOut(serializers.ModelSerializer[Source]):
    """A publisher's series, survey or article, with who is counted in it and what it cannot see."""

    class Meta:
        model = Source
        fields: ClassVar[list[str]] = [
            "slug", "name", "short_name", "publisher", "kind", "url", "licence", "counts", "blind_spots",
            "retrieved_on",
        ]  # fmt: skip


class ClaimCheckOut(serializers.ModelSerializer[ClaimCheck]):
    """What the evidence says of a claim, with the keys of the figures that are the evidence."""

    evidence: serializers.Field = serializers.SlugRelatedField(slug_field="key", many=True, read_only=True)

    class Meta:
        model = ClaimCheck
        fields: ClassVar[list[str]] = ["quote", "verdict", "note", "evidence"]


class FigureOut(serializers.ModelSerializer[Figure]):
    """One published number with its lineage. ``value`` is null when the publisher withheld it: see ``withheld``."""

    id = serializers.IntegerField(min_value=1)
    source = serializers.CharField(source="source.slug")  # type: ignore[assignment]
    role = serializers.CharField(source="role.slug", allow_null=True, default=None)
    occupation = serializers.CharField(source="occupation_id", allow_null=True)
    value = serializers.FloatField(allow_null=True)
    withheld = serializers.CharField(help_text="suppressed, top_coded, or empty when there is a value.")
    year = serializers.IntegerField(min_value=1990, max_value=2100)
    respondents = serializers.IntegerField(allow_null=True, min_value=0, max_value=MOST)
    relative_standard_error = serializers.FloatField(allow_null=True, help_text="Percent of the value.")
    url = serializers.SerializerMethodField()
    repeats = serializers.CharField(
        source="repeats.key", allow_null=True, default=None, help_text="Key of the figure this one merely repeats."
    )
    check_of_claim = serializers.SerializerMethodField()

    class Meta:
        model = Figure
        fields: ClassVar[list[str]] = [
            "id", "key", "source", "role", "occupation", "subject", "statistic", "value", "unit", "currency",
            "withheld", "measure", "population", "country", "year", "period", "respondents",
            "relative_standard_error", "wording", "note", "url", "repeats", "check_of_claim",
        ]  # fmt: skip

    def get_url(self, figure: Figure) -> str:
        """Where the number stands."""
        return figure.url or figure.source.url

    @extend_schema_field(ClaimCheckOut(allow_null=True))
    def get_check_of_claim(self, figure: Figure) -> dict[str, object] | None:
        """The check of a claim; null for everything that is not a checked claim."""
        check = getattr(figure, "check_of_claim", None)
        return ClaimCheckOut(check).data if check else None


class ReleaseOut(serializers.ModelSerializer[Release]):
    """A numbered publication, and the roles whose reports it added."""

    number = serializers.IntegerField(min_value=1, max_value=MOST)
    roles = serializers.SerializerMethodField(help_text="Slugs of the roles that got new reports in it.")

    class Meta:
        model = Release
        fields: ClassVar[list[str]] = ["number", "published_at", "note", "roles"]

    def get_roles(self, release: Release) -> list[str]:
        """Slugs, by alphabet."""
        return sorted({batch.role.slug for batch in release.batches.all()})
