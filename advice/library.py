"""The texts of this part: guides and pathways, read once from ``content/``. They live in files, not in the database,
because a text is reviewed like code: its wording, its sources and its review date change together or not at all.
"""

import hashlib
import re
import tomllib
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

CONTENT = Path(__file__).resolve().parent / "content"
FENCE = "+++"
ENGLISH = "en"
PRICE = re.compile(
    r"(?P<amount>\d{1,4}(\.\d\d?)?) (?P<currency>[A-Z]{3}) (?P<day>\d{4}-\d\d-\d\d) (?P<url>https://\S{1,300})"
)


class BadContent(Exception):
    """A file of ``content/`` is not what it has to be; the message names the file."""


@dataclass(frozen=True)
class Guide:
    """One guide. ``judgement`` names the sections that are our advice and cite nothing.

    A translation says in ``translates`` of which English words it is one.
    """

    slug: str
    title: str
    summary: str
    order: int
    reviewed: date
    review_by: date
    judgement: tuple[str, ...]
    body: str
    language: str = ENGLISH
    translates: str = ""

    @property
    def fingerprint(self) -> str:
        """Changes when the words change: what a translation of these words has to name."""
        words = "\n".join([self.title, self.summary, *self.judgement, self.body])
        return hashlib.sha256(words.encode()).hexdigest()[:16]

    def overdue(self, today: date) -> bool:
        """Whether the day has passed by which somebody should have read it again."""
        return today > self.review_by

    def sections(self) -> list[tuple[str, str]]:
        """(heading, text) of each part that begins with a second-level heading."""
        parts = re.split(r"^## (.+)$", self.body, flags=re.MULTILINE)
        return list(zip(parts[1::2], parts[2::2], strict=True))


@dataclass(frozen=True)
class Pathway:
    """One move from a role to another, with the case for it and for staying. Texts may hold references."""

    slug: str
    title: str
    summary: str
    origin: str
    target: str
    reviewed: date
    review_by: date
    nobody_measures: str
    stay: str
    move: str
    steps: tuple[tuple[str, str], ...]

    def overdue(self, today: date) -> bool:
        """Whether the day has passed by which somebody should have read it again."""
        return today > self.review_by

    def texts(self) -> list[str]:
        """Every text that may hold references."""
        return [self.nobody_measures, self.stay, self.move, *(text for _, text in self.steps)]


@dataclass(frozen=True)
class Price:
    """What a month of a tool's cheapest paid plan cost on ``day``, as the page at ``url`` says; 0 where it is free."""

    amount: Decimal
    currency: str
    day: date
    url: str

    @property
    def site(self) -> str:
        """Whose page it is: the host of ``url``; where that is GitHub, which holds everybody's, also whose there."""
        parts = urlsplit(self.url)
        host = parts.hostname or ""
        return f"{host}/{parts.path.split('/')[1]}" if host == "github.com" else host


@dataclass(frozen=True)
class Tool:
    """A tool or its maker: what it does, whom it helps, what it replaces (our judgement), and what became of it.

    ``price`` is one line that ``price_of`` reads, or empty; ``cost`` says in words what else is known. What it does was
    read at ``url`` on ``read_on``; ``source`` is a Source's slug where one stands behind it.
    """

    slug: str
    name: str
    maker: str
    kind: str
    does: str
    helps: str
    replaces: str
    status: str
    status_date: date
    cost: str
    url: str
    read_on: date
    source: str = ""
    price: str = ""


@cache
def guides(language: str = ENGLISH) -> dict[str, Guide]:
    """Every guide by slug, in reading order; in English where it is not translated. Raises BadContent."""
    return _texts("guides", language)


@cache
def futures(language: str = ENGLISH) -> dict[str, Guide]:
    """The founding article's three predictions by slug, each with what speaks for and against it. Raises BadContent."""
    return _texts("futures", language)


@cache
def tools() -> dict[str, Tool]:
    """Tools and makers by slug, as written in ``tools.toml``. Raises BadContent."""
    try:
        return {row["slug"]: Tool(**row) for row in read_toml("tools.toml")["tool"]}
    except TypeError as fault:
        raise BadContent(f"tools.toml: {fault}") from fault


def price_of(text: str) -> Price | None:
    """The price that a line such as "10 USD 2026-02-24 https://…" tells; None of an empty one. Raises ValueError."""
    if not text:
        return None
    found = PRICE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return Price(Decimal(found["amount"]), found["currency"], date.fromisoformat(found["day"]), found["url"])


@cache
def pathways() -> dict[str, Pathway]:
    """Every pathway by slug, as written in ``pathways.toml``."""
    return {row["slug"]: _pathway(row) for row in read_toml("pathways.toml")["pathway"]}


def read_toml(name: str) -> dict[str, Any]:
    """The contents of one TOML file of ``content/``."""
    return tomllib.loads((CONTENT / name).read_text(encoding="utf-8"))


def _texts(folder: str, language: str) -> dict[str, Guide]:
    found = [_guide(path) for path in sorted((CONTENT / folder).glob("*.md"))]
    in_order = sorted(found, key=lambda guide: guide.order)
    return {guide.slug: _translated(guide, CONTENT / language / folder, language) for guide in in_order}


def _guide(path: Path) -> Guide:
    front, body = _read(path)
    try:
        return Guide(slug=path.stem, body=body, **front)
    except TypeError as fault:
        raise BadContent(f"{path.name}: {fault}") from fault


def _translated(guide: Guide, folder: Path, language: str) -> Guide:
    """``guide`` in the words of the file of its name in ``folder``, or itself where there is none."""
    path = folder / f"{guide.slug}.md"
    if not path.is_file():
        return guide
    front, body = _read(path)
    if set(front) != {"title", "summary", "judgement", "translates"}:
        raise BadContent(f"{path}: a translation gives title, summary, judgement and translates")
    return replace(guide, body=body, language=language, **front)


def _read(path: Path) -> tuple[dict[str, Any], str]:
    """(front matter, text) of one file."""
    pieces = path.read_text(encoding="utf-8").split(FENCE + "\n", 2)
    if len(pieces) != 3 or pieces[0]:
        raise BadContent(f"{path.name}: front matter must stand between two lines of {FENCE}")
    front = tomllib.loads(pieces[1])
    return {**front, "judgement": tuple(front.get("judgement", ()))}, pieces[2]


def _pathway(row: dict[str, Any]) -> Pathway:
    steps = tuple((step["title"], step["text"]) for step in row.pop("step"))
    try:
        return Pathway(**row, steps=steps)
    except TypeError as fault:
        raise BadContent(f"pathways.toml: {fault}") from fault
