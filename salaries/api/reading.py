"""How requests are read: small JSON only, formats we speak, and no parameter that we would have to ignore."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django_filters import FilterSet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import APIException, NotAcceptable, ParseError, ValidationError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import JSONParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

LARGEST_BODY = 64 * 1024
EVERYWHERE = {"format", "cursor", "page_size"}


class TooLarge(APIException):
    """The body is larger than anything this API takes."""

    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_detail = "The body is too large."
    default_code = "too_large"


class SmallJSONParser(JSONParser):
    """JSON of at most 64 kB in UTF-8, whatever charset is claimed (RFC 8259 knows no other)."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """The parsed value. Raises TooLarge, or ParseError with what is wrong in words."""
        context = {**(parser_context or {}), "encoding": "utf-8"}
        if int(context["request"].META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
            raise TooLarge(f"The body is larger than {LARGEST_BODY // 1024} kB.")
        try:
            return super().parse(stream, media_type, context)
        except RecursionError:
            raise ParseError("The JSON is nested too deeply.") from None


class Negotiation(DefaultContentNegotiation):
    """Answers 406, not 404, when ``?format=`` names a format the address does not speak."""

    def filter_renderers(self, renderers: Iterable[BaseRenderer], format: str) -> list[BaseRenderer]:
        """The renderers of that format. Raises NotAcceptable when there is none."""
        found = [renderer for renderer in renderers if renderer.format == format]
        if not found:
            spoken = ", ".join(str(renderer.format) for renderer in renderers)
            raise NotAcceptable(f"This address can answer in: {spoken}.")
        return found


class StrictFilters(DjangoFilterBackend):
    """Filters that refuse a parameter they do not know: ignoring a typing error would answer another question."""

    def get_filterset(self, request: Request, queryset: QuerySet, view: Any) -> FilterSet | None:
        """The view's filters over the query. Raises ValidationError for an unknown parameter."""
        filterset = super().get_filterset(request, queryset, view)
        refuse_unknown(request, filterset.filters if filterset else ())
        return filterset


def refuse_unknown(request: Request, known: Iterable[str]) -> None:
    """Raise ValidationError if the query holds a parameter that is neither in ``known`` nor understood everywhere."""
    if unknown := set(request.query_params) - set(known) - EVERYWHERE:
        allowed = ", ".join(sorted(known)) or "no filters"
        raise ValidationError(
            {name[:60]: [f"There is no such parameter. This address knows: {allowed}."] for name in sorted(unknown)}
        )
