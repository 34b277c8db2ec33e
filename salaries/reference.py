"""What is publicly known of a role's pay, for screening and for the prior. No person's report is read."""

import math
import statistics
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from salaries.models import PRICE_LEVELS, Estimate, Figure, Release, Role, RoleOccupation, Source
from salaries.stats.axis import AXES, UNIT_OF
from salaries.stats.estimates import Prior
from salaries.stats.money import FULL_YEAR
from salaries.stats.screening import Range

# Contributors include freelancers and part-time workers, whom the official figures leave out: the prior is wider.
WIDER = 1.25
NARROWEST_SPREAD = 45.0  # places (1 % each): a standard deviation of 0.45 in log pay
UNKNOWN = {"yearly": (math.log(40.0) * 100, 90.0, 90.0), "hourly": (math.log(25.0) * 100, 90.0, 90.0)}
SHIFT_PUBLISHED = 50.0
NORMAL_P90 = 1.2816
Percentiles: TypeAlias = Mapping[str, float]
Released: TypeAlias = Mapping[tuple[str, str], Percentiles]
TYPICAL_PRICE_LEVEL = sum(map(math.log, PRICE_LEVELS.values())) / len(PRICE_LEVELS)
PRICE_LEVEL_VARIANCE = statistics.pvariance(map(math.log, PRICE_LEVELS.values()))


def published_percentiles(role: Role, unit: str) -> dict[str, float]:
    """Percentiles in US dollars earned a ``unit`` in the newest year published for the role's main occupation.

    Official statistics only: a survey of one state would otherwise be mixed with them.
    """
    return _published([role]).get((role.pk, unit), {})


def _published(roles: Sequence[Role]) -> dict[tuple[int, str], dict[str, float]]:
    """``published_percentiles`` of all the roles, by role id and unit. One query."""
    main = Figure.objects.filter(
        occupation__role_occupations__role__in=roles, occupation__role_occupations__fit=RoleOccupation.Fit.MAIN,
        measure=Figure.Measure.EARNED, unit__in=UNIT_OF.values(), currency="USD",
        source__kind=Source.Kind.STATISTICS, statistic__in=["p10", "p25", "p50", "p75", "p90"],
    )  # fmt: skip
    by_year: dict[tuple[int, str], dict[int, dict[str, float]]] = {}
    for role, unit, year, statistic, value in main.order_by("year", "pk").values_list(
        "occupation__role_occupations__role", "unit", "year", "statistic", "value"
    ):
        if value is not None:
            by_year.setdefault((role, unit), {}).setdefault(year, {})[statistic] = float(value)
    return {key: list(years.values())[-1] for key, years in by_year.items()}


def priors(roles: Sequence[Role]) -> dict[tuple[int, str], Prior]:
    """The public prior of each role's pay, by role id and by the name of the axis it lies on. One query."""
    published = _published(roles)
    return {
        (role.pk, measure): _prior(measure, published.get((role.pk, unit), {}))
        for role in roles
        for measure, unit in UNIT_OF.items()
    }


def _prior(measure: str, points: Mapping[str, float]) -> Prior:
    axis = AXES[measure]
    if "p50" not in points:
        centre, spread, shift = UNKNOWN[measure]
        return Prior(axis, centre, spread, shift)
    centre = 100 * math.log(points["p50"] / axis.base)
    spread = NARROWEST_SPREAD
    for name, side in (("p90", 1), ("p10", -1)):
        if name in points:
            spread = max(spread, side * 100 * math.log(points[name] / points["p50"]) / NORMAL_P90)
    return Prior(axis, centre, spread * WIDER, SHIFT_PUBLISHED)


def price_level(country: str) -> tuple[float, float]:
    """How far prices of ``country`` lie from those of the United States, as a logarithm, and the variance of that.

    It is where to expect its pay: every role's public figures are those of the United States. A country without a known
    level gets the typical one, which is as uncertain as the known ones differ.
    """
    known = PRICE_LEVELS.get(country)
    return (TYPICAL_PRICE_LEVEL, PRICE_LEVEL_VARIANCE) if known is None else (math.log(known), 0.0)


def released(role: Role, level: str = "", country: str = "") -> Released:
    """Percentiles of yearly pay in US dollars that the last release gives, by dimension and value: for the whole role,
    for the level and for the country. What it withholds is empty; nothing at all if it says nothing of the role.
    One query.
    """
    rows = Estimate.objects.filter(
        release=Release.objects.order_by("-number").values("pk")[:1], role=role, measure=Estimate.Measure.YEARLY,
        dimension__in=("", "level", "country"), value__in=("", level, country),
    )  # fmt: skip
    return {
        (row.dimension, row.value): {} if row.withheld else {name: at[1] for name, at in row.percentiles.items()}
        for row in rows.only("dimension", "value", "withheld", "percentiles")
    }


def known_range(role: Role, yearly: Percentiles | None = None, ours: Released | None = None) -> Range | None:
    """Lowest and highest published percentile of yearly pay: official figures and the last release; None if neither.

    ``yearly`` are the official figures and ``ours`` the release's, for who has them already.
    """
    values = list((published_percentiles(role, "year") if yearly is None else yearly).values())
    if not values:
        values = [hourly * FULL_YEAR for hourly in published_percentiles(role, "hour").values()]
    values += (released(role) if ours is None else ours).get(("", ""), {}).values()
    return Range(min(values), max(values)) if values else None
