"""``manage.py clear_history``: forget what accounts' histories need not hold any more."""

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand

from salaries.accounts.history import KEPT, forget


class Command(BaseCommand):
    help = "Deletes lines of account histories older than 90 days, and devices whose session has ended."

    def handle(self, *args: Any, **options: Any) -> None:
        number = forget(now=datetime.now(UTC))
        self.stdout.write(f"Lines older than {KEPT.days} days deleted: {number}.")
