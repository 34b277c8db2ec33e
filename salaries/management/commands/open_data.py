"""manage.py open_data: build the bundles that are not there yet."""

from typing import Any

from django.core.management.base import BaseCommand

from salaries.opendata.bundles import build_missing


class Command(BaseCommand):
    help = "Build the open data bundle of every release that has none. What is there stays as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        built = build_missing()
        self.stdout.write(f"Built: {', '.join(map(str, built))}." if built else "Every release has its bundle.")
