"""Rows of the starter set as unsaved instances of the models, found by the names that rows use for each other."""

from datetime import UTC, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

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
)
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
    SkillRow,
    SourceRow,
    TitleRow,
)


class Missing(Exception):
    """A row refers to something that a curator has deleted."""


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


def occupation_from(row: OccupationRow, _held: Held) -> Occupation:
    """The unsaved occupation."""
    return Occupation(code=row.code, title=row.title)


def role_from(row: RoleRow, _held: Held) -> Role:
    """The unsaved role."""
    return Role(slug=row.slug, title=row.title, side=row.side, summary=row.summary, order=row.order)


def source_from(row: SourceRow, _held: Held) -> Source:
    """The unsaved source."""
    return Source(**{name: value for name, value in vars(row).items() if name != "place"})


def title_from(row: TitleRow, held: Held) -> RoleTitle:
    """The unsaved title. Raises Missing."""
    return RoleTitle(role_id=held.pk(Role, "slug", row.role), title=row.title)


def link_from(row: LinkRow, held: Held) -> RoleOccupation:
    """The unsaved link. Raises Missing."""
    return RoleOccupation(
        role_id=held.pk(Role, "slug", row.role), occupation_id=held.pk(Occupation, "code", row.occupation),
        fit=row.fit, note=row.note,
    )  # fmt: skip


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


def check_from(row: CheckRow, held: Held) -> ClaimCheck:
    """The unsaved check of a claim. Raises Missing."""
    return ClaimCheck(
        claim_id=held.pk(Figure, "key", row.claim), quote=row.quote, verdict=row.verdict, note=row.note
    )  # fmt: skip


def rate_from(row: RateRow, held: Held) -> ExchangeRate:
    """The unsaved rate. Raises Missing."""
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


def file_from(row: FileRow, held: Held) -> SourceFile:
    """The unsaved file, read on the day that its source was. Raises Missing."""
    source = Source.objects.get(pk=held.pk(Source, "slug", row.source))
    read_at = datetime.combine(source.retrieved_on, time(), UTC)
    return SourceFile(
        source=source, importer=row.importer, name=row.name, sha256=row.sha256, size=row.size, edition=row.edition,
        licence=source.licence, imported_at=read_at, rows_read=0, rows_new=0, rows_changed=0, rows_unchanged=0,
        unknown={},
    )  # fmt: skip


def level_from(row: LevelRow, held: Held) -> PriceLevel:
    """The unsaved price level. Raises Missing."""
    return PriceLevel(
        series=row.series, country=row.country, year=row.year, value=row.value, months=row.months,
        source_id=held.pk(Source, "slug", row.source),
    )  # fmt: skip


def skill_from(row: SkillRow, held: Held) -> SkillRating:
    """The unsaved rating. Raises Missing."""
    return SkillRating(
        occupation_id=held.pk(Occupation, "code", row.occupation), element=row.element, name=row.name,
        kind=SkillRating.Kind.SKILL, importance=row.importance, edition=row.edition,
        source_id=held.pk(Source, "slug", row.source),
    )  # fmt: skip


def reach_from(row: ReachRow, held: Held) -> Exposure:
    """What the index says, unsaved. Raises Missing."""
    return Exposure(
        occupation_id=held.pk(Occupation, "code", row.occupation), index=row.index, kind=row.kind, unit=row.unit,
        value=row.value, source_id=held.pk(Source, "slug", row.source),
    )  # fmt: skip


def problems_of(instance: models.Model) -> str:
    """What breaks the model's own rules for each field (lengths, choices, addresses, digits), in words; or nothing."""
    relations = [field.name for field in instance._meta.concrete_fields if field.is_relation]
    try:
        instance.clean_fields(exclude=relations)
    except ValidationError as error:
        return "; ".join(f"{name}: {' '.join(texts)}" for name, texts in error.message_dict.items())
    return ""
