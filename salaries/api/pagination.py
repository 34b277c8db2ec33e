"""How long lists are cut: cursor pages over a fixed order, so that nothing is met twice or missed."""

from typing import Any

from django.core.exceptions import ValidationError as InvalidValue
from django.db.models import QuerySet
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request

BAD_CURSOR = "There is no such page. Follow the 'next' and 'previous' links as they are."


ORDERING = "ordering"
PAGING = ("cursor", "page_size")


class Pages(CursorPagination):
    """Cursor pages of 50, or as many as ``page_size`` asks for up to 500. A view names its order in ``ordering``."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500
    offset_cutoff = 50_000  # rows that share a place in the order are counted off, so a page may begin this far in
    cursor_query_description = "Where a page begins. Follow 'next' and 'previous' rather than making one."

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        """The page's rows. Raises NotFound for a cursor that we did not give out."""
        self.first_field = self.get_ordering(request, queryset, view)[0].lstrip("-")
        self.model = queryset.model
        return super().paginate_queryset(queryset, request, view)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The cursor and the size of a page, for the OpenAPI document."""
        size = {"type": "integer", "minimum": 1, "maximum": self.max_page_size, "default": self.page_size}
        return [
            {
                "name": self.cursor_query_param, "in": "query", "required": False,
                "schema": {"type": "string", "minLength": 1},
                "description": self.cursor_query_description,
            },
            {
                "name": self.page_size_query_param, "in": "query", "required": False, "schema": size,
                "description": "How many to a page.",
            },
        ]  # fmt: skip

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The envelope of a page, for the OpenAPI document: 3.1 says null by type, not by 'nullable'."""
        link = {"type": ["string", "null"], "format": "uri", "example": None}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }

    def get_ordering(self, request: Request, queryset: QuerySet, view: Any) -> tuple[str, ...]:
        """The view's ``ordering``, a tuple of field names whose first is unique or nearly so."""
        return tuple(getattr(view, "ordering", ("pk",)))

    def get_page_size(self, request: Request) -> int | None:
        """The wanted size of a page. Raises ValidationError for anything but 1 to 500."""
        wanted = request.query_params.get(self.page_size_query_param, "")
        if not wanted:
            return self.page_size
        if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 4 and 1 <= int(wanted) <= self.max_page_size):
            raise ValidationError({self.page_size_query_param: [f"Give a number from 1 to {self.max_page_size}."]})
        return int(wanted)

    def decode_cursor(self, request: Request) -> Cursor | None:
        """The cursor in the query, checked: a forged position would otherwise reach the database as it is."""
        try:
            cursor = super().decode_cursor(request)
        except NotFound:
            raise NotFound(BAD_CURSOR) from None
        if cursor is not None and cursor.position is not None:
            self._check(str(cursor.position))
        return cursor

    def _check(self, position: str) -> None:
        field = self.model._meta.pk if self.first_field == "pk" else self.model._meta.get_field(self.first_field)
        try:
            field.clean(position, None)
        except InvalidValue:
            raise NotFound(BAD_CURSOR) from None
        if "\x00" in position:
            raise NotFound(BAD_CURSOR)
