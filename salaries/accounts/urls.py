"""Addresses of a person's account: allauth's pages, the keys of their programs, their devices and their data."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.urls import urlpatterns as sign_in_patterns
from allauth.mfa.urls import urlpatterns as second_factor_patterns
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.views.decorators.cache import never_cache

from salaries.accounts.second_factor import confirmed
from salaries.accounts.views import activity, keys, mail, new_code, personal_data, webhooks

# These change how one signs in. allauth lets pass who has neither password nor second factor; `confirmed` does not.
GUARDED = {
    "account_email", "account_set_password", "mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes",
}  # fmt: skip


def ours(pattern: Any) -> URLPattern | URLResolver:
    """An address of allauth as it is here: never kept by browsers and proxies, since its pages show a person's address,
    and where it changes how one signs in, only for somebody who has just proved who they are."""
    if isinstance(pattern, URLResolver):
        return URLResolver(pattern.pattern, [ours(inner) for inner in pattern.url_patterns])
    view = confirmed(pattern.callback) if pattern.name in GUARDED else pattern.callback
    if pattern.name == "account_email_verification_sent":
        view = settled(view)
    return URLPattern(pattern.pattern, never_cache(view), pattern.default_args, pattern.name)


def settled(view: Callable[..., Any]) -> Callable[..., Any]:
    """Who comes back to the page for the code, with nothing left to confirm, goes to their reports: allauth would send
    them to their addresses, which ask for the password first."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase = view(request, *args, **kwargs)
        nothing_left = request.method == "GET" and getattr(response, "url", "") == reverse("account_email")
        return redirect("my_reports") if nothing_left else response

    return answer


SIGN_IN = [ours(pattern) for pattern in sign_in_patterns]
SECOND_FACTOR = [path("second-factor/", include([ours(pattern) for pattern in second_factor_patterns]))]
NEW_CODE = [path("new-code/", new_code.new_code, name="account_new_code")]
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
MAIL = [
    path("mail/", mail.mail_wishes, name="account_mail"),
    path("mail/stop/<str:token>/", mail.stop_mail, name="account_mail_stop"),
]
WEBHOOKS = [
    path("webhooks/", webhooks.webhooks, name="account_webhooks"),
    path("webhooks/<uuid:pk>/test/", webhooks.webhook_test, name="account_webhook_test"),
    path("webhooks/<uuid:pk>/remove/", webhooks.webhook_remove, name="account_webhook_remove"),
]

urlpatterns = SIGN_IN + SECOND_FACTOR + NEW_CODE + KEYS + ACTIVITY + DATA + MAIL + WEBHOOKS
