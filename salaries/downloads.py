"""A comparison as rows of a spreadsheet: exactly what its page shows, each number with its lineage."""

import csv
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from io import StringIO
from itertools import combinations, permutations

from django.utils.translation import gettext

from salaries.comparison import (
    Comparison,
    Conflict,
    Distribution,
    FigureGroup,
    FigureLine,
    Overlap,
    OwnEstimate,
    Pair,
    RoleAnswer,
    axis_words,
)
from salaries.models.reports import FIRST_YEAR
from salaries.remembered import each
from salaries.stats.axis import UNIT_OF
from salaries.tabular import harmless

COLUMNS = (
    "release", "released_on", "role", "role_title", "side", "kind", "source", "source_name", "publisher", "licence",
    "url", "key", "subject", "occupation", "fit", "who_is_counted", "country", "statistic", "value", "low", "high",
    "unit", "currency", "measure", "period", "year", "respondents", "relative_standard_error_percent",
    "withheld", "wording", "repeats", "note", "dated", "verdict", "verdict_note", "original_value", "original_unit",
    "original_currency", "conversion", "not_converted", "one_axis_value", "one_axis", "times_the_first",
    "why_it_differs", "release_note",
)  # fmt: skip
HEADER = ",".join(COLUMNS) + "\r\n"
Row = dict[str, object]
EVERYBODY = "contributors, self-employed included"
BEFORE_COSTS = f"{EVERYBODY}; all income before business costs"
OWN = {
    "kind": "contributors", "source": "gainstage", "source_name": "Gainstage contributors", "publisher": "Gainstage",
    "who_is_counted": f"{EVERYBODY}; all income less business costs",
    "period": f"calendar years since {FIRST_YEAR}, each in its own year's prices",
}  # fmt: skip


def as_csv(answer: Comparison) -> str:
    """The whole answer as CSV with a header row: a row for each published figure, claim, estimated percentile or income
    share, and pair. Missing values are empty cells.

    What a role or a pair of roles decides is written once for each version of the data.
    """
    query = answer.query
    slugs = [role.slug for role in answer.roles]
    alone, ordered, once = [(slug,) for slug in slugs], list(permutations(slugs, 2)), list(combinations(slugs, 2))
    of_sources = (query.country, query.terms, answer.release)
    of_release = (replace(query, roles=()), answer.release)
    parts = (
        _written(answer, _published, alone, of_sources), _written(answer, _of_release, alone, of_release),
        _written(answer, _pairs, ordered, of_release), _written(answer, _overlaps, once, of_sources),
    )  # fmt: skip
    return HEADER + "".join(text for slug in slugs for part in parts for key, text in part if key[0] == slug)


def _written(
    answer: Comparison, rows: Callable[..., Iterator[Row]], keys: Sequence[tuple[str, ...]], about: Hashable
) -> list[tuple[tuple[str, ...], str]]:
    """The text of ``rows`` for each of ``keys``: a role, which the rows are of, and maybe another. The rows follow from
    the key and ``about``."""
    roles = {role.slug: role for role in answer.roles}

    def make(keys: Sequence[tuple[str, ...]]) -> dict[tuple[str, ...], str]:
        return {key: _text(answer, roles[key[0]], rows(answer, *(roles[slug] for slug in key))) for key in keys}

    return list(zip(keys, each(("CSV", rows.__name__, about), keys, make), strict=True))


def _text(answer: Comparison, role: RoleAnswer, rows: Iterator[Row]) -> str:
    head: Row = {
        "release": answer.release, "released_on": answer.released_on, "release_note": answer.release_note,
        "role": role.slug, "role_title": role.title, "side": role.side,
    }  # fmt: skip
    out = StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="")
    for row in rows:
        writer.writerow({name: harmless(value) for name, value in {**head, **row}.items()})
    return out.getvalue()


def _published(answer: Comparison, role: RoleAnswer) -> Iterator[Row]:
    beside = {one.key: one for one in role.conflicts}
    axis = axis_words(answer.one_axis)
    for kind, groups in (("published", role.pay), ("outlook", role.outlook), ("claim", role.claims)):
        for group in groups:
            for line in group.figures:
                yield {"kind": kind, **_lineage(group), **_figure(line), **_beside(beside.get(line.key), axis)}
    for spread in role.distributions:
        yield from _spread(spread)


def _of_release(answer: Comparison, role: RoleAnswer) -> Iterator[Row]:
    cohort = ", ".join(f"{name}={value}" for name, value in answer.query.chosen)
    for row in _own(role.own):
        told = {**OWN, "subject": cohort or role.title, **row}
        yield {**told, "who_is_counted": _who(str(told["who_is_counted"]), answer.query.engagement)}


def _who(words: str, engagement: str) -> str:
    return words.replace(EVERYBODY, f"contributors, engagement {engagement}") if engagement else words


def _pairs(answer: Comparison, first: RoleAnswer, second: RoleAnswer) -> Iterator[Row]:
    for pair in answer.pairs:
        if (pair.first, pair.second) == (first.slug, second.slug):
            for row in _pair(pair):
                yield {**row, "who_is_counted": _who(str(row["who_is_counted"]), answer.query.engagement)}


def _overlaps(answer: Comparison, first: RoleAnswer, second: RoleAnswer) -> Iterator[Row]:
    for overlap in answer.overlaps:
        if (overlap.first_role, overlap.second_role) == (first.slug, second.slug):
            yield from _overlap(overlap)


def _beside(one: Conflict | None, axis: str) -> Row:
    """Where the figure lies beside others for the same thing, and why it differs from the first of them."""
    if one is None:
        return {}
    return {
        "one_axis_value": one.value, "one_axis": axis, "times_the_first": one.times,
        "why_it_differs": " ".join(one.reasons),
    }  # fmt: skip


def _lineage(group: FigureGroup) -> Row:
    return {
        "source": group.source, "source_name": group.source_name, "publisher": group.publisher,
        "licence": group.licence, "subject": group.subject, "occupation": group.occupation, "fit": group.fit,
        "who_is_counted": group.population, "country": group.country,
    }  # fmt: skip


def _figure(line: FigureLine) -> Row:
    return {
        "url": line.url, "key": line.key, "statistic": line.statistic, "value": line.value, "unit": line.unit,
        "currency": line.currency, "measure": line.measure, "period": line.period, "year": line.year,
        "respondents": line.respondents, "relative_standard_error_percent": line.relative_standard_error,
        "withheld": line.withheld, "wording": line.wording, "repeats": line.repeats,
        "note": line.note, "dated": line.dated,
        "original_value": line.original_value, "original_unit": line.original_unit,
        "original_currency": line.original_currency, "conversion": "; ".join(line.conversion),
        "not_converted": line.not_converted,
        "verdict": line.check.verdict if line.check else "", "verdict_note": line.check.note if line.check else "",
    }  # fmt: skip


def _own(own: OwnEstimate) -> Iterator[Row]:
    said: Row = {"conversion": "; ".join(own.conversion), "not_converted": own.not_converted}
    unit = UNIT_OF[own.measure]
    if own.status != "published":
        yield {"unit": unit, "currency": own.currency, **said, "withheld": own.status, "note": own.reason}
    for name, k in own.percentiles:
        yield {
            "statistic": name, "value": k.value, "low": k.low, "high": k.high, "unit": unit,
            "currency": own.currency, **said, "measure": "earned", "respondents": own.reports,
            "note": gettext("Put together from what is published of each choice by itself.") if own.combined else "",
        }  # fmt: skip
    for name, k in own.streams:
        yield {
            "statistic": f"share_{name}", "value": k.value, "low": k.low, "high": k.high, "unit": "percent",
            "measure": "earned", "respondents": own.reports,
        }  # fmt: skip
    yield from _costs(own, unit, said)


def _costs(own: OwnEstimate, unit: str, said: Row) -> Iterator[Row]:
    """The percent of income that goes to costs and about the median before them, or why they are missing."""
    if own.status == "published" and own.costs_reason:
        yield {"statistic": "share_costs", "unit": "percent", "measure": "earned", "note": own.costs_reason}
    if k := own.costs:
        yield {
            "statistic": "share_costs", "value": k.value, "low": k.low, "high": k.high, "unit": "percent",
            "measure": "earned", "respondents": own.reports, "who_is_counted": BEFORE_COSTS,
        }  # fmt: skip
    if k := own.before_costs:
        yield {
            "statistic": "p50_before_costs", "value": k.value, "low": k.low, "high": k.high, "unit": unit,
            "currency": own.currency, **said, "measure": "earned", "respondents": own.reports,
            "who_is_counted": BEFORE_COSTS,
            "note": gettext("An approximation: the median divided by what costs leave."),
        }  # fmt: skip


def _pair(pair: Pair) -> Iterator[Row]:
    for name, k in (("out_earns", pair.out_earns), ("above_median", pair.above_median)):
        yield {
            **OWN, "kind": "pair", "subject": f"compared with {pair.second}", "statistic": name, "value": k.value,
            "low": k.low, "high": k.high, "unit": "percent", "measure": "earned",
        }  # fmt: skip


def _spread(spread: Distribution) -> Iterator[Row]:
    """Percentiles read off a published histogram, then its bars: the percent of people between two amounts."""
    head: Row = {
        "kind": "distribution", "source": spread.source, "source_name": spread.source_name,
        "publisher": spread.publisher, "licence": spread.licence, "url": spread.url, "key": spread.key,
        "subject": spread.subject, "occupation": spread.occupation, "fit": spread.fit,
        "who_is_counted": spread.population, "country": spread.country, "measure": spread.measure,
        "period": spread.period, "year": spread.year, "respondents": spread.respondents, "note": spread.note,
        "currency": spread.currency, "conversion": "; ".join(spread.conversion),
        "not_converted": spread.not_converted,
    }  # fmt: skip
    for name, value in spread.percentiles:
        yield {**head, "statistic": name, "value": value, "unit": spread.unit}
    for low, high, share in spread.bars:
        cell = {"statistic": f"share_by_{spread.unit}", "value": round(100 * share, 4), "low": low, "high": high}
        yield {**head, **cell, "unit": "percent"}


def _overlap(overlap: Overlap) -> Iterator[Row]:
    head: Row = {
        "kind": "overlap", "key": overlap.first, "subject": f"compared with {overlap.second}", "unit": "percent",
        "measure": overlap.first_measure,
        "note": "" if overlap.same_measure else f"The other is {overlap.second_measure}: not people against people.",
    }  # fmt: skip
    k = overlap.out_earns
    yield {**head, "statistic": "out_earns", "value": k.value, "low": k.low, "high": k.high}
    yield {**head, "statistic": "above_median", "value": overlap.above_median}
