"""From the starter files to frozen rows, with every reference between them checked. The database is not touched."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from salaries.starter import bls, occupations
from salaries.starter.distributions import distributions
from salaries.starter.files import DATA, StarterError, read_csv, read_toml
from salaries.starter.rows import (
    CheckRow,
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
    StarterSet,
    TitleRow,
)

EVIDENCE_COLUMNS = (
    "key", "source", "role", "subject", "statistic", "unit", "currency", "value", "measure", "population", "country",
    "year", "period", "respondents", "note", "url",
)  # fmt: skip
RATE_COLUMNS = ("currency", "year", "usd_per_unit", "days")
RATE_SOURCE = "ecb-rates"
LEVEL_COLUMNS = ("series", "country", "year", "value", "months")
FILE_COLUMNS = ("source", "importer", "name", "sha256", "size", "edition")
LEVEL_SOURCES = {"cpi": "bls-cpi", "ppp": "worldbank-ppp"}


def read(folder: Path = DATA) -> StarterSet:
    """The whole starter set. Raises StarterError naming the file and the row that is wrong."""
    roles_file = read_toml(folder, "roles.toml")
    claims_file = read_toml(folder, "claims.toml")
    codes = tuple(_occupations(roles_file))
    titles = {row.code: row.title for row in codes}
    starter = StarterSet(
        occupations=codes,
        roles=tuple(_roles(roles_file)),
        titles=tuple(_titles(roles_file)),
        links=tuple(_links(roles_file)),
        sources=tuple(_sources(read_toml(folder, "sources.toml"))),
        figures=(
            *bls.oews(folder, titles), *bls.projections(folder, titles), *_evidence(folder), *_claims(claims_file),
        ),
        checks=(*_checks(claims_file, "claims", "key"), *_checks(read_toml(folder, "checks.toml"), "checks", "claim")),
        rates=tuple(_rates(folder)),
        files=tuple(_files(folder)),
        levels=tuple(_levels(folder)),
        skills=tuple(occupations.skills(folder)),
        reaches=tuple(occupations.reaches(folder)),
        distributions=tuple(distributions(folder)),
    )  # fmt: skip
    _check_names(starter)
    _check_references(starter)
    return starter


def _occupations(file: Mapping[str, Any]) -> Iterator[OccupationRow]:
    for code, title in file.get("occupations", {}).items():
        yield OccupationRow(place=f"roles.toml, occupation {code}", code=code, title=title)


def _roles(file: Mapping[str, Any]) -> Iterator[RoleRow]:
    for place, entry in _entries(file, "roles.toml", "roles", "slug"):
        yield RoleRow(
            place=place, slug=_text(place, entry, "slug"), title=_text(place, entry, "title"),
            side=_text(place, entry, "side"), summary=_text(place, entry, "summary"),
            order=_whole(place, entry, "order"),
        )  # fmt: skip


def _titles(file: Mapping[str, Any]) -> Iterator[TitleRow]:
    for place, entry in _entries(file, "roles.toml", "roles", "slug"):
        for title in entry.get("titles", []):
            yield TitleRow(place=place, role=_text(place, entry, "slug"), title=str(title))


def _links(file: Mapping[str, Any]) -> Iterator[LinkRow]:
    for place, entry in _entries(file, "roles.toml", "roles", "slug"):
        for link in entry.get("occupations", []):
            yield LinkRow(
                place=place, role=_text(place, entry, "slug"), occupation=_text(place, link, "code"),
                fit=_text(place, link, "fit"), note=_text(place, link, "note"),
            )  # fmt: skip


def _sources(file: Mapping[str, Any]) -> Iterator[SourceRow]:
    for place, entry in _entries(file, "sources.toml", "sources", "slug"):
        retrieved = entry.get("retrieved_on")
        if not isinstance(retrieved, date):
            raise StarterError(f"{place}: retrieved_on must be a date.")
        names = ("slug", "name", "short_name", "publisher", "kind", "url", "licence", "counts", "blind_spots")
        texts = {name: _text(place, entry, name) for name in names}
        yield SourceRow(place=place, retrieved_on=retrieved, **texts)


def _evidence(folder: Path) -> Iterator[FigureRow]:
    for place, cells in read_csv(folder, "evidence.csv", EVIDENCE_COLUMNS):
        numbers: dict[str, Any] = {
            "value": bls.number(place, "value", cells["value"]),
            "year": _whole_text(place, "year", cells["year"]),
            "respondents": _whole_text(place, "respondents", cells["respondents"]) if cells["respondents"] else None,
        }
        texts: dict[str, Any] = {name: text for name, text in cells.items() if name not in numbers and name != "key"}
        yield FigureRow(place=place, name=cells["key"], **numbers, **texts)


def _claims(file: Mapping[str, Any]) -> Iterator[FigureRow]:
    for place, entry in _entries(file, "claims.toml", "claims", "key"):
        value = entry.get("value")
        yield FigureRow(
            place=place, name=_text(place, entry, "key"), source=_text("claims.toml", file, "source"),
            role=_text(place, entry, "role"), subject=_text(place, entry, "subject"),
            statistic=_text(place, entry, "statistic"), unit=_text(place, entry, "unit"),
            currency=str(entry.get("currency", "")), value=bls.number(place, "value", str(value)), measure="claimed",
            population=_text("claims.toml", file, "population"), country=_text("claims.toml", file, "country"),
            year=_whole("claims.toml", file, "year"), period=_text("claims.toml", file, "period"),
            note=_text(place, entry, "note"), repeats=str(entry.get("repeats", "")),
        )  # fmt: skip


def _checks(file: Mapping[str, Any], table: str, claim: str) -> Iterator[CheckRow]:
    """Checks of claims, which an entry of TABLE.toml names by ``claim``."""
    for place, entry in _entries(file, f"{table}.toml", table, claim):
        yield CheckRow(
            place=place, claim=_text(place, entry, claim), quote=_text(place, entry, "quote"),
            verdict=_text(place, entry, "verdict"), note=_text(place, entry, "check"),
            evidence=tuple(str(key) for key in entry.get("evidence", [])),
        )  # fmt: skip


def _rates(folder: Path) -> Iterator[RateRow]:
    for place, cells in read_csv(folder, "exchange_rates.csv", RATE_COLUMNS):
        yield RateRow(
            place=place, currency=cells["currency"], year=_whole_text(place, "year", cells["year"]),
            usd_per_unit=bls.number(place, "usd_per_unit", cells["usd_per_unit"]),
            days=_whole_text(place, "days", cells["days"]), source=RATE_SOURCE,
        )  # fmt: skip


def _files(folder: Path) -> Iterator[FileRow]:
    for place, cells in read_csv(folder, "files.csv", FILE_COLUMNS):
        yield FileRow(place=place, **{**cells, "size": _whole_text(place, "size", cells["size"])})  # type: ignore[arg-type]


def _levels(folder: Path) -> Iterator[LevelRow]:
    for place, cells in read_csv(folder, "price_levels.csv", LEVEL_COLUMNS):
        if cells["series"] not in LEVEL_SOURCES:
            raise StarterError(f"{place}: {cells['series']!r} is not one of {', '.join(LEVEL_SOURCES)}.")
        yield LevelRow(
            place=place, series=cells["series"], country=cells["country"],
            year=_whole_text(place, "year", cells["year"]), value=bls.number(place, "value", cells["value"]),
            months=_whole_text(place, "months", cells["months"]), source=LEVEL_SOURCES[cells["series"]],
        )  # fmt: skip


def _entries(file: Mapping[str, Any], name: str, table: str, key: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for index, entry in enumerate(file.get(table, []), start=1):
        yield f"{name}, {entry.get(key, f'entry {index}')}", entry


def _text(place: str, entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name)
    if not isinstance(value, str) or not value:
        raise StarterError(f"{place}: {name} must be a text.")
    return value


def _whole(place: str, entry: Mapping[str, Any], name: str) -> int:
    return _whole_text(place, name, str(entry.get(name, "")))


def _whole_text(place: str, name: str, text: str) -> int:
    if not text.isdigit():
        raise StarterError(f"{place}: {name} must be a whole number, not {text!r}.")
    return int(text)


def _check_names(starter: StarterSet) -> None:
    seen: dict[str, str] = {}
    for row in starter.rows():
        if row.key in seen:
            raise StarterError(f"{row.place}: {row.key} is given twice (also in {seen[row.key]}).")
        seen[row.key] = row.place


def _check_references(starter: StarterSet) -> None:
    names = {row.key for row in starter.rows()}
    wanted = [(title.place, f"role:{title.role}") for title in starter.titles]
    for link in starter.links:
        wanted += [(link.place, f"role:{link.role}"), (link.place, f"occupation:{link.occupation}")]
    for spread in starter.distributions:
        parts = {"source": spread.source, "role": spread.role, "occupation": spread.occupation}
        wanted += [(spread.place, f"{kind}:{name}") for kind, name in parts.items() if name]
    for figure in starter.figures:
        parts = {"source": figure.source, "role": figure.role, "figure": figure.repeats}
        wanted += [(figure.place, f"{kind}:{name}") for kind, name in parts.items() if name]
    wanted += [(row.place, f"source:{row.source}") for row in starter.files]
    for check in starter.checks:
        wanted += [(check.place, f"figure:{check.claim}")]
        wanted += [(check.place, f"figure:{key}") for key in check.evidence]
    wanted += [(rate.place, f"source:{rate.source}") for rate in starter.rates]
    wanted += [(level.place, f"source:{level.source}") for level in starter.levels]
    rated: tuple[SkillRow | ReachRow, ...] = (*starter.skills, *starter.reaches)
    for row in rated:
        wanted += [(row.place, f"source:{row.source}"), (row.place, f"occupation:{row.occupation}")]
    for place, name in wanted:
        if name not in names:
            raise StarterError(f"{place}: there is no {name.replace(':', ' ', 1)} in the starter set.")
