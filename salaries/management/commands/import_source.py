"""``manage.py import_source NAME FILE``: bring a publisher's file in; safe to repeat, all or nothing."""

import sys
from argparse import RawDescriptionHelpFormatter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm  # type: ignore[import-untyped]

from salaries.importers import IMPORTERS, ImportRefused
from salaries.importers.loading import Summary, load

SHOWN = 12  # unknown names; --verbosity 2 shows all


class Command(BaseCommand):
    help = "Import a publisher's own file. Names: " + "; ".join(f"{n} ({i.about})" for n, i in IMPORTERS.items()) + "."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.add_argument("name", choices=sorted(IMPORTERS), metavar="NAME")
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="say what would change and change nothing")
        parser.add_argument("--period", default="", help="year or edition, for a file that does not say it itself")
        parser.add_argument("--published", type=date.fromisoformat, help="the publisher's date, such as 2026-04-02")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            summary = load(
                name=options["name"], importer=IMPORTERS[options["name"]], path=options["file"],
                now=datetime.now(UTC), period=options["period"], published_on=options["published"],
                dry_run=options["dry_run"], progress=self._progress,
            )  # fmt: skip
        except ImportRefused as error:
            raise CommandError(f"Nothing was imported and nothing was changed. {error}") from error
        self._tell(summary, everything=options["verbosity"] > 1)
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was changed.")

    def _progress(self, rows: Iterator[Any]) -> Iterable[Any]:
        """A bar on a terminal, nothing in a log."""
        return tqdm(rows, unit=" rows", file=sys.stderr, disable=None, leave=False)

    def _tell(self, summary: Summary, *, everything: bool) -> None:
        edition = f", {summary.edition}" if summary.edition else ""
        self.stdout.write(f"{summary.file}{edition}, SHA-256 {summary.sha256}")
        self.stdout.write(
            f"{summary.read:,} rows read: {summary.new:,} new, {summary.changed:,} changed, "
            f"{summary.unchanged:,} unchanged."
        )
        for remark in summary.remarks:
            self.stdout.write(remark)
        if summary.unknown:
            names = sorted(summary.unknown)
            shown = names if everything else names[:SHOWN]
            more = f" and {len(names) - len(shown):,} more" if len(shown) < len(names) else ""
            self.stdout.write(f"Unknown here and left out: {', '.join(shown)}{more}.")
