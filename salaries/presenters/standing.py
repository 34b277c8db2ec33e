"""Where one's own report stands among what the last release says of its role. For its author's eyes only."""

from dataclasses import dataclass

from django.db.models import Q, Subquery
from django.utils.translation import gettext

from salaries.models import Estimate, ExchangeRate, Level, Release
from salaries.presenters.formats import money, percent
from salaries.reporting import OwnReport, dollars_of


@dataclass(frozen=True)
class Standing:
    """A sentence on the place, one on what it is measured by, and whether an interval makes it uncertain."""

    place: str
    among: str
    uncertain: bool


def standing_of(own: OwnReport) -> Standing | None:
    """The place of the report's yearly pay between published percentiles: of its level, else of its whole role.

    None while nothing is published, or when the report's exchange rate is gone.
    """
    found = _estimate(own)
    if found is None:
        return None
    try:
        pay = float(dollars_of(own.row).yearly)
    except ExchangeRate.DoesNotExist:
        return None
    points = sorted((int(name[1:]), *found.percentiles[name]) for name in found.percentiles)
    below = [(percent, value) for percent, _, value, _ in points if value <= pay]
    above = [(percent, value) for percent, _, value, _ in points if value > pay]
    uncertain = any(low <= pay <= high for _, low, _, high in points)
    return Standing(_place(below, above), _among(own, found), uncertain)


def _estimate(own: OwnReport) -> Estimate | None:
    """What the last release says of the report's level, or else of its whole role. One query."""
    newest = Release.objects.order_by("-number").values("pk")[:1]
    rows = Estimate.objects.filter(
        Q(dimension="level", value=own.row.level) | Q(dimension=""),
        release=Subquery(newest), role=own.row.role, measure=Estimate.Measure.YEARLY, withheld="",
    )  # fmt: skip
    return rows.select_related("release").order_by("-dimension").first()


def _place(below: list[tuple[int, float]], above: list[tuple[int, float]]) -> str:
    """``below`` and ``above``: (percentile, dollars), in order; one of them is not empty."""
    if not above:
        place, value = below[-1]
        return gettext("Above %(value)s: more than %(percent)s of people there earn less.") % {
            "value": money(value), "percent": percent(place),
        }  # fmt: skip
    if not below:
        place, value = above[0]
        return gettext("Below %(value)s: more than %(percent)s of people there earn more.") % {
            "value": money(value), "percent": percent(100 - place),
        }  # fmt: skip
    return gettext("Between %(low)s and %(high)s: between %(from)s and %(to)s of people there earn less.") % {
        "low": money(below[-1][1]), "high": money(above[0][1]),
        "from": percent(below[-1][0]), "to": percent(above[0][0]),
    }  # fmt: skip


def _among(own: OwnReport, found: Estimate) -> str:
    words = gettext("Measured by what release %(number)d says of everybody in this role.")
    if found.dimension:
        words = gettext("Measured by what release %(number)d says of this role at the level “%(level)s”.")
    return words % {"number": found.release.number, "level": Level(own.row.level).label}
