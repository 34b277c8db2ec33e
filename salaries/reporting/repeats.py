"""Submitting under an idempotency key: a program that heard no answer may send the same report again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from salaries.models.repeats import Repeat
from salaries.models.sealing import keyed_name
from salaries.reporting.data import ReportData
from salaries.reporting.deeds import submit

REMEMBERED = timedelta(hours=24)


class KeyUsed(Exception):
    """The idempotency key was used for something else; the message is for the program's author."""


@dataclass(frozen=True)
class Submitted:
    """The report's id, whether it was new when it was given, and whether this request only repeats an earlier one."""

    report: UUID
    is_new: bool
    repeated: bool


@transaction.atomic
def submit_once(*, by: Any, data: ReportData, key: str, content: bytes, now: datetime) -> Submitted:
    """Submit ``data`` unless the same ``content`` was done under ``key`` in the last 24 hours.

    A refused report is not remembered. Two at once: the second waits for the first by the unique row, then repeats it.
    Raises ReportRefused, and KeyUsed when the key stands for other content.
    """
    names = {"person": by, "key": keyed_name(f"idempotency/{by.pk}/{key}".encode())}
    digest = keyed_name(b"content/" + content)
    Repeat.objects.filter(**names, at__lt=now - REMEMBERED).delete()
    try:
        with transaction.atomic():
            row = Repeat.objects.create(**names, content=digest, at=now)
    except IntegrityError:
        return _again(Repeat.objects.get(**names), digest)
    report, is_new = submit(by=by, data=data, now=now)
    Repeat.objects.filter(pk=row.pk).update(report=report.pk, is_new=is_new)
    return Submitted(report.pk, is_new, repeated=False)


def _again(done: Repeat, digest: str) -> Submitted:
    if done.content != digest or done.report is None:
        raise KeyUsed("This Idempotency-Key was used for another report. Take a new one for each report.")
    return Submitted(done.report, done.is_new, repeated=True)


def forget_repeats(*, now: datetime) -> int:
    """Delete what is older than 24 hours; returns how many rows."""
    return Repeat.objects.filter(at__lt=now - REMEMBERED).delete()[0]
