"""Every move from one role, ranked by what is left of it after its cost; staying is always among them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from advice.asking import Ask
from advice.bases import from_reports
from advice.known import Known, known, narrowings
from advice.pathways import gap
from advice.planning import Plan, planned
from advice.rates import Rates
from advice.skills import needs_with
from salaries.comparison import Choice
from salaries.models import Role, Side, spoken

STAY, HYBRID, MOVE = "stay", "hybrid", "move"
NO_AI: Choice = (("ai_use", "none"),)
SOME_AI: Choice = (("ai_use", "some"),)


@dataclass(frozen=True)
class Move:
    """One thing to do. ``kind`` is stay, hybrid (stay and add hybrid skills) or move; ``plan`` is None for staying.

    ``gain`` is what it has brought at the plan's horizon, at the middle, its cost taken off: nought for staying, None
    where the pay is not known.
    """

    kind: str
    title: str
    plan: Plan | None
    gain: float | None


@dataclass(frozen=True)
class Ranked:
    """What could be done: ``known`` from the best to the worst, ``unknown`` without a rank, least learning first."""

    ask: Ask
    known: tuple[Move, ...]
    unknown: tuple[Move, ...]
    release_note: str = ""

    @property
    def stay_wins(self) -> bool:
        """Whether nothing that can be reckoned beats staying."""
        return self.known[0].kind == STAY


def moves(ask: Ask) -> Ranked:
    """All moves from ``ask.origin``; ``ask.target`` and ``ask.basis`` do not matter. Raises UnknownQuery."""
    roles = list(Role.objects.order_by("order", "title"))
    slugs = list(dict.fromkeys([ask.origin, *(role.slug for role in roles)]))
    facts = known(slugs, [*narrowings(ask.country, ask.level), NO_AI, SOME_AI])
    rates = Rates(ask.currency)
    title = facts.role(ask.origin).title
    found = [Move(STAY, _("Stay: %(role)s") % {"role": title}, None, 0.0)]
    if hybrid := nearest_hybrid(ask.origin, roles, needs_with(facts.skills)):
        found.append(_move(HYBRID, _("Stay and add hybrid skills"), _hybrid(ask, hybrid, facts, rates)))
    for role in roles:
        if role.slug != ask.origin:
            found.append(
                _move(MOVE, spoken(role.title), planned(replace(ask, target=role.slug, basis=""), facts, rates))
            )
    return Ranked(
        ask,
        tuple(sorted((move for move in found if move.gain is not None), key=_best_first)),
        tuple(sorted((move for move in found if move.gain is None), key=_least_learning_first)),
        facts.cohorts.release_note,
    )


def nearest_hybrid(origin: str, roles: Sequence[Role], needs: Mapping[str, Mapping[str, float]]) -> str:
    """The hybrid role whose skills are nearest to those of ``origin``, another than itself; '' when there is none."""
    have = needs.get(origin, {})
    others = [role.slug for role in roles if role.side == Side.HYBRID and role.slug != origin]
    return min(others, key=lambda slug: (gap(have, needs.get(slug, {})).share, slug), default="")


def _hybrid(ask: Ask, hybrid: str, facts: Known, rates: Rates) -> Plan:
    """Learning what ``hybrid`` needs without leaving one's role: pay with some AI use against pay with none."""
    none, some = (facts.role(ask.origin, use) for use in (NO_AI, SOME_AI))
    basis = from_reports(none, some, facts.release, SOME_AI, rates, facts.year)
    return planned(replace(ask, target=hybrid, basis=""), facts, rates, grounds=(basis,) if basis else ())


def _move(kind: str, title: str, plan: Plan) -> Move:
    return Move(kind, title, plan, plan.outcome.gain.middle if plan.outcome else None)


def _best_first(move: Move) -> tuple[float, bool]:
    return -round(move.gain or 0.0, 2), move.kind != STAY  # to the cent, so that nothing beats staying by rounding


def _least_learning_first(move: Move) -> tuple[bool, float, str]:
    return move.kind != HYBRID, move.plan.bills[1].hours if move.plan else 0.0, move.title
