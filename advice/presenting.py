"""Values shaped for the templates of this part, so that templates only print."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.safestring import SafeString

from advice.citations import Citations
from advice.exposure import INDICES, exposure
from advice.library import Guide, pathways
from advice.markup import render
from advice.pathways import HIGHEST, LOWEST, Gap
from advice.planning import Lesson, Option, PayBack, Plan
from advice.skills import ONET, curated, curated_needs, importance_words, measured
from salaries.comparison import Interval, RoleAnswer
from salaries.models import Source
from salaries.presenters.formats import joined, lower_first, money, percent

FIRST_SKILLS = 10  # of O*NET's 35, the rest behind a fold
EVIDENCE_WORDS = {"opinion": "our opinion", "none": "no evidence found"}


@dataclass(frozen=True)
class Level:
    """An importance as number, words and the filled part of a bar 100 wide."""

    number: str
    words: str
    filled: float


def level(value: float | None) -> Level:
    """A measured importance from 1 to 5, or an empty bar where nothing is known."""
    if value is None:
        return Level("not rated", "", 0)
    return Level(f"{value:.1f}", importance_words(value), round((value - LOWEST) / (HIGHEST - LOWEST) * 100, 1))


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
        (skill.name, skill.element, [level(skill.importance.get(code)) for code in rated])
        for skill in sorted(measured().values(), key=lambda skill: _by_need(skill.importance, rated))
    ]
    covered, indices = exposure(titles)
    needs = sorted(curated_needs().get(role.slug, {}).items(), key=lambda item: (-item[1], item[0]))
    return {
        "rated": [(code, titles[code]) for code in rated],
        "unrated": joined([titles[code] for code in titles if code not in held]),
        "first": rows[:FIRST_SKILLS] if rated else [],
        "rest": rows[FIRST_SKILLS:] if rated else [],
        "curated": [(curated()[slug], judged(value)) for slug, value in needs],
        "covered": [(code, titles[code]) for code in covered],
        "indices": indices,
        "paths": [path for path in pathways().values() if role.slug in (path.origin, path.target)],
        "sources": Source.objects.filter(slug__in={ONET, *(index.source for index in INDICES)}).order_by("name"),
    }


def _by_need(importance: dict[str, float], codes: list[str]) -> tuple[float, ...]:
    return tuple(-importance.get(code, 0) for code in codes)


def path_page(plan: Plan, *, weekly: int, cost: int | None) -> dict[str, Any]:
    """What the page of a move prints."""
    citations = Citations(plan.pathway.texts())

    def text(words: str) -> SafeString:
        return render(words, citations.cite)

    return {
        "citations": citations,
        "origin": lower_first(plan.origin.title),
        "target": lower_first(plan.target.title),
        "nobody_measures": text(plan.pathway.nobody_measures),
        "stay": text(plan.pathway.stay),
        "move": text(plan.pathway.move),
        "steps": [(title, text(words)) for title, words in plan.pathway.steps],
        "share": percent(round(plan.skills.share * 100)),
        "lessons": [_lesson(lesson) for lesson in plan.lessons],
        "general": _general(plan.general, plan.general_names),
        "origin_titles": _titles(plan.origin, plan.general_codes[0]),
        "target_titles": _titles(plan.target, plan.general_codes[1]),
        "hours": between(*plan.hours, "hour"),
        "weeks": between(*plan.weeks, "week"),
        "weekly": weekly,
        "cost": "" if cost is None else money(cost),
        "options": [_option(option) for option in plan.options],
        "yearly": "" if plan.yearly is None else interval_words(plan.yearly),
        "published": _signed(plan.published_difference),
        "pay_back": _pay_back(plan.pay_back),
    }


def _titles(role: RoleAnswer, codes: tuple[str, ...]) -> str:
    return joined([f"{title} ({code})" for code, title, _, _ in role.occupations if code in codes])


def _lesson(lesson: Lesson) -> dict[str, Any]:
    return {
        "skill": lesson.skill,
        "have": judged(lesson.missing.have),
        "need": judged(lesson.missing.need),
        "hours": f"{lesson.hours[0]:,} to {lesson.hours[1]:,}",
        "learn": [
            (way.what, "free" if way.cost == "free" else "cost varies; enter yours", EVIDENCE_WORDS[way.evidence])
            for way in lesson.skill.learn
        ],
    }


def _general(gap: Gap, names: dict[str, str]) -> list[tuple[str, str, Level, Level]]:
    return [(names[m.skill], m.skill, level(m.have), level(m.need)) for m in gap.missing]


def _option(option: Option) -> dict[str, str]:
    line = option.published
    return {
        "name": option.name,
        "what": option.what,
        "own": interval_words(option.median) if option.median else option.own.reason,
        "published": f"{money(line.line.value or 0)} a year" if line else "",
        "published_from": f"{line.group.source_short}, {line.group.subject}, {line.line.period}" if line else "",
        "population": lower_first(line.group.population) if line else "",
    }


def between(low: int, high: int, unit: str) -> str:
    """A range in words: '40 to 120 hours', '1 week'."""
    words = f"{high:,} {unit}" + ("" if high == 1 else "s")
    return words if low == high else f"{low:,} to {words}"


def interval_words(interval: Interval) -> str:
    """A yearly amount with its interval: '$4,000 a year (90 % interval −$2,000 to $10,000)'."""
    return f"{money(interval.value)} a year ({percent(90)} interval {money(interval.low)} to {money(interval.high)})"


def _signed(difference: float | None) -> str:
    return "" if difference is None else f"{money(difference)} a year"


def _pay_back(pay_back: PayBack | None) -> list[tuple[str, str]]:
    if pay_back is None:
        return []
    ends = (
        ("Pessimistic", pay_back.pessimistic), ("Middle", pay_back.middle), ("Optimistic", pay_back.optimistic)
    )  # fmt: skip
    return [(name, "never" if months is None else between(months, months, "month")) for name, months in ends]
