"""Values shaped for the templates of this part, so that templates only print."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext, gettext_lazy, ngettext

from advice.edits import current_pathways, current_skills
from advice.exposure import SOURCES, exposure, shown, task_exposure
from advice.library import Guide, Price, futures
from advice.mix import Mix
from advice.pathways import HIGHEST, LOWEST
from advice.skills import ONET, importance_words, measured, needs_with
from salaries.comparison import Interval, RoleAnswer
from salaries.models import Source, spoken
from salaries.occupations import Task
from salaries.presenters.formats import between as range_words
from salaries.presenters.formats import joined, language, money, number, one_digit, percent

WHOLE = 100  # percent
FIRST_SKILLS = 10  # of O*NET's 35, the rest behind a fold
EVIDENCE_WORDS = {
    "measured": gettext_lazy("measured here"),
    "published": gettext_lazy("published"),
    "opinion": gettext_lazy("our opinion"),
    "none": gettext_lazy("no evidence found"),
}


def chances(found: Interval) -> str:
    """A chance in percent as its two ends, or as one number where they round to the same."""
    low, high = percent(round(found.low)), percent(round(found.high))
    return low if low == high else range_words(low, high)


@dataclass(frozen=True)
class Level:
    """An importance as number, words and the filled part of a bar 100 wide."""

    number: str
    words: str
    filled: str  # with a point in every language: it stands in a drawing


def level(value: float | None) -> Level:
    """A measured importance from 1 to 5, or an empty bar where nothing is known."""
    if value is None:
        return Level(gettext("not rated"), "", "")
    return Level(one_digit(value), importance_words(value), f"{(value - LOWEST) / (HIGHEST - LOWEST) * 100:.1f}")


def judged(value: float) -> Level:
    """A curated importance: a whole step, since a decimal would pretend to be measured."""
    return replace(level(value), number=f"{value:.0f}")


def guide_pages(guides: Iterable[Guide], today: date) -> list[tuple[Guide, bool]]:
    """Each guide with whether its review is overdue."""
    return [(guide, guide.overdue(today)) for guide in guides]


def role_page(role: RoleAnswer) -> dict[str, Any]:
    """What the page of a role's skills prints."""
    titles = {code: title for code, title, _, _ in role.occupations}
    held = {code for skill in measured().values() for code in skill.importance}
    rated = [code for code in titles if code in held]
    rows = [
        (spoken(skill.name), skill.element, [level(skill.importance.get(code)) for code in rated])
        for skill in sorted(measured().values(), key=lambda skill: _by_need(skill.importance, rated))
    ]
    reach = exposure(tuple(titles))
    main = next((code for code, _title, fit, _note in role.occupations if fit == "main"), "")
    rating, tasks = task_exposure(main) if main else ((), ())
    named = {row.index: row.name for row in reach.rows}
    skills = current_skills()
    needs = sorted(needs_with(skills).get(role.slug, {}).items(), key=lambda item: (-item[1], item[0]))
    spoken_of = Source.objects.in_bulk({skills[slug].source for slug, _ in needs}, field_name="slug")
    return {
        "rated": [(code, titles[code]) for code in rated],
        "unrated": joined([titles[code] for code in titles if code not in held]),
        "first": rows[:FIRST_SKILLS] if rated else [],
        "rest": rows[FIRST_SKILLS:] if rated else [],
        "curated": [(skills[slug], judged(value), spoken_of.get(skills[slug].source)) for slug, value in needs],
        "covered": [(code, titles[code]) for code in reach.codes],
        "indices": [(row, [shown(value) for value in row.values]) for row in reach.rows],
        "conflicts": [(titles[code], shown(low), shown(high)) for code, low, high in reach.conflicts],
        "task_heads": [named.get(index, index) for index in rating],
        "tasks": [(task.statement, _task_values(task, rating)) for task in tasks],
        "tasks_of": titles.get(main, ""),
        "paths": [path for path in current_pathways().values() if role.slug in (path.origin, path.target)],
        "sources": Source.objects.filter(slug__in={ONET, *SOURCES}).order_by("name"),
    }


def _task_values(task: Task, indices: tuple[str, ...]) -> list[str]:
    values = {reach.index: reach.value for reach in task.reach}
    return [shown(values.get(index)) for index in indices]


def _by_need(importance: dict[str, float], codes: list[str]) -> tuple[float, ...]:
    return tuple(-importance.get(code, 0) for code in codes)


def role_names(role: RoleAnswer, codes: tuple[str, ...]) -> str:
    """The occupations of ``role`` among ``codes``, in words."""
    return joined([f"{title} ({code})" for code, title, _, _ in role.occupations if code in codes])


def between(low: int, high: int, unit: str) -> str:
    """A range in words: '40 to 120 hours', '1 week'; ``unit`` is hour, week or month."""
    many = number(high) if low == high else range_words(number(low), number(high))
    if unit == "hour":
        return ngettext("%(many)s hour", "%(many)s hours", high) % {"many": many}
    if unit == "week":
        return ngettext("%(many)s week", "%(many)s weeks", high) % {"many": many}
    return ngettext("%(many)s month", "%(many)s months", high) % {"many": many}


def price_words(price: Price) -> str:
    """What a month costs: '$9.99 a month', 'Nothing'."""
    if not price.amount:
        return gettext("Nothing")
    return gettext("%(money)s a month") % {"money": money(float(price.amount), price.currency, "hour")}


def mix_page(found: Mix) -> dict[str, Any]:
    """What the page of a task mix prints."""
    futures_held = futures(language())
    return {
        "heads": [(row.name, row.source) for row in found.rows],
        "parts": [
            (
                spoken(part.work.name),
                percent(round(100 * part.share)),
                [shown(value) for value in part.values],
                futures_held.get(part.work.future),
            )
            for part in found.parts
        ],
        "totals": [
            (row, percent(round(100 * value)), percent(round(100 * covered))) for row, value, covered in found.totals
        ],
        "scaled": round(found.given) != WHOLE,
    }
