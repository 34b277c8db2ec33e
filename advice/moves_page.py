"""Ranked moves shaped for their page."""

from typing import Any

from django.urls import reverse

from advice.asking import Ask
from advice.forms import state
from advice.moves import Move, Ranked
from advice.plan_words import left_words, needed_words, never_words
from advice.presenting import between, chances
from salaries.models import country_name
from salaries.presenters.formats import percent


def moves_page(ranked: Ranked) -> dict[str, Any]:
    """What the page of ranked moves prints."""
    return {
        "known": [_ranked(move, ranked.ask) for move in ranked.known],
        "unknown": [_ranked(move, ranked.ask) for move in ranked.unknown],
        "stay_wins": ranked.stay_wins,
        "horizon": ranked.ask.horizon,
        "country": country_name(ranked.ask.country),
        "origin": ranked.ask.origin,
    }


def _ranked(move: Move, ask: Ask) -> dict[str, Any]:
    row: dict[str, Any] = {
        "kind": move.kind, "title": move.title,
        "gain": "" if move.gain is None else left_words(move.gain, ask.currency),
    }  # fmt: skip
    if move.plan is None:
        return row
    plan, out = move.plan, move.plan.outcome
    row |= {
        "address": f"{reverse('plan')}?{state(plan.ask)}",
        "hours": between(*plan.hours, "hour"),
        "share": percent(round(100 * plan.skills.share)),
        "needed": [needed_words(years, yearly, ask) for years, yearly in plan.needed if plan.bills[1].total],
        "why": plan.unknown,
    }
    if out:
        row |= {
            "worst": left_words(out.gain.pessimistic, ask.currency),
            "best": left_words(out.gain.optimistic, ask.currency),
            "never": chances(out.never), "basis": plan.basis.name if plan.basis else "",
            "month": never_words(out.bills[1], ask) if out.pay_back.middle is None else str(out.pay_back.middle),
        }  # fmt: skip
    return row
