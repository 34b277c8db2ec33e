"""Who signs in: a person known by an e-mail address, the keys of their programs, and what happened to the account."""

import hashlib
import secrets
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy

KEY_PREFIX = "gs_"
FACTORS = {"authenticator app": gettext_lazy("authenticator app"), "passkey": gettext_lazy("passkey")}


class UserManager(BaseUserManager["User"]):
    """Makes people from an e-mail address; there are no user names."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A stored person with that address; without a password they can sign in only after a reset."""
        if not email:
            raise ValueError("A person needs an e-mail address.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A stored person who may do everything in the admin. Whoever can make one is believed about the address."""
        user = self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})
        user.emailaddress_set.create(email=user.email, verified=True, primary=True)  # type: ignore[attr-defined]
        return user


class User(AbstractUser):
    """A person with an account. Their pay lies elsewhere and names them only by this row's id."""

    username = None  # type: ignore[assignment]
    email = models.EmailField("e-mail address", unique=True)
    language = models.CharField(
        max_length=5, blank=True, default="", help_text="Of mails. Empty until the next sign-in says it."
    )
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="user_email_unique")]

    def __str__(self) -> str:
        return self.email


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def for_secret(self, secret: str) -> "ApiKeyQuerySet":
        """The live key with this secret, if there is one, with its owner."""
        return self.filter(digest=digest_of(secret), revoked_at=None, person__is_active=True).select_related("person")


class ApiKey(models.Model):
    """A secret a program shows instead of a password. Only its SHA-256 is stored: 256 random bits need no salt."""

    class Scope(models.TextChoices):
        READ = "read", gettext_lazy("Read public figures")
        REPORTS = (
            "reports",
            gettext_lazy("Read public figures; give, read, change and withdraw my own reports; manage my webhooks"),
        )

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(max_length=12, editable=False)
    scope = models.CharField(max_length=7, choices=Scope, default=Scope.READ)
    created_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    objects: ClassVar = ApiKeyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(scope__in=["read", "reports"]), name="api_key_scope_known"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"

    @property
    def opens_reports(self) -> bool:
        """Whether a program with it may act on its owner's reports."""
        return self.scope == self.Scope.REPORTS


class MailWish(models.Model):
    """What a person asked to be told by e-mail. Without a row, nothing. What was told last keeps it from being told
    twice; it is the same moment for every report of the person."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="mail_wish"
    )
    decided = models.BooleanField(default=False)
    asked = models.BooleanField(default=False)
    counted = models.BooleanField(default=False)
    follow_up = models.BooleanField(default=False)
    told_until = models.DateTimeField(help_text="Decisions up to this moment have been told.")
    told_release = models.PositiveIntegerField(default=0, help_text="The last release that was looked at.")

    def __str__(self) -> str:
        return "mail wishes"


class AccountEventQuerySet(models.QuerySet["AccountEvent"]):
    def of(self, person: Any) -> "AccountEventQuerySet":
        """What happened to a person's account, newest first."""
        return self.filter(person=person).order_by("-at", "-pk")


class AccountEvent(models.Model):
    """A line of an account's history, shown to its owner and kept for 90 days. Nothing about pay stands in it.

    ``person`` is empty after a failed sign-in with an address nobody has: the same work is done for every address, so
    that the time it takes tells nobody who has an account.
    """

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", gettext_lazy("You signed in")
        SIGN_IN_FAILED = "sign_in_failed", gettext_lazy("Somebody gave a wrong password")
        PASSWORD_CHANGED = "password_changed", gettext_lazy("The password was changed")
        EMAIL_CHANGED = "email_changed", gettext_lazy("The e-mail address was changed")
        FACTOR_ADDED = "factor_added", gettext_lazy("A second factor was added")
        FACTOR_REMOVED = "factor_removed", gettext_lazy("A second factor was removed")
        CODES_MADE = "codes_made", gettext_lazy("Recovery codes were made")
        CODE_FAILED = "code_failed", gettext_lazy("Somebody gave a wrong second factor")
        SESSION_ENDED = "session_ended", gettext_lazy("You signed out another device")
        KEY_MADE = "key_made", gettext_lazy("An API key was made")
        KEY_REVOKED = "key_revoked", gettext_lazy("An API key was revoked")
        EXPORTED = "exported", gettext_lazy("You took a copy of your data")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="account_events"
    )
    kind = models.CharField(max_length=16, choices=Kind)
    detail = models.CharField(max_length=100, blank=True)
    address = models.CharField(max_length=45, blank=True, help_text="Shortened: the last part is never stored.")
    at = models.DateTimeField(db_index=True)
    objects: ClassVar = AccountEventQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d %H:%M}"

    @property
    def detail_words(self) -> str:
        """The detail in the reader's language, where it is one of our words and no name that somebody gave."""
        return str(FACTORS.get(self.detail, self.detail)) if "factor" in self.kind else self.detail


def digest_of(secret: str) -> str:
    """SHA-256 of a key's secret, in hex."""
    return hashlib.sha256(secret.encode()).hexdigest()


def issue_key(*, person: Any, name: str, now: datetime, scope: str = ApiKey.Scope.REPORTS) -> tuple[ApiKey, str]:
    """Store a new key for ``person``; returns it with its secret, which is never shown again."""
    secret = KEY_PREFIX + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        person=person,
        name=name,
        digest=digest_of(secret),
        hint=secret[: len(KEY_PREFIX) + 4],
        created_at=now,
        scope=scope,
    )
    return key, secret
