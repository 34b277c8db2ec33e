"""References in texts, turned into words that are read from the database when the page is asked for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from advice.markup import references
from salaries.models import Figure, Source, period_words, spoken
from salaries.presenters.formats import UNIT_WORDS, quantity

KINDS = {"figure": 1, "period": 1, "difference": 2, "change": 2, "part": 2, "source": 0}  # how many figures each names


class NotCited(Exception):
    """A reference names nothing that exists, or figures that cannot be reckoned with each other."""


@dataclass(frozen=True)
class Cited:
    """A figure that a text quotes, with its number in the list of evidence."""

    number: int
    figure: Figure
    words: str


class Citations:
    """The figures and sources that some texts refer to: two queries, however many there are."""

    def __init__(self, texts: Iterable[str]) -> None:
        found = [reference for text in texts for reference in references(text)]
        slugs = {what for kind, what in found if kind == "source"}
        keys = list(dict.fromkeys(key for kind, what in found if kind != "source" for key in what.split("|")))
        figures = {figure.key: figure for figure in Figure.objects.filter(key__in=keys).select_related("source")}
        self.sources = {source.slug: source for source in Source.objects.filter(slug__in=slugs).order_by("name")}
        self.figures = {key: figures[key] for key in keys if key in figures}
        self.numbers = {key: number for number, key in enumerate(self.figures, 1)}
        self.missing = {key for key in keys if key not in figures} | (slugs - set(self.sources))

    def __iter__(self) -> Iterator[Cited]:
        return (Cited(self.numbers[key], figure, value_words(figure)) for key, figure in self.figures.items())

    def cite(self, kind: str, what: str) -> SafeString:
        """The words of one reference, linked to its line in the evidence below the text. Never fails a page."""
        try:
            return self._cited(kind, what)
        except NotCited as fault:
            return format_html('<span class="not-cited">[{}]</span>', str(fault))

    def _cited(self, kind: str, what: str) -> SafeString:
        if kind not in KINDS:
            raise NotCited(f"unknown reference: {kind}")
        if kind == "source":
            if what not in self.sources:
                raise NotCited(gettext("source not available"))
            return format_html('<a class="cited" href="#source-{}">{}</a>', what, spoken(self.sources[what].short_name))
        figures = [self._figure(key) for key in what.split("|")]
        if len(figures) != KINDS[kind]:
            raise NotCited(f"{kind} needs {KINDS[kind]} figures")
        if kind == "period":
            return format_html("{}", period_words(figures[0].period))
        words = value_words(figures[0]) if kind == "figure" else reckon(kind, *figures)
        numbers = ", ".join(str(self.numbers[figure.key]) for figure in figures)
        first = self.numbers[figures[0].key]
        return format_html(
            '<a class="cited" href="#figure-{}">{}<sup><span class="visually-hidden"> {} </span>{}</sup></a>',
            first, words, gettext("figure"), numbers,
        )  # fmt: skip

    def _figure(self, key: str) -> Figure:
        if key not in self.figures:
            raise NotCited(gettext("figure not available"))
        return self.figures[key]


def reckon(kind: str, first: Figure, second: Figure) -> str:
    """Two figures as one: their difference, the change from the second to the first, or the first's part of the second.

    Raises NotCited when a value is withheld, or units do not fit: a difference and a change need the same unit and
    currency, a part needs a percentage of something that is none.
    """
    if first.value is None or second.value is None:
        raise NotCited(gettext("withheld by the publisher"))
    one, other = float(first.value), float(second.value)
    alike = (first.unit, first.currency) == (second.unit, second.currency)
    if kind == "part" and first.unit == "percent" and second.unit != "percent":
        return amount_words(one / 100 * other, second.unit, second.currency)
    if kind == "difference" and alike:
        return amount_words(one - other, first.unit, first.currency)
    if kind == "change" and alike and other:
        return amount_words((one / other - 1) * 100, "percent", "")
    raise NotCited(gettext("these two figures cannot be reckoned together"))


def value_words(figure: Figure) -> str:
    """The figure's value with its unit, or why there is none."""
    if figure.value is None:
        return figure.get_withheld_display().lower()
    return amount_words(float(figure.value), figure.unit, figure.currency)


def amount_words(value: float, unit: str, currency: str) -> str:
    """``value`` as it stands in a sentence: "$62,590 a year", "24 %", "12,540 jobs"."""
    after = "" if unit == "percent" else f" {UNIT_WORDS[unit]}"
    return quantity(value, unit, currency) + after
