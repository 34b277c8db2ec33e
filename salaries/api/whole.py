"""The comparison with every number in the one shape of a published number."""

from math import hypot
from typing import Any

from salaries.api.values import CONFIDENCE, own_value, published_value, value
from salaries.comparison import Comparison, Distribution, Interval, OwnEstimate
from salaries.ledger import Costs
from salaries.models import Estimate, Figure, Release, Role

UNITS = {"yearly": "year", "hourly": "hour"}


def with_values(answer: Comparison) -> dict[str, Any]:
    """``answer.as_dict()``, each number completed by its interval, people, release, cost, source and licence."""
    plain = answer.as_dict()
    ids = dict(Role.objects.filter(slug__in=answer.query.roles).values_list("slug", "pk")) if answer.release else {}
    costs = Costs()
    for role, given in zip(plain["roles"], answer.roles, strict=True):
        for group in (*role["pay"], *role["outlook"], *role["claims"]):
            for line in group["figures"]:
                line.update(published_value(
                    n=line["respondents"], source=group["source"], licence=group["licence"],
                    reason=str(Figure.Withheld(line["withheld"]).label) if line["withheld"] else "",
                ))  # fmt: skip
        for one in role["conflicts"]:
            named = {"source": one["source"], "licence": one["licence"], "reason": ""}
            one.update(withheld="", **published_value(n=one["respondents"], **named))
        if answer.release and given.slug in ids:
            _complete(role["own"], given.own, answer, ids[given.slug], costs)
        for shape, spread in zip(role["distributions"], given.distributions, strict=True):
            shape["percentiles"] = {name: _read_off(spread, number) for name, number in spread.percentiles}
    own = {role["slug"]: role["own"] for role in plain["roles"]}
    for pair, found in zip(plain["pairs"], answer.pairs, strict=True):
        for name in ("out_earns", "above_median"):
            pair[name] = _of_two_estimates(getattr(found, name), own[found.first], own[found.second])
    shapes = {shape.key: shape for given in answer.roles for shape in given.distributions}
    for overlap, both in zip(plain["overlaps"], answer.overlaps, strict=True):
        one, other = shapes[both.first], shapes[both.second]
        overlap["out_earns"] = _of_two_spreads(both.out_earns.value, both.out_earns, one, other)
        overlap["above_median"] = _of_two_spreads(both.above_median, None, one, other)
    return plain


def _read_off(spread: Distribution, number: float) -> dict[str, Any]:
    """A percentile of a published distribution."""
    return value(
        number, unit=spread.unit, currency=spread.currency, n=spread.respondents, source=spread.source,
        licence=spread.licence,
    )  # fmt: skip


def _of_two_estimates(interval: Interval, first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """A percentage read off two estimates: all people behind both. One report is behind one of them only, so it spent
    the dearer of the two."""
    one, other = first["percentiles"]["p50"], second["percentiles"]["p50"]
    counted = one["n"] is not None and other["n"] is not None
    return own_value(
        interval, unit="percent", n=one["n"] + other["n"] if counted else None,
        n_error=hypot(one["n_error"], other["n_error"]) if counted else None, release=one["release"],
        epsilon=max(one["epsilon"], other["epsilon"]),
    )  # fmt: skip


def _of_two_spreads(
    number: float, interval: Interval | None, first: Distribution, second: Distribution
) -> dict[str, Any]:  # fmt: skip
    """A percentage read off two published distributions, with both their sources."""
    return value(
        number, ends=(interval.low, interval.high) if interval else (None, None),
        confidence=CONFIDENCE if interval else None, unit="percent", n=first.respondents + second.respondents,
        source=",".join(dict.fromkeys([first.source, second.source])),
        licence="; ".join(dict.fromkeys([first.licence, second.licence])),
    )  # fmt: skip


def _complete(own: dict[str, Any], given: OwnEstimate, answer: Comparison, role: int, costs: Costs) -> None:
    """Replace the bare intervals of ``own``."""
    dimension = answer.query.chosen[0][0] if len(answer.query.chosen) == 1 else ""
    row = Estimate(role_id=role, dimension=dimension, release=Release(number=answer.release or 0))
    for name, intervals, unit, measure in (
        ("percentiles", given.percentiles, UNITS[given.measure], given.measure),
        ("streams", given.streams, "percent", "streams"),
    ):
        own[name] = {
            key: own_value(
                interval, unit=unit, n=given.reports, n_error=given.reports_error, release=answer.release,
                epsilon=costs.of(row, measure), currency=given.currency,
            )
            for key, interval in intervals
        }  # fmt: skip
    pay, spent = costs.of(row, given.measure), costs.of(row, "streams")
    for name, found, unit, epsilon in (
        ("costs", given.costs, "percent", spent),
        ("before_costs", given.before_costs, UNITS[given.measure], pay + spent),
    ):
        if found:
            own[name] = own_value(
                found, unit=unit, n=given.reports, n_error=given.reports_error, release=answer.release,
                epsilon=epsilon, currency=given.currency,
            )  # fmt: skip
