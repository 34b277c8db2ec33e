"""Roles, sources, figures and releases: read by anybody."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.mixins import RetrieveModelMixin

from salaries.api.lists import Listing
from salaries.api.serializers.reference import FigureOut, RoleOut, SourceOut
from salaries.api.serializers.releases import ReleaseOut
from salaries.api.terms import ORIGINAL, TERMS_ASKED, refusal
from salaries.api.values import VALUE
from salaries.changes import Changes
from salaries.comparison import Terms, UnknownTerms, restated
from salaries.filters import ClaimFilter, FigureFilter, RoleFilter, SourceFilter, TermsFilter
from salaries.ledger import Costs
from salaries.models import Batch, Figure, Release, Role, RoleOccupation, Source
from salaries.stats.privacy import PLAN

ROLE_EXAMPLE = OpenApiExample(
    "A role",
    response_only=True,
    value={
        "slug": "music-producer",
        "title": "Human music producer",
        "side": "music",
        "summary": "Shapes a recording from first idea to finished track.",
        "other_titles": ["Beat maker", "Record producer"],
        "occupations": [
            {
                "code": "27-2041",
                "title": "Music directors and composers",
                "fit": "main",
                "note": "Leaves out everyone who works for themselves.",
            }
        ],
    },
)
TITLE = OpenApiParameter(
    "q", {"type": "string", "maxLength": 80}, description="Any title people use, or a part of it.",
    examples=[OpenApiExample("Another title", "beat maker")],
)  # fmt: skip
NAME = OpenApiParameter(
    "q", {"type": "string", "maxLength": 80}, description="A part of the name or of the publisher's name."
)
YEAR = OpenApiParameter("year", {"type": "integer", "minimum": 1990, "maximum": 2100})
NUMBER = OpenApiParameter("number", {"type": "integer", "minimum": 1, "maximum": 999_999_999}, OpenApiParameter.PATH)
BY_NAME = OpenApiParameter(
    "name", str, OpenApiParameter.PATH, description="The figure's permanent key (it contains slashes) or its id."
)


@extend_schema_view(
    list=extend_schema(
        summary="Roles, by side and by any title people use", parameters=[TITLE], examples=[ROLE_EXAMPLE]
    ),
    retrieve=extend_schema(summary="One role"),
)
class Roles(RetrieveModelMixin, Listing):
    """The kinds of work that are compared."""

    linked = Prefetch(
        "role_occupations", RoleOccupation.objects.select_related("occupation").order_by("fit", "occupation_id")
    )
    queryset = Role.objects.prefetch_related("other_titles", linked)
    serializer_class = RoleOut
    filterset_class = RoleFilter
    lookup_field = "slug"
    orders = ("slug", "-slug", "title", "-title")
    always = ("slug",)


@extend_schema_view(
    list=extend_schema(summary="Sources", parameters=[NAME]), retrieve=extend_schema(summary="One source")
)
class Sources(RetrieveModelMixin, Listing):
    """The publishers' series, surveys and articles that figures come from."""

    queryset = Source.objects.all()
    serializer_class = SourceOut
    filterset_class = SourceFilter
    lookup_field = "slug"
    orders = ("slug", "-slug", "name", "-name", "retrieved_on", "-retrieved_on")
    always = ("slug",)


@extend_schema_view(
    list=extend_schema(summary="Published figures, each with its lineage", parameters=[YEAR, *TERMS_ASKED]),
    retrieve=extend_schema(summary="One published figure", parameters=[BY_NAME, *TERMS_ASKED]),
)
class Figures(RetrieveModelMixin, Listing):
    """What sources say, one number at a time, never blended; money as published or on the terms asked for."""

    queryset: QuerySet[Figure] = Figure.objects.select_related(
        "source", "source_file", "role", "repeats", "check_of_claim"
    ).prefetch_related("check_of_claim__evidence")  # fmt: skip
    serializer_class = FigureOut
    filterset_class = FigureFilter
    lookup_field = "name"
    orders = ("key", "-key", "year", "-year")
    always = ("key", *VALUE)

    def get_object(self) -> Any:
        """The figure with that key, or with that id when the name is a short number."""
        name: str = self.kwargs["name"]
        is_id = name.isascii() and name.isdecimal() and len(name) < 16
        if "\x00" in name:  # PostgreSQL cannot even be asked for it
            raise Http404
        named: dict[str, Any] = {"pk": int(name)} if is_id else {"key": name}
        return get_object_or_404(self.filter_queryset(self.get_queryset()), **named)

    @property
    def terms(self) -> Terms:
        """The terms that were asked for, which the filters have found valid."""
        asked = TermsFilter(self.request.query_params, queryset=Figure.objects.none())
        return asked.terms if asked.is_valid() else Terms()

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """With figures on the terms that were asked for. Raises what ``refusal`` makes of unknown terms."""
        if args and (terms := self.terms).given:
            figures = args[:1] if isinstance(args[0], Figure) else args[0]
            try:
                lines = restated(figures, terms).lines
            except UnknownTerms as unknown:
                raise refusal(unknown) from None
            kwargs["context"] = {**self.get_serializer_context(), "on_terms": lines}
        return super().get_serializer(*args, **kwargs)

    @property
    def wanted(self) -> frozenset[str]:
        """The fields asked for; a converted number keeps what was published beside it."""
        names = super().wanted
        return names | set(ORIGINAL) if names and self.terms.given else names


@extend_schema_view(list=extend_schema(summary="Claims, each with what the evidence says"))
class Claims(Figures):
    """What was claimed without being measured, with our check of it."""

    queryset = Figures.queryset.filter(measure=Figure.Measure.CLAIMED)
    filterset_class = ClaimFilter


@extend_schema_view(
    list=extend_schema(summary="Releases, newest first"),
    retrieve=extend_schema(summary="One release by its number", parameters=[NUMBER]),
)
class Releases(RetrieveModelMixin, Listing):
    """The numbered publications of contributors' reports."""

    def get_serializer_context(self) -> dict[str, Any]:
        """With what each changed, and what that cost."""
        return {**super().get_serializer_context(), "changes": Changes(), "costs": Costs()}

    # A batch of any one table stands for the role: every role that is added gets a batch of each table.
    one_table = Batch.objects.filter(table=PLAN[0].name).select_related("role")
    queryset = Release.objects.prefetch_related(Prefetch("batches", one_table))
    serializer_class = ReleaseOut
    lookup_field = "number"
    orders = ("-number", "number")
    always = ("number",)
