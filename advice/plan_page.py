"""A plan shaped for its page, so that the templates only print."""

from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from advice.asking import Ask
from advice.bases import OWN, Basis, Pay
from advice.citations import Citations
from advice.evidence import grade
from advice.known import Elsewhere
from advice.markup import render
from advice.payback import Bill
from advice.plan_words import (
    assumptions,
    interval_words,
    left_words,
    months,
    needed_words,
    never_words,
    rate_words,
    whole_months,
)
from advice.planning import Ends, Lesson, Outcome, Plan
from advice.presenting import EVIDENCE_WORDS, between, chances, judged, level, role_names
from advice.skills import ONET, Resource
from advice.working import working
from salaries.comparison import PERCENTILES
from salaries.models import Source, StillEnglish, country_name, spoken, the_country
from salaries.movements import Moves
from salaries.presenters.formats import between as range_words
from salaries.presenters.formats import digits, lower_first, money, number, percent


def plan_page(plan: Plan) -> dict[str, Any]:
    """What the page of a plan prints."""
    texts = _texts(plan)
    return {
        **texts,
        "origin": lower_first(plan.origin.title),
        "target": lower_first(plan.target.title),
        "share": percent(round(plan.skills.share * 100)),
        "hours": between(*plan.hours, "hour"),
        "months": between(whole_months(plan.bills[0].start), whole_months(plan.bills[2].start), "month"),
        "lessons": [_lesson(lesson, plan) for lesson in plan.lessons],
        "general": [
            (plan.general_names[gap.skill], gap.skill, level(gap.have), level(gap.need)) for gap in plan.general.missing
        ],
        "origin_titles": role_names(plan.origin, plan.general_codes[0]),
        "target_titles": role_names(plan.target, plan.general_codes[1]),
        "bills": [_bill(name, one, plan.ask) for name, one in zip(_ends_of_hours(), plan.bills, strict=True)],
        "basis": _basis(plan.basis, plan.ask) if plan.basis else None,
        "bases": [(basis.slug, _basis_name(basis)) for basis in plan.bases],
        "usual": next((_basis_name(basis) for basis in plan.bases if basis.slug != OWN), ""),
        "abroad": [_abroad(basis, plan.ask) for basis in plan.abroad],
        "outcome": _outcome(plan.outcome, plan) if plan.outcome else None,
        "needed": [needed_words(years, yearly, plan.ask) for years, yearly in plan.needed if plan.bills[1].total],
        "elsewhere": [_elsewhere(row, plan.ask) for row in plan.elsewhere],
        "assumptions": assumptions(plan),
        "country": country_name(plan.ask.country),
        "working": working(plan),
        "sources": Source.objects.filter(slug__in=_sources(plan)).order_by("name"),
    }


def _sources(plan: Plan) -> set[str]:
    """Slugs of every source that the page's numbers come from."""
    shown = [*([plan.basis] if plan.basis else []), *plan.abroad]
    named = {one.source for one in shown} | {row.group.source for row in plan.elsewhere}
    named |= {
        rate.source_slug for rate in (*(one.rate for one in shown), *(row.rate for row in plan.elsewhere)) if rate
    }
    named |= {one.parity.source_slug for one in shown if one.parity}
    return named | ({ONET} if plan.general.missing else set())


def _texts(plan: Plan) -> dict[str, Any]:
    """The curated case for staying and for moving, where there is one."""
    path = plan.pathway
    citations = Citations(path.texts() if path else ())
    if path is None:
        return {"citations": citations}
    return {
        "citations": citations,
        "nobody_measures": _told(path.nobody_measures, citations),
        "stay": _told(path.stay, citations),
        "move": _told(path.move, citations),
        "steps": [(spoken(title), _told(words, citations)) for title, words in path.steps],
    }


def _told(words: str, citations: Citations) -> SafeString:
    """A text of ours as HTML in the reader's language; a curator's English says that it is English."""
    said = spoken(words)
    html = render(said, citations.cite)
    return format_html('<div lang="en">{}</div>', html) if isinstance(said, StillEnglish) else html


def _lesson(lesson: Lesson, plan: Plan) -> dict[str, Any]:
    (low, high), currency = lesson.money, plan.ask.currency
    return {
        "skill": lesson.skill,
        "have": judged(lesson.missing.have),
        "need": judged(lesson.missing.need),
        "weight": f"{lesson.missing.weight:.0f}",
        "hours": range_words(number(lesson.hours[0]), number(lesson.hours[1])),
        "all_hours": range_words(*(number(hours) for hours in lesson.skill.hours)),
        "money": range_words(money(low, currency), money(high, currency)) if high else "",
        "learn": [_way(way, plan.followed) for way in lesson.skill.learn],
    }


def _way(way: Resource, followed: Sequence[Moves]) -> dict[str, Any]:
    """A way to learn, with the grade of what is written down and, beside it, whether follow-ups tell of its kind."""
    found = grade(way, followed)
    return {
        "what": spoken(way.what), "cost": _("free") if way.cost == "free" else _("cost varies; enter yours"),
        "evidence": str(EVIDENCE_WORDS[way.evidence]), "source": way.source,
        "measured": str(EVIDENCE_WORDS[found.evidence]) if found.change else "",
    }  # fmt: skip


def _ends_of_hours() -> tuple[str, str, str]:
    return _("Few hours"), _("Middle"), _("Many hours")


def _bill(name: str, one: Bill, ask: Ask) -> dict[str, str]:
    return {
        "name": name,
        "hours": number(one.hours),
        "start": months(one.start),
        "learning": money(one.learning, ask.currency),
        "lost": _("not known") if one.lost is None else money(one.lost, ask.currency),
        "total": _("not known") if one.total is None else money(one.total, ask.currency),
    }


def _basis_name(basis: Basis) -> str:
    return f"{basis.name}, {basis.period}".rstrip(", ")


def _basis(basis: Basis, ask: Ask) -> dict[str, Any]:
    return {
        "is": basis,
        "where": country_name(basis.country) if basis.country and not basis.cell else "",  # a cell says it
        "names": [_("10th"), _("25th"), _("Median"), _("75th"), _("90th")],
        "rows": [
            (pay.subject, pay.population, _percentiles(pay, ask), pay.keys[len(pay.keys) // 2] if pay.keys else "")
            for pay in (basis.origin, basis.target)
            if pay
        ],
    }


def _percentiles(pay: Pay, ask: Ask) -> list[str]:
    held = dict(pay.percentiles)
    return [money(held[name], ask.currency) if name in held else "–" for name in PERCENTILES]


def _abroad(basis: Basis, ask: Ask) -> dict[str, Any]:
    here, there = basis.origin.middle if basis.origin else 0.0, basis.target.middle
    return {
        "country": country_name(basis.country), "name": basis.name, "period": basis.period, "source": basis.source,
        "origin": money(here, ask.currency), "target": money(there, ask.currency),
        "change": percent(round(100 * (there / here - 1)), signed=True) if here else "",
        "rate": rate_words(basis) if basis.rate else "", "bought": _bought(basis, here, there, ask),
    }  # fmt: skip


def _bought(basis: Basis, here: float, there: float, ask: Ask) -> dict[str, str]:
    """What buys here as much as both medians buy where they are paid; empty where no parity is known."""
    one, other, parity = basis.bought_by(here), basis.bought_by(there), basis.parity
    if parity is None or one is None or other is None:
        return {}
    return {
        "origin": money(one, ask.currency), "target": money(other, ask.currency), "source": parity.source_slug,
        "name": parity.source, "country": the_country(parity.country), "year": str(parity.year),
        "factor": digits(parity.factor, 4), "into": parity.into, "currency": parity.currency,
    }  # fmt: skip


def _outcome(outcome: Outcome, plan: Plan) -> dict[str, Any]:
    currency = plan.ask.currency
    back = outcome.pay_back
    names = (_("Pessimistic"), _("Middle"), _("Optimistic"))
    rows = zip(
        names, _three(outcome.difference), _three(outcome.gain),
        (back.pessimistic, back.middle, back.optimistic), outcome.bills, strict=True,
    )  # fmt: skip
    return {
        "now": money(outcome.now, currency),
        "own": outcome.now_is_own,
        "rows": [
            {
                "name": name, "difference": money(yearly, currency), "gain": left_words(gain, currency),
                "month": never_words(bill, plan.ask) if month is None else _("month %(number)s") % {"number": month},
            }
            for name, yearly, gain, month, bill in rows
        ],
        "middle": money(outcome.difference.middle, currency),
        "range": range_words(
            money(outcome.difference.pessimistic, currency), money(outcome.difference.optimistic, currency)
        ),
        "loses": percent(round(outcome.loses)),
        "never": percent(round(outcome.never.value)),
        "never_range": chances(outcome.never),
        "by_hours": round(outcome.never.low) != round(outcome.never.high),
        "medians": interval_words(outcome.medians, currency) if outcome.medians else "",
        "too_late": plan.outlasts,
        "stay": outcome.gain.middle <= 0,
        "bar": _bar(outcome.difference),
    }  # fmt: skip


def _three(ends: Ends) -> tuple[float, float, float]:
    return ends.pessimistic, ends.middle, ends.optimistic


def _bar(ends: Ends) -> dict[str, str]:
    """The difference as a bar 100 wide that holds nought: from, width, middle, nought, with points everywhere."""
    low, high = min(0.0, ends.pessimistic), max(0.0, ends.optimistic)
    span = (high - low) or 1.0
    at = {name: 100 * (value - low) / span for name, value in vars(ends).items()}
    bar = {
        "from": at["pessimistic"], "width": max(1.0, at["optimistic"] - at["pessimistic"]),
        "middle": min(99.0, at["middle"]), "nought": min(99.5, -100 * low / span),
    }  # fmt: skip
    return {name: f"{value:.2f}" for name, value in bar.items()}


def _elsewhere(row: Elsewhere, ask: Ask) -> dict[str, Any]:
    value = money(row.line.value or 0, row.line.currency, row.line.unit)
    unit = _("a year") if row.line.unit == "year" else _("an hour")
    return {
        "role": row.role, "group": row.group, "line": row.line, "value": f"{value} {unit}",
        "converted": "" if row.converted is None else money(row.converted, ask.currency, row.line.unit),
        "rate": rate_words(row), "claim": row.claim,
        "country": country_name(row.group.country) if row.group.country else "",
    }  # fmt: skip
