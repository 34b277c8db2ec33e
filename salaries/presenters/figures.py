"""Published figures as tables: what one source says of one subject, a row for each period."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext, gettext_lazy

from salaries.comparison import FigureGroup, FigureLine, Restated, Terms
from salaries.models import Figure, country_name, period_words, spoken
from salaries.presenters.formats import UNIT_WORDS, lower_first, money_words, number, percent, quantity

ORDER = list(Figure.Statistic.values)
SPREAD_FIRST = ["p10", "p25", "p50", "p75", "p90", *[name for name in ORDER if not name.startswith("p")], "premium"]
SHORT = {
    "p10": gettext_lazy("10th"),
    "p25": gettext_lazy("25th"),
    "p50": gettext_lazy("Median"),
    "p75": gettext_lazy("75th"),
    "p90": gettext_lazy("90th"),
    "growth": gettext_lazy("Change in jobs"),
}
HIDDEN = {
    Figure.Withheld.SUPPRESSED: gettext_lazy("withheld"),
    Figure.Withheld.TOP_CODED: gettext_lazy("off the scale"),
}
WHY_HIDDEN = {
    Figure.Withheld.SUPPRESSED: gettext_lazy("Withheld: the publisher did not show this number."),
    Figure.Withheld.TOP_CODED: gettext_lazy("Off the scale: higher than the highest value the publisher shows."),
}


@dataclass(frozen=True)
class Cell:
    """A figure as printed; ``detail`` holds how sure it is and the publisher's own word."""

    text: str
    detail: str
    strong: bool


@dataclass(frozen=True)
class PeriodRow:
    """The figures of one period."""

    period: str
    measure: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class FigureTable:
    """One source on one subject, the newest period apart from the older ones."""

    subject: str
    fit: str
    fit_note: str
    occupation: str
    source: str
    source_name: str
    source_short: str
    publisher: str
    licence: str
    url: str
    who: str
    where: str
    unit_words: str
    columns: tuple[str, ...]
    newest: tuple[PeriodRow, ...]
    older: tuple[PeriodRow, ...]
    earlier_medians: tuple[str, ...]
    notes: tuple[str, ...]
    single_notes: tuple[str, ...]


@dataclass(frozen=True)
class Single:
    """One published number with its lineage, in a row of its own."""

    subject: str
    what: str
    value: str
    unit_words: str
    measure: str
    period: str
    who: str
    detail: str
    note: str
    source: str
    source_short: str
    url: str


def value_of(line: FigureLine) -> str:
    """The figure's value, or in a word why there is none."""
    if line.value is None:
        return str(HIDDEN[Figure.Withheld(line.withheld)])
    return quantity(line.value, line.unit, line.currency, signed=line.statistic == "growth")


def figure_table(group: FigureGroup, fit_note: str = "") -> FigureTable:
    """The group's figures as a table."""
    present = {line.statistic for line in group.figures}
    columns = [name for name in SPREAD_FIRST if name in present]
    words = {line.statistic: str(SHORT.get(line.statistic, line.statistic_words)) for line in group.figures}
    newest = [line for line in group.figures if line.year == group.figures[0].year]
    older = [line for line in group.figures if line.year != group.figures[0].year]
    return FigureTable(
        subject=group.subject, fit=group.fit, fit_note=fit_note, occupation=group.occupation, source=group.source,
        source_name=group.source_name, source_short=group.source_short, publisher=group.publisher,
        licence=group.licence, url=group.figures[0].url, who=group.population,
        where=country_name(group.country) if group.country else "", unit_words=_unit_words(group),
        columns=tuple(words[name] for name in columns), newest=_rows(newest, columns), older=_rows(older, columns),
        earlier_medians=tuple(
            gettext("%(value)s in %(period)s") % {"value": value_of(k), "period": k.period}
            for k in older
            if k.statistic == "p50"
        ),
        notes=_notes(group, newest), single_notes=_single_notes(newest, words),
    )  # fmt: skip


def tables(groups: Iterable[FigureGroup], notes: dict[str, str]) -> tuple[FigureTable, ...]:
    """The tables of several groups; ``notes`` say for an occupation's code what it misses of the role."""
    return tuple(figure_table(group, notes.get(group.occupation, "")) for group in groups)


def by_statistic(groups: Iterable[FigureGroup]) -> list[FigureGroup]:
    """The groups split by what is counted: projections and shares have different periods, so they share no table."""
    return [
        replace(group, figures=tuple(line for line in group.figures if line.statistic == name))
        for group in groups
        for name in dict.fromkeys(line.statistic for line in group.figures)
    ]


def is_single(group: FigureGroup) -> bool:
    """Whether the group is a number or two of one year, too little for a table of its own."""
    years = {line.year for line in group.figures}
    return len(years) == 1 and len({line.statistic for line in group.figures}) <= 2


def singles(groups: Iterable[FigureGroup]) -> tuple[Single, ...]:
    """Every figure of the groups in a row of its own."""
    return tuple(
        Single(
            subject=group.subject, what=line.statistic_words, value=value_of(line),
            unit_words=str(UNIT_WORDS[group.unit]), measure=line.measure_words, period=line.period,
            who=group.population, detail=_detail(line), note=line.note,
            source=group.source, source_short=group.source_short, url=line.url,
        )
        for group in groups
        for line in group.figures
    )  # fmt: skip


def is_second_unit(group: FigureGroup, groups: Sequence[FigureGroup]) -> bool:
    """Whether an hourly group only repeats, by the hour, what the same source also says by the year."""
    same = [g for g in groups if (g.source, g.subject, g.fit) == (group.source, group.subject, group.fit)]
    return group.unit == "hour" and any(other.unit == "year" and not is_withheld(other) for other in same)


def is_withheld(group: FigureGroup) -> bool:
    """Whether the publisher shows none of the group's numbers."""
    return all(line.value is None for line in group.figures)


def neighbouring(words: str) -> str:
    """What is said of an occupation that is not the role's own, marked as such."""
    return gettext("%(words)s (neighbouring occupation)") % {"words": words}


def lineage(group: FigureGroup, line: FigureLine) -> str:
    """Source, period, measure and who is counted: 'BLS, May 2025, earned, wage and salary jobs only'."""
    return ", ".join([group.source_short, line.period, lower_first(line.measure_words), group.population])


def _unit_words(group: FigureGroup) -> str:
    money = group.unit in ("year", "hour")
    return f"{group.figures[0].currency} {UNIT_WORDS[group.unit]}" if money else ""


def _rows(lines: Sequence[FigureLine], columns: Sequence[str]) -> tuple[PeriodRow, ...]:
    by_period: dict[tuple[str, str], dict[str, FigureLine]] = {}
    for line in lines:
        by_period.setdefault((line.period, line.measure_words), {}).setdefault(line.statistic, line)
    return tuple(
        PeriodRow(period, measure, tuple(_cell(found.get(name)) for name in columns))
        for (period, measure), found in by_period.items()
    )


def _cell(line: FigureLine | None) -> Cell:
    return Cell("–", "", False) if line is None else Cell(value_of(line), _detail(line), line.statistic == "p50")


def _detail(line: FigureLine) -> str:
    details = []
    if line.original_value is not None:
        amount = quantity(line.original_value, line.original_unit, line.original_currency)
        details.append(gettext("published as %(amount)s") % {"amount": amount})
    if line.unit == "percent" and line.wording:
        details.append(f"“{line.wording}”")
    if line.respondents is not None:
        details.append(f"n = {number(line.respondents)}")
    if line.relative_standard_error is not None:
        details.append(gettext("standard error %(error)s") % {"error": percent(line.relative_standard_error)})
    return ", ".join(details)


def _notes(group: FigureGroup, newest: Sequence[FigureLine]) -> tuple[str, ...]:
    hidden = {line.withheld for line in group.figures if line.value is None}
    why = [str(text) for code, text in WHY_HIDDEN.items() if code in hidden]
    steps = [gettext("Converted: %(steps)s.") % {"steps": "; ".join(k.conversion)} for k in newest if k.conversion]
    left = [line.not_converted for line in newest if line.not_converted]
    dated = [line.dated for line in newest if line.dated]
    return (*why, *dict.fromkeys([*dated, *steps, *left]), *_common(newest))


def _common(lines: Sequence[FigureLine]) -> list[str]:
    """The note that all of ``lines`` carry, if they carry the same."""
    found = {line.note for line in lines}
    return [note for note in found if note] if len(found) == 1 else []


def _single_notes(lines: Sequence[FigureLine], words: dict[str, str]) -> tuple[str, ...]:
    """Notes that belong to single numbers, each with the name of its column."""
    if _common(lines):
        return ()
    return tuple(f"{words[line.statistic]}: {line.note}" for line in lines if line.note)


@dataclass(frozen=True)
class PlainFigure:
    """A stored figure as a row of its source's page."""

    key: str
    subject: str
    what: str
    value: str
    unit_words: str
    measure: str
    period: str
    who: str
    note: str
    url: str


def plain(figure: Figure) -> PlainFigure:
    """A stored figure in words."""
    signed = figure.statistic == Figure.Statistic.GROWTH
    value = str(HIDDEN[Figure.Withheld(figure.withheld)]) if figure.value is None else quantity(
        float(figure.value), figure.unit, figure.currency, signed=signed
    )  # fmt: skip
    return PlainFigure(
        key=figure.key, subject=spoken(figure.subject), what=figure.get_statistic_display(), value=value,
        unit_words=str(UNIT_WORDS[figure.unit]) if figure.currency else "", measure=figure.get_measure_display(),
        period=period_words(figure.period), who=spoken(figure.population), note=spoken(figure.note), url=figure.url,
    )  # fmt: skip


@dataclass(frozen=True)
class OnTerms:
    """A figure on chosen terms of money; ``published`` is empty and there are no ``steps`` where it stays as it was."""

    value: str
    unit_words: str
    published: str
    steps: tuple[str, ...]
    left: str
    method: tuple[str, ...]


def on_terms(found: Restated, key: str, terms: Terms) -> OnTerms:
    """The figure of that ``key`` as it stands on ``terms``."""
    line = found.lines[key]
    published, unit_words = "", str(UNIT_WORDS[line.unit]) if line.currency else ""
    if line.original_value is not None:
        published = f"{quantity(line.original_value, line.original_unit, line.original_currency)} "
        published += str(UNIT_WORDS[line.original_unit])
        unit_words = money_words(line.currency, line.unit, terms)
    return OnTerms(value_of(line), unit_words, published, line.conversion, line.not_converted, found.method)
