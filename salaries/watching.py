"""Triggers that mark every table the public can see whenever it is written to, in the same transaction.

Caches of public answers are right as long as no mark has changed. The database sets the marks, because nothing else
sees every write: bulk updates, importers, the admin, somebody's SQL. Installed after each ``migrate``; SQLite drops
triggers when a migration rebuilds their table.
"""

from typing import Any

from django.apps import apps
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

CHANNEL = "salaries_change"  # where the function below tells PostgreSQL's listeners
# Tables that no public answer reads; they are written to all day. Every other table of the apps below is watched.
NOT_SHOWN = {
    f"salaries_{name}"
    for name in (
        "change", "salaryreport", "decision", "observation", "spent", "gate", "opening", "proposal", "secondlook",
        "repeat", "heartbeat", "figureproposal", "webhook", "webhookdelivery", "followup", "movement", "movementgate",
    )
}  # fmt: skip
APPS = ("salaries", "advice")
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION salaries_mark_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO salaries_change (table_name, mark) VALUES (TG_TABLE_NAME, gen_random_uuid()::text)
    ON CONFLICT (table_name) DO UPDATE SET mark = excluded.mark;
    PERFORM pg_notify('salaries_change', '');
    RETURN NULL;
END $$
"""
POSTGRES_TRIGGER = """
CREATE TRIGGER salaries_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION salaries_mark_change()
"""
POSTGRES_HAS = (
    "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE tgname = 'salaries_changed'"
)
SQLITE_TRIGGER = """
CREATE TRIGGER IF NOT EXISTS {name}_{event}_changed AFTER {event} ON {table}
BEGIN UPDATE salaries_change SET mark = lower(hex(randomblob(16))) WHERE table_name = '{name}'; END
"""


def watched() -> list[str]:
    """The names of the watched tables."""
    every = (model for app in APPS for model in apps.get_app_config(app).get_models(include_auto_created=True))
    return sorted({model._meta.db_table for model in every} - NOT_SHOWN)


def install(using: str, **_: Any) -> None:
    """Make sure that each watched table of the database has its triggers. Called after every ``migrate``."""
    connection = connections[using]
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        if "salaries_change" not in there:  # on the way to an older migration
            return
        tables = [name for name in watched() if name in there]
        if connection.vendor == "postgresql":
            _in_postgres(connection, cursor, tables)
        else:
            _in_sqlite(connection, cursor, tables)


def _in_postgres(connection: BaseDatabaseWrapper, cursor: CursorWrapper, tables: list[str]) -> None:
    cursor.execute(POSTGRES_FUNCTION)
    cursor.execute(POSTGRES_HAS)
    have = {name for (name,) in cursor.fetchall()}
    for name in tables:
        if name not in have:  # making one anew would wait for everybody who writes
            cursor.execute(POSTGRES_TRIGGER.format(table=connection.ops.quote_name(name)))


def _in_sqlite(connection: BaseDatabaseWrapper, cursor: CursorWrapper, tables: list[str]) -> None:
    for name in tables:
        cursor.execute("INSERT OR IGNORE INTO salaries_change VALUES (%s, lower(hex(randomblob(16))))", [name])
        for event in ("insert", "update", "delete"):
            table = connection.ops.quote_name(name)
            cursor.execute(SQLITE_TRIGGER.format(name=name, event=event, table=table))
