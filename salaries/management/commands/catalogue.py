"""``manage.py catalogue``: collect every text marked for translation, bring the catalogues up to date, compile them.

With Babel, so that no GNU gettext has to be installed. The compiled catalogues are kept in the repository: a fresh
clone speaks every language at once.
"""

import re
import tomllib
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation.template import templatize

from salaries.borrowed import BORROWED
from salaries.models import said_of
from salaries.starter import reading
from salaries.starter.rows import DistributionRow, FigureRow

KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_noop": None,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}
ROOMS = ("salaries", "advice", "config")
SKIPPED = ("migrations", "admin")  # the desk of the moderators is English
WIDTH = 110
# A year, years, or a month of a year, which Babel says; and editions of O*NET.
PLAIN_PERIOD = re.compile(r"[\d-]+|[A-Z][a-z]+ \d{4}|O\*NET [\d.]+")
DAY = datetime(2026, 11, 22, tzinfo=UTC)  # in the header, which nobody reads
ADVICE = {  # texts in advice/content/: by file and the list they stand in, which of its fields are words
    ("tools.toml", "tool"): ("name", "maker", "kind", "does", "helps", "replaces", "status", "cost"),
    ("skills.toml", "skill"): ("name", "group", "what", "where"),
    ("skills.toml", "skill.learn"): ("what",),
    ("pathways.toml", "pathway"): ("title", "summary", "nobody_measures", "stay", "move"),
    ("pathways.toml", "pathway.step"): ("title", "text"),
    ("work.toml", "work"): ("name",),
}
Found = tuple[str | tuple[str, ...], str | None]


def marked() -> list[Found]:
    """Every text marked for translation in code and templates, in English, with its context."""
    return list(dict.fromkeys([*_in_code(), *_in_templates()]))


def stored() -> list[Found]:
    """Every text of ours that is no part of the code: in the starter set and among the short texts of the advice."""
    return list(dict.fromkeys([*_in_the_starter_set(), *_in_the_advice()]))


def fresh(language: str) -> Catalog:
    """A catalogue with every text, none of them translated. Nothing in it depends on the day."""
    catalogue = Catalog(
        locale=language, project="Gainstage", version="1", fuzzy=False, creation_date=DAY, revision_date=DAY,
        header_comment="# Gainstage. Kept in order by manage.py catalogue.",
        msgid_bugs_address="-", last_translator="-", language_team="-",
    )  # fmt: skip
    for text, context in (*marked(), *stored(), *((text, None) for text in BORROWED)):
        catalogue.add(text, context=context)
    return catalogue


def store(catalogue: Catalog, path: Path) -> None:
    """Write ``catalogue`` as text and compiled."""
    with path.open("wb") as file:
        write_po(file, catalogue, width=WIDTH, no_location=True, sort_output=True)
    path.with_suffix(".mo").write_bytes(compiled(catalogue))


def catalogue_of(language: str) -> Catalog:
    """The translations into ``language`` as they lie in the repository."""
    with path_of(language).open("rb") as file:
        return read_po(file, locale=language)


def path_of(language: str) -> Path:
    """Where the texts of ``language`` lie; the compiled catalogue lies beside it."""
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as gettext reads it."""
    out = BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


class Command(BaseCommand):
    help = "Collect the texts to translate, update the catalogues in locale/, and compile them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--language", default="es")

    def handle(self, *, language: str, **options: Any) -> None:
        path = path_of(language)
        catalogue = fresh(language)
        if path.exists():
            known = {(message.id, message.context): message.string for message in catalogue_of(language)}
            for message in catalogue:
                if message.id:
                    message.string = known.get((message.id, message.context), message.string)
        missing = [message for message in catalogue if message.id and not done(message.string)]
        path.parent.mkdir(parents=True, exist_ok=True)
        store(catalogue, path)
        self.stdout.write(f"{len(catalogue)} texts, {len(missing)} not translated into {language}.")


def done(translation: str | Sequence[str] | None) -> bool:
    """Whether nothing of a translation is missing."""
    return bool(translation) and all(translation or ())


def _in_code() -> Iterator[Found]:
    for room in ROOMS:
        for path in sorted((settings.BASE_DIR / room).rglob("*.py")):
            if not set(SKIPPED) & set(path.relative_to(settings.BASE_DIR).parts):
                yield from _extracted(path.read_bytes())


def _in_templates() -> Iterator[Found]:
    """Django turns a template into something like Python; without its indentation Python's own reader takes it."""
    folder = settings.BASE_DIR / "templates"
    for path in sorted(path for path in folder.rglob("*.*") if not set(SKIPPED) & set(path.relative_to(folder).parts)):
        lines = templatize(path.read_text(), origin=str(path)).splitlines()
        yield from _extracted("\n".join(line.strip() for line in lines).encode())


def _extracted(source: bytes) -> Iterator[Found]:
    for _, text, _, context in extract("python", BytesIO(source), KEYWORDS):
        yield text, context


def _in_the_starter_set() -> Iterator[Found]:
    """Our own words in the starter set. Titles of publications stay in their language."""
    starter = reading.read()
    yield from ((text, None) for role in starter.roles for text in (role.title, role.summary))
    yield from ((row.title, None) for row in starter.titles)
    yield from ((row.title, None) for row in starter.occupations)
    yield from ((row.note, None) for row in starter.links)
    for source in starter.sources:
        words = (source.short_name, source.publisher, source.licence, source.counts, source.blind_spots)
        yield from ((text, None) for text in words)
    measured: list[FigureRow | DistributionRow] = [*starter.figures, *starter.distributions]
    for one in measured:
        _, note = said_of(one.note)
        yield from ((text, None) for text in (one.subject, one.population, note) if text)
    yield from ((figure.wording, None) for figure in starter.figures if figure.wording)
    yield from ((text, None) for check in starter.checks for text in (check.quote, check.note))
    yield from ((skill.name, None) for skill in starter.skills)
    periods = [one.period for one in measured] + [file.edition for file in starter.files]
    yield from ((period, None) for period in periods if period and not PLAIN_PERIOD.fullmatch(period))


def _in_the_advice() -> Iterator[Found]:
    """The short texts of the advice, as its files have them."""
    for (name, way), keys in ADVICE.items():
        rows: list[Any] = [tomllib.loads((settings.BASE_DIR / "advice" / "content" / name).read_text("utf-8"))]
        for step in way.split("."):
            rows = [inner for row in rows for inner in row[step]]
        yield from ((row[key], None) for row in rows for key in keys if key in row)
