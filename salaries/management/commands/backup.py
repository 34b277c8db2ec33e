"""``manage.py backup``: copy the whole database into one file, or put such a file into an empty database.

The keys are never in it: whoever holds both can read everybody's pay.
"""

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection


class Command(BaseCommand):
    help = "Copy the database into FILE, or with --restore put FILE into an empty database. The keys are not in it."
    requires_migrations_checks = False
    requires_system_checks: list[str] = []  # noqa: RUF012 (Django's own type)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--restore", action="store_true", help="put the file into the database, which must be empty"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        if options["restore"] and connection.introspection.table_names():
            raise CommandError("The database is not empty. Restore into a new one, so that nothing is overwritten.")
        if not options["restore"] and file.exists():
            raise CommandError(f"{file} is there already.")
        if options["restore"] and not file.is_file():
            raise CommandError(f"There is no file {file}.")
        deed = _postgres if connection.vendor == "postgresql" else _sqlite
        deed(file, options["restore"])
        self.stdout.write(f"{'Restored' if options['restore'] else 'Saved'} {file}. The keys are not in it.")


def _sqlite(file: Path, restore: bool) -> None:
    """SQLite's own backup: a whole copy of one moment, while others write."""
    connection.ensure_connection()
    held = connection.connection
    draft = file if restore else file.with_name(f"{file.name}.part")
    with closing(sqlite3.connect(draft)) as other:
        if restore:
            other.backup(held)
        else:
            draft.chmod(0o600)
            held.backup(other)
    if not restore:
        draft.rename(file)


def _postgres(file: Path, restore: bool) -> None:
    """pg_dump's own format: a snapshot of one moment, and all or nothing when it is put back."""
    given = connection.get_connection_params()
    env = {**os.environ, "PGPASSWORD": str(given.get("password", ""))}
    where = [f"--{name}={given[key]}" for name, key in (("host", "host"), ("port", "port"), ("username", "user"))
             if given.get(key)]  # fmt: skip
    name = str(given["dbname"])
    if restore:
        words = [
            "pg_restore",
            *where,
            "--exit-on-error",
            "--no-owner",
            "--single-transaction",
            f"--dbname={name}",
            str(file),
        ]
        subprocess.run(words, env=env, check=True)  # noqa: S603
        return
    draft = file.with_name(f"{file.name}.part")
    draft.touch(mode=0o600)
    subprocess.run(["pg_dump", *where, "--format=custom", "--no-owner", f"--file={draft}", name], env=env, check=True)  # noqa: S603, S607
    draft.rename(file)
