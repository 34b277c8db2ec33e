"""Bring one file in: all of it or nothing, and the same file twice changes nothing."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import DatabaseError, transaction

from salaries.importers import Importer
from salaries.importers.arrival import Arrival
from salaries.importers.publishers import SOURCES
from salaries.importers.reading import ImportRefused, SourceDocument, look_at
from salaries.models import Source, SourceFile
from salaries.starter import StarterError

Progress = Callable[[Iterator[Any]], Iterable[Any]]


@dataclass(frozen=True)
class Summary:
    """What an import found and wrote; ``unknown`` maps codes and names that nothing here stands for to their rows."""

    file: str
    sha256: str
    edition: str
    read: int
    new: int
    changed: int
    unchanged: int
    unknown: dict[str, int]
    remarks: tuple[str, ...]


def load(
    *,
    name: str,
    importer: Importer,
    path: Path,
    now: datetime,
    period: str = "",
    published_on: date | None = None,
    dry_run: bool = False,
    progress: Progress = iter,
) -> Summary:
    """Import the file at ``path``. Raises ImportRefused; then, and after a dry run, nothing was changed."""
    document = look_at(path, importer.kinds)
    try:
        with transaction.atomic():
            arrival = _arrival(name, importer, document, now, published_on)
            importer.store(arrival.counting(progress(importer.parse(document, period))), arrival)
            _keep(arrival)
            if dry_run:
                transaction.set_rollback(True)
    except StarterError as error:
        raise ImportRefused(str(error)) from error
    except DatabaseError as error:
        raise ImportRefused(f"{document.name}: the database refuses a row ({error}).") from error
    return Summary(
        document.name, document.sha256, arrival.edition, arrival.read, arrival.new, arrival.changed,
        arrival.unchanged, arrival.unknown, tuple(arrival.remarks),
    )  # fmt: skip


def _arrival(
    name: str, importer: Importer, document: SourceDocument, now: datetime, published_on: date | None
) -> Arrival:
    """The source's row and the file's, found or made."""
    source = Source.objects.filter(slug=importer.source).first() or _new_source(importer.source)
    file, _ = SourceFile.objects.get_or_create(
        importer=name, sha256=document.sha256,
        defaults={
            "source": source, "name": document.name[:200], "size": document.size, "licence": source.licence,
            "imported_at": now, "rows_read": 0, "rows_new": 0, "rows_changed": 0, "rows_unchanged": 0, "unknown": {},
        },
    )  # fmt: skip
    changes: dict[str, Any] = {"imported_at": now}
    if published_on:
        changes["published_on"] = published_on
    for field, value in changes.items():
        setattr(file, field, value)
    return Arrival(source=source, file=file)


def _new_source(slug: str) -> Source:
    row = SOURCES.get(slug)
    if row is None:
        raise ImportRefused(f"The source {slug} is not there yet: load the starter set first (manage.py load_starter).")
    return Source.objects.create(**{name: value for name, value in vars(row).items() if name != "place"})


def _keep(arrival: Arrival) -> None:
    """Write what the file brought; a file that brought nothing new keeps what was written when it did."""
    file = arrival.file
    if file.rows_read and not (arrival.new or arrival.changed):
        file.save(update_fields=["published_on"])
        return
    file.edition, file.unknown, file.rows_read = arrival.edition, arrival.unknown, arrival.read
    file.rows_new, file.rows_changed, file.rows_unchanged = arrival.new, arrival.changed, arrival.unchanged
    file.save()
