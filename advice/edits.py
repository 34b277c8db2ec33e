"""Curators' words laid over the files, and what they added beside them: one query for a page, whatever it prints."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from advice.additions import NEW, CannotAdd, check_cited, price_in, read_new
from advice.citations import Citations
from advice.library import Pathway, Tool, pathways, tools
from advice.models import Edit
from advice.skills import BY_HAND, WAYS, Resource, Skill, curated

Entry = TypeVar("Entry", Tool, Pathway, Skill)


class CannotRead(Exception):
    """The words are not what the field holds; the message says what it takes."""


def _words(text: str) -> str:
    return " ".join(text.split())


def _cited(text: str) -> str:
    if missing := Citations([text]).missing:
        raise CannotRead(_("No figure or source is called %(name)s.") % {"name": sorted(missing)[0]})
    return text.strip() + "\n"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise CannotRead(_("Give a date such as 2026-11-22.")) from None


def _hours(text: str) -> tuple[int, int]:
    ends = text.split()
    if len(ends) != 2 or not all(end.isdecimal() for end in ends) or not 0 < int(ends[0]) < int(ends[1]) <= 10_000:
        raise CannotRead(_("Give two whole numbers, the low and the high end, such as: 250 800"))
    return int(ends[0]), int(ends[1])


def _one_of(*allowed: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text.strip() not in allowed:
            raise CannotRead(_("Give one of: %(words)s.") % {"words": ", ".join(allowed)})
        return text.strip()

    return read


def _link(text: str) -> str:
    if not text.strip().startswith("https://"):
        raise CannotRead(_("Give an address that begins with https://."))
    return text.strip()


def _price(text: str) -> str:
    try:
        price_in(text.strip())
    except CannotAdd as wrong:
        raise CannotRead(str(wrong)) from wrong
    return text.strip()


Read = Callable[[str], Any]
FIELDS: dict[str, dict[str, Read]] = {
    "tool": {
        **dict.fromkeys(("name", "maker", "kind", "does", "helps", "replaces", "status", "cost"), _words),
        "price": _price, "status_date": _day, "read_on": _day, "url": _link,
    },
    "pathway": {
        "title": _words, "summary": _words, "stay": _cited, "move": _cited, "nobody_measures": _cited,
        "reviewed": _day, "review_by": _day,
    },
    "skill": {"name": _words, "what": _words, "hours": _hours},
    "resource": {
        "what": _words, "cost": _one_of("free", "varies"), "evidence": _one_of(*BY_HAND), "way": _one_of(*WAYS),
    },
}  # fmt: skip


def read(entry: str, text: str) -> Any:
    """``text`` as the value of ``entry``, or as what it adds. Raises CannotRead, also for an entry that no file has."""
    if NEW.fullmatch(entry):
        return _new(entry, text)
    if entry not in reviewed():
        raise CannotRead(_("No file has such an entry."))
    kind, _slug, field = entry.split("/")
    return FIELDS[kind][field](text)


def _new(entry: str, text: str) -> Any:
    try:
        found = read_new(entry, text)
        check_cited(found)
    except CannotAdd as wrong:
        raise CannotRead(str(wrong)) from wrong
    return found


def reviewed() -> dict[str, str]:
    """{entry: the words in the files} of everything that can be edited, by kind and in the files' order."""
    resources = {f"{slug}-{n}": way for slug, skill in curated().items() for n, way in enumerate(skill.learn, 1)}
    held: dict[str, Mapping[str, Any]] = {
        "tool": tools(), "pathway": pathways(), "skill": curated(), "resource": resources,
    }  # fmt: skip
    return {
        f"{kind}/{slug}/{field}": _as_text(getattr(row, field))
        for kind, rows in held.items()
        for slug, row in rows.items()
        for field in FIELDS[kind]
    }


def _as_text(value: Any) -> str:
    return " ".join(str(end) for end in value) if isinstance(value, tuple) else str(value)


def current_tools() -> dict[str, Tool]:
    """The tools by slug, edits laid over them; one query."""
    edits = _edits()
    return {**_laid_over("tool", tools(), edits), **_added("tool", edits)}


def current_pathways() -> dict[str, Pathway]:
    """The written moves by slug, edits laid over them; one query."""
    edits = _edits()
    return {**_laid_over("pathway", pathways(), edits), **_added("pathway", edits)}


def current_skills() -> dict[str, Skill]:
    """The curated skills by slug with their resources, edits laid over them; one query."""
    edits = _edits()
    found = _laid_over("skill", curated(), edits)
    more = list(_added("resource", edits).values())
    known = {
        slug: replace(skill, learn=(*_ways(slug, skill.learn, edits), *(way for of, way in more if of == slug)))
        for slug, skill in found.items()
    }
    return {**known, **_added("skill", edits)}


def _edits() -> dict[str, str]:
    return dict(Edit.objects.values_list("entry", "text"))


def _added(kind: str, edits: dict[str, str]) -> dict[str, Any]:
    """{slug: entry} of what was added; one that the files or the rules have outgrown is passed over."""
    found = {}
    for entry, text in edits.items():
        named = NEW.fullmatch(entry)
        if named and named["kind"] == kind:
            try:
                found[named["slug"]] = read_new(entry, text)
            except CannotAdd:
                continue
    return found


def _ways(slug: str, ways: tuple[Resource, ...], edits: dict[str, str]) -> tuple[Resource, ...]:
    changed = (replace(way, **_changes(f"resource/{slug}-{n}/", edits)) for n, way in enumerate(ways, 1))
    return tuple(
        way if way.source or way.evidence != "published" else replace(way, evidence="opinion") for way in changed
    )


def _laid_over(kind: str, rows: Mapping[str, Entry], edits: dict[str, str]) -> dict[str, Entry]:
    return {slug: replace(row, **_changes(f"{kind}/{slug}/", edits)) for slug, row in rows.items()}


def _changes(prefix: str, edits: dict[str, str]) -> dict[str, Any]:
    """{field: value} of the edits that begin with ``prefix``; one that the files have outgrown is passed over."""
    readers = FIELDS[prefix.split("/", maxsplit=1)[0]]
    found = {}
    for entry, text in edits.items():
        field = entry.removeprefix(prefix)
        if field != entry and field in readers:
            try:
                found[field] = readers[field](text)
            except CannotRead:
                continue
    return found
