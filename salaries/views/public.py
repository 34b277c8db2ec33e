"""Public answers: read only, the same for everybody, and kept by browsers as long as they have not changed."""

from collections.abc import Callable
from functools import wraps
from hashlib import blake2b
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponseBase]


def public(view: View) -> View:
    """``view`` for reading only, with an ETag and 304 for a browser that has the same answer.

    The ETag is made of the answer itself. One made of release, starter version and query would save the work of
    answering, but figures and roles can also be corrected in the admin, and then it would keep the wrong ones alive.
    """

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if not isinstance(response, HttpResponse) or response.status_code != 200:
            return response
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
        etag = f'"{blake2b(response.content, digest_size=12).hexdigest()}"'
        response["ETag"] = etag
        return cast(HttpResponseBase, get_conditional_response(request, etag=etag, response=response))

    return answer
