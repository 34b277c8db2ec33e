"""A reference for pages: Django's own page cache in memory, over a view that gives as many bytes as a comparison."""

import os

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(
    SECRET_KEY="reference",
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["*"],
    CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    MIDDLEWARE=["django.middleware.cache.UpdateCacheMiddleware", "django.middleware.cache.FetchFromCacheMiddleware"],
)
django.setup()


def page(request: HttpRequest) -> HttpResponse:
    """As many bytes as BENCH_BYTES says."""
    return HttpResponse(b"x" * int(os.environ.get("BENCH_BYTES", "10000")))


urlpatterns = [path("", page)]
application = get_wsgi_application()
