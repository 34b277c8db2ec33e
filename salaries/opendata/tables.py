"""The tables of a bundle: every column with its type and what it holds. Rows come in a fixed order."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from salaries.api.values import CONFIDENCE, OUR_LICENCE
from salaries.comparison import PERCENTILES, why_withheld
from salaries.ledger import Costs
from salaries.models import Estimate, Figure, Release, Role, Stream
from salaries.movements import moves_of
from salaries.opendata.follow_ups import COLUMNS, rows_of
from salaries.stats.axis import UNIT_OF
from salaries.tabular import Column, Row, Table

PERMITTED = ("Public domain", "CC0", "CC BY")  # how a licence begins that lets anybody pass figures on


@dataclass(frozen=True)
class Part:
    """A table of the bundle: its title, its columns, and the rows for a release."""

    title: str
    columns: tuple[Column, ...]
    rows: Callable[[Release], Iterator[Row]]

    def table(self, release: Release) -> Table:
        """The table for ``release``."""
        return Table(self.columns, list(self.rows(release)))


def _estimates(release: Release) -> Iterator[Row]:
    costs = Costs()
    rows = Estimate.objects.filter(release=release).select_related("role", "release")
    for row in rows.order_by("role__slug", "measure", "dimension", "value"):
        cohort = {
            "release": release.number, "role": row.role.slug, "dimension": row.dimension,
            "dimension_value": row.value, "measure": row.measure, "n": row.reports, "n_error": row.reports_error,
            "own_share": row.own_share, "epsilon": costs.of(row, row.measure), "confidence": CONFIDENCE,
            "licence": OUR_LICENCE,
        }  # fmt: skip
        unit = UNIT_OF[row.measure]
        if row.withheld:
            yield {**cohort, "withheld": row.withheld, "reason": why_withheld(row), "unit": unit, "currency": "USD"}
        for name in PERCENTILES:
            if name in row.percentiles:
                low, value, high = row.percentiles[name]
                yield {**cohort, "statistic": name, "value": value, "low": low, "high": high, "unit": unit,
                       "currency": "USD"}  # fmt: skip
        for name in Stream.values:
            if name in row.streams:
                low, value, high = row.streams[name]
                yield {**cohort, "statistic": f"share_{name}", "value": value, "low": low, "high": high,
                       "unit": "percent", "epsilon": costs.of(row, "streams")}  # fmt: skip
        if row.costs:
            low, value, high = row.costs
            yield {**cohort, "statistic": "share_costs", "value": value, "low": low, "high": high, "unit": "percent",
                   "epsilon": costs.of(row, "streams")}  # fmt: skip


def _follow_ups(release: Release) -> Iterator[Row]:
    for slug in Role.objects.order_by("slug").values_list("slug", flat=True):
        for one in moves_of(slug, release.number):
            yield from rows_of(one)


def _follow_up_batches(release: Release) -> Iterator[Row]:
    for batch in release.movement_batches.select_related("role").order_by("role__slug", "months"):
        counted = {"release": release.number, "role": batch.role.slug, "months": batch.months}
        for name, count in sorted(batch.outcomes.items()):
            yield {**counted, "table": "outcomes", "name": name, "count": count,
                   "epsilon": float(batch.outcomes_epsilon)}  # fmt: skip
        for name, counts in sorted(batch.changes.items()):
            for place, count in enumerate(counts):
                yield {**counted, "table": "changes", "name": name, "bin": place, "count": count,
                       "epsilon": float(batch.changes_epsilon)}  # fmt: skip


def _batches(release: Release) -> Iterator[Row]:
    for batch in release.batches.select_related("role").order_by("role__slug", "table"):
        for cell in sorted(batch.counts):
            for place, count in enumerate(batch.counts[cell]):
                edges = batch.edges[place : place + 2] if batch.edges else []
                yield {
                    "release": release.number, "role": batch.role.slug, "table": batch.table, "cell": cell,
                    "bin": place, "from_index": edges[0] if edges else None,
                    "to_index": edges[1] if len(edges) > 1 else None,
                    "stream": batch.parts[place] if batch.parts else "", "count": count,
                    "epsilon": float(batch.epsilon),
                }  # fmt: skip


def _figures(_release: Release) -> Iterator[Row]:
    rows = Figure.objects.select_related("source", "role").order_by("key")
    for row in rows:
        if not row.source.licence.startswith(PERMITTED):
            continue
        yield {
            "key": row.key, "source": row.source.slug, "licence": row.source.licence,
            "role": row.role.slug if row.role else "", "occupation": row.occupation_id or "", "subject": row.subject,
            "statistic": row.statistic, "value": None if row.value is None else float(row.value), "unit": row.unit,
            "currency": row.currency, "withheld": row.withheld, "measure": row.measure, "population": row.population,
            "country": row.country, "year": row.year, "period": row.period, "respondents": row.respondents,
            "url": row.url or row.source.url,
        }  # fmt: skip


def _roles(_release: Release) -> Iterator[Row]:
    for role in Role.objects.prefetch_related("other_titles", "role_occupations").order_by("slug"):
        yield {
            "slug": role.slug, "title": role.title, "side": role.side, "summary": role.summary,
            "other_titles": sorted(title.title for title in role.other_titles.all()),
            "occupations": sorted(link.occupation_id for link in role.role_occupations.all()),
        }  # fmt: skip


def _columns(*described: tuple[str, str, str]) -> tuple[Column, ...]:
    return tuple(Column(*one) for one in described)


PARTS: dict[str, Part] = {
    "estimates": Part(
        "What the release says of each cohort, one row for each number or for the reason why there is none",
        _columns(
            ("release", "integer", "Number of the release"), ("role", "string", "Slug of the role"),
            ("dimension", "string", "What the role is narrowed by; empty for the whole role"),
            ("dimension_value", "string", "The dimension's value"), ("measure", "string", "yearly or hourly"),
            ("statistic", "string", "Percentile, share_costs, or share_ and a stream of income; empty when withheld"),
            ("value", "number", "The estimate"), ("low", "number", "Lower end of its interval"),
            ("high", "number", "Upper end of its interval"), ("confidence", "integer", "Percent, of the interval"),
            ("unit", "string", "year, hour or percent"), ("currency", "string", "Empty for what is not money"),
            ("n", "integer", "Noisy count of reports, never the true one"),
            ("n_error", "number", "Standard deviation of the noise in n"),
            ("own_share", "number", "How much of the median comes from these reports, 0 to 1"),
            ("epsilon", "number", "What one report spent on it"),
            ("withheld", "string", "too_few or too_unsure when there is no number"),
            ("reason", "string", "The same in words"), ("licence", "string", "Licence of the number"),
        ), _estimates,
    ),
    "batches": Part(
        "The noisy counts that the release added, as they were published",
        _columns(
            ("release", "integer", "Release that added the batch"), ("role", "string", "Slug of the role"),
            ("table", "string", "Table of the plan"), ("cell", "string", "Value of the table's dimension"),
            ("bin", "integer", "Place of the bin, from 0"),
            ("from_index", "integer", "First place of the bin on the public pay axis"),
            ("to_index", "integer", "First place after the bin"),
            ("stream", "string", "Of income shares: costs, or a stream of income"),
            ("count", "integer", "Count with noise; may be negative"),
            ("epsilon", "number", "What the table cost each report"),
        ), _batches,
    ),
    "follow_ups": Part(
        "What became of people half a year and a year after a report, one row for each number or for the reason why "
        "there is none",
        COLUMNS, _follow_ups,
    ),
    "follow_up_batches": Part(
        "The noisy counts of follow-ups that the release added, as they were published",
        _columns(
            ("release", "integer", "Release that added the batch"), ("role", "string", "Slug of the report's role"),
            ("months", "integer", "Since the report: 6 or 12"), ("table", "string", "outcomes or changes"),
            ("name", "string", "What happened, as in follow_ups"),
            ("bin", "integer", "Of changes: place of the bin of pay now against pay then, from 0"),
            ("count", "integer", "Count with noise; may be negative"),
            ("epsilon", "number", "What the table cost each follow-up"),
        ), _follow_up_batches,
    ),
    "figures": Part(
        "Published figures whose licence lets anybody pass them on",
        _columns(
            ("key", "string", "Permanent name of the figure"), ("source", "string", "Slug of the source"),
            ("licence", "string", "Licence of the figure"), ("role", "string", "Slug of the role, if about a role"),
            ("occupation", "string", "Code of the official occupation, if about one"),
            ("subject", "string", "Whom or what the number is about"), ("statistic", "string", "What is measured"),
            ("value", "number", "The number; empty when the publisher withheld it"), ("unit", "string", "Unit"),
            ("currency", "string", "Empty for what is not money"),
            ("withheld", "string", "suppressed or top_coded when there is no number"),
            ("measure", "string", "earned, posted, projected, claimed or counted"),
            ("population", "string", "Who is counted"), ("country", "string", "Empty for the whole world"),
            ("year", "integer", "Reference year"), ("period", "string", "Reference period in words"),
            ("respondents", "integer", "People behind it, if known"), ("url", "string", "Where the number stands"),
        ), _figures,
    ),
    "roles": Part(
        "The roles, the titles people use for them, and the occupations they are counted in",
        _columns(
            ("slug", "string", "Name in addresses"), ("title", "string", "Title"),
            ("side", "string", "music, hybrid or ai"), ("summary", "string", "What the work is"),
            ("other_titles", "string", "Other titles, with '; ' between them"),
            ("occupations", "string", "Codes of official occupations, with '; ' between them"),
        ), _roles,
    ),
}  # fmt: skip
