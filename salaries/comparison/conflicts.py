"""Where figures for the same thing disagree: all of them in one currency and one year's prices, and why they differ.

The first of each unit is what the others are held against: the newest earned median of the role's main occupation, or
what comes nearest to it. Nothing is averaged.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from django.utils.translation import gettext

from salaries.comparison.answer import (
    Comparison,
    Conflict,
    Distribution,
    FigureGroup,
    FigureLine,
    RoleAnswer,
    dated_sources,
)
from salaries.comparison.query import Terms
from salaries.comparison.terms import converted
from salaries.models import Figure, RoleOccupation, spoken, the_country
from salaries.stats.money import Yardsticks

CENTRES = ("p50", "mean", "low", "high")
FEW = 100
YEARS_APART = 2
RANKS = (RoleOccupation.Fit.MAIN, "role", RoleOccupation.Fit.NEAR)


def with_conflicts(answer: Comparison, by: Yardsticks) -> tuple[Comparison, Comparison]:
    """``answer`` (as published) with every role's conflicts, and its newest figures on one axis: on the terms asked
    for, or in US dollars at the newest prices that are held. Raises UnknownQuery when the terms cannot be met."""
    asked = answer.query.terms
    if not asked.move_money:
        asked = replace(asked, currency="USD", prices=max(by.prices, default=None))
    query = replace(answer.query, terms=replace(asked, per=""))
    newest = replace(answer, query=query, roles=tuple(_newest(role) for role in answer.roles))
    level = converted(newest, by)
    roles = tuple(
        replace(role, conflicts=tuple(_conflicts(same, dated_sources((*role.pay, *role.claims)))))
        for role, same in zip(answer.roles, level.roles, strict=True)
    )
    return replace(answer, roles=roles), level


def _newest(role: RoleAnswer) -> RoleAnswer:
    """The role with the newest period of each group, and percents left out."""

    def trimmed(groups: Iterable[FigureGroup]) -> tuple[FigureGroup, ...]:
        return tuple(replace(g, figures=g.newest) for g in groups if g.unit in ("year", "hour"))

    return replace(role, pay=trimmed(role.pay), claims=trimmed(role.claims))


def _conflicts(role: RoleAnswer, named: Mapping[str, str]) -> Iterator[Conflict]:
    for unit in ("year", "hour"):
        found = sorted((one for one in _all(role) if one.unit == unit), key=_rank)
        if len(found) > 1:
            first = found[0]
            yield replace(first, reasons=())
            yield from (_held_against(first, one, named.get(one.repeats, "")) for one in found[1:])


def _all(role: RoleAnswer) -> Iterator[Conflict]:
    drawn = set()
    for group in (*role.pay, *role.claims):
        lines = [line for line in group.figures if line.value is not None and line.statistic in CENTRES]
        centre = min((CENTRES.index(line.statistic) for line in lines), default=0)
        for line in lines:
            if line.statistic == CENTRES[centre] or group in role.claims or centre > 1:
                drawn.add((group.source, group.subject, line.unit))
                yield _of_line(group, line)
    for shape in role.distributions:
        if (shape.source, shape.subject, shape.unit) not in drawn:
            yield _of_shape(shape)


def _of_line(group: FigureGroup, line: FigureLine) -> Conflict:
    said = (line.check.note if line.check else "", line.dated)
    return Conflict(
        key=line.key, subject=group.subject, fit=group.fit, source=group.source, source_short=group.source_short,
        licence=group.licence,
        statistic=line.statistic, statistic_words=line.statistic_words, value=line.value or 0.0,
        currency=line.currency, unit=line.unit, published=line.value if line.original_value is None
        else line.original_value, published_currency=line.original_currency or line.currency, measure=line.measure,
        measure_words=line.measure_words, population=group.population, country=group.country, period=line.period,
        year=line.year, respondents=line.respondents, conversion=line.conversion, not_converted=line.not_converted,
        repeats=line.repeats, reasons=tuple(text for text in said if text),
    )  # fmt: skip


def _of_shape(shape: Distribution) -> Conflict:
    value = dict(shape.percentiles)["p50"]
    return Conflict(
        key=shape.key, subject=shape.subject, fit=shape.fit, source=shape.source, source_short=shape.source_short,
        licence=shape.licence,
        statistic="p50", statistic_words=str(Figure.Statistic.P50.label), value=value, currency=shape.currency,
        unit=shape.unit, published=None, published_currency="", measure=shape.measure,
        measure_words=shape.measure_words, population=shape.population, country=shape.country, period=shape.period,
        year=shape.year, respondents=shape.respondents, conversion=shape.conversion,
        not_converted=shape.not_converted, repeats="",
    )  # fmt: skip


def _rank(one: Conflict) -> tuple[object, ...]:
    """Earned before advertised before claimed; medians before means; the main occupation before neighbours; newest."""
    measures = [Figure.Measure.EARNED, Figure.Measure.POSTED, Figure.Measure.CLAIMED]
    order = measures.index(Figure.Measure(one.measure)) if one.measure in measures else len(measures)
    fit = RANKS.index(one.fit)
    return (order, one.fit == RoleOccupation.Fit.NEAR, one.statistic != "p50", fit, -one.year, one.key)


def _held_against(first: Conflict, one: Conflict, repeated: str) -> Conflict:
    same_money = first.currency == one.currency and first.value > 0
    times = round(one.value / first.value, 2) if same_money else None
    return replace(one, times=times, reasons=(*_reasons(first, one, repeated), *one.reasons))


def _reasons(first: Conflict, one: Conflict, repeated: str) -> tuple[str, ...]:
    """Why ``one`` may differ from ``first``, most telling first: what we can see, not a full account.

    ``repeated`` names the figure that it repeats, where that is one of the role's.
    """
    named = {
        "records": one.respondents, "year": one.year, "other": first.year,
        "here": the_country(one.country) if one.country else gettext("the whole world"),
        "there": the_country(first.country) if first.country else gettext("the whole world"),
        "who": spoken(one.population), "whom": spoken(first.population), "repeated": repeated,
    }  # fmt: skip
    said = [
        (one.measure != first.measure and one.measure == Figure.Measure.CLAIMED,
         gettext("It is a claim: nobody measured it.")),
        (one.repeats != "", gettext("It only repeats another figure: %(repeated)s.") if repeated
         else gettext("It only repeats another figure.")),
        (one.measure != first.measure and one.measure == Figure.Measure.POSTED,
         gettext("It is what employers advertise, not what people earn.")),
        (one.statistic == "mean" and first.statistic == "p50",
         gettext("It is a mean: a few high incomes pull it above the median.")),
        (one.statistic in ("low", "high"), gettext("It is one end of a range.")),
        (one.fit == RoleOccupation.Fit.NEAR, gettext("It is of a neighbouring occupation.")),
        (one.country != first.country, gettext("It is of %(here)s, the first of %(there)s.")),
        (one.population != first.population, gettext("It counts: %(who)s. The first counts: %(whom)s.")),
        (abs(one.year - first.year) >= YEARS_APART,
         gettext("It is of %(year)s, the first of %(other)s: prices are made equal, pay may have moved.")),
        (one.respondents is not None and one.respondents < FEW, gettext("It rests on %(records)s records only.")),
    ]  # fmt: skip
    return tuple(words % named for holds, words in said if holds)


def axis_words(terms: Terms) -> str:
    """'USD in prices of 2025', 'EUR by buying power'."""
    words = terms.currency or "USD"
    if terms.ppp:
        words = gettext("%(money)s by buying power") % {"money": words}
    if terms.prices:
        words = gettext("%(money)s in prices of %(year)s") % {"money": words, "year": terms.prices}
    return words
