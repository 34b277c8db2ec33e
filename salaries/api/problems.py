"""Errors in one shape everywhere under /api/: problem details of RFC 9457."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve, reverse
from django.views.defaults import bad_request as page_of_bad_request
from django.views.defaults import server_error as page_of_server_error
from rest_framework.exceptions import APIException, MethodNotAllowed, NotFound
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler

from salaries.api.refusals import NoSuch

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Kind:
    """A kind of problem: its name in addresses, its title, and what it means in a sentence."""

    code: str
    title: str
    meaning: str


KINDS = {
    400: Kind("invalid-input", "Something you sent cannot be used", "See 'detail', and 'errors' by field."),
    401: Kind("no-key", "This needs an API key", "Send 'Authorization: Bearer KEY' with a key that is not revoked."),
    403: Kind("not-allowed", "You may not do this", "The request was understood, but this person may not do it."),
    404: Kind("not-found", "There is nothing here", "The address is wrong, or what it names is not yours or is gone."),
    405: Kind("method-not-allowed", "This address does not do that", "The Allow header lists the methods it takes."),
    406: Kind("not-acceptable", "We cannot answer in that format", "Ask for JSON; lists speak CSV and Parquet too."),
    409: Kind(
        "conflict", "This does not go together", "Each part can be, but not with the others or with what we hold."
    ),
    411: Kind("length-required", "Say how long the body is", "Send Content-Length; a body in chunks is not read."),
    413: Kind("too-large", "The request is too large", "A report fits into 64 kB many times over."),
    414: Kind("address-too-long", "The address is too long", "No question needs more than 8 kB."),
    415: Kind("unsupported-media-type", "We cannot read that format", "Send JSON as 'application/json'."),
    429: Kind("too-many-requests", "Too many requests", "Wait for as many seconds as Retry-After says."),
    500: Kind("server-error", "Something broke on our side", "We have been told. Try again in a while."),
}
FIELDS_NAMED = (HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)
SEE_ERRORS = "Some of what you sent cannot be used; see 'errors'."
BY_CODE = {kind.code: (status, kind) for status, kind in KINDS.items()}


class ProblemRenderer(JSONRenderer):
    """Problem details; escaped to ASCII, because messages may quote text that is not valid Unicode."""

    media_type = MEDIA_TYPE
    format = "problem"
    ensure_ascii = True


def problem(status: int, detail: str = "", errors: dict[str, list[str]] | None = None) -> dict[str, Any]:
    """The body of a problem: type, title, status, detail, and for wrong input the errors by field."""
    kind = KINDS.get(status, KINDS[400] if status < HTTPStatus.INTERNAL_SERVER_ERROR else KINDS[500])
    body = {
        "type": settings.SITE_URL + reverse("api-problem", args=[kind.code]),
        "title": kind.title,
        "status": int(status),
        "detail": detail or kind.meaning,
    }
    return body | ({"errors": errors} if errors else {})


def refused(status: int, detail: str = "") -> HttpResponse:
    """A problem as an answer, for whoever refuses before the API is entered."""
    return JsonResponse(problem(status, detail), status=status, content_type=MEDIA_TYPE)


def handle(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Django REST framework's handler, with the body turned into a problem, or 204 for OPTIONS.

    None lets Django answer 500 and log.
    """
    response = exception_handler(exc, context)
    if response is None:
        return None
    request = context["request"]
    request.accepted_renderer, request.accepted_media_type = ProblemRenderer(), MEDIA_TYPE
    if isinstance(exc, MethodNotAllowed) and request.method == "OPTIONS":
        return Response(status=HTTPStatus.NO_CONTENT)  # its Allow header is the answer
    errors = dict(by_field(response.data)) if response.status_code in FIELDS_NAMED else {}
    if not isinstance(exc, APIException):
        detail = str(exc) if not isinstance(exc, Http404) and exc.args else ""
    else:
        detail = exc.detail if isinstance(exc.detail, str) else SEE_ERRORS
    if isinstance(exc, NoSuch):
        detail = " ".join(message for messages in errors.values() for message in messages)
    response.data = problem(response.status_code, detail, errors)
    return response


def by_field(data: Any, name: str = "") -> Iterator[tuple[str, list[str]]]:
    """Nested errors as (dotted field name, messages): ("streams.1.amount", ["A valid number is required."])."""
    if isinstance(data, dict):
        for key, inner in data.items():
            if key != "detail" or name:
                yield from by_field(inner, f"{name}.{key}" if name else str(key))
    elif isinstance(data, list) and any(isinstance(item, dict | list) for item in data):
        for position, inner in enumerate(data):
            yield from by_field(inner, f"{name}.{position}")
    elif data:
        messages = data if isinstance(data, list) else [data]
        yield name.removesuffix(".non_field_errors"), [str(message) for message in messages]


class Unknown(APIView):
    """Whatever is not an address of the API: 404, or the way to the address with its slash."""

    schema = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Send ``/roles`` to ``/roles/`` with 308, which keeps the method and the body; 404 for the rest."""
        if not request.path.endswith("/") and _exists(request.path + "/"):
            address = request.get_full_path(force_append_slash=True)
            return HttpResponse(status=HTTPStatus.PERMANENT_REDIRECT, headers={"Location": address})
        return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Whatever the method and whoever asks: there is nothing here."""
        raise NotFound(KINDS[404].meaning)


def _exists(path: str) -> bool:
    try:
        return getattr(resolve(path).func, "cls", None) is not Unknown
    except Resolver404:
        return False


class ProblemKind(APIView):
    """What a kind of problem means: the address that stands in a problem's ``type``."""

    schema = None
    authentication_classes = ()

    def get(self, request: Request, code: str) -> Response:
        """Status, title and meaning of the kind."""
        if code not in BY_CODE:
            raise NotFound(KINDS[404].meaning)
        status, kind = BY_CODE[code]
        return Response({"status": status, "title": kind.title, "meaning": kind.meaning})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The site's answer to a request that Django refuses to read, such as one to another host: as ``server_error``."""
    if not request.path.startswith("/api/"):
        return page_of_bad_request(request, exception)
    return refused(HTTPStatus.BAD_REQUEST, "The request cannot be read; it may name a host that we are not.")


def server_error(request: HttpRequest) -> HttpResponse:
    """The site's answer to an error of our own: a problem under /api/, a page elsewhere."""
    if not request.path.startswith("/api/"):
        return page_of_server_error(request)
    return refused(HTTPStatus.INTERNAL_SERVER_ERROR)
