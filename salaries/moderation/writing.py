"""Approvals in the database: reports claimed, their observations and their lines in the trail written.

PostgreSQL does it in one statement, however many there are: many moderators at once are bound by how often each asks,
not by each other. SQLite has no such statements and is asked for one after the other, in one transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, cast
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from salaries.models import Decision, Observation, SalaryReport, SecondLook

# An appeal changes who may decide, and not ``updated_at``.
CLAIM = """UPDATE salaries_salaryreport AS report SET status = 'approved' FROM {seen}
    WHERE report.id = seen.id AND report.updated_at = seen.updated_at
    AND COALESCE(report.appealed_at, report.updated_at) = seen.since AND report.status IN ('pending', 'asked')"""
SEEN = {"id": "uuid", "updated_at": "timestamptz", "since": "timestamptz"}
# Two moderators with some of the same reports take them in one order, so that neither waits for the other for ever.
LOCKED = "locked AS (SELECT id FROM salaries_salaryreport WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE)"
# What a batch has counted is not written; what a gate may have looked at opens none.
UNSPENT = "LEFT JOIN salaries_spent AS spent ON spent.token = given.token WHERE spent.release_id IS NULL"
OPENS_GATE = "spent.token IS NULL"
# What an older version left waiting. A counted observation stays.
REPLACE = """(token) DO UPDATE SET level = EXCLUDED.level, country = EXCLUDED.country, engagement = EXCLUDED.engagement,
    ai_use = EXCLUDED.ai_use, yearly_index = EXCLUDED.yearly_index, hourly_index = EXCLUDED.hourly_index,
    stream_shares = EXCLUDED.stream_shares, opens_gate = FALSE WHERE salaries_observation.release_id IS NULL"""


class Approval(NamedTuple):
    """A report in the version that was seen, and the rows that its approval writes."""

    report: SalaryReport
    observation: Observation
    line: Decision
    look: SecondLook | None


def write_approvals(approvals: Sequence[Approval]) -> dict[UUID, int]:
    """The numbers of the lines by report, all or none of them; without those that no longer wait in this version.

    ``approvals`` are of different reports. The update holds a report's row until the end of the transaction: a revision
    or withdrawal waits for it.
    """
    if not approvals:
        return {}
    connection = connections[DEFAULT_DB_ALIAS]
    return (_at_once if connection.vendor == "postgresql" else _one_by_one)(connection, approvals)


def _at_once(connection: BaseDatabaseWrapper, approvals: Sequence[Approval]) -> dict[UUID, int]:
    """All as one statement: the claim, and what is inserted for the claimed."""
    seen, parts, values = _many("seen", SEEN, len(approvals)), [], []
    if len(approvals) > 1:
        seen += " JOIN locked ON locked.id = seen.id"
        parts, values = [LOCKED], [[one.report.pk for one in approvals]]
    parts.append(f"claimed AS ({CLAIM.format(seen=seen)} RETURNING report.id)")
    values += [value for one in approvals for value in _seen(one.report, connection)]
    inserts = []
    for model, rows in _rows(approvals):
        given = _many("given", {"claim": "uuid", **_kinds(model)}, len(rows))
        inserts.append(_insert(model, f"{given} JOIN claimed ON claimed.id = given.claim"))
        values += [value for pk, row in rows for value in (pk, *_values(row, connection))]
    parts += [f"rows_{place} AS ({insert})" for place, insert in enumerate(inserts[:-1])]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(parts)} {inserts[-1]} RETURNING report_id, id", values)
        return dict(cursor.fetchall())


def _one_by_one(connection: BaseDatabaseWrapper, approvals: Sequence[Approval]) -> dict[UUID, int]:
    """One statement after the other for one report after the other."""
    written = {}
    with transaction.atomic(), connection.cursor() as cursor:
        for one in approvals:
            cursor.execute(CLAIM.format(seen=_one("seen", SEEN)), _seen(one.report, connection))
            if not cursor.rowcount:
                continue
            for model, [(_, row)] in _rows([one]):
                cursor.execute(_insert(model, _one("given", _kinds(model))), _values(row, connection))
            written[one.report.pk] = cursor.lastrowid
    return written


def _rows(approvals: Sequence[Approval]) -> list[tuple[type[models.Model], list[tuple[UUID, models.Model]]]]:
    """What is inserted, and for which report; the lines last."""
    given: dict[type[models.Model], list[tuple[UUID, models.Model]]] = {
        SecondLook: [(one.report.pk, one.look) for one in approvals if one.look],
        Observation: [(one.report.pk, one.observation) for one in approvals],
        Decision: [(one.report.pk, one.line) for one in approvals],
    }
    return [(model, rows) for model, rows in given.items() if rows]


def _many(name: str, kinds: Mapping[str, str], rows: int) -> str:
    """So many given rows as a table ``name`` of PostgreSQL, their columns of these ``kinds``."""
    typed, plain = ", ".join(f"%s::{kind}" for kind in kinds.values()), ", ".join(["%s"] * len(kinds))
    return f"(VALUES ({typed}){f', ({plain})' * (rows - 1)}) AS {name} ({', '.join(kinds)})"


def _one(name: str, columns: Iterable[str]) -> str:
    """One given row as a table ``name`` of SQLite."""
    return f"(SELECT {', '.join(f'%s AS {column}' for column in columns)}) AS {name}"


def _insert(model: type[models.Model], source: str) -> str:
    """Insert the rows of ``source``, which calls them ``given``, unless there are such rows already."""
    columns = {column: f"given.{column}" for column in _kinds(model)}
    which, clash = "WHERE TRUE", "DO NOTHING"
    if model is Observation:
        columns["opens_gate"] = OPENS_GATE
        which, clash = UNSPENT, REPLACE
    chosen = f"SELECT {', '.join(columns.values())} FROM {source} {which} ON CONFLICT {clash}"  # noqa: S608 (our own names)
    return f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) {chosen}"


def _seen(report: SalaryReport, connection: BaseDatabaseWrapper) -> list[Any]:
    """The values of SEEN."""
    fields = [SalaryReport._meta.get_field(name) for name in ("id", "updated_at", "appealed_at")]
    pk, updated_at, appealed_at = (
        cast(models.Field, field).get_db_prep_save(getattr(report, field.name), connection) for field in fields
    )
    return [pk, updated_at, appealed_at or updated_at]


def _values(row: models.Model, connection: BaseDatabaseWrapper) -> list[Any]:
    """The fields that are given, as their columns hold them."""
    return [field.get_db_prep_save(getattr(row, field.attname), connection) for field in _fields(type(row))]


@cache
def _kinds(model: type[models.Model]) -> dict[str, str]:
    """The types of the columns that are given; without lengths, to which a cast would cut what is too long."""
    connection = connections[DEFAULT_DB_ALIAS]
    return {str(field.column): str(field.db_type(connection)).partition("(")[0] for field in _fields(model)}


@cache
def _fields(model: type[models.Model]) -> list[models.Field]:
    """Those that are given: neither numbered by the database nor, as ``opens_gate``, worked out by it."""
    fields = model._meta.concrete_fields
    return [field for field in fields if not isinstance(field, models.AutoField) and field.name != "opens_gate"]
