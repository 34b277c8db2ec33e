"""What roles need: skills O*NET rates by occupation, and a curated layer for music and AI that nobody measures."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext_lazy

from advice.library import read_toml
from advice.pathways import straddling
from salaries.models import FollowUp
from salaries.starter.files import DATA

EVIDENCE = ("measured", "published", "opinion", "none")
BY_HAND = EVIDENCE[1:]
WAYS = (*FollowUp.Way.values, "other")
ONET = "onet"
MAIN = "main"
IMPORTANCE_WORDS = {
    1: gettext_lazy("Not important"),
    2: gettext_lazy("Somewhat important"),
    3: gettext_lazy("Important"),
    4: gettext_lazy("Very important"),
    5: gettext_lazy("Extremely important"),
}


@dataclass(frozen=True)
class Resource:
    """One way to learn a skill. ``cost`` is "free" or "varies"; ``evidence`` says what is known of its use.

    "published" names in ``source`` the study of that kind of learning; what it measured is skill and not pay.
    "measured" is never written by hand: it is derived, by ``way``, from published follow-ups (``advice.evidence``).
    """

    what: str
    cost: str
    evidence: str
    source: str = ""
    way: str = "other"


@dataclass(frozen=True)
class Skill:
    """A curated skill. ``hours`` lead from nothing to work that somebody would pay for: low, high. Our judgement.

    ``needed_by`` are roles with their importance, for a skill that a curator added; files say it in ``roles.toml``.
    ``source`` names one that speaks of the skill, and ``where`` in it; both are empty where we hold none.
    """

    slug: str
    name: str
    group: str
    what: str
    hours: tuple[int, int]
    learn: tuple[Resource, ...]
    needed_by: tuple[tuple[str, int], ...] = ()
    source: str = ""
    where: str = ""


@dataclass(frozen=True)
class Measured:
    """What O*NET says of one skill: its element id, and its importance (1 to 5) by occupation code."""

    element: str
    name: str
    importance: dict[str, float]


@cache
def curated() -> dict[str, Skill]:
    """The curated skills by slug."""
    rows = read_toml("skills.toml")["skill"]
    return {
        row["slug"]: Skill(
            row["slug"], row["name"], row["group"], row["what"], (row["hours"][0], row["hours"][1]),
            tuple(Resource(**resource) for resource in row["learn"]),
            source=row.get("source", ""), where=row.get("where", ""),
        )
        for row in rows
    }  # fmt: skip


@cache
def curated_needs() -> dict[str, dict[str, float]]:
    """{role slug: {skill slug: importance, 1 to 5}}, our judgement."""
    return {
        role: {skill: float(value) for skill, value in needs.items()} for role, needs in read_toml("roles.toml").items()
    }


def needs_with(skills: Mapping[str, Skill]) -> dict[str, dict[str, float]]:
    """``curated_needs`` with those of skills that curators added."""
    found = {role: dict(needs) for role, needs in curated_needs().items()}
    for skill in skills.values():
        for role, importance in skill.needed_by:
            found[role][skill.slug] = float(importance)
    return found


@cache
def measured() -> dict[str, Measured]:
    """O*NET's skills by element id."""
    with (DATA / "onet_skills.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["element_id"]: Measured(
                row["element_id"], row["skill"],
                {code: float(value) for code, value in row.items() if code not in ("element_id", "skill") and value},
            )
            for row in csv.DictReader(file)
        }  # fmt: skip


def occupation_needs(code: str) -> dict[str, float]:
    """{element id: importance} of one occupation; empty when O*NET's ratings for it are not held here."""
    return {element: skill.importance[code] for element, skill in measured().items() if code in skill.importance}


def measured_needs(occupations: Iterable[tuple[str, str]]) -> tuple[tuple[str, ...], dict[str, float]]:
    """What a role with these (code, fit) needs, and the codes it was read from.

    A role counted in one main occupation needs what that occupation needs. A role that stands between occupations
    needs of each skill as much as the neighbour that needs it most.
    """
    rated = [(code, fit) for code, fit in occupations if occupation_needs(code)]
    chosen = [code for code, fit in rated if fit == MAIN] or [code for code, _ in rated]
    return tuple(chosen), straddling(occupation_needs(code) for code in chosen)


def importance_words(value: float) -> str:
    """O*NET's word for the nearest whole step of its scale."""
    return str(IMPORTANCE_WORDS[min(5, max(1, round(value)))])
