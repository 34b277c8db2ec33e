"""Webhooks, as the API reads and prints them."""

from rest_framework import serializers

from salaries.api.serializers.reports import Strict

MOST = 2_000_000_000


class WebhookIn(Strict):
    """Where a program wants to be told of releases."""

    default_error_messages = {"invalid": "Send an object with an address."}  # noqa: RUF012
    address = serializers.CharField(min_length=1, max_length=500, help_text="Begins with https://; port 443 or 8443.")


class DeliveryOut(serializers.Serializer):
    """What became of telling a release."""

    release = serializers.IntegerField(source="release.number", min_value=1, max_value=MOST)
    attempts = serializers.IntegerField(min_value=0, max_value=6)
    status = serializers.IntegerField(min_value=0, allow_null=True, help_text="The last answer's; null: none came.")
    delivered_at = serializers.DateTimeField(allow_null=True)
    next_attempt_at = serializers.DateTimeField(source="due_at", allow_null=True)


class WebhookOut(serializers.Serializer):
    """One webhook. Its secret is not shown again."""

    id = serializers.UUIDField()
    address = serializers.CharField()
    created_at = serializers.DateTimeField()
    last = DeliveryOut(allow_null=True, help_text="The newest release it was told of.")


class WebhookMadeOut(WebhookOut):
    """A new webhook with its secret, which is shown this once."""

    secret = serializers.CharField()


class OwnWebhooks(serializers.Serializer):
    """All of one's own webhooks, in one page."""

    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = WebhookOut(many=True)


class WebhookTestOut(serializers.Serializer):
    """What the receiver said to a test message."""

    status = serializers.IntegerField(min_value=0, allow_null=True, help_text="null: nobody answered.")
