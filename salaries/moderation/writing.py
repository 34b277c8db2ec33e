"""An approval in the database: the report claimed, its observation and its line in the trail written, all or nothing.

PostgreSQL does it in one statement: many moderators at once are bound by how often each asks, not by each other. SQLite
has no such statements and is asked for one after the other.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from salaries.models import Decision, Observation, SalaryReport, SecondLook

Sql = tuple[str, list[Any]]

# An appeal changes who may decide, and not ``updated_at``.
CLAIM = """UPDATE salaries_salaryreport SET status = 'approved'
    WHERE id = %s AND updated_at = %s AND COALESCE(appealed_at, updated_at) = %s AND status IN ('pending', 'asked')"""
# What a batch has counted is not written; what a gate may have looked at opens none.
UNSPENT = "LEFT JOIN salaries_spent AS spent ON spent.token = %s WHERE spent.release_id IS NULL"
OPENS_GATE = "spent.token IS NULL"
# What an older version left waiting. A counted observation stays.
REPLACE = """(token) DO UPDATE SET level = EXCLUDED.level, country = EXCLUDED.country, engagement = EXCLUDED.engagement,
    ai_use = EXCLUDED.ai_use, yearly_index = EXCLUDED.yearly_index, hourly_index = EXCLUDED.hourly_index,
    stream_shares = EXCLUDED.stream_shares, opens_gate = FALSE WHERE salaries_observation.release_id IS NULL"""


def write_approval(
    report: SalaryReport, observation: Observation, line: Decision, look: SecondLook | None
) -> int | None:
    """The number of the ``line``, or None when nothing was written: the ``report`` no longer waits in this version.

    The update holds the report's row until the end of the transaction: a revision or withdrawal waits for it.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    version = _values(report, connection, ("id", "updated_at", "appealed_at"))
    claim = CLAIM, [*version[:2], version[2] or version[1]]
    observe = _insert(Observation, UNSPENT, REPLACE), [*_values(observation, connection), observation.token]
    rows = [observe] + [(_insert(type(row)), _values(row, connection)) for row in (look, line) if row]
    return (_at_once if connection.vendor == "postgresql" else _one_by_one)(connection, claim, rows)


def _at_once(connection: BaseDatabaseWrapper, claim: Sql, rows: Sequence[Sql]) -> int | None:
    """``claim`` and the rows that depend on it as one statement; the number of the last row."""
    parts = [f"claimed AS ({claim[0]} RETURNING id)"]
    parts += [f"row_{place} AS ({sql})" for place, (sql, _) in enumerate(rows[:-1])]
    sql = f"WITH {', '.join(parts)} {rows[-1][0]} RETURNING id"
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _, own in (claim, *rows) for value in own])
        found = cursor.fetchone()
    return found[0] if found else None


def _one_by_one(connection: BaseDatabaseWrapper, claim: Sql, rows: Sequence[Sql]) -> int | None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(*claim)
        if not cursor.rowcount:
            return None
        for sql, values in rows:
            cursor.execute(sql.replace("FROM claimed", "FROM (SELECT 1)"), values)
        return cursor.lastrowid


@cache
def _insert(model: type[models.Model], which: str = "WHERE TRUE", clash: str = "DO NOTHING") -> str:
    """Insert a row of ``model`` for the claimed report; ``clash`` says what to do when there is such a row already."""
    columns = [str(field.column) for field in _fields(model)]
    values = [OPENS_GATE if column == "opens_gate" else "%s" for column in columns]
    chosen = f"SELECT {', '.join(values)} FROM claimed {which} ON CONFLICT {clash}"  # noqa: S608 (our own names)
    return f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) {chosen}"


def _values(row: models.Model, connection: BaseDatabaseWrapper, names: Sequence[str] = ()) -> list[Any]:
    """Fields as their columns hold them: all that are not the database's to fill, or those with ``names``."""
    fields = [field for field in _fields(type(row)) if field.name in names or not names]
    return [
        field.get_db_prep_save(getattr(row, field.attname), connection)
        for field in fields
        if field.name != "opens_gate"
    ]


@cache
def _fields(model: type[models.Model]) -> list[models.Field]:
    return [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
