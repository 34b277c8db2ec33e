"""Follow-ups in words: one's own answers, and what is published of everybody's."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from salaries.forms.follow_up import CHANGES
from salaries.models import FollowUp, Role, spoken
from salaries.movements import Moves
from salaries.presenters.formats import between, number, percent
from salaries.stats.mix import Bounds
from salaries.stats.movement import in_percent


@dataclass(frozen=True)
class Line:
    """One of one's own answers."""

    months: int
    words: str


@dataclass(frozen=True)
class Followed:
    """What is published of one horizon, a sentence each; ``reason`` says why something is missing."""

    months: int
    sentences: tuple[str, ...]
    reason: str


def follow_up_lines(rows: Sequence[FollowUp]) -> list[Line]:
    """The person's answers as they were given."""
    return [Line(row.months, _said(row)) for row in rows]


def _said(row: FollowUp) -> str:
    answer = row.answer
    said = [str(FollowUp.Outcome(answer["outcome"]).label)]
    if answer["to"]:
        role = Role.objects.filter(slug=answer["to"]).first()
        said.append(spoken(role.title) if role else answer["to"])
    if answer["change"] is not None:
        said.append(gettext("pay: %(change)s") % {"change": CHANGES[answer["change"]]})
    return "; ".join(said)


def followed(found: Sequence[Moves], target: str, title: str) -> tuple[Followed, ...]:
    """What is known of moves to ``target``, which is called ``title``, at each horizon."""
    return tuple(Followed(one.months, tuple(_sentences(one, target, title)), one.reason) for one in found)


def _sentences(one: Moves, target: str, title: str) -> list[str]:
    if not one.outcomes:
        return []
    said = [
        gettext("Of about %(many)s people who followed up after %(months)d months (give or take %(error)s):") % {
            "many": number(one.people or 0), "months": one.months, "error": number(one.people_error or 0),
        }
    ]  # fmt: skip
    names = (
        (target, gettext("moved to %(role)s") % {"role": title}),
        ("stayed", gettext("stayed in the role")),
        ("skills", gettext("stayed and added skills")),
        ("left", gettext("left")),
    )
    said += [
        gettext("%(share)s %(what)s (%(between)s).") % {**_spread(one.outcomes[name]), "what": words}
        for name, words in names if name in one.outcomes
    ]  # fmt: skip
    paid = (
        (
            "moved",
            gettext("Pay of those who moved, wherever to, changed by a median of %(value)s (%(between)s)."),
        ),
        ("skills", gettext("Pay of those who stayed and added skills changed by a median of %(value)s (%(between)s).")),
        ("stayed", gettext("Pay of those who stayed changed by a median of %(value)s (%(between)s).")),
    )
    return said + [words % _changed(one.changes[name]) for name, words in paid if name in one.changes]


def _spread(bounds: Bounds) -> dict[str, str]:
    low, value, high = (percent(round(bound)) for bound in bounds)
    return {"share": value, "between": between(low, high)}


def _changed(bounds: Bounds) -> dict[str, str]:
    low, value, high = (percent(round(bound), signed=True) for bound in in_percent(bounds))
    return {"value": value, "between": between(low, high)}
