"""What curators add: an entry as the files hold it, in TOML, and held to the same rules as the files."""

import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from advice.citations import Citations
from advice.library import Pathway, Price, Tool, pathways, price_of, tools
from advice.markup import REFERENCE
from advice.skills import BY_HAND, WAYS, Resource, Skill, curated, curated_needs
from salaries.models import Source

NEW = re.compile(r"new/(?P<kind>tool|skill|pathway|resource)/(?P<slug>[a-z0-9]+(-[a-z0-9]+)*)")
MONEY = re.compile(
    r"[$€£¥]\s?\d|\d\s?[$€£¥]|\d[\d.,]*\s?k?\s?(?:US )?(?:dollars?|euros?|pounds?|USD|EUR|GBP)\b", re.IGNORECASE
)
MOST_WORDS = 1_500  # characters of one text
MOST_HOURS = 10_000
YEAR = timedelta(days=366)
TEXT, DAY, HOURS, LEARN, NEEDS, STEPS = "a text", "a date", "two whole numbers", "a list", "a table", "steps"
SHAPES: dict[str, dict[str, str]] = {
    "tool": {
        **dict.fromkeys(("name", "maker", "kind", "does", "helps", "replaces", "status", "cost", "url"), TEXT),
        "status_date": DAY, "read_on": DAY,
    },
    "skill": {**dict.fromkeys(("name", "group", "what"), TEXT), "hours": HOURS, "learn": LEARN, "needs": NEEDS},
    "pathway": {
        **dict.fromkeys(("title", "summary", "origin", "target", "nobody_measures", "stay", "move"), TEXT),
        "reviewed": DAY, "review_by": DAY, "step": STEPS,
    },
    "resource": dict.fromkeys(("skill", "what", "cost", "evidence"), TEXT),
}  # fmt: skip
OPTIONAL = {"tool": ("source", "price"), "skill": ("source", "where"), "resource": ("source", "way")}
Added = Tool | Skill | Pathway | tuple[str, Resource]
Row = dict[str, Any]


class CannotAdd(Exception):
    """The entry breaks a rule; the message says which."""


def read_new(entry: str, text: str) -> Added:
    """What ``text`` adds as ``entry`` (new/kind/slug); a resource comes with its skill's slug. No query.

    Raises CannotAdd.
    """
    named = NEW.fullmatch(entry)
    if named is None:
        raise CannotAdd("Name it new/tool/…, new/skill/…, new/pathway/… or new/resource/… in small letters.")
    kind, slug = named["kind"], named["slug"]
    held: dict[str, Collection[str]] = {"tool": tools(), "skill": curated(), "pathway": pathways()}
    if slug in held.get(kind, ()):
        raise CannotAdd("A file has such an entry already: edit it instead.")
    try:
        row = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise CannotAdd(f"This is no TOML: {fault}") from None
    return READERS[kind](slug, row)


def check_cited(found: Added) -> None:
    """Whether every figure and source that ``found`` names is held. Raises CannotAdd."""
    ways = found.learn if isinstance(found, Skill) else [found[1]] if isinstance(found, tuple) else []
    studies = {way.source for way in ways if way.source}
    if set(Source.objects.filter(slug__in=studies, kind=Source.Kind.STUDY).values_list("slug", flat=True)) != studies:
        raise CannotAdd("source: no such study is held.")
    if isinstance(found, Tool | Skill) and found.source and not Source.objects.filter(slug=found.source).exists():
        raise CannotAdd("source: no such source is held.")
    if isinstance(found, Pathway) and (missing := Citations(found.texts()).missing):
        raise CannotAdd(f"No figure or source is called {min(missing)}.")


def tool_of(slug: str, row: Row) -> Tool:
    """A tool. Raises CannotAdd."""
    _shaped("tool", row)
    _no_money({name: value for name, value in row.items() if name not in ("cost", "price")})
    price = price_in(row.get("price", ""))
    if price and price.day > timezone.localdate():
        raise CannotAdd("price: this day has not come yet.")
    if not row["url"].startswith("https://"):
        raise CannotAdd("url: give an address that begins with https://.")
    _not_ahead(row, "status_date", "read_on")
    return Tool(slug=slug, **row)


def price_in(text: str) -> Price | None:
    """The price of a tool. Raises CannotAdd."""
    try:
        return price_of(text)
    except ValueError:
        raise CannotAdd("price: give amount, currency, day and page, such as: 10 USD 2026-02-24 https://…") from None


def skill_of(slug: str, row: Row) -> Skill:
    """A skill with its ways to learn it and the roles that need it. Raises CannotAdd."""
    _shaped("skill", row)
    _no_money(row)
    if row["group"] not in {one.group for one in curated().values()}:
        raise CannotAdd("group: give one of the groups that there are.")
    if not 0 < row["hours"][0] < row["hours"][1] <= MOST_HOURS:
        raise CannotAdd("hours: give the low and the high end, such as [250, 800].")
    for role, value in row["needs"].items():
        if role not in curated_needs() or type(value) is not int or not 2 <= value <= 5:
            raise CannotAdd("needs: name roles of the list, each with 2, 3, 4 or 5.")
    if bool(row.get("source")) != bool(row.get("where")):
        raise CannotAdd("source, where: name a source that speaks of the skill and say where in it, or neither.")
    if not row["learn"] or not row["needs"]:
        raise CannotAdd("A skill takes a way to learn it and a role that needs it.")
    return Skill(
        slug, row["name"], row["group"], row["what"], (row["hours"][0], row["hours"][1]),
        tuple(way_of(way) for way in row["learn"]), tuple(row["needs"].items()),
        row.get("source", ""), row.get("where", ""),
    )  # fmt: skip


def resource_of(_slug: str, row: Row) -> tuple[str, Resource]:
    """A way to learn a skill that there is. Raises CannotAdd."""
    _shaped("resource", row)
    if row["skill"] not in curated():
        raise CannotAdd("skill: no file has such a skill.")
    return row["skill"], way_of({name: value for name, value in row.items() if name != "skill"})


def way_of(row: Row) -> Resource:
    """A way to learn, within a skill. Raises CannotAdd."""
    _fields(dict.fromkeys(("what", "cost", "evidence"), TEXT), row, optional=OPTIONAL["resource"])
    _no_money(row)
    if row["cost"] not in ("free", "varies"):
        raise CannotAdd("cost: give free or varies; no price stands there without a source.")
    if row["evidence"] not in BY_HAND:
        raise CannotAdd(f"evidence: give one of {', '.join(BY_HAND)}.")
    if row.get("way", "other") not in WAYS:
        raise CannotAdd(f"way: give one of {', '.join(WAYS)}.")
    if (row["evidence"] == "published") != bool(row.get("source")):
        raise CannotAdd("source: name the study if, and only if, the evidence is published.")
    return Resource(**row)


def pathway_of(slug: str, row: Row) -> Pathway:
    """A written move, its figures as references. Raises CannotAdd."""
    _shaped("pathway", row)
    for step in row["step"]:
        _fields({"title": TEXT, "text": TEXT}, step)
    steps = tuple((step["title"], step["text"]) for step in row["step"])
    found = Pathway(slug=slug, steps=steps, **{name: value for name, value in row.items() if name != "step"})
    if found.origin == found.target or not {found.origin, found.target} <= set(curated_needs()):
        raise CannotAdd("origin, target: name two different roles of the list.")
    if (found.origin, found.target) in {(one.origin, one.target) for one in pathways().values() if one.slug != slug}:
        raise CannotAdd("This move is written about already: edit it instead.")
    for words in (found.title, found.summary, *found.texts(), *(title for title, _text in steps)):
        if re.search(r"\d", REFERENCE.sub("", words)):
            raise CannotAdd("Figures are never typed: write [[figure:KEY]], and other numbers in words.")
    if not REFERENCE.search(" ".join(found.texts())):
        raise CannotAdd("Cite a figure or a source: [[figure:KEY]] or [[source:SLUG]].")
    _not_ahead(row, "reviewed")
    if not found.reviewed < found.review_by <= found.reviewed + YEAR:
        raise CannotAdd("review_by: give a day within a year of the review.")
    return found


READERS: Mapping[str, Callable[[str, Row], Any]] = {
    "tool": tool_of, "skill": skill_of, "pathway": pathway_of, "resource": resource_of,
}  # fmt: skip


def _shaped(kind: str, row: Row) -> None:
    _fields(SHAPES[kind], row, optional=OPTIONAL.get(kind, ()))


def _fields(shape: Mapping[str, str], row: Row, optional: tuple[str, ...] = ()) -> None:
    """Every field is there and holds what it has to; nothing else is."""
    if not isinstance(row, dict):
        raise CannotAdd("Give a table of names and values.")
    if missing := sorted(set(shape) - set(row)):
        raise CannotAdd(f"Missing: {', '.join(missing)}.")
    if unknown := sorted(set(row) - set(shape) - set(optional)):
        raise CannotAdd(f"Not known: {', '.join(unknown)}.")
    for name, value in row.items():
        if not HOLDS[shape.get(name, TEXT)](value):
            raise CannotAdd(f"{name}: give {shape.get(name, TEXT)}.")


def _is_text(value: Any) -> bool:
    if not isinstance(value, str) or not value.strip() or len(value) > MOST_WORDS:
        return False
    return all(one.isprintable() or one == "\n" for one in value)


HOLDS: dict[str, Callable[[Any], bool]] = {
    TEXT: _is_text,
    DAY: lambda value: type(value) is date,
    HOURS: lambda value: isinstance(value, list) and len(value) == 2 and all(type(end) is int for end in value),
    LEARN: lambda value: isinstance(value, list),
    NEEDS: lambda value: isinstance(value, dict),
    STEPS: lambda value: isinstance(value, list) and len(value) > 0,
}


def _no_money(row: Row) -> None:
    if any(MONEY.search(value) for value in row.values() if isinstance(value, str)):
        raise CannotAdd("No amount of money stands in a text without its source; a price goes into a tool's cost.")


def _not_ahead(row: Row, *names: str) -> None:
    if ahead := [name for name in names if row[name] > timezone.localdate()]:
        raise CannotAdd(f"{ahead[0]}: this day has not come yet.")
