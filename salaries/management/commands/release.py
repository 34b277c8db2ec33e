"""``manage.py release``: publish by hand what is ready."""

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from salaries.opendata.bundles import build_missing
from salaries.publication import ReleaseRefused, release


class Command(BaseCommand):
    help = "Publish a new release if any role has enough waiting reports. Safe to run twice and to be killed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--nightly", action="store_true", help="look only at the gates that are due tonight")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            outcome = release(now=datetime.now(UTC), nightly=options["nightly"], progress=self.stderr.write)
        except ReleaseRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        if outcome.release is None:
            self.stdout.write(
                "Nothing to publish: no role has enough waiting reports. Whether one has is itself noisy."
            )
        else:
            self.stdout.write(f"{outcome.release}: new reports for {', '.join(outcome.roles)}.")
            try:
                build_missing()
            except OSError as fault:  # the release stands; the files are made up later
                self.stderr.write(f"Its open data could not be written ({fault}). Run manage.py open_data later.")
