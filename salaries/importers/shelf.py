"""How long what a source says stays fresh, and what is due to be looked at again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max

from salaries.models import Source

# Statistics and postings come out every year, with a month or two of delay; surveys and studies are seldom repeated. An
# article says what it said.
SHELF_LIFE: dict[str, timedelta | None] = {
    Source.Kind.STATISTICS: timedelta(days=425),
    Source.Kind.POSTINGS: timedelta(days=365),
    Source.Kind.SURVEY: timedelta(days=3 * 365),
    Source.Kind.STUDY: timedelta(days=3 * 365),
    Source.Kind.ARTICLE: None,
}


@dataclass(frozen=True)
class SourceState:
    """One source: its figures and files, its newest reference year, when it was last looked at and is due again."""

    slug: str
    kind: str
    figures: int
    files: int
    newest_year: int | None
    looked_at: date
    due: date | None

    def is_due(self, today: date) -> bool:
        """Whether it is time to look for a newer edition."""
        return self.due is not None and self.due <= today


def states() -> Iterator[SourceState]:
    """Every source, those that are due first."""
    rows = Source.objects.annotate(
        number_of_figures=Count("figures", distinct=True), number_of_files=Count("files", distinct=True),
        newest_year=Max("figures__year"), last_import=Max("files__imported_at"),
    )  # fmt: skip
    found = [_state(row) for row in rows]
    yield from sorted(found, key=lambda state: (state.due or date.max, state.slug))


def due_on(source: Source) -> date | None:
    """When ``source`` is to be looked at again; None for one that never is."""
    return _dates(source, source.files.aggregate(last=Max("imported_at"))["last"])[1]


def _dates(source: Source, last_import: datetime | None) -> tuple[date, date | None]:
    """When ``source`` was last looked at, and when it is due again."""
    looked_at = max(source.retrieved_on, last_import.date()) if last_import else source.retrieved_on
    life = SHELF_LIFE[source.kind]
    return looked_at, looked_at + life if life else None


def _state(row: Any) -> SourceState:
    looked_at, due = _dates(row, row.last_import)
    return SourceState(
        slug=row.slug, kind=row.get_kind_display(), figures=row.number_of_figures, files=row.number_of_files,
        newest_year=row.newest_year, looked_at=looked_at, due=due,
    )  # fmt: skip
