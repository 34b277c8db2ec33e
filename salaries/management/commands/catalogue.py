"""``manage.py catalogue``: collect every text marked for translation, bring the catalogues up to date, compile them.

With Babel, so that no GNU gettext has to be installed. The compiled catalogues are kept in the repository: a fresh
clone speaks every language at once.
"""

import re
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

from salaries.starter import reading

KEYWORDS = {**DEFAULT_KEYWORDS, "gettext_lazy": None, "ngettext_lazy": (1, 2), "pgettext_lazy": ((1, "c"), 2)}
ROOMS = ("salaries", "advice", "config")
SKIPPED = ("migrations", "admin")  # the desk of the moderators is English
WIDTH = 110
PLAIN_PERIOD = re.compile(r"[\d-]+|[A-Z][a-z]+ \d{4}")  # a year, years, or a month of a year: Babel says these
DAY = datetime(2026, 11, 22, tzinfo=UTC)  # in the header, which nobody reads
Found = tuple[str | tuple[str, ...], str | None]


def marked() -> list[Found]:
    """Every text marked for translation in code and templates, in English, with its context."""
    return list(dict.fromkeys([*_in_code(), *_in_templates()]))


def fresh(language: str) -> Catalog:
    """A catalogue with every text, none of them translated. Nothing in it depends on the day."""
    catalogue = Catalog(
        locale=language, project="Gainstage", version="1", fuzzy=False, creation_date=DAY, revision_date=DAY,
        header_comment="# Gainstage. Kept in order by manage.py catalogue.",
        msgid_bugs_address="-", last_translator="-", language_team="-",
    )  # fmt: skip
    for text, context in (*marked(), *_in_the_starter_set()):
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
    """What the starter set calls roles, occupations and those it counts. Notes and sources' texts stay English."""
    starter = reading.read()
    yield from ((text, None) for role in starter.roles for text in (role.title, role.summary))
    yield from ((occupation.title, None) for occupation in starter.occupations)
    for figure in starter.figures:
        yield from ((text, None) for text in (figure.subject, figure.population, figure.wording) if text)
        if not PLAIN_PERIOD.fullmatch(figure.period):
            yield figure.period, None
