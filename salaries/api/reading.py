"""How requests are read: small JSON only, formats we speak, and no parameter that we would have to ignore."""

from collections import Counter
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote_to_bytes

from django.db.models import QuerySet
from django_filters import FilterSet
from django_filters.filters import ModelChoiceFilter
from django_filters.rest_framework import DjangoFilterBackend
from django_filters.utils import translate_validation
from rest_framework.exceptions import NotAcceptable, ParseError, ValidationError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import JSONParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.utils import json

from salaries.api.accepting import Wish, closest
from salaries.api.refusals import NoSuch

LARGEST_BODY = 64 * 1024
LONGEST_ADDRESS = 8 * 1024
EVERYWHERE = {"format"}
FIELDS = "fields"
SEVERAL = {FIELDS}  # parameters that may be given more than once


def unreadable(meta: Mapping[str, Any]) -> tuple[int, str] | None:
    """Why a request cannot be read, by its WSGI environment: a status, and words where its meaning is not enough.

    Said before anybody reads the body: Django would read it first, or take a body in chunks for none at all.
    """
    length = meta.get("CONTENT_LENGTH") or "0"
    query = str(meta.get("QUERY_STRING", ""))
    if len(query) + len(str(meta.get("PATH_INFO", ""))) > LONGEST_ADDRESS:
        return HTTPStatus.REQUEST_URI_TOO_LONG, ""
    if meta.get("HTTP_TRANSFER_ENCODING"):
        return HTTPStatus.LENGTH_REQUIRED, ""
    if length.isascii() and length.isdecimal() and int(length[:20]) > LARGEST_BODY:
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, ""
    if meta.get("HTTP_CONTENT_ENCODING", "identity").lower() != "identity":
        return HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send the body as it is, without a Content-Encoding."
    if odd := [part.partition("=")[0][:60] for part in query.split("&") if not _is_text(part)]:
        return HTTPStatus.BAD_REQUEST, f"This is not text in UTF-8 without NUL: {', '.join(odd)}."
    return None


def _is_text(part: str) -> bool:
    try:
        return "\x00" not in unquote_to_bytes(part.encode("latin-1")).decode()
    except UnicodeError:
        return False


class UnicodeJSONParser(JSONParser):
    """JSON in UTF-8, whatever charset is claimed (RFC 8259 knows no other)."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """The parsed value. Raises ParseError with what is wrong in words."""
        try:
            return json.loads(stream.read().decode("utf-8"), object_pairs_hook=_once)
        except UnicodeDecodeError:
            raise ParseError("The body is not JSON in UTF-8.") from None
        except ValueError as wrong:
            raise ParseError(f"JSON parse error - {wrong}") from None
        except RecursionError:
            raise ParseError("The JSON is nested too deeply.") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object of ``pairs``. Raises ParseError when a key is repeated: one of the two would have to be ignored."""
    found = dict(pairs)
    if len(found) < len(pairs):
        repeated = next(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
        raise ParseError(f"'{repeated[:60]}' stands twice in one object.")
    return found


class Negotiation(DefaultContentNegotiation):
    """Answers in the format that is liked best: by its q, then by how closely it is named, then our first.

    406, not 404, when ``?format=`` names a format the address does not speak.
    """

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The renderer and the media type. Raises NotAcceptable when none is taken."""
        named = format_suffix or request.query_params.get(str(self.settings.URL_FORMAT_OVERRIDE))
        spoken = self.filter_renderers(renderers, named) if named else list(renderers)
        wishes = [Wish.of(text) for text in self.get_accept_list(request)]
        found = [(renderer, wish) for renderer in spoken if (wish := closest(wishes, str(renderer.media_type)))]
        if not found:
            raise NotAcceptable(available_renderers=spoken)
        renderer, wish = max(found, key=lambda pair: (pair[1].weight, pair[1].closeness))
        return renderer, str(renderer.media_type) if "*" in wish.kind else wish.text

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
        refuse_unknown(request, (*(filterset.filters if filterset else ()), *getattr(view, "understood", ())))
        return filterset

    def filter_queryset(self, request: Request, queryset: QuerySet, view: Any) -> QuerySet:
        """What the filters leave. Raises NoSuch for a name that no row has, ValidationError for the rest."""
        filterset = self.get_filterset(request, queryset, view)
        if filterset is None:
            return queryset
        if filterset.is_valid():
            return filterset.qs
        if all(isinstance(filterset.filters.get(name), ModelChoiceFilter) for name in filterset.errors):
            raise NoSuch({name: [str(text) for text in texts] for name, texts in filterset.errors.items()})
        raise translate_validation(filterset.errors)


def refuse_unknown(request: Request, known: Iterable[str]) -> None:
    """Raise ValidationError for a parameter that would have to be ignored: unknown, empty or given twice."""
    for name, values in request.query_params.lists():
        if values == [""] or (len(values) > 1 and name not in SEVERAL):
            raise ValidationError({name[:60]: ["Give one value, or leave this parameter out."]})
    if unknown := set(request.query_params) - set(known) - EVERYWHERE:
        allowed = ", ".join(sorted(known)) or "no filters"
        raise ValidationError(
            {name[:60]: [f"There is no such parameter. This address knows: {allowed}."] for name in sorted(unknown)}
        )
