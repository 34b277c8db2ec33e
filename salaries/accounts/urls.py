"""Addresses of a person's account: allauth's pages, and the keys of their programs."""

from allauth.account.urls import urlpatterns as allauth_patterns
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache

from salaries.accounts import views

# allauth lets browsers and proxies keep some of its pages; they show a person's address, so here none may be kept.
SIGN_IN = [URLPattern(p.pattern, never_cache(p.callback), p.default_args, p.name) for p in allauth_patterns]
KEYS = [
    path("keys/", views.api_keys, name="api_keys"),
    path("keys/<int:pk>/revoke/", views.api_key_revoke, name="api_key_revoke"),
]

urlpatterns = SIGN_IN + KEYS
