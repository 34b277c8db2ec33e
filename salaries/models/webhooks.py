"""Where people's programs want to hear that a release is out, and what became of telling them."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models

from salaries.models.releases import Release
from salaries.models.sealing import SealedTextField

MOST_ATTEMPTS = 6


class Webhook(models.Model):
    """An address that answered its challenge. Addresses may hold passwords: they are sealed, as the secret is."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="webhooks")
    address = SealedTextField()
    secret = SealedTextField(editable=False)
    created_at = models.DateTimeField()
    told_from = models.PositiveIntegerField(help_text="The last release that was out already; later ones are told.")

    def __str__(self) -> str:
        return f"webhook {self.pk}"


class WebhookDelivery(models.Model):
    """One release told to one webhook. ``due_at`` is empty when it arrived, or when there are no attempts left."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, db_index=True)
    delivered_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True, help_text="The last answer's; empty when there was none.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["webhook", "release"], name="webhook_release_once"),
            models.CheckConstraint(condition=models.Q(attempts__lte=MOST_ATTEMPTS), name="webhook_attempts_bounded"),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"
