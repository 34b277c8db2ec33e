"""The comparison as JSON, with every number in the one shape of a published number.

What one role or a pair of roles decides is written once for each version of the data, as text; an answer joins it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import hypot
from typing import Any

import orjson

from salaries.api.values import CONFIDENCE, own_value, published_value, value
from salaries.comparison import (
    DIMENSIONS,
    Against,
    Comparison,
    Conflict,
    Distribution,
    FigureGroup,
    FigureLine,
    Interval,
    Overlap,
    OwnEstimate,
    Pair,
    RoleAnswer,
)
from salaries.ledger import Costs
from salaries.models import Estimate, Figure, Release, Role
from salaries.remembered import each
from salaries.stats.axis import UNIT_OF


@dataclass(frozen=True)
class Own:
    """What a release says of a role, written; ``median`` in the shape of a number, where it is published."""

    text: bytes
    median: dict[str, Any] | None


def as_json(answer: Comparison) -> bytes:
    """``answer``, each number completed by its interval, people, release, cost, source and licence."""
    query = answer.query
    about = (query.country, query.terms)
    roles = {role.slug: role for role in answer.roles}
    published = each(("JSON", *about), list(roles), lambda slugs: {slug: _published(roles[slug]) for slug in slugs})
    found = zip(roles, published, strict=True)
    own = dict(zip(roles, _own_of(answer), strict=True))
    overlaps = each(("JSON, overlaps", *about), list(combinations(roles, 2)), lambda pairs: _overlaps(answer, pairs))
    return orjson.dumps({
        "query": query, "release": answer.release, "released_on": answer.released_on,
        "roles": orjson.Fragment(_listed(b'%b,"own":%b}' % (role, own[slug].text) for slug, role in found)),
        "pairs": [_pair(pair, own[pair.first].median, own[pair.second].median) for pair in answer.pairs],
        "overlaps": orjson.Fragment(_listed(text for text in overlaps if text)),
        "method": answer.method, "one_axis": answer.one_axis, "release_note": answer.release_note,
    })  # fmt: skip


def groups_as_json(found: Against) -> bytes:
    """Two groups against each other, each number completed as in a comparison."""
    (first,), (second,) = _own_of(found.first), _own_of(found.second)
    alone = len(found.first.query.chosen) == len(found.second.query.chosen) == 1
    shared = (2 if alone else 1) if found.shared else 0

    def completed(pair: Pair | None, name: str) -> dict[str, Any] | None:
        if pair is None:
            return None
        return _of_two_estimates(getattr(pair, name), first.median or {}, second.median or {}, shared)

    return orjson.dumps({
        "release": found.first.release, "released_on": found.first.released_on,
        "release_note": found.first.release_note,
        "first": _of_group(found.first, first), "second": _of_group(found.second, second),
        "out_earns": completed(found.pair, "out_earns"), "above_median": completed(found.pair, "above_median"),
        "second_above_median": completed(found.back, "above_median"),
        "shared": found.shared, "reason": found.reason,
    })  # fmt: skip


def _of_group(group: Comparison, own: Own) -> dict[str, Any]:
    (role,) = group.roles
    chosen = {name: getattr(group.query, name) for name in DIMENSIONS}
    return {"role": role.slug, "title": role.title, "side": role.side, **chosen, "own": orjson.Fragment(own.text)}


def _listed(texts: Iterable[bytes]) -> bytes:
    return b"[%b]" % b",".join(texts)


def _published(role: RoleAnswer) -> bytes:
    """All that is said of ``role`` but what a release says, which follows before the brace is closed."""
    said = vars(role) | {
        "occupations": [dict(zip(("code", "title", "fit", "note"), row, strict=True)) for row in role.occupations],
        "pay": [_group(group) for group in role.pay],
        "outlook": [_group(group) for group in role.outlook],
        "claims": [_group(group) for group in role.claims],
        "distributions": [_distribution(shape) for shape in role.distributions],
        "conflicts": [_conflict(one) for one in role.conflicts],
    }
    del said["own"]
    return orjson.dumps(said)[:-1]


def _group(group: FigureGroup) -> dict[str, Any]:
    return vars(group) | {"figures": [_figure(line, group) for line in group.figures]}


def _figure(line: FigureLine, group: FigureGroup) -> dict[str, Any]:
    return vars(line) | published_value(
        n=line.respondents, source=group.source, licence=group.licence,
        reason=str(Figure.Withheld(line.withheld).label) if line.withheld else "",
    )  # fmt: skip


def _conflict(one: Conflict) -> dict[str, Any]:
    beside = published_value(n=one.respondents, source=one.source, licence=one.licence, reason="")
    return vars(one) | {"withheld": "", **beside}


def _distribution(shape: Distribution) -> dict[str, Any]:
    return vars(shape) | {
        "percentiles": {name: _read_off(shape, number) for name, number in shape.percentiles},
        "bars": _bars(shape.bars),
    }


def _bars(bars: Iterable[tuple[float, float, float]]) -> list[dict[str, float]]:
    return [dict(zip(("low", "high", "share"), bar, strict=True)) for bar in bars]


def _read_off(spread: Distribution, number: float) -> dict[str, Any]:
    """A percentile of a published distribution."""
    return value(
        number, unit=spread.unit, currency=spread.currency, n=spread.respondents, source=spread.source,
        licence=spread.licence,
    )  # fmt: skip


def _own_of(answer: Comparison) -> list[Own]:
    """What the release says of each role."""
    roles = {role.slug: role for role in answer.roles}

    def make(slugs: Sequence[str]) -> dict[str, Own]:
        ids = dict(Role.objects.filter(slug__in=slugs).values_list("slug", "pk")) if answer.release else {}
        costs = Costs()
        return {slug: _own(roles[slug].own, answer, ids.get(slug), costs) for slug in slugs}

    return each(("JSON, own", replace(answer.query, roles=()), answer.release), list(roles), make)


def _own(own: OwnEstimate, answer: Comparison, role: int | None, costs: Costs) -> Own:
    said: dict[str, Any] = vars(own) | {"density": _bars(own.density), "percentiles": {}, "streams": {}}
    if answer.release and role is not None:
        said |= _completed(own, answer, role, costs)
    return Own(orjson.dumps(said), said["percentiles"].get("p50"))


def _completed(own: OwnEstimate, answer: Comparison, role: int, costs: Costs) -> dict[str, Any]:
    """The intervals of ``own`` with what they cost."""
    dimension = answer.query.chosen[0][0] if len(answer.query.chosen) == 1 else ""
    row = Estimate(role_id=role, dimension=dimension, release=Release(number=answer.release or 0))
    unit, pay, spent = UNIT_OF[own.measure], costs.of(row, own.measure), costs.of(row, "streams")

    def completed(interval: Interval, unit: str, epsilon: float) -> dict[str, Any]:
        return own_value(
            interval, unit=unit, n=own.reports, n_error=own.reports_error, release=answer.release, epsilon=epsilon,
            currency=own.currency,
        )  # fmt: skip

    return {
        "percentiles": {name: completed(interval, unit, pay) for name, interval in own.percentiles},
        "streams": {name: completed(interval, "percent", spent) for name, interval in own.streams},
        "costs": completed(own.costs, "percent", spent) if own.costs else None,
        "before_costs": completed(own.before_costs, unit, pay + spent) if own.before_costs else None,
    }


def _pair(pair: Pair, first: dict[str, Any] | None, second: dict[str, Any] | None) -> dict[str, Any]:
    return vars(pair) | {
        name: _of_two_estimates(getattr(pair, name), first or {}, second or {})
        for name in ("out_earns", "above_median")
    }


def _of_two_estimates(
    interval: Interval, one: dict[str, Any], other: dict[str, Any], shared: int = 0
) -> dict[str, Any]:
    """A percentage read off two estimates, of which these are the medians: all people behind both. One report is behind
    one of them only, so it spent the dearer of the two.

    ``shared`` is how many tables can count one report for both estimates. Then nobody knows how many people are behind
    both, and a report that two tables counted spent what each costs.
    """
    counted = not shared and one["n"] is not None and other["n"] is not None
    spent = sum if shared > 1 else max
    return own_value(
        interval, unit="percent", n=one["n"] + other["n"] if counted else None,
        n_error=hypot(one["n_error"], other["n_error"]) if counted else None, release=one["release"],
        epsilon=spent((one["epsilon"], other["epsilon"])),
    )  # fmt: skip


def _overlaps(answer: Comparison, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], bytes]:
    """Those of each of ``pairs``, with commas between them."""
    shapes = {shape.key: shape for role in answer.roles for shape in role.distributions}
    found: dict[tuple[str, str], list[dict[str, Any]]] = {pair: [] for pair in pairs}
    for overlap in answer.overlaps:
        if (pair := (overlap.first_role, overlap.second_role)) in found:
            found[pair].append(_overlap(overlap, shapes[overlap.first], shapes[overlap.second]))
    return {pair: orjson.dumps(overlaps)[1:-1] for pair, overlaps in found.items()}


def _overlap(overlap: Overlap, first: Distribution, second: Distribution) -> dict[str, Any]:
    return vars(overlap) | {
        "out_earns": _of_two_spreads(overlap.out_earns.value, overlap.out_earns, first, second),
        "above_median": _of_two_spreads(overlap.above_median, None, first, second),
    }


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
