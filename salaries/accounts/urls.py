"""Addresses of a person's account: allauth's pages, the keys of their programs, their devices and their data."""

from allauth.account.urls import urlpatterns as allauth_patterns
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache

from salaries.accounts.views import activity, keys, personal_data

# allauth lets browsers and proxies keep some of its pages; they show a person's address, so here none may be kept.
SIGN_IN = [URLPattern(p.pattern, never_cache(p.callback), p.default_args, p.name) for p in allauth_patterns]
KEYS = [
    path("keys/", keys.api_keys, name="api_keys"),
    path("keys/<int:pk>/revoke/", keys.api_key_revoke, name="api_key_revoke"),
]
ACTIVITY = [
    path("activity/", activity.activity, name="account_activity"),
    path("activity/sign-out/", activity.sign_out_others, name="account_sign_out_others"),
    path("activity/sign-out/<int:pk>/", activity.sign_out_one, name="account_sign_out_one"),
]
DATA = [
    path("data/", personal_data.data, name="account_data"),
    path("data/everything.json", personal_data.export_json, name="account_export_json"),
    path("data/everything.csv", personal_data.export_csv, name="account_export_csv"),
    path("data/erase/", personal_data.erase_everything, name="account_erase"),
]

urlpatterns = SIGN_IN + KEYS + ACTIVITY + DATA
