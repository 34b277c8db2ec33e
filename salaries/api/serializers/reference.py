"""What goes out about roles, sources, figures and releases."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from salaries.api.terms import ORIGINAL, SHOWN
from salaries.api.values import VALUE
from salaries.comparison import dated_words
from salaries.models import Figure, Role, Side, Source
from salaries.models.roles import RoleOccupation
from salaries.models.sources import ClaimCheck

MOST = 2_147_483_647  # the largest whole number that both databases store in four bytes
UNKNOWN: dict[str, Any] = {"allow_null": True, "default": None, "read_only": True}  # of a figure: always null


class ValueOut(serializers.Serializer):
    """A published number with all that is needed to judge it, or in ``reason`` why there is none."""

    value = serializers.FloatField(allow_null=True, help_text="Null when it is withheld.")
    low = serializers.FloatField(allow_null=True, help_text="Lower end of the interval, where one is known.")
    high = serializers.FloatField(allow_null=True, help_text="Upper end of the interval, where one is known.")
    confidence = serializers.IntegerField(
        allow_null=True, min_value=1, max_value=99, help_text="Percent, of the interval."
    )
    unit = serializers.ChoiceField([*Figure.Unit.values, "share", "score", "month", "total"])
    currency = serializers.CharField(help_text="Empty for what is not money.")
    n = serializers.IntegerField(
        allow_null=True, min_value=0, max_value=MOST, help_text="People behind it; noisy for our own, null if unknown."
    )
    n_error = serializers.FloatField(allow_null=True, help_text="Standard deviation of the noise in n.")
    release = serializers.IntegerField(
        allow_null=True, min_value=1, max_value=MOST, help_text="Of ours; null for what others published."
    )
    epsilon = serializers.FloatField(allow_null=True, help_text="What one report spent on it; null for others'.")
    source = serializers.CharField(help_text="Slug; gainstage is this site.")  # type: ignore[assignment]
    licence = serializers.CharField()
    withheld = serializers.CharField(help_text="Empty when there is a value.")
    reason = serializers.CharField(help_text="Why it is withheld, in words; empty when there is a value.")


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
    licence = serializers.CharField(source="source.licence")
    low = serializers.FloatField(help_text="Null: this publisher gives no interval that we know.", **UNKNOWN)
    high = serializers.FloatField(help_text="Null, as low.", **UNKNOWN)
    confidence = serializers.IntegerField(help_text="Null, as low.", **UNKNOWN)
    n = serializers.IntegerField(source="respondents", allow_null=True, min_value=0, max_value=MOST)
    n_error = serializers.FloatField(help_text="Null: n is not noisy.", **UNKNOWN)
    release = serializers.IntegerField(help_text="Null: not a release of ours.", **UNKNOWN)
    epsilon = serializers.FloatField(help_text="Null: not a release of ours.", **UNKNOWN)
    reason = serializers.SerializerMethodField(help_text="Why it is withheld, in words.")
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
    dated = serializers.SerializerMethodField(help_text="That it is past its shelf life, in a sentence, or empty.")
    file_sha256 = serializers.CharField(
        source="source_file.sha256", allow_null=True, default=None, help_text="The publisher's file that says it."
    )

    original_value = serializers.FloatField(
        allow_null=True, default=None, read_only=True,
        help_text="As published, where value is converted on the terms that were asked for; else null.",
    )  # fmt: skip
    original_unit = serializers.CharField(default="", read_only=True)
    original_currency = serializers.CharField(default="", read_only=True)
    conversion = serializers.ListField(
        child=serializers.CharField(), default=list, read_only=True, help_text="How it was converted, step by step."
    )
    not_converted = serializers.CharField(
        default="", read_only=True, help_text="Why it is not, or not wholly, on the terms that were asked for."
    )

    class Meta:
        model = Figure
        fields: ClassVar[list[str]] = [
            "id", "key", "role", "occupation", "subject", "statistic", *VALUE, *ORIGINAL,
            "measure", "population", "country", "year", "period", "respondents",
            "relative_standard_error", "wording", "note", "url", "repeats", "check_of_claim", "dated", "file_sha256",
        ]  # fmt: skip

    def to_representation(self, figure: Figure) -> dict[str, Any]:
        """The fields; money on the terms of the view, if it has any."""
        row: dict[str, Any] = super().to_representation(figure)
        if line := self.context.get("on_terms", {}).get(figure.key):
            row.update({name: getattr(line, name) for name in (*SHOWN, *ORIGINAL) if name in row})
        return row

    def get_reason(self, figure: Figure) -> str:
        """In words."""
        return str(figure.get_withheld_display()) if figure.withheld else ""

    def get_url(self, figure: Figure) -> str:
        """Where the number stands."""
        return figure.url or figure.source.url

    def get_dated(self, figure: Figure) -> str:
        """Why it is dated."""
        return dated_words(figure.source, figure.measure, figure.year, timezone.localdate())

    @extend_schema_field(ClaimCheckOut(allow_null=True))
    def get_check_of_claim(self, figure: Figure) -> dict[str, object] | None:
        """The check of a claim; null for everything that is not a checked claim."""
        check = getattr(figure, "check_of_claim", None)
        return ClaimCheckOut(check).data if check else None
