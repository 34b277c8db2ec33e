"""Bring the starter set into the database: only what changed since it was last loaded, in one transaction.

A row that says the same as when it was last loaded is left alone, so what a curator edited, added or deleted stays.
A row that says something new replaces what the starter set wrote before. Nothing is ever deleted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.conf import settings
from django.db import DatabaseError, models, transaction
from django.db.models import Q

from salaries.models import ClaimCheck, Exposure, Figure, PublishedDistribution, RoleOccupation, SourceFile, StarterRow
from salaries.starter import building
from salaries.starter.building import Held, Missing
from salaries.starter.files import StarterError
from salaries.starter.rows import (
    CheckRow,
    DistributionRow,
    FigureRow,
    FileRow,
    LevelRow,
    LinkRow,
    OccupationRow,
    RateRow,
    ReachRow,
    RoleRow,
    Row,
    SkillRow,
    SourceRow,
    StarterSet,
    TitleRow,
)

BATCH = 500
Builder = Callable[[Any, Held], models.Model]
Kind = TypeVar("Kind", bound=Row)


@dataclass(frozen=True)
class Outcome:
    """How many rows were written, stayed as they were, or were skipped for lack of what they refer to."""

    written: int
    unchanged: int
    skipped: int


def load(*, starter: StarterSet) -> Outcome:
    """Write what is new or changed in ``starter``. Raises StarterError; then nothing was changed."""
    rows = [_on_this_site(row) for row in starter.rows()]
    with transaction.atomic():
        before = dict(StarterRow.objects.values_list("key", "digest"))
        now = {row.key: row.digest() for row in rows}
        changed = [row for row in rows if before.get(row.key) != now[row.key]]
        skipped = _write_all(changed) if changed else 0
        _upsert(StarterRow, [StarterRow(key=row.key, digest=now[row.key]) for row in changed], ["key"])
    return Outcome(len(changed) - skipped, len(rows) - len(changed), skipped)


def _on_this_site(row: Row) -> Row:
    """An address that begins with a slash stands on this site, wherever it is served."""
    if isinstance(row, SourceRow) and row.url.startswith("/"):
        return replace(row, url=settings.SITE_URL + row.url)
    return row


def _write_all(changed: Sequence[Row]) -> int:
    """Write every kind after those it refers to. Returns how many rows had to be skipped."""

    def of(kind: type[Kind]) -> list[Kind]:
        return [row for row in changed if isinstance(row, kind)]

    figures, files = of(FigureRow), of(FileRow)
    skipped = _write(of(OccupationRow), building.occupation_from, ["code"])
    skipped += _write(of(RoleRow), building.role_from, ["slug"])
    skipped += _write(of(SourceRow), building.source_from, ["slug"])
    skipped += _write(of(TitleRow), building.title_from, ["role", "title"])
    _make_room_for_main(of(LinkRow))
    skipped += _write(of(LinkRow), building.link_from, ["role", "occupation"])
    skipped += _write(files, building.file_from, ["importer", "sha256"])
    skipped += _write([row for row in figures if not row.repeats], building.figure_from, ["key"])
    skipped += _write([row for row in figures if row.repeats], building.figure_from, ["key"])
    skipped += _write(of(CheckRow), building.check_from, ["claim"])
    _link_evidence(of(CheckRow))
    skipped += _write(of(SkillRow), building.skill_from, ["occupation", "element"])
    skipped += _write(of(DistributionRow), building.distribution_from, ["key"])
    skipped += _write(of(LevelRow), building.level_from, ["series", "country", "year"])
    if figures or files:
        _link_files()
    _forget_reaches(of(ReachRow))
    skipped += _write(of(ReachRow), building.reach_from, [])
    return skipped + _write(of(RateRow), building.rate_from, ["currency", "year"])


def _write(rows: Sequence[Any], build: Builder, unique: list[str]) -> int:
    """Insert or update what ``build`` makes of ``rows``. Returns how many were skipped; raises StarterError."""
    held, made = Held(), []
    for row in rows:
        try:
            made.append((row, build(row, held)))
        except Missing:
            continue
    for row, instance in made:
        if problems := building.problems_of(instance):
            raise StarterError(f"{row.place}: {problems}")
    if made:
        _store(made, unique)
    return len(rows) - len(made)


def _store(made: Sequence[tuple[Row, models.Model]], unique: list[str]) -> None:
    """All at once, which is fast; when the database refuses, one by one, to name the row it refuses."""
    model = type(made[0][1])
    try:
        with transaction.atomic():
            _upsert(model, [instance for _, instance in made], unique)
    except DatabaseError:
        for row, instance in made:
            try:
                with transaction.atomic():
                    _upsert(model, [instance], unique)
            except DatabaseError as error:
                raise StarterError(f"{row.place}: {error}") from error


def _upsert(model: type[models.Model], instances: Sequence[Any], unique: list[str]) -> None:
    other = [field.name for field in model._meta.concrete_fields if not field.primary_key and field.name not in unique]
    how: dict[str, Any] = {"ignore_conflicts": True} if unique else {}
    if other and unique:
        how = {"update_conflicts": True, "unique_fields": unique, "update_fields": other}
    model._default_manager.bulk_create(instances, batch_size=BATCH, **how)


def _make_room_for_main(rows: Sequence[LinkRow]) -> None:
    """A role has one main occupation: where the starter set now names one, another that stood there is a neighbour."""
    for row in rows:
        if row.fit == RoleOccupation.Fit.MAIN:
            others = RoleOccupation.objects.filter(role__slug=row.role, fit=row.fit)
            others.exclude(occupation=row.occupation).update(fit=RoleOccupation.Fit.NEAR)


def _link_evidence(rows: Sequence[CheckRow]) -> None:
    """Each check rests on exactly the figures its row names, as far as they are still there."""
    through = ClaimCheck.evidence.through
    checks = dict(ClaimCheck.objects.filter(claim__key__in=[row.claim for row in rows]).values_list("claim__key", "pk"))
    figures = dict(
        Figure.objects.filter(key__in={key for row in rows for key in row.evidence}).values_list("key", "pk")
    )
    through._default_manager.filter(claimcheck_id__in=checks.values()).delete()
    through._default_manager.bulk_create(
        through(claimcheck_id=checks[row.claim], figure_id=figures[key])
        for row in rows
        for key in row.evidence
        if row.claim in checks and key in figures
    )


def _link_files() -> None:
    """Each figure and histogram without a file belongs to the file of its source, or of its source and period."""
    for file in SourceFile.objects.select_related("source"):
        alone = file.source.files.count() == 1
        said = Q() if alone else Q(period=file.edition) | Q(key__contains=f"/{file.edition}/")
        for model in (Figure, PublishedDistribution):
            rows = model._default_manager.filter(said, source=file.source, source_file=None)
            rows.exclude(measure=Figure.Measure.CLAIMED).update(source_file=file)


def _forget_reaches(rows: Sequence[ReachRow]) -> None:
    """Make room for what the indices say of whole occupations: a partial unique index cannot be updated on conflict."""
    for row in rows:
        Exposure.objects.filter(occupation=row.occupation, index=row.index, task=None).delete()
