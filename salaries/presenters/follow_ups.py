"""Follow-ups in words: one's own answers, and what is published of everybody's."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from salaries.forms.follow_up import CHANGES
from salaries.models import FollowUp, Role, spoken
from salaries.movements import LEARNED, Changed, Moves
from salaries.presenters.formats import between, number, percent
from salaries.stats.mix import Bounds
from salaries.stats.movement import in_percent


@dataclass(frozen=True)
class Line:
    """One of one's own answers."""

    months: int
    words: str


@dataclass(frozen=True)
class Horizon:
    """What is published of one horizon: whom it counts, a sentence each; ``reason`` says why something is missing."""

    months: int
    lead: str
    sentences: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Followed:
    """All horizons, and whether anything is measured at any of them."""

    measured: bool
    horizons: tuple[Horizon, ...]


def follow_up_lines(rows: Sequence[FollowUp]) -> list[Line]:
    """The person's answers as they were given."""
    return [Line(row.months, _said(row)) for row in rows]


def _said(row: FollowUp) -> str:
    answer = row.answer
    said = [str(FollowUp.Outcome(answer["outcome"]).label)]
    if answer["to"]:
        role = Role.objects.filter(slug=answer["to"]).first()
        said.append(spoken(role.title) if role else answer["to"])
    if answer.get("way"):
        said.append(str(FollowUp.Way(answer["way"]).label))
    if answer["change"] is not None:
        said.append(gettext("pay: %(change)s") % {"change": CHANGES[answer["change"]]})
    return "; ".join(said)


def followed(found: Sequence[Moves], titles: Mapping[str, str], target: str = "") -> Followed:
    """What is known of each horizon: of moves to ``target``, or to every role that stands out. ``titles`` by slug."""
    return Followed(
        any(one.evidence == "measured" for one in found),
        tuple(Horizon(one.months, _lead(one), tuple(_sentences(one, titles, target)), one.reason) for one in found),
    )


def _lead(one: Moves) -> str:
    return gettext("Of about %(many)s people who followed up after %(months)d months (give or take %(error)s):") % {
        "many": number(one.people or 0), "months": one.months, "error": number(one.people_error or 0),
    }  # fmt: skip


def _sentences(one: Moves, titles: Mapping[str, str], target: str) -> Iterator[str]:
    if not one.outcomes:
        return
    moved = [slug for slug in ((target,) if target else one.chosen) if slug in one.outcomes]
    names = {
        **{slug: gettext("moved to %(role)s") % {"role": titles.get(slug, slug)} for slug in moved},
        "stayed": gettext("stayed in the role"), "skills": gettext("stayed and added skills"), "left": gettext("left"),
    }  # fmt: skip
    for name, words in names.items():
        yield gettext("%(share)s %(what)s (%(between)s).") % {**_spread(one.outcomes[name]), "what": words}
    for slug in moved:
        yield _pay_after(one, slug, titles.get(slug, slug))
    paid = {
        "moved": gettext("Pay of those who moved to any role that enough moved to changed by a median of %(change)s."),
        "stayed": gettext("Pay of those who stayed in the role changed by a median of %(change)s."),
        "skills": gettext("Pay of those who stayed and added skills changed by a median of %(change)s."),
    }
    for name, words in paid.items():
        if name in one.changes and not (name == "moved" and one.chosen == tuple(moved) and len(moved) == 1):
            yield words % {"change": change_words(one.changes[name])}
    learned = {
        "practice": gettext("Among them, of those who mostly practised by themselves: %(change)s."),
        "teacher": gettext("Among them, of those who mostly had lessons or feedback: %(change)s."),
        "course": gettext("Among them, of those who mostly took a course: %(change)s."),
        "work": gettext("Among them, of those who mostly learned on jobs or with others: %(change)s."),
    }
    for way, words in learned.items():
        if LEARNED[way] in one.changes:
            yield words % {"change": change_words(one.changes[LEARNED[way]])}


def _pay_after(one: Moves, slug: str, title: str) -> str:
    if slug not in one.changes:
        return gettext("Too few moved to %(role)s and said so for telling how their pay changed.") % {"role": title}
    return gettext("Pay of those who moved to %(role)s changed by a median of %(change)s.") % {
        "role": title, "change": change_words(one.changes[slug]),
    }  # fmt: skip


def change_words(change: Changed) -> str:
    """A median change with its interval and how many people it is of."""
    low, value, high = (percent(round(bound), signed=True) for bound in in_percent(change.ratio))
    return gettext("%(value)s (%(between)s; about %(many)s people, give or take %(error)s)") % {
        "value": value, "between": between(low, high), "many": number(change.people),
        "error": number(change.people_error),
    }  # fmt: skip


def _spread(bounds: Bounds) -> dict[str, str]:
    low, value, high = (percent(round(bound)) for bound in bounds)
    return {"share": value, "between": between(low, high)}
