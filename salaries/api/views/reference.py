"""Roles, sources, figures and releases: read by anybody."""

from typing import Any, ClassVar

from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import viewsets

from salaries.api.serializers.reference import FigureOut, ReleaseOut, RoleOut, SourceOut
from salaries.filters import FigureFilter, RoleFilter
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
BY_NAME = OpenApiParameter(
    "name", str, OpenApiParameter.PATH, description="The figure's permanent key (it contains slashes) or its id."
)


@extend_schema_view(
    list=extend_schema(summary="Roles, by side and by any title people use for them", examples=[ROLE_EXAMPLE]),
    retrieve=extend_schema(summary="One role"),
)
class Roles(viewsets.ReadOnlyModelViewSet):
    """The kinds of work that are compared."""

    linked = Prefetch(
        "role_occupations", RoleOccupation.objects.select_related("occupation").order_by("fit", "occupation_id")
    )
    queryset = Role.objects.prefetch_related("other_titles", linked)
    serializer_class = RoleOut
    filterset_class = RoleFilter
    lookup_field = "slug"
    ordering = ("slug",)


@extend_schema_view(list=extend_schema(summary="Sources"), retrieve=extend_schema(summary="One source"))
class Sources(viewsets.ReadOnlyModelViewSet):
    """The publishers' series, surveys and articles that figures come from."""

    queryset = Source.objects.all()
    serializer_class = SourceOut
    lookup_field = "slug"
    ordering = ("slug",)


@extend_schema_view(
    list=extend_schema(summary="Published figures, each with its lineage"),
    retrieve=extend_schema(summary="One published figure", parameters=[BY_NAME]),
)
class Figures(viewsets.ReadOnlyModelViewSet):
    """What sources say, one number at a time, never blended."""

    queryset = Figure.objects.select_related(
        "source", "role", "repeats", "check_of_claim"
    ).prefetch_related("check_of_claim__evidence")  # fmt: skip
    serializer_class = FigureOut
    filterset_class = FigureFilter
    lookup_field = "name"
    ordering = ("key",)

    def get_object(self) -> Any:
        """The figure with that key, or with that id when the name is a short number."""
        name: str = self.kwargs["name"]
        is_id = name.isascii() and name.isdecimal() and len(name) < 16
        if "\x00" in name:  # PostgreSQL cannot even be asked for it
            raise Http404
        named: dict[str, Any] = {"pk": int(name)} if is_id else {"key": name}
        return get_object_or_404(self.filter_queryset(self.get_queryset()), **named)


@extend_schema_view(
    list=extend_schema(summary="Releases, newest first"), retrieve=extend_schema(summary="One release by its number")
)
class Releases(viewsets.ReadOnlyModelViewSet):
    """The numbered publications of contributors' reports."""

    # A batch of any one table stands for the role: every role that is added gets a batch of each table.
    one_table = Batch.objects.filter(table=PLAN[0].name).select_related("role")
    queryset = Release.objects.prefetch_related(Prefetch("batches", one_table))
    serializer_class = ReleaseOut
    lookup_field = "number"
    lookup_value_converter = "int"
    ordering: ClassVar[tuple[str, ...]] = ("-number",)
