"""What does not fit in a plan's figures, said aloud beside them."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from advice.asking import USUAL_HOURS, Ask
from advice.bases import OWN, Basis, cell_words
from advice.known import EVERYWHERE, Known, narrowings
from salaries.comparison import LABELS
from salaries.models import spoken
from salaries.presenters.formats import digits, lower_first


def notes(ask: Ask, facts: Known, basis: Basis | None, reckoned: bool) -> tuple[str, ...]:
    """One sentence for each way in which the figures differ from what was asked, and why closer ones are missing."""
    said = _notes(ask, basis, reckoned) if basis else ()
    return (*said, *(() if basis and basis.slug == OWN else _not_published(ask, facts, basis)))


def _not_published(ask: Ask, facts: Known, basis: Basis | None) -> Iterator[str]:
    """Why contributors' reports are not narrowed down as far as they were asked for, or not used at all."""
    if facts.release is None:
        yield facts.role(ask.target).own.reason
        return
    for narrowed in (*narrowings(ask.country, ask.level), EVERYWHERE):
        if basis and basis.is_reports and basis.cell == narrowed:
            return
        for slug in (ask.target, ask.origin):
            role = facts.role(slug, narrowed)
            if role.own.status != "published":
                yield _("Not published: reports of %(role)s, %(cell)s. %(reason)s") % {
                    "role": lower_first(role.title), "cell": cell_words(narrowed), "reason": role.own.reason,
                }  # fmt: skip
                break


def _whose(ask: Ask, basis: Basis) -> Iterator[str]:
    """Whether the new pay is expected or counted, and that an expectation is not used."""
    if ask.own.expects and basis.slug != OWN:
        yield _(
            "Your own expectation is not used: other figures were chosen. Choose yours under “Figures to reckon with”."
        )
    if basis.slug == OWN:
        yield _("The new pay is your own expectation, not a measurement: the answer is as good as that is.")
    elif not basis.combined:
        yield _("Counted in the new role: %(whom)s.") % {"whom": basis.target.population}


def _notes(ask: Ask, basis: Basis, reckoned: bool) -> Iterator[str]:
    yield from _whose(ask, basis)
    cell = dict(basis.cell)
    if basis.is_reports and basis.cell:
        yield _("These are reports of: %(cell)s.") % {"cell": cell_words(basis.cell)}
    if basis.combined:
        yield _(
            "Nobody was counted just so: these percentiles are put together from what is published of each part by "
            "itself."
        )
    if ask.level and basis.slug != OWN and "level" not in cell:
        yield _(
            "These figures are not split by level: they count everybody from beginners to heads. That you are at "
            "“%(level)s” does not enter the sums."
        ) % {"level": LABELS["level"][ask.level]}
    if basis.is_reports and "country" not in cell:
        yield _("These reports come from all countries and are not narrowed to yours.")
    for pay in (basis.origin, basis.target):
        if pay and pay.misses:
            yield f"{pay.subject}: {pay.misses}"
    if not basis.is_reports and basis.slug != OWN and ask.hours != USUAL_HOURS:
        yield _(
            "Published yearly pay stands for a year of full-time work; you work %(hours)s hours a week. Nothing was "
            "scaled to that."
        ) % {"hours": ask.hours}
    if ask.own.pay is not None and basis.slug != OWN:
        yield _("Your own pay is set against other people's. It may hold what these figures leave out, or the reverse.")
    if basis.rate:
        yield _(
            "Converted at %(factor)s %(into)s for one %(currency)s, the average of %(days)s rates of %(year)s "
            "(%(source)s)."
        ) % {
            "factor": digits(basis.rate.factor, 4), "into": basis.rate.into, "currency": basis.rate.currency,
            "year": basis.rate.year, "days": basis.rate.days, "source": spoken(basis.rate.source_short),
        }  # fmt: skip
    low, high = basis.target.published_to
    if reckoned and (low > 0.1 or high < 0.9):
        yield _("Not all percentiles of the new role are published: beyond the outermost the curve is drawn on.")
    yield _("Different people do these jobs: what they are paid is not what one person gains by moving.")
