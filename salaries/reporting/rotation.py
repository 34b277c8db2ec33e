"""Replacing a pay key: whatever is sealed under another key is sealed under the first one, in small batches.

Each batch is a transaction, and what is done already is passed over: a run that was stopped is simply started again.
A row that changes meanwhile is left alone; whoever changed it has sealed it anew.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, TextField, Value
from django.db.models.functions import Cast

from salaries.models import Decision, FollowUp, Proposal, SalaryReport, Webhook
from salaries.models.sealing import SealedTextField, name_of, reseal, sealed_under

BATCH = 500
PLACES: tuple[tuple[type[models.Model], str], ...] = (
    (SalaryReport, "sealed_amounts"), (SalaryReport, "sealed_appeal"), (FollowUp, "sealed_answer"),
    (Decision, "message"), (Proposal, "message"),
    (Webhook, "address"), (Webhook, "secret"),
)  # fmt: skip


@dataclass(frozen=True)
class Done:
    """How far the rotation of one column has come: rows looked at, rows sealed anew."""

    place: str
    looked_at: int
    sealed: int


def rotate(batch: int = BATCH) -> Iterator[Done]:
    """Seal everything under the first pay key; yields after each batch. Raises WrongKey when a key is missing."""
    for model, column in PLACES:
        looked_at = sealed = 0
        for rows in _batches(model, column, batch):
            looked_at += len(rows)
            sealed += _rotate(model, column, rows)
            yield Done(f"{model.__name__} {column}", looked_at, sealed)


def keys_in_use() -> Counter[str]:
    """How many rows are sealed under each pay key, by the key's name; "" stands for rows older than envelopes."""
    found: Counter[str] = Counter()
    for model, column in PLACES:
        for rows in _batches(model, column, BATCH):
            found.update(sealed_under(value) for _, value in rows)
    return found


def _batches(model: type[models.Model], column: str, size: int) -> Iterator[list[tuple[Any, bytes]]]:
    """(key, sealed bytes) of every row that holds something, in the order of keys."""
    rows = model._default_manager.order_by("pk").annotate(raw=_raw(model, column))
    last: Any = None
    while True:
        more = rows if last is None else rows.filter(pk__gt=last)
        found = list(more.values_list("pk", "raw")[:size])
        if not found:
            return
        last = found[-1][0]
        yield [(pk, _as_bytes(value)) for pk, value in found if value]


@transaction.atomic
def _rotate(model: type[models.Model], column: str, rows: list[tuple[Any, bytes]]) -> int:
    """Seal these rows anew where another key seals them; returns how many."""
    first = name_of(settings.PAY_KEYS[0])
    done = 0
    for pk, value in rows:
        if sealed_under(value) == first:
            continue
        same = model._default_manager.annotate(raw=_raw(model, column)).filter(pk=pk, raw=_stored(model, column, value))
        done += same.update(**{column: _stored(model, column, _anew(model, column, value))})
    return done


def _anew(model: type[models.Model], column: str, value: bytes) -> bytes:
    """``value`` under the first key; text that was never sealed is sealed now."""
    field = model._meta.get_field(column)
    if isinstance(field, SealedTextField) and not sealed_under(value):
        return bytes(field.get_prep_value(value.decode()).encode())
    return reseal(value)


def _raw(model: type[models.Model], column: str) -> Any:
    """The column as it is stored; a sealed text would otherwise be opened on the way."""
    return Cast(column, TextField()) if isinstance(model._meta.get_field(column), SealedTextField) else F(column)


def _stored(model: type[models.Model], column: str, value: bytes) -> Any:
    is_text = isinstance(model._meta.get_field(column), SealedTextField)
    return Value(value.decode(), output_field=TextField()) if is_text else value


def _as_bytes(value: Any) -> bytes:
    return value.encode() if isinstance(value, str) else bytes(value)
