"""What all lists share: order, chosen fields, and CSV or Parquet instead of JSON."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from rest_framework import serializers, viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.filters import BaseFilterBackend
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from salaries.api.pagination import ORDERING, PAGING
from salaries.api.reading import FIELDS, StrictFilters
from salaries.tabular import Column, Row, Table, csv_text, parquet_bytes

PLAIN = {serializers.FloatField: "number", serializers.IntegerField: "integer", serializers.BooleanField: "boolean"}


class ListCsv(BaseRenderer):
    """A page of a list as CSV; the Link header leads to the next page."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> str:
        """The page's rows with a heading."""
        return csv_text((renderer_context or {})["view"].table(data.get("results", [data])))


class ListParquet(BaseRenderer):
    """The whole list, not one page of it, as Parquet."""

    media_type = "application/vnd.apache.parquet"
    format = "parquet"
    charset = None
    render_style = "binary"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        """All rows."""
        return parquet_bytes((renderer_context or {})["view"].table(data.get("results", [data])))


class Shape(BaseFilterBackend):
    """Tells the OpenAPI document of ``ordering`` and ``fields``; the list itself does the work."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        """``queryset`` as it is."""
        return queryset

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Both parameters, with what they may name."""
        names = list(view.get_serializer_class()().fields)
        several = {"type": "array", "items": {"type": "string", "enum": names}, "minItems": 1}
        return [
            {
                "name": ORDERING, "in": "query", "required": False,
                "schema": {"type": "string", "enum": list(view.orders), "default": view.orders[0]},
                "description": "By what the list is ordered; '-' in front turns it round.",
            },
            {
                "name": FIELDS, "in": "query", "required": False, "schema": several, "explode": False, "style": "form",
                "description": f"Only these fields, and always {' and '.join(view.always)}.",
            },
        ]  # fmt: skip


class Listing(viewsets.GenericViewSet):
    """Base of the lists that anybody may read.

    ``orders``: what ``ordering`` may name, the first unless it is given. ``always``: the fields that name a row, which
    no choice of fields leaves out.
    """

    renderer_classes = (JSONRenderer, ListCsv, ListParquet)
    filter_backends = (StrictFilters, Shape)
    orders: ClassVar[tuple[str, ...]] = ("pk",)
    always: ClassVar[tuple[str, ...]] = ()

    @property
    def ordering(self) -> tuple[str, ...]:
        """The order asked for, and what is unique after it. Raises ValidationError for one we do not know."""
        wanted = self.request.query_params.get(ORDERING, self.orders[0])
        if wanted not in self.orders:
            raise ValidationError({ORDERING: [f"Order by one of: {', '.join(self.orders)}."]})
        return (wanted,) if wanted.lstrip("-") == "pk" else (wanted, "pk")

    @property
    def understood(self) -> tuple[str, ...]:
        """The parameters that are heeded beside the filters."""
        return (FIELDS, ORDERING, *PAGING) if self.action == "list" else ()

    def list(self, request: Request) -> Response:
        """A page of the list; as Parquet all of it, unless a page is asked for."""
        rows = self.filter_queryset(self.get_queryset())
        is_parquet = getattr(request.accepted_renderer, "format", "") == ListParquet.format
        if is_parquet and not set(PAGING) & set(request.query_params):
            whole = self.get_serializer(rows.order_by(*self.ordering), many=True).data
            return Response({"results": whole})
        answer = self.get_paginated_response(self.get_serializer(self.paginate_queryset(rows), many=True).data)
        found = [f'<{answer.data[rel]}>; rel="{rel}"' for rel in ("next", "previous") if answer.data[rel]]
        if found:
            answer["Link"] = ", ".join(found)
        return answer

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """The serializer, less the fields that were not asked for. Raises ValidationError for unknown ones."""
        serializer = super().get_serializer(*args, **kwargs)
        if wanted := self.wanted:  # else its fields are not looked at: to make them takes a while
            one: Any = getattr(serializer, "child", serializer)
            if wanted - set(one.fields):
                raise ValidationError({FIELDS: [f"This list knows: {', '.join(one.fields)}."]})
            for name in set(one.fields) - wanted:
                one.fields.pop(name)
        return serializer

    @property
    def wanted(self) -> frozenset[str]:
        """The fields asked for with those that name a row, or none for all."""
        given = self.request.query_params.getlist(FIELDS) if self.request and self.action == "list" else []
        names = {name for text in given for name in text.split(",")}
        return frozenset({*names, *self.always} if names else ())

    def table(self, results: Sequence[Row]) -> Table:
        """The list's items as rows, one column for each field."""
        fields = self.get_serializer(many=True).child.fields
        return Table([Column(name, _kind(field)) for name, field in fields.items()], results)


def _kind(field: serializers.Field) -> str:
    return next((kind for base, kind in PLAIN.items() if isinstance(field, base)), "string")
