"""How long lists are cut: cursor pages over a fixed order, so that nothing is met twice or missed."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from salaries.api.refusals import NoSuch

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
        """The page's rows. Raises as ``decode_cursor`` does."""
        self.name = name_of(view)
        return super().paginate_queryset(queryset, request, view)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The cursor and the size of a page, for the OpenAPI document."""
        size = {"type": "integer", "minimum": 1, "maximum": self.max_page_size, "default": self.page_size}
        return [
            {
                "name": self.cursor_query_param, "in": "query", "required": False,
                "schema": {"type": "string", "pattern": pattern_of(name_of(view))},
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

    def encode_cursor(self, cursor: Cursor) -> str:
        """The address of the page at ``cursor``, which names its list and is signed for it and its order."""
        tokens = {"o": cursor.offset or None, "r": int(cursor.reverse) or None, "p": cursor.position}
        plain = urlencode({name: value for name, value in tokens.items() if value is not None})
        coded = urlsafe_b64encode(plain.encode()).decode().rstrip("=")
        signed = self._signer.sign(f"{self.name}.{coded}")
        return str(replace_query_param(self.base_url or "", self.cursor_query_param, signed))

    def decode_cursor(self, request: Request) -> Cursor | None:
        """The cursor in the query. Raises ValidationError for one that cannot be of this list, NoSuch for a forged one.

        Only what we signed reaches the database.
        """
        given = request.query_params.get(self.cursor_query_param)
        if given is None:
            return None
        if not re.fullmatch(pattern_of(self.name), given):
            raise ValidationError({self.cursor_query_param: [BAD_CURSOR]})
        try:
            coded = self._signer.unsign(given).partition(".")[2]
        except BadSignature:
            raise NoSuch({self.cursor_query_param: [BAD_CURSOR]}) from None
        tokens = dict(parse_qsl(urlsafe_b64decode(coded + "=" * (-len(coded) % 4)).decode()))
        position: Any = tokens.get("p")
        return Cursor(offset=int(tokens.get("o", 0)), reverse="r" in tokens, position=position)

    @property
    def _signer(self) -> Signer:
        return Signer(salt=f"cursor:{self.name}:{','.join(self.ordering)}", sep=".")


def pattern_of(name: str) -> str:
    """What a cursor of the list ``name`` looks like: the list, a place in it, and our signature."""
    return rf"^{name}\.[A-Za-z0-9_-]{{0,1200}}\.[A-Za-z0-9_-]{{43}}$"


def name_of(view: Any) -> str:
    """The list's name in cursors."""
    return type(view).__name__.lower()
