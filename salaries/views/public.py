"""Public answers: read only, the same for everybody, and kept by browsers as long as they have not changed."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponseBase]
SAFE = ("GET", "HEAD")


def public(view: View) -> View:
    """``view`` for reading only, kept by browsers and by our own cache of bytes (config.bytecache)."""
    return require_safe(kept(view))


def kept(view: View) -> View:
    """``view`` with an ETag, 304 for a browser that has the same answer, and leave for anybody to keep it.

    The ETag is made of the answer itself. One made of release, starter version and query would save the work of
    answering, but figures and roles can also be corrected in the admin, and then it would keep the wrong ones alive.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return with_tag(request, view(request, *args, **kwargs))

    return answer


def with_tag(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """``response`` with an ETag made of its own bytes, or 304 for who has the same ones; leave to keep it, unless it
    says itself who may."""
    if request.method not in SAFE or response.status_code != HTTPStatus.OK or not isinstance(response, HttpResponse):
        return response
    if not response.has_header("Cache-Control"):
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    etag = f'"{sha256(response.content).hexdigest()[:24]}"'
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response
