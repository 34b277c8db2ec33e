"""The language of a page stands in its address, so that an answer depends on its address alone and can be kept by it.

Django's own middleware also asks a cookie and the browser, and tells caches that the answer depends on both.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation


class LanguageOfTheAddress:
    """``/es/…`` is Spanish; everything else, the API and the desk included, is English."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer in the language of the address."""
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
