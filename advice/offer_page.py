"""An offer beside what is published: where its hourly pay stands, shaped for the page and the API alike."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from advice.bases import Basis, from_figures, from_reports
from advice.citations import value_words
from advice.known import known
from advice.offers import Case, Offer, Worth, worth
from advice.rates import Rates
from salaries.comparison import Choice
from salaries.models import Figure
from salaries.presenters.formats import money, number, percent
from salaries.stats.histogram import share_above

FREE_WORK = ("mpg-free-work/asked", "mpg-free-work/did")
FREELANCE: Choice = (("engagement", "freelance"),)


@dataclass(frozen=True)
class Checked:
    """An offer worked out. ``places`` are the percent of people in ``basis`` who are paid less an hour, case by case.

    ``free`` says that the fee alone pays nothing, or less an hour than nine in ten are paid, and ``royalties`` that
    some may come.
    """

    worth: Worth
    currency: str
    basis: Basis | None
    places: tuple[float | None, ...]
    free: bool
    royalties: bool = True
    release_note: str = ""


def check(offer: Offer, *, role: str, country: str, currency: str) -> Checked:
    """What ``offer`` pays an hour and where that stands. Raises UnknownQuery when the role does not exist."""
    facts, rates = known((role,), (FREELANCE,)), Rates(currency)
    whole, freelance = facts.role(role), facts.role(role, FREELANCE)
    reports = from_reports(freelance, freelance, facts.release, FREELANCE, rates, facts.year, "hourly")
    bases = (*([reports] if reports else []), *from_figures(whole, whole, country, rates, "hour"))
    basis = next((one for one in bases if one.target.curve), None)
    found = worth(offer)
    places = tuple(_place(basis, case.hourly) for case in found.cases)
    lowest = dict(basis.target.percentiles).get("p10") if basis else None
    free = found.fee_only.hourly <= 0 or (lowest is not None and found.fee_only.hourly < lowest)
    return Checked(found, currency, basis, places, free, offer.has_royalties, facts.cohorts.release_note)


def _place(basis: Basis | None, hourly: float) -> float | None:
    curve = basis.target.curve if basis else None
    if curve is None:
        return None
    return 0.0 if hourly <= 0 else 100 * (1 - share_above(curve, hourly))


def offer_page(checked: Checked) -> dict[str, Any]:
    """What the page of an offer prints."""
    names = {
        "deposit": _("Only the deposit is ever paid"), "fee": _("The fee, no royalties"), "low": _("Low receipts"),
        "middle": _("Middle receipts"), "high": _("High receipts"),
    }  # fmt: skip
    every = zip(checked.worth.cases, checked.places, strict=True)
    rows = [(case, place) for case, place in every if checked.royalties or case.name in ("deposit", "fee")]
    return {
        "hours": number(checked.worth.hours, 2),
        "rows": [_row(names[case.name], case, place, checked.currency) for case, place in rows],
        "hourly": money(checked.worth.middle.hourly, checked.currency, "hour"),
        "basis": checked.basis,
        "free": checked.free,
    }


def _row(name: str, case: Case, place: float | None, currency: str) -> dict[str, str]:
    return {
        "name": name,
        "royalties": money(case.royalties, currency),
        "total": money(case.total, currency),
        "hourly": money(case.hourly, currency, "hour"),
        "salary": money(case.salary, currency),
        "place": "" if place is None else _("above %(share)s") % {"share": percent(round(place))},
    }


def free_work() -> list[tuple[Figure, str]]:
    """What is published about being asked to work free: each figure with its value in words."""
    found = Figure.objects.filter(key__in=FREE_WORK).select_related("source").order_by("key")
    return [(figure, value_words(figure)) for figure in found]
