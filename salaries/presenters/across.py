"""What the comparison page says across roles: one table for all of them instead of one for each."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from salaries.comparison import (
    PERCENTILES,
    Comparison,
    Distribution,
    FigureGroup,
    Interval,
    Overlap,
    OwnEstimate,
    Pair,
    RoleAnswer,
)
from salaries.models import RoleOccupation, Stream
from salaries.presenters.formats import UNIT_WORDS, an, between, joined, lower_first, money, number, percent
from salaries.presenters.grids import Grid, median_grids, outlook_grid
from salaries.stats.axis import UNIT_OF

MEDIAN_FIRST = ("p50", *(name for name in PERCENTILES if name != "p50"))  # so that a phone shows it without scrolling


@dataclass(frozen=True)
class Spread:
    """A value with its interval as printed; empty when there is none."""

    value: str
    interval: str


@dataclass(frozen=True)
class SpreadRow:
    """Cells with intervals under one name; ``reason`` stands instead of them when they are withheld."""

    name: str
    side: str
    reports: str
    reports_error: str
    own_share: str
    cells: tuple[Spread | None, ...]
    reason: str = ""


@dataclass(frozen=True)
class CostRow:
    """A role's median after costs, what goes to them of a hundred, and about the median before them."""

    name: str
    side: str
    after: Spread | None
    share: Spread | None
    before: Spread | None
    reason: str


@dataclass(frozen=True)
class Share:
    """A part of the income in percent, with its interval, and their places in a bar that is 100 wide."""

    value: str
    interval: str
    side: str
    width: str
    low: str
    reach: str


@dataclass(frozen=True)
class StreamRow:
    """A kind of income with each role's share of it, None where none is known."""

    name: str
    cells: tuple[Share | None, ...]


@dataclass(frozen=True)
class Duel:
    """One role's contributors against another's: how often they earn more, and how many exceed the other's median."""

    first: str
    second: str
    side: str
    out_earns: Spread
    above_median: Spread


@dataclass(frozen=True)
class Match:
    """One published distribution against another: how often it is higher, and how many exceed the other's median."""

    first: str
    first_lineage: str
    second: str
    second_lineage: str
    side: str
    unit: str
    out_earns: Spread
    above_median: str
    caution: str


@dataclass(frozen=True)
class Blind:
    """A source and what it cannot see."""

    slug: str
    name: str
    who: str
    blind_spots: str


@dataclass(frozen=True)
class Across:
    """All tables over all roles."""

    medians: tuple[Grid, ...]
    outlook: Grid | None
    own: tuple[SpreadRow, ...]
    streams: tuple[StreamRow, ...]
    costs: tuple[CostRow, ...]
    duels: tuple[Duel, ...]
    out_earns: str
    matches: tuple[Match, ...]
    blind: tuple[Blind, ...]
    publishers: str


def across(answer: Comparison) -> Across:
    """The tables over all roles of ``answer``."""
    return Across(
        medians=median_grids(answer.roles), outlook=outlook_grid(answer.roles), own=_own(answer.roles),
        streams=_streams(answer.roles), costs=_costs(answer.roles), duels=_duels(answer), out_earns=_out_earns(answer),
        matches=_matches(answer),
        blind=_blind(answer.roles), publishers=joined(_publishers(answer.roles)),
    )  # fmt: skip


def _own(roles: Sequence[RoleAnswer]) -> tuple[SpreadRow, ...]:
    return tuple(own_row(role) for role in roles)


def own_row(role: RoleAnswer) -> SpreadRow:
    """What contributors report of ``role``, or why it is withheld."""
    own = role.own
    cells = tuple(money_spread(own.percentile(name), UNIT_OF[own.measure], own.currency) for name in MEDIAN_FIRST)
    return SpreadRow(
        name=role.title, side=role.side, reports=_about(own.reports),
        reports_error=number(own.reports_error or 0),
        own_share="" if own.own_share is None else percent(round(100 * own.own_share)), cells=cells, reason=own.reason,
    )  # fmt: skip


def _about(reports: int | None) -> str:
    return "" if reports is None else gettext("about %(many)s") % {"many": number(reports)}


def money_spread(found: Interval | None, unit: str, currency: str) -> Spread | None:
    """An amount with its interval; None when there is none."""
    if found is None:
        return None
    low, value, high = (money(amount, currency, unit) for amount in (found.low, found.value, found.high))
    return Spread(value, between(low, high))


def _percent(found: Interval) -> Spread:
    low, high = percent(round(found.low)), percent(round(found.high))
    return Spread(percent(round(found.value)), between(low, high))


def _streams(roles: Sequence[RoleAnswer]) -> tuple[StreamRow, ...]:
    """A row for each stream that any role has, a cell for each role."""
    mixes = [dict(role.own.streams) for role in roles]
    names = [name for name in Stream.values if any(name in mix for mix in mixes)]
    return tuple(
        StreamRow(
            str(Stream(name).label),
            tuple(
                _share(mix[name], role.side) if name in mix else None for role, mix in zip(roles, mixes, strict=True)
            ),
        )
        for name in names
    )


def _costs(roles: Sequence[RoleAnswer]) -> tuple[CostRow, ...]:
    """A row for each role that is published at all."""
    return tuple(_cost_row(role) for role in roles if role.own.percentiles)


def _cost_row(role: RoleAnswer) -> CostRow:
    own, unit = role.own, UNIT_OF[role.own.measure]
    return CostRow(
        name=role.title, side=role.side, after=money_spread(own.percentile("p50"), unit, own.currency),
        share=_hundredth(own), before=money_spread(own.before_costs, unit, own.currency), reason=own.costs_reason,
    )  # fmt: skip


def _hundredth(own: OwnEstimate) -> Spread | None:
    """What costs take of a hundred taken in: the percent, as money."""
    return money_spread(own.costs, "year", own.currency)


def costs_words(own: OwnEstimate) -> str:
    """What costs take, and pay before them, in a breath; empty where nothing is known."""
    share = _hundredth(own)
    if share is None:
        return ""
    said = gettext("Of every %(hundred)s taken in, costs take %(share)s (%(between)s).") % {
        "hundred": money(100, own.currency), "share": share.value, "between": share.interval,
    }  # fmt: skip
    before = money_spread(own.before_costs, UNIT_OF[own.measure], own.currency)
    if before is None:
        return said
    return said + " " + gettext("Before costs, the median is about %(pay)s %(unit)s (%(between)s).") % {
        "pay": before.value, "unit": own.measure_words, "between": before.interval,
    }  # fmt: skip


def _share(found: Interval, side: str) -> Share:
    printed = _percent(found)
    low, value, high = (round(part) for part in (found.low, found.value, found.high))
    return Share(printed.value, printed.interval, side, str(value), str(low), str(high - low))


def _duels(answer: Comparison) -> tuple[Duel, ...]:
    roles = {role.slug: role for role in answer.roles}
    return tuple(
        duel(pair, roles[pair.first].title, roles[pair.second].title, roles[pair.first].side) for pair in answer.pairs
    )


def duel(pair: Pair, first: str, second: str, side: str) -> Duel:
    """``pair`` as printed, under the names of both."""
    return Duel(first, second, side, _percent(pair.out_earns), _percent(pair.above_median))


def _out_earns(answer: Comparison) -> str:
    """The first two roles in a breath, seen from the one that wins less often."""
    if not answer.pairs:
        return ""
    first = answer.pairs[0]
    back = next(pair for pair in answer.pairs if (pair.first, pair.second) == (first.second, first.first))
    pair = min(first, back, key=lambda one: one.out_earns.value)
    titles = {role.slug: role.title for role in answer.roles}
    one, other = lower_first(titles[pair.first]), lower_first(titles[pair.second])
    out, above = pair.out_earns, pair.above_median
    return gettext(
        "Take %(a_one)s and %(an_other)s at random: the %(one)s earns more in about %(out).0f of 100 such pairs "
        "(%(out_low).0f to %(out_high).0f). Of the former, the top %(above).0f percent "
        "(%(above_low).0f to %(above_high).0f) earn more than half of the latter."
    ) % {
        "a_one": an(one), "an_other": an(other), "one": one, "out": out.value, "out_low": out.low,
        "out_high": out.high, "above": above.value, "above_low": above.low, "above_high": above.high,
    }  # fmt: skip


def _matches(answer: Comparison) -> tuple[Match, ...]:
    """Published distributions against each other. Of main occupations and roles; neighbours are in the API."""
    shapes = {shape.key: shape for role in answer.roles for shape in role.distributions}
    sides = {role.slug: role.side for role in answer.roles}
    near = {
        (role.slug, shape.key) for role in answer.roles for shape in role.distributions
        if shape.fit == RoleOccupation.Fit.NEAR
    }  # fmt: skip
    return tuple(
        _match(overlap, shapes[overlap.first], shapes[overlap.second], sides[overlap.first_role])
        for overlap in answer.overlaps
        if not {(overlap.first_role, overlap.first), (overlap.second_role, overlap.second)} & near
    )


def _match(overlap: Overlap, first: Distribution, second: Distribution, side: str) -> Match:
    return Match(
        first=first.subject, first_lineage=_shape_lineage(first), second=second.subject,
        second_lineage=_shape_lineage(second), side=side, unit=str(UNIT_WORDS[overlap.unit]),
        out_earns=_percent(overlap.out_earns), above_median=percent(round(overlap.above_median)),
        caution="" if overlap.same_measure else gettext(
            "One is %(first)s, the other %(second)s: not people against people."
        ) % {"first": lower_first(first.measure_words), "second": lower_first(second.measure_words)},
    )  # fmt: skip


def _shape_lineage(shape: Distribution) -> str:
    return f"{shape.source_short}, {shape.period}, {lower_first(shape.measure_words)}"


def _blind(roles: Sequence[RoleAnswer]) -> tuple[Blind, ...]:
    """The sources in the answer, each once, with what they cannot see."""
    found: dict[str, Blind] = {}
    for role in roles:
        said: list[FigureGroup | Distribution] = [*role.pay, *role.claims, *role.outlook, *role.distributions]
        for group in said:
            found.setdefault(group.source, Blind(group.source, group.source_name, group.population, group.blind_spots))
    return tuple(found.values())


def _publishers(roles: Sequence[RoleAnswer]) -> list[str]:
    groups = {group.publisher for role in roles for group in (*role.pay, *role.outlook)}
    return sorted(groups | {shape.publisher for role in roles for shape in role.distributions})
