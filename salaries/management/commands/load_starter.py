"""``manage.py load_starter``: bring the starter set in; safe to repeat, and it leaves curators' work alone."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from salaries.starter import VERSION, StarterError, digest
from salaries.starter.loading import load
from salaries.starter.reading import read


class Command(BaseCommand):
    help = "Load the starter set of roles, sources and figures. Writes only what changed since it was last loaded."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            outcome = load(starter=read())
        except StarterError as error:
            raise CommandError(f"The starter set was not loaded and nothing was changed. {error}") from error
        skipped = f", {outcome.skipped} skipped (what they refer to was deleted)" if outcome.skipped else ""
        counts = f"{outcome.written} rows written, {outcome.unchanged} unchanged{skipped}"
        self.stdout.write(f"Starter set {VERSION} ({digest()}): {counts}.")
