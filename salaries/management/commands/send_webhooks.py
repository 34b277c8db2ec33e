"""``manage.py send_webhooks``: tell programs of releases, where no beat does it."""

from typing import Any

from django.core.management.base import BaseCommand

from salaries.tasks import send_webhooks


class Command(BaseCommand):
    help = "Makes every attempt to tell a webhook of a release that is due now."

    def handle(self, *args: Any, **options: Any) -> None:
        send_webhooks.delay()
