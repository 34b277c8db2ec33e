"""Figures for the same thing that disagree, in words and on one axis."""

from collections.abc import Hashable
from dataclasses import dataclass

from salaries.comparison import Comparison, Conflict, RoleAnswer, axis_words
from salaries.models import period_words, spoken
from salaries.presenters.bars import Picture, pictures
from salaries.presenters.formats import UNIT_WORDS, money, number
from salaries.remembered import each


@dataclass(frozen=True)
class Line:
    """One figure on the axis; ``times`` is empty for the first, which the others are held against."""

    key: str
    subject: str
    source: str
    source_short: str
    value: str
    unit_words: str
    published: str
    what: str
    measure: str
    period: str
    who: str
    times: str
    reasons: tuple[str, ...]
    is_figure: bool


@dataclass(frozen=True)
class RoleConflicts:
    """All figures on one role; they depend on ``key`` alone."""

    key: Hashable
    slug: str
    title: str
    side: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Conflicts:
    """The conflict view: figures by role, in what money, and the drawing."""

    axis: str
    roles: tuple[RoleConflicts, ...]
    pictures: tuple[Picture, ...]


def conflicts(answer: Comparison) -> Conflicts | None:
    """The conflict view of ``answer``; None when no role has two figures to compare."""
    named = {(role.slug, answer.query.country, answer.query.terms): role for role in answer.roles if role.conflicts}
    roles = tuple(each("conflicts", list(named), lambda keys: {key: _role(named[key], key) for key in keys}))
    if not roles or answer.level is None:
        return None
    return Conflicts(axis_words(answer.one_axis), roles, pictures(answer.level, "one-axis"))


def _role(role: RoleAnswer, key: Hashable) -> RoleConflicts:
    shapes = {shape.key for shape in role.distributions}
    lines = tuple(_line(one, is_figure=one.key not in shapes) for one in role.conflicts)
    return RoleConflicts(key, role.slug, role.title, role.side, lines)


def _line(one: Conflict, *, is_figure: bool) -> Line:
    published = "" if one.published is None or not one.conversion else money(
        one.published, one.published_currency, one.unit
    )  # fmt: skip
    return Line(
        key=one.key, subject=spoken(one.subject), source=one.source, source_short=one.source_short,
        value=money(one.value, one.currency, one.unit), unit_words=str(UNIT_WORDS[one.unit]), published=published,
        what=str(one.statistic_words), measure=str(one.measure_words), period=period_words(one.period),
        who=spoken(one.population), times="" if one.times is None else f"× {number(one.times, 2)}",
        reasons=one.reasons, is_figure=is_figure,
    )  # fmt: skip
