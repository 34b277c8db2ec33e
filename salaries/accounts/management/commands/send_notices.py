"""``manage.py send_notices``: mail what people asked to be told about their reports."""

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand

from salaries.accounts.notices import send_due


class Command(BaseCommand):
    help = "Mails those who asked for it that a moderator decided or asks, or that a release counted a report."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Mails sent: {send_due(now=datetime.now(UTC))}.")
