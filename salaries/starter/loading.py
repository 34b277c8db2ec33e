"""Bring the starter set into the database: only what changed since it was last loaded, in one transaction.

A row that says the same as when it was last loaded is left alone, so what a curator edited, added or deleted stays.
A row that says something new replaces what the starter set wrote before. Nothing is ever deleted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction
from django.db.models import Q

from salaries.models import (
    ClaimCheck,
    ExchangeRate,
    Exposure,
    Figure,
    Occupation,
    PriceLevel,
    PublishedDistribution,
    Role,
    RoleOccupation,
    RoleTitle,
    SkillRating,
    Source,
    SourceFile,
    StarterRow,
)
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


@dataclass(frozen=True)
class Outcome:
    """How many rows were written, stayed as they were, or were skipped for lack of what they refer to."""

    written: int
    unchanged: int
    skipped: int


class Missing(Exception):
    """A row refers to something that a curator has deleted."""


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


class Held:
    """Primary keys of what rows refer to by name, read when first asked for."""

    def __init__(self) -> None:
        self._known: dict[type[models.Model], dict[str, Any]] = {}

    def pk(self, model: type[models.Model], field: str, name: str) -> Any:
        """The primary key of the row of ``model`` whose ``field`` is ``name``. Raises Missing."""
        if model not in self._known:
            self._known[model] = dict(model._default_manager.values_list(field, "pk"))
        try:
            return self._known[model][name]
        except KeyError:
            raise Missing(name) from None


Builder = Callable[[Any, Held], models.Model]


def _write_all(changed: Sequence[Row]) -> int:
    """Write every kind after those it refers to. Returns how many rows had to be skipped."""
    kinds: dict[type, list[Any]] = {}
    for row in changed:
        kinds.setdefault(type(row), []).append(row)
    figures: list[FigureRow] = kinds.get(FigureRow, [])
    skipped = _write(kinds.get(OccupationRow, []), _occupation, ["code"])
    skipped += _write(kinds.get(RoleRow, []), _role, ["slug"])
    skipped += _write(kinds.get(SourceRow, []), _source, ["slug"])
    skipped += _write(kinds.get(TitleRow, []), _title, ["role", "title"])
    _make_room_for_main(kinds.get(LinkRow, []))
    skipped += _write(kinds.get(LinkRow, []), _link, ["role", "occupation"])
    skipped += _write(kinds.get(FileRow, []), _file, ["importer", "sha256"])
    skipped += _write([row for row in figures if not row.repeats], figure_from, ["key"])
    skipped += _write([row for row in figures if row.repeats], figure_from, ["key"])
    skipped += _write(kinds.get(CheckRow, []), _check, ["claim"])
    _link_evidence(kinds.get(CheckRow, []))
    skipped += _write(kinds.get(SkillRow, []), _skill, ["occupation", "element"])
    skipped += _write(kinds.get(DistributionRow, []), distribution_from, ["key"])
    skipped += _write(kinds.get(LevelRow, []), _level, ["series", "country", "year"])
    if figures or kinds.get(FileRow):
        _link_files()
    skipped += _write_reaches(kinds.get(ReachRow, []))
    return skipped + _write(kinds.get(RateRow, []), _rate, ["currency", "year"])


def _write(rows: Sequence[Any], build: Builder, unique: list[str]) -> int:
    """Insert or update what ``build`` makes of ``rows``. Returns how many were skipped; raises StarterError."""
    held, made = Held(), []
    for row in rows:
        try:
            made.append((row, build(row, held)))
        except Missing:
            continue
    for row, instance in made:
        check_fields(row, instance)
    if made:
        _store(made, unique)
    return len(rows) - len(made)


def check_fields(row: Row, instance: models.Model) -> None:
    """Apply the model's own rules for each field: lengths, choices, addresses, digits. Raises StarterError."""
    relations = [field.name for field in instance._meta.concrete_fields if field.is_relation]
    try:
        instance.clean_fields(exclude=relations)
    except ValidationError as error:
        problems = "; ".join(f"{name}: {' '.join(texts)}" for name, texts in error.message_dict.items())
        raise StarterError(f"{row.place}: {problems}") from error


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


def _occupation(row: OccupationRow, _held: Held) -> Occupation:
    return Occupation(code=row.code, title=row.title)


def _role(row: RoleRow, _held: Held) -> Role:
    return Role(slug=row.slug, title=row.title, side=row.side, summary=row.summary, order=row.order)


def _source(row: SourceRow, _held: Held) -> Source:
    return Source(**{name: value for name, value in vars(row).items() if name != "place"})


def _title(row: TitleRow, held: Held) -> RoleTitle:
    return RoleTitle(role_id=held.pk(Role, "slug", row.role), title=row.title)


def _link(row: LinkRow, held: Held) -> RoleOccupation:
    return RoleOccupation(
        role_id=held.pk(Role, "slug", row.role), occupation_id=held.pk(Occupation, "code", row.occupation),
        fit=row.fit, note=row.note,
    )  # fmt: skip


def _make_room_for_main(rows: Sequence[LinkRow]) -> None:
    """A role has one main occupation: where the starter set now names one, another that stood there is a neighbour."""
    for row in rows:
        if row.fit == RoleOccupation.Fit.MAIN:
            others = RoleOccupation.objects.filter(role__slug=row.role, fit=row.fit)
            others.exclude(occupation=row.occupation).update(fit=RoleOccupation.Fit.NEAR)


def figure_from(row: FigureRow, held: Held) -> Figure:
    """The unsaved figure that ``row`` describes. Raises Missing when what it refers to is not there."""
    named = {"place", "name", "source", "role", "occupation", "repeats"}
    return Figure(
        key=row.name,
        source_id=held.pk(Source, "slug", row.source),
        role_id=held.pk(Role, "slug", row.role) if row.role else None,
        occupation_id=held.pk(Occupation, "code", row.occupation) if row.occupation else None,
        repeats_id=held.pk(Figure, "key", row.repeats) if row.repeats else None,
        **{name: value for name, value in vars(row).items() if name not in named},
    )


def _check(row: CheckRow, held: Held) -> ClaimCheck:
    return ClaimCheck(
        claim_id=held.pk(Figure, "key", row.claim), quote=row.quote, verdict=row.verdict, note=row.note
    )  # fmt: skip


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


def _rate(row: RateRow, held: Held) -> ExchangeRate:
    return ExchangeRate(
        currency=row.currency, year=row.year, usd_per_unit=row.usd_per_unit, days=row.days,
        source_id=held.pk(Source, "slug", row.source),
    )  # fmt: skip


def distribution_from(row: DistributionRow, held: Held) -> PublishedDistribution:
    """The unsaved histogram that ``row`` describes. Raises Missing when what it refers to is not there."""
    named = {"place", "name", "source", "role", "occupation", "edges", "shares"}
    return PublishedDistribution(
        key=row.name, source_id=held.pk(Source, "slug", row.source), edges=list(row.edges), shares=list(row.shares),
        role_id=held.pk(Role, "slug", row.role) if row.role else None,
        occupation_id=held.pk(Occupation, "code", row.occupation) if row.occupation else None,
        **{name: value for name, value in vars(row).items() if name not in named},
    )  # fmt: skip


def _file(row: FileRow, held: Held) -> SourceFile:
    source = Source.objects.get(pk=held.pk(Source, "slug", row.source))
    read_at = datetime.combine(source.retrieved_on, time(), UTC)
    return SourceFile(
        source=source, importer=row.importer, name=row.name, sha256=row.sha256, size=row.size, edition=row.edition,
        licence=source.licence, imported_at=read_at, rows_read=0, rows_new=0, rows_changed=0, rows_unchanged=0,
        unknown={},
    )  # fmt: skip


def _link_files() -> None:
    """Each figure and histogram without a file belongs to the file of its source, or of its source and period."""
    for file in SourceFile.objects.select_related("source"):
        alone = file.source.files.count() == 1
        said = Q() if alone else Q(period=file.edition) | Q(key__contains=f"/{file.edition}/")
        for model in (Figure, PublishedDistribution):
            rows = model._default_manager.filter(said, source=file.source, source_file=None)
            rows.exclude(measure=Figure.Measure.CLAIMED).update(source_file=file)


def _level(row: LevelRow, held: Held) -> PriceLevel:
    return PriceLevel(
        series=row.series, country=row.country, year=row.year, value=row.value, months=row.months,
        source_id=held.pk(Source, "slug", row.source),
    )  # fmt: skip


def _skill(row: SkillRow, held: Held) -> SkillRating:
    return SkillRating(
        occupation_id=held.pk(Occupation, "code", row.occupation), element=row.element, name=row.name,
        kind=SkillRating.Kind.SKILL, importance=row.importance, edition=row.edition,
        source_id=held.pk(Source, "slug", row.source),
    )  # fmt: skip


def _write_reaches(rows: Sequence[ReachRow]) -> int:
    """Replace what the indices say of whole occupations: a partial unique index cannot be updated on conflict."""
    for row in rows:
        Exposure.objects.filter(occupation=row.occupation, index=row.index, task=None).delete()
    return _write(rows, _reach, [])


def _reach(row: ReachRow, held: Held) -> Exposure:
    return Exposure(
        occupation_id=held.pk(Occupation, "code", row.occupation), index=row.index, kind=row.kind, unit=row.unit,
        value=row.value, source_id=held.pk(Source, "slug", row.source),
    )  # fmt: skip
