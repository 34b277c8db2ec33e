"""How long lists are cut."""

from rest_framework.pagination import CursorPagination


class Pages(CursorPagination):
    """Cursor pages of 50, or as many as ``page_size`` asks for up to 500."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500
    ordering = "pk"
