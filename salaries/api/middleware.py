"""What every answer under /api/ carries: where its program stands, who may read it, and its ETag."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from salaries.api.limits import WithoutKey
from salaries.api.problems import refused
from salaries.api.reading import unreadable
from salaries.views.public import with_tag

PREFIXES = ("/api/", "/oembed/")
COUNTED = "/api/"
PRIVATE = ("/api/v1/reports/", "/api/v1/webhooks/")
EXPOSED = "ETag, Link, RateLimit, RateLimit-Policy, Retry-After, Deprecation, Sunset"


class ApiMiddleware:
    """Adds rate-limit headers to every answer of the API; to public ones, CORS for reading and a validator.

    Pages of other sites may read what is public, and never with anybody's cookies or key: a preflight for the
    Authorization header is refused, because a key does not belong into a page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer with its headers, or 304 without a body."""
        if not request.path.startswith(PREFIXES):
            return self.get_response(request)
        public = not request.path.startswith(PRIVATE)
        if public and request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            return _preflight()
        problem = unreadable(request.META)
        response = refused(*problem) if problem else self.get_response(request)
        if request.path.startswith(COUNTED):
            response = _counted(request, response)
        if not public:
            return response
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = EXPOSED
        return with_tag(request, response)


def _counted(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """``response`` with where its program stands. What no view has counted is counted by its address: 429 past that."""
    quota = getattr(request, "quota", None)
    if quota is None:
        limit = WithoutKey()
        standing = limit.counted(request.META)
        quota = limit.quota(standing)
        if not standing.admitted:
            response = refused(HTTPStatus.TOO_MANY_REQUESTS)
            response["Retry-After"] = str(quota.again)
    for name, value in quota.headers.items():
        response[name] = value
    return response


def _preflight() -> HttpResponse:
    response = HttpResponse(status=HTTPStatus.NO_CONTENT)
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = "GET, HEAD"
    response["Access-Control-Allow-Headers"] = "Accept, If-None-Match"
    response["Access-Control-Max-Age"] = "86400"
    return response
