"""What one import writes and counts. A row that is there already, and says the same, is left alone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import models

from salaries.importers.reading import ImportRefused
from salaries.models import Source, SourceFile
from salaries.starter.building import problems_of

BATCH = 500
AT_MOST_SAID = 2_000  # unknown names kept with the file; further ones are only counted
Row = TypeVar("Row")


@dataclass
class Arrival:
    """The running count of one import into ``source``; ``file`` is what new rows refer to."""

    source: Source
    file: SourceFile
    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    edition: str = ""
    unknown: dict[str, int] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def counting(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The same rows, counted as they pass."""
        for row in rows:
            self.read += 1
            yield row

    def miss(self, name: str) -> None:
        """Note a code or a name that nothing here stands for."""
        if name in self.unknown or len(self.unknown) < AT_MOST_SAID:
            self.unknown[name] = self.unknown.get(name, 0) + 1

    def bring(self, made: Iterable[tuple[str, Any]], *, among: "models.QuerySet[Any]", unique: Sequence[str]) -> None:
        """Insert or update the instances in ``made`` (place, instance); rows are the same when ``unique`` agrees.

        Only ``among`` is looked at for rows that are there already. Raises ImportRefused, naming the place, when a
        value breaks the model's rules.
        """
        there = {_key(row, unique): row for row in among}
        new: list[Any] = []
        changed: list[Any] = []
        same: list[Any] = []
        said = [f for f in among.model._meta.concrete_fields if not f.primary_key and f.name != "source_file"]
        for place, instance in made:
            if problems := problems_of(instance):
                raise ImportRefused(f"{place}: {problems}")
            old = there.get(_key(instance, unique))
            if old is None:
                new.append(instance)
            elif any(getattr(old, f.attname) != getattr(instance, f.attname) for f in said):
                instance.pk = old.pk
                changed.append(instance)
            else:
                same.append(old.pk)
        among.model._default_manager.bulk_create(new, batch_size=BATCH)
        if changed:
            among.model._default_manager.bulk_update(changed, [f.name for f in said], batch_size=BATCH)
        self.new += len(new)
        self.changed += len(changed)
        self.unchanged += len(same)
        if any(field.name == "source_file" for field in among.model._meta.concrete_fields):
            self._said_by_this_file(among.model, [*(row.pk for row in changed), *same])

    def _said_by_this_file(self, model: type[models.Model], pks: Sequence[Any]) -> None:
        """Also rows that were there refer to the file that last said what they say."""
        for start in range(0, len(pks), BATCH):
            model._default_manager.filter(pk__in=pks[start : start + BATCH]).update(source_file=self.file)


def _key(row: Any, unique: Sequence[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in unique)
