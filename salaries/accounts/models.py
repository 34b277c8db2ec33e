"""Who signs in: a person known by an e-mail address, the keys of their programs, and what happened to the account."""

import hashlib
import secrets
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

KEY_PREFIX = "gs_"


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

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(max_length=12, editable=False)
    created_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    objects: ClassVar = ApiKeyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"


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
        SIGNED_IN = "signed_in", "You signed in"
        SIGN_IN_FAILED = "sign_in_failed", "Somebody gave a wrong password"
        PASSWORD_CHANGED = "password_changed", "The password was changed"
        SESSION_ENDED = "session_ended", "You signed out another device"
        KEY_MADE = "key_made", "An API key was made"
        KEY_REVOKED = "key_revoked", "An API key was revoked"
        EXPORTED = "exported", "You took a copy of your data"

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


def digest_of(secret: str) -> str:
    """SHA-256 of a key's secret, in hex."""
    return hashlib.sha256(secret.encode()).hexdigest()


def issue_key(*, person: Any, name: str, now: datetime) -> tuple[ApiKey, str]:
    """Store a new key for ``person``; returns it with its secret, which is never shown again."""
    secret = KEY_PREFIX + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        person=person, name=name, digest=digest_of(secret), hint=secret[: len(KEY_PREFIX) + 4], created_at=now
    )
    return key, secret
