"""``manage.py demo``: fill an empty site with invented reports; ``--clear`` takes them away."""

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from salaries.demonstration import REPORTS_A_ROLE, REPORTS_OF_THE_FIRST, DemonstrationRefused, clear, make
from salaries.opendata.bundles import build_missing, drop_orphaned

AMOUNTS = {"each": REPORTS_A_ROLE, "first": REPORTS_OF_THE_FIRST}


class Command(BaseCommand):
    help = "Fill an empty site with invented reports, marked on every page. With --clear, take every trace away."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--clear", action="store_true", help="take the demonstration away")
        parser.add_argument("--with-given", action="store_true", help="with --clear: also erase what others reported")
        parser.add_argument("--each", type=int, help=f"reports for each role ({REPORTS_A_ROLE}, or more)")

    def handle(self, *args: Any, **options: Any) -> None:
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError("The database is not up to date. Run manage.py migrate and load_starter first.")
        try:
            if options["clear"]:
                clear(with_given=options["with_given"])
                drop_orphaned()
                self.stdout.write("The demonstration is gone, and everything published from it.")
                return
            amounts = {"each": options["each"]} if options["each"] else AMOUNTS
            number = make(now=datetime.now(UTC), progress=self.stderr.write, **amounts)
        except DemonstrationRefused as refusal:
            raise CommandError(str(refusal)) from None
        build_missing()
        self.stdout.write(f"{number} invented reports are released. Every page says so until manage.py demo --clear.")
