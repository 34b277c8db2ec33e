"""One published figure with everything that is known of it, for its permanent page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from salaries.comparison import dated_words
from salaries.models import ClaimCheck, Figure, SourceFile, country_name, period_words, spoken
from salaries.presenters.claims import Claim, claim_view
from salaries.presenters.figures import WHY_HIDDEN, PlainFigure, plain
from salaries.presenters.formats import bibtex, day, lower_first, number, percent


@dataclass(frozen=True)
class Relation:
    """Another figure, and how it belongs to this one."""

    words: str
    key: str
    name: str
    source: str


@dataclass(frozen=True)
class FigurePage:
    """The figure in words; ``facts`` are its lineage as (name, text)."""

    key: str
    title: str
    figure: PlainFigure
    facts: tuple[tuple[str, str], ...]
    relations: tuple[Relation, ...]
    checks: tuple[Claim, ...]
    short: str
    long: str
    bibtex: str


def figure_page(
    figure: Figure, checks: Iterable[ClaimCheck], repeated_by: Iterable[Figure], address: str, today: date
) -> FigurePage:
    """The page of ``figure``; ``checks`` are those of a claim, ``repeated_by`` the figures that only repeat it.

    ``today`` decides whether it is dated.
    """
    shown = plain(figure)
    title = f"{figure.get_statistic_display()}: {spoken(figure.subject)}, {period_words(figure.period)}"
    value = f"{shown.value} {shown.unit_words}".strip()
    source = figure.source
    related = []
    if figure.repeats:
        related.append(_relation(gettext("This only repeats"), figure.repeats))
    related += [_relation(gettext("Repeated by"), other) for other in repeated_by]
    named = f"{spoken(source.publisher)}: {source.name}. {title}: {value}"
    through = gettext("Through Gainstage.")
    return FigurePage(
        key=figure.key, title=title, figure=shown, facts=tuple(_facts(figure, today)), relations=tuple(related),
        checks=tuple(claim_view(check) for check in checks),
        short=f"{spoken(source.short_name)}, {period_words(figure.period)}: {value}",
        long=f"{named} ({lower_first(figure.get_measure_display())}, {spoken(figure.population)}). {through}",
        bibtex=_bibtex(figure, title, value, address),
    )  # fmt: skip


def _relation(words: str, other: Figure) -> Relation:
    source = f"{spoken(other.source.short_name)}, {period_words(other.period)}"
    return Relation(words, other.key, spoken(other.subject), source)


def _facts(figure: Figure, today: date) -> Iterable[tuple[str, str]]:
    """What a reader needs to judge the number, without what is not known."""
    error = figure.relative_standard_error
    facts = (
        (gettext("What it measures"), figure.get_measure_display()),
        (gettext("Who is counted"), spoken(figure.population)),
        (gettext("Where"), country_name(figure.country) if figure.country else ""),
        (gettext("Period"), period_words(figure.period)),
        (gettext("Occupation"), _occupation(figure)),
        (gettext("How many were counted"), "" if figure.respondents is None else number(figure.respondents)),
        (gettext("Relative standard error"), "" if error is None else percent(float(error))),
        (gettext("The publisher’s own word"), spoken(figure.wording)),
        (
            gettext("Why there is no number"),
            str(WHY_HIDDEN[Figure.Withheld(figure.withheld)]) if figure.withheld else "",
        ),
        (gettext("Note"), spoken(figure.note)),
        (gettext("What the source cannot see"), spoken(figure.source.blind_spots)),
        (gettext("Licence"), spoken(figure.source.licence)),
        (gettext("Retrieved"), day(figure.source.retrieved_on)),
        (gettext("Publisher’s file"), file_words(figure.source_file) if figure.source_file else ""),
        (gettext("Shelf life"), dated_words(figure.source, figure.measure, figure.year, today)),
    )
    return ((name, text) for name, text in facts if text)


def file_words(file: SourceFile) -> str:
    """A publisher's file so that it can be known again: name, size, the publisher's date if known, SHA-256."""
    said = gettext(", published %(day)s") % {"day": day(file.published_on)} if file.published_on else ""
    return gettext("%(name)s, %(size)s bytes%(published)s, SHA-256 %(sha256)s") % {
        "name": file.name, "size": number(file.size), "published": said, "sha256": file.sha256,
    }  # fmt: skip


def _occupation(figure: Figure) -> str:
    return f"{spoken(figure.occupation.title)} ({figure.occupation.code})" if figure.occupation else ""


def _bibtex(figure: Figure, title: str, value: str, address: str) -> str:
    fields = {
        "author": f"{{{figure.source.publisher}}}", "title": f"{{{figure.source.name}: {title}}}",
        "year": str(figure.source.retrieved_on.year),
        "note": gettext("%(value)s, through Gainstage") % {"value": value},
        "url": address,
    }  # fmt: skip
    return bibtex(figure.key.replace("/", "-"), fields)
