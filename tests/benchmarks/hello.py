"""The reference for pages: a Django project with one view that says hello, with the middleware of ``startproject``.

``BARE=1`` leaves the middleware out; Django then says no length, and the server sends its answer in chunks.
"""

import os

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
settings.configure(
    SECRET_KEY="reference",
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["*"],
    INSTALLED_APPS=[
        "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages",
    ],
    MIDDLEWARE=[] if os.environ.get("BARE") else MIDDLEWARE,
)  # fmt: skip
django.setup()


def hello(request: HttpRequest) -> HttpResponse:
    """Say hello."""
    return HttpResponse("hello")


urlpatterns = [path("", hello)]
application = get_wsgi_application()
