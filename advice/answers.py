"""What the advice part answers to programs: plain JSON values, the same numbers that the pages print."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from advice.asking import Ask
from advice.bases import Basis, Pay
from advice.evidence import grade
from advice.exposure import Exposure
from advice.known import Elsewhere
from advice.library import Guide, Pathway, Tool, price_of
from advice.markup import references
from advice.mix import Mix
from advice.moves import Move, Ranked
from advice.offer_page import Checked
from advice.planning import Ends, Lesson, Plan
from advice.skills import Resource, Skill
from advice.valued import OUTCOMES, Valued, reached
from salaries.api.serializers.follow_ups import changed
from salaries.api.serializers.follow_ups import told as told_of
from salaries.api.values import value
from salaries.comparison import Interval
from salaries.movements import Moves
from salaries.occupations import Task

ENDS_OF_HOURS = ("few_hours", "middle", "many_hours")


def skill(one: Skill, needs: dict[str, dict[str, float]]) -> dict[str, Any]:
    """A curated skill, its hours, the ways to learn it, and the roles that need it with their importance."""
    roles = {role: needs[role][one.slug] for role in sorted(needs) if one.slug in needs[role]}
    return {
        "slug": one.slug, "name": one.name, "group": one.group, "what": one.what, "source": one.source,
        "where": one.where, "hours_low": one.hours[0],
        "hours_high": one.hours[1], "learn": [learn(way) for way in one.learn],
        "needed_by": [{"role": role, "importance": importance} for role, importance in roles.items()],
    }  # fmt: skip


def pathway(path: Pathway) -> dict[str, Any]:
    """A move that we have written about, without its texts' references resolved."""
    return {
        "slug": path.slug, "title": path.title, "summary": path.summary, "origin": path.origin, "target": path.target,
        "reviewed": path.reviewed, "review_by": path.review_by, "stay": path.stay, "move": path.move,
        "steps": [{"title": title, "text": text} for title, text in path.steps], "cites": cites(path.texts()),
    }  # fmt: skip


def guide(text: Guide, kind: str, today: date) -> dict[str, Any]:
    """A guide or a prediction: its text as written, with the figures and sources it refers to."""
    return {
        "slug": text.slug, "kind": kind, "title": text.title, "summary": text.summary, "reviewed": text.reviewed,
        "review_by": text.review_by, "overdue": text.overdue(today), "judgement": list(text.judgement),
        "body": text.body, "cites": cites([text.body]),
    }  # fmt: skip


def cites(texts: list[str]) -> dict[str, list[str]]:
    """Keys of figures and slugs of sources that ``texts`` refer to, each once, by alphabet."""
    found = [reference for text in texts for reference in references(text)]
    keys = {key for kind, what in found if kind != "source" for key in what.split("|")}
    return {"figures": sorted(keys), "sources": sorted({what for kind, what in found if kind == "source"})}


def tool(one: Tool) -> dict[str, Any]:
    """A tool as the catalogue has it, its price in parts."""
    price = price_of(one.price)
    return {**asdict(one), "price": price and {**asdict(price), "amount": float(price.amount)}}


def exposure(slug: str, found: Exposure, tasks: tuple[Task, ...]) -> dict[str, Any]:
    """The indices on the occupations behind a role, side by side, where they conflict, and task by task."""
    return {
        "role": slug,
        "indices": [
            {
                "index": row.index, "name": row.name, "measures": row.measures, "source": row.source, "unit": row.unit,
                "values": [
                    {"occupation": code, **reached(one, row)} for code, one in zip(found.codes, row.reach, strict=True)
                ],
            }
            for row in found.rows
        ],
        "conflicts": [{"occupation": code, "lowest": low, "highest": high} for code, low, high in found.conflicts],
        "tasks": [
            {
                "occupation": task.occupation, "number": task.number, "statement": task.statement,
                "values": [
                    {
                        "index": reach.index,
                        **value(reach.value, ends=(reach.low, reach.high), unit=reach.unit, source=reach.source,
                                licence=reach.licence),
                    }
                    for reach in task.reach
                ],
            }
            for task in tasks
        ],
    }  # fmt: skip


def plan(found: Plan) -> dict[str, Any]:
    """A plan: its assumptions without the person's own pay, and everything that was worked out."""
    told = Valued(found.ask.currency)
    return {
        "assumptions": assumptions(found.ask), "release": found.release, "release_note": found.release_note,
        "pathway": found.pathway.slug if found.pathway else None, "missing_share": found.skills.share,
        "lessons": [lesson(one, found.followed) for one in found.lessons],
        "bills": [
            {
                "end": end, "hours": one.hours, "start_month": one.start, "learning": one.learning, "lost": one.lost,
                "total": one.total,
            }
            for end, one in zip(ENDS_OF_HOURS, found.bills, strict=True)
        ],
        "bases": [basis(one, told) for one in found.bases], "basis": found.basis.slug if found.basis else None,
        "outcome": outcome(found, told), "unknown": found.unknown,
        "needed": [{"years": years, "yearly": yearly} for years, yearly in found.needed],
        "abroad": [basis(one, told) for one in found.abroad],
        "elsewhere": [elsewhere(row, found.ask.currency) for row in found.elsewhere],
        "notes": list(found.notes), "followed": [told_of(one) for one in found.followed],
    }  # fmt: skip


def assumptions(ask: Ask) -> dict[str, Any]:
    """Everything that was asked but pay."""
    held = {name: value for name, value in vars(ask).items() if name != "own"}
    return {**held, "has": list(ask.has), "own_pay_given": ask.own.given}


def learn(way: Resource, followed: Sequence[Moves] = ()) -> dict[str, Any]:
    """A way to learn with the grade of its evidence, and what is measured where that is the grade."""
    found = grade(way, followed)
    measured = changed(found.change, found.moves) if found.change and found.moves else None
    return {**asdict(way), "evidence": found.evidence, "measured": measured}


def lesson(one: Lesson, followed: Sequence[Moves]) -> dict[str, Any]:
    """One missing skill: what is there, what is needed, hours and money."""
    return {
        "skill": one.skill.slug, "name": one.skill.name, "have": one.missing.have, "need": one.missing.need,
        "weight": one.missing.weight, "hours_low": one.hours[0], "hours_high": one.hours[1],
        "cost_low": one.money[0], "cost_high": one.money[1], "learn": [learn(way, followed) for way in one.skill.learn],
    }  # fmt: skip


def basis(one: Basis, told: Valued) -> dict[str, Any]:
    """A ground to reckon on, with both roles' percentiles as far as they are published."""
    return {
        "slug": one.slug, "name": one.name, "source": one.source, "measure": one.measure, "period": one.period,
        "country": one.country, "rate": asdict(one.rate) if one.rate else None,
        "parity": asdict(one.parity) if one.parity else None,
        "origin": pay(one.origin, one, told) if one.origin else None, "target": pay(one.target, one, told),
    }  # fmt: skip


def pay(one: Pay, ground: Basis, told: Valued) -> dict[str, Any]:
    """Percentiles of pay with whom they count and the figures they were read from."""
    return {
        "subject": one.subject, "population": one.population, "percentiles": told.percentiles(one, ground),
        "figures": list(one.keys), "misses": one.misses,
    }  # fmt: skip


def outcome(found: Plan, told: Valued) -> dict[str, Any] | None:
    """What a move brings, every number with what it was worked out of; None where it is not known."""
    one, ground = found.outcome, found.basis
    if one is None or ground is None:
        return None
    never = zip(ENDS_OF_HOURS, (one.never.low, one.never.value, one.never.high), strict=True)
    return {
        "pay_today": told.yours(one.now, "year") if one.now_is_own else told.derived(one.now, ground, unit="year"),
        "pay_today_is_own": one.now_is_own, "place_today": told.derived(one.place, ground, unit="share"),
        "difference": _ends(one.difference, ground, "year", told),
        "gain": _ends(one.gain, ground, "total", told),
        "month_paid_back": {
            end: told.derived(month, ground, unit="month") if month is not None
            else {**told.derived(0, ground, unit="month"), "value": None, "withheld": "never",
                  "reason": f"It has not come back within {found.ask.horizon} years."}
            for end, month in vars(one.pay_back).items()
        },
        "paid_less_percent": told.derived(one.loses, ground, unit="percent"),
        "never_percent": {end: told.derived(chance, ground, unit="percent") for end, chance in never},
        "medians_differ_by": told.derived(one.medians, ground, unit="year") if one.medians else None,
    }  # fmt: skip


def _ends(one: Ends, ground: Basis, unit: str, told: Valued) -> dict[str, Any]:
    """Each end; the middle has the others as its interval."""
    middle = Interval(one.pessimistic, one.middle, one.optimistic)
    return {
        "pessimistic": told.derived(one.pessimistic, ground, unit=unit),
        "middle": told.derived(middle, ground, unit=unit, confidence=OUTCOMES),
        "optimistic": told.derived(one.optimistic, ground, unit=unit),
    }


def elsewhere(row: Elsewhere, currency: str) -> dict[str, Any]:
    """A published number that is shown and not reckoned with."""
    context: dict[str, Any] = {
        "unit": row.line.unit, "n": row.line.respondents, "source": row.group.source, "licence": row.group.licence,
    }  # fmt: skip
    return {
        "role": row.role, "figure": row.line.key, "subject": row.group.subject, "statistic": row.line.statistic,
        "measure": row.line.measure, "period": row.line.period, "country": row.group.country, "claim_check": row.claim,
        **value(row.line.value, currency=row.line.currency, **context),
        "converted": None if row.converted is None else value(row.converted, currency=currency, **context),
    }  # fmt: skip


def moves(found: Ranked) -> dict[str, Any]:
    """Ranked moves; those whose pay is not known stand apart."""
    told = Valued(found.ask.currency)
    return {
        "assumptions": assumptions(found.ask), "release_note": found.release_note, "stay_wins": found.stay_wins,
        "known": [_move(one, told) for one in found.known], "unknown": [_move(one, told) for one in found.unknown],
    }  # fmt: skip


def _move(one: Move, told: Valued) -> dict[str, Any]:
    worked_out = outcome(one.plan, told) if one.plan else None
    return {
        "kind": one.kind, "title": one.title, "target": one.plan.ask.target if one.plan else None,
        "gain": worked_out["gain"]["middle"] if worked_out else None if one.plan else told.nought(),
        "outcome": worked_out,
        "hours_low": one.plan.hours[0] if one.plan else 0, "hours_high": one.plan.hours[1] if one.plan else 0,
        "basis": one.plan.basis.slug if one.plan and one.plan.basis else None,
        "unknown": one.plan.unknown if one.plan else "",
    }  # fmt: skip


def mix(found: Mix) -> dict[str, Any]:
    """A task mix: each index's sum of its own."""
    return {
        "parts": [
            {
                "work": part.work.slug, "name": part.work.name, "occupation": part.work.occupation,
                "share": part.share, "future": part.work.future or None,
                "values": [
                    {"index": row.index, **reached(one, row)} for row, one in zip(found.rows, part.reach, strict=True)
                ],
            }
            for part in found.parts
        ],
        "totals": [
            {
                "index": row.index, "name": row.name, "measures": row.measures, "covered": covered,
                **value(total, unit=row.unit, source=row.source, licence=row.licence),
            }
            for row, total, covered in found.totals
        ],
    }  # fmt: skip


def offer(found: Checked) -> dict[str, Any]:
    """An offer, case by case, with its place in percent among those counted."""
    told = Valued(found.currency)
    return {
        "release_note": found.release_note, "currency": found.currency, "hours": found.worth.hours,
        "close_to_free": found.free,
        "cases": [
            {
                **asdict(case),
                "paid_less_percent": told.derived(place, found.basis, unit="percent")
                if place is not None and found.basis else None,
            }
            for case, place in zip(found.worth.cases, found.places, strict=True)
        ],
        "basis": basis(found.basis, told) if found.basis else None,
    }  # fmt: skip
