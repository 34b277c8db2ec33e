"""``manage.py sources``: what is held, how old it is, and what is due to be looked at again."""

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand

from salaries.importers.shelf import states

LINE = "{:<28} {:<20} {:>7} {:>5} {:>6} {:<10} {:<10} {}"


class Command(BaseCommand):
    help = "List the sources with their figures, files and age; those that are due for a newer edition come first."

    def handle(self, *args: Any, **options: Any) -> None:
        today = datetime.now(UTC).date()
        rows = list(states())
        self.stdout.write(LINE.format("source", "kind", "figures", "files", "newest", "looked at", "due", "").rstrip())
        for row in rows:
            due = row.due.isoformat() if row.due else "never"
            cells = (row.slug, row.kind, row.figures, row.files, row.newest_year or "-", row.looked_at.isoformat(), due,
                     "DUE" if row.is_due(today) else "")  # fmt: skip
            self.stdout.write(LINE.format(*cells).rstrip())
        self.stdout.write(f"{len(rows)} sources, {sum(row.is_due(today) for row in rows)} due.")
