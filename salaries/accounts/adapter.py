"""Where allauth tells us what happened at sign-in, so that the account's owner can read it."""

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, gettext, override

from salaries.accounts.history import address_of, record
from salaries.accounts.models import AccountEvent, User
from salaries.accounts.notices import language_of, write_in
from salaries.accounts.second_factor import has_app
from salaries.accounts.sending import send_kept
from salaries.accounts.sessions import opened
from salaries.models.sealing import seal, unseal

Kind = AccountEvent.Kind
# allauth's mails about a changed way to sign in, by the template's name: (what happened, which way)
CHANGES = {
    "mfa/email/totp_activated": (Kind.FACTOR_ADDED, "authenticator app"),
    "mfa/email/totp_deactivated": (Kind.FACTOR_REMOVED, "authenticator app"),
    "mfa/email/webauthn_added": (Kind.FACTOR_ADDED, "passkey"),
    "mfa/email/webauthn_removed": (Kind.FACTOR_REMOVED, "passkey"),
    "mfa/email/recovery_codes_generated": (Kind.CODES_MADE, ""),
    "account/email/email_changed": (Kind.EMAIL_CHANGED, ""),
}


class Adapter(DefaultAccountAdapter):
    """allauth's own ways, each followed by a line in the history."""

    def new_user(self, request: HttpRequest) -> Any:
        """A person whom we write to in the language of the page they signed up on."""
        person = super().new_user(request)
        cast(User, person).language = get_language() or settings.LANGUAGE_CODE
        return person

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write to the owner of the address in their language, to nobody's address in that of the page."""
        with override(language_of(email)):
            super().send_mail(template_prefix, email, context)

    def post_login(self, request: HttpRequest, user: Any, **details: Any) -> HttpResponse:
        """Note the sign-in and the device, and send the report that waited for it."""
        answer = super().post_login(request, user, **details)
        now = timezone.now()
        if not cast(User, user).language:
            write_in(get_language() or settings.LANGUAGE_CODE, by=cast(User, user))
        opened(request, user, now=now)
        return send_kept(request, cast(User, user), now=now) or answer

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Note a wrong password, with the same work for addresses that nobody has."""
        super().authentication_failed(request, **credentials)
        person = User.objects.filter(email__iexact=credentials.get("email", "")).first()
        record(person=person, kind=Kind.SIGN_IN_FAILED, now=timezone.now(), address=address_of(request))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """allauth's ways, in our words; without an app, recovery codes come last."""
        ways = super().get_reauthentication_methods(user)
        app = any(way["id"] == "mfa_reauthenticate" for way in ways) and has_app(user)
        words = {
            "reauthenticate": gettext("Use your password"), "mfa_reauthenticate:webauthn": gettext("Use a passkey"),
            "mfa_reauthenticate": gettext("Use the app or a recovery code") if app else gettext("Use a recovery code"),
        }  # fmt: skip
        named = [{**way, "description": words[way["id"]]} for way in ways]
        return sorted(named, key=lambda way: not app and way["id"] == "mfa_reauthenticate")

    def set_password(self, user: Any, password: str) -> None:
        """Note the change beside it."""
        super().set_password(user, password)
        record(person=cast(User, user), kind=Kind.PASSWORD_CHANGED, now=timezone.now())

    def send_notification_mail(self, template_prefix: str, user: Any, *given: Any, **more: Any) -> None:
        """Note the change that the mail is about."""
        if template_prefix in CHANGES:
            kind, detail = CHANGES[template_prefix]
            address = address_of(self.request)
            record(person=cast(User, user), kind=kind, now=timezone.now(), detail=detail, address=address)
        super().send_notification_mail(template_prefix, user, *given, **more)


class SecondFactors(DefaultMFAAdapter):
    """The secrets of authenticator apps and recovery codes, sealed like amounts: a copied database opens no account."""

    def encrypt(self, text: str) -> str:
        """``text`` as ciphertext under the pay keys."""
        return seal({"secret": text}).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was given to ``encrypt``."""
        return str(unseal(encrypted_text.encode())["secret"])
