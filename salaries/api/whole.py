"""The comparison with every number in the one shape of a published number."""

from typing import Any

from salaries.api.values import CONFIDENCE, own_value, published_value
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
    for pair, found in zip(plain["pairs"], answer.pairs, strict=True):
        for name in ("out_earns", "above_median"):
            interval: Interval = getattr(found, name)
            pair[name] = own_value(
                interval, unit="percent", n=None, n_error=None, release=answer.release, epsilon=None
            )  # fmt: skip
    shapes = {shape.key: shape for given in answer.roles for shape in given.distributions}
    for overlap in plain["overlaps"]:
        overlap["out_earns"] = _of_two(overlap["out_earns"], shapes[overlap["first"]], shapes[overlap["second"]])
    return plain


def _of_two(interval: dict[str, Any], first: Distribution, second: Distribution) -> dict[str, Any]:
    """How often one published distribution is above another, with both their sources."""
    sources = dict.fromkeys([first.source, second.source])
    licences = dict.fromkeys([first.licence, second.licence])
    whole = published_value(n=None, source=",".join(sources), licence="; ".join(licences), reason="")
    return {**whole, **interval, "confidence": CONFIDENCE, "unit": "percent", "currency": "", "withheld": ""}


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
