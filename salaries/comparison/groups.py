"""Published figures in groups: what one source says of one subject in one unit."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from salaries.comparison.answer import Check, FigureGroup, FigureLine
from salaries.comparison.shelf import dated_words
from salaries.models import ClaimCheck, Figure, period_words, spoken


def groups_of(
    figures: Iterable[Figure], fits: dict[str, str], checks: Mapping[int, Check], today: date
) -> tuple[FigureGroup, ...]:
    """Figures by source, subject and unit: the occupation that stands for the role first, then its neighbours.

    Percentages of different things are groups of their own.
    """
    sets: dict[tuple[str, ...], list[Figure]] = {}
    for figure in figures:
        fit = fits.get(figure.occupation_id or "", "role")
        what = figure.statistic if figure.unit == Figure.Unit.PERCENT else ""
        sets.setdefault((fit, figure.source.slug, figure.subject, figure.unit, what), []).append(figure)
    return tuple(_group(key[0], rows, checks, today) for key, rows in sorted(sets.items(), key=lambda item: item[0]))


def _group(fit: str, rows: Sequence[Figure], checks: Mapping[int, Check], today: date) -> FigureGroup:
    first = rows[0]
    source = first.source
    return FigureGroup(
        source=source.slug, source_name=source.name, source_short=spoken(source.short_name),
        publisher=spoken(source.publisher), licence=spoken(source.licence), blind_spots=spoken(source.blind_spots),
        subject=spoken(first.subject),
        occupation=first.occupation_id or "", fit=fit, population=spoken(first.population), country=first.country,
        unit=first.unit, figures=tuple(line_of(row, checks, today) for row in rows),
    )  # fmt: skip


def line_of(figure: Figure, checks: Mapping[int, Check], today: date) -> FigureLine:
    """``figure`` as published, with its lineage."""
    # Not get_…_display(): it hashes every translated choice anew, which was two thirds of a comparison's cost.
    return FigureLine(
        key=figure.key, statistic=figure.statistic, statistic_words=str(Figure.Statistic(figure.statistic).label),
        value=None if figure.value is None else float(figure.value), unit=figure.unit, currency=figure.currency,
        withheld=figure.withheld, measure=figure.measure, measure_words=str(Figure.Measure(figure.measure).label),
        period=period_words(figure.period), year=figure.year, respondents=figure.respondents,
        relative_standard_error=(
            None if figure.relative_standard_error is None else float(figure.relative_standard_error)
        ),
        wording=spoken(figure.wording), note=spoken(figure.note), url=figure.url or figure.source.url,
        repeats=figure.repeats.key if figure.repeats else "", check=checks.get(figure.pk),
        dated=dated_words(figure.source, figure.measure, figure.year, today),
    )  # fmt: skip


def checks_of(claims: Sequence[Figure]) -> dict[int, Check]:
    """The checks of ``claims`` by the claim's id; one query for the checks and one for their evidence."""
    if not claims:
        return {}
    rows = ClaimCheck.objects.filter(claim__in=claims).prefetch_related("evidence")
    return {
        row.claim_id: Check(
            spoken(row.quote), row.verdict, row.get_verdict_display(), spoken(row.note),
            tuple(sorted(figure.key for figure in row.evidence.all())),
        )
        for row in rows
    }  # fmt: skip
