"""A comparison as rows of a spreadsheet: exactly what its page shows, each number with its lineage."""

import csv
from collections.abc import Iterator
from io import StringIO

from salaries.comparison import Comparison, FigureGroup, FigureLine, OwnEstimate, Pair, RoleAnswer

COLUMNS = (
    "release", "released_on", "role", "role_title", "side", "kind", "source", "source_name", "publisher", "licence",
    "url", "key", "subject", "occupation", "fit", "who_is_counted", "country", "statistic", "value", "low", "high",
    "unit", "currency", "measure", "period", "year", "respondents", "relative_standard_error_percent",
    "withheld", "wording", "repeats", "note", "verdict", "verdict_note",
)  # fmt: skip
Row = dict[str, object]
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
OWN = {
    "kind": "contributors", "source": "gainstage", "source_name": "Gainstage contributors", "publisher": "Gainstage",
    "who_is_counted": "contributors, self-employed included; all income less business costs",
}  # fmt: skip


def as_csv(answer: Comparison) -> str:
    """The whole answer as CSV with a header row. Missing values are empty cells."""
    out = StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="")
    writer.writeheader()
    for row in rows(answer):
        writer.writerow({name: harmless(value) for name, value in row.items()})
    return out.getvalue()


def rows(answer: Comparison) -> Iterator[Row]:
    """One row for each published figure, claim, estimated percentile or income share, and pair of estimates."""
    for role in answer.roles:
        head: Row = {
            "release": answer.release, "released_on": answer.released_on, "role": role.slug,
            "role_title": role.title, "side": role.side,
        }  # fmt: skip
        for row in _of_role(role, answer):
            yield {**head, **row}


def harmless(value: object) -> object:
    """``value`` for a cell: text a spreadsheet would run as a formula gets an apostrophe in front; None is empty."""
    if isinstance(value, str) and value.startswith(STARTS_A_FORMULA):
        return f"'{value}"
    return "" if value is None else value


def _of_role(role: RoleAnswer, answer: Comparison) -> Iterator[Row]:
    for kind, groups in (("published", role.pay), ("outlook", role.outlook), ("claim", role.claims)):
        for group in groups:
            for line in group.figures:
                yield {"kind": kind, **_lineage(group), **_figure(line)}
    for row in _own(role.own):
        cohort = ", ".join(f"{name}={value}" for name, value in answer.query.chosen)
        yield {**OWN, "subject": cohort or role.title, **row}
    for pair in answer.pairs:
        if pair.first == role.slug:
            yield from _pair(pair)


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
        "withheld": line.withheld, "wording": line.wording, "repeats": line.repeats, "note": line.note,
        "verdict": line.check.verdict if line.check else "", "verdict_note": line.check.note if line.check else "",
    }  # fmt: skip


def _own(own: OwnEstimate) -> Iterator[Row]:
    unit = {"yearly": "year", "hourly": "hour"}[own.measure]
    if own.status != "published":
        yield {"unit": unit, "currency": "USD", "withheld": own.status, "note": own.reason}
    for name, k in own.percentiles:
        yield {
            "statistic": name, "value": k.value, "low": k.low, "high": k.high, "unit": unit, "currency": "USD",
            "measure": "earned", "respondents": own.reports,
        }  # fmt: skip
    for name, k in own.streams:
        yield {
            "statistic": f"share_{name}", "value": k.value, "low": k.low, "high": k.high, "unit": "percent",
            "measure": "earned", "respondents": own.reports,
        }  # fmt: skip


def _pair(pair: Pair) -> Iterator[Row]:
    for name, k in (("out_earns", pair.out_earns), ("above_median", pair.above_median)):
        yield {
            **OWN, "kind": "pair", "subject": f"compared with {pair.second}", "statistic": name, "value": k.value,
            "low": k.low, "high": k.high, "unit": "percent", "measure": "earned",
        }  # fmt: skip
