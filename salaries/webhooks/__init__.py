"""Telling people's programs that a release is out."""

from salaries.webhooks.deeds import (
    MOST_WEBHOOKS,
    OwnWebhook,
    TooManyTries,
    WebhookRefused,
    create,
    delete,
    deliver,
    due,
    try_out,
    webhooks_of,
)

__all__ = [
    "MOST_WEBHOOKS",
    "OwnWebhook",
    "TooManyTries",
    "WebhookRefused",
    "create",
    "delete",
    "deliver",
    "due",
    "try_out",
    "webhooks_of",
]
