"""What is known of the pay of some roles, read once from the comparison for every way of narrowing it down."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from advice.edits import current_pathways, current_skills
from advice.library import Pathway
from advice.rates import Rate, Rates
from advice.skills import Skill
from salaries.comparison import MOST_ROLES, Comparison, FigureGroup, FigureLine, Query, RoleAnswer, compare

Narrowed = tuple[str, str]
EVERYWHERE: Narrowed = ("", "")


@dataclass(frozen=True)
class Known:
    """Answers by (dimension, value) and slug; ``EVERYWHERE`` holds all published figures. With our own texts."""

    answers: dict[Narrowed, dict[str, RoleAnswer]]
    release: int | None
    year: int
    skills: dict[str, Skill]
    paths: tuple[Pathway, ...]

    def role(self, slug: str, narrowed: Narrowed = EVERYWHERE) -> RoleAnswer:
        """One role's answer."""
        return self.answers[narrowed][slug]


def known(slugs: Sequence[str], *, country: str, level: str) -> Known:
    """What is known of ``slugs`` in ``country``, at ``level`` if one is given, and anywhere. Raises UnknownQuery."""
    answers: dict[Narrowed, dict[str, RoleAnswer]] = {}
    found: Comparison | None = None
    wanted = list(dict.fromkeys(slugs))
    narrowings = [EVERYWHERE, ("country", country), *([("level", level)] if level else [])]
    for dimension, value in narrowings:
        held = answers.setdefault((dimension, value), {})
        if found is not None and found.release is None:  # without a release narrowing down changes nothing
            held.update(answers[EVERYWHERE])
            continue
        for start in range(0, len(wanted), MOST_ROLES):
            part = tuple(wanted[start : start + MOST_ROLES])
            extra: dict[str, Any] = {dimension: value} if dimension else {}
            found = compare(Query(roles=part, **extra))
            held.update({role.slug: role for role in found.roles})
    day = found.released_on if found else None
    texts = current_skills(), tuple(current_pathways().values())
    return Known(answers, found.release if found else None, day.year if day else 0, *texts)


@dataclass(frozen=True)
class Elsewhere:
    """A published number of a role that a plan shows and does not reckon with.

    ``converted`` is it in the plan's currency by ``rate``, None where it is in it or no rate is known. ``claim`` is our
    check of a claim.
    """

    role: str
    group: FigureGroup
    line: FigureLine
    converted: float | None
    rate: Rate | None
    claim: str


def elsewhere(role: RoleAnswer, used: Sequence[str], rates: Rates) -> tuple[Elsewhere, ...]:
    """The newest middle of each published group of ``role`` that is not among the keys ``used``; then claims."""
    rows = []
    for group in (*role.pay, *role.claims):
        lines = [line for line in group.newest if line.statistic in ("p50", "mean", "low", "high") and line.value]
        for line in [line for line in lines if line.statistic == "p50"] or lines:
            if line.key not in used and line.unit in ("year", "hour"):
                rows.append(_row(role, group, line, rates))
    return tuple(rows)


def _row(role: RoleAnswer, group: FigureGroup, line: FigureLine, rates: Rates) -> Elsewhere:
    rate = rates.find(line.currency, line.year)
    shown = rate if rate and rate.differs else None
    converted = (line.value or 0) * shown.factor if shown else None
    return Elsewhere(role.title, group, line, converted, shown, line.check.verdict_words if line.check else "")
