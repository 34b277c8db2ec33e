"""One published figure with everything that is known of it, for its permanent page."""

from collections.abc import Iterable
from dataclasses import dataclass

from salaries.models import ClaimCheck, Figure, country_name
from salaries.presenters.claims import Claim, claim_view
from salaries.presenters.figures import WHY_HIDDEN, PlainFigure, plain
from salaries.presenters.formats import day, lower_first, percent


@dataclass(frozen=True)
class Relation:
    """Another figure, and how it belongs to this one."""

    words: str
    key: str
    name: str


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
    figure: Figure, checks: Iterable[ClaimCheck], repeated_by: Iterable[Figure], address: str
) -> FigurePage:
    """The page of ``figure``; ``checks`` are those of a claim, ``repeated_by`` the figures that only repeat it."""
    shown = plain(figure)
    title = f"{figure.get_statistic_display()}: {figure.subject}, {figure.period}"
    value = f"{shown.value} {shown.unit_words}".strip()
    source = figure.source
    related = [Relation("This only repeats", figure.repeats.key, figure.repeats.subject)] if figure.repeats else []
    related += [Relation("Repeated by", other.key, other.subject) for other in repeated_by]
    named = f"{source.publisher}: {source.name}. {title}: {value}"
    return FigurePage(
        key=figure.key, title=title, figure=shown, facts=tuple(_facts(figure)), relations=tuple(related),
        checks=tuple(claim_view(check) for check in checks), short=f"{source.short_name}, {figure.period}: {value}",
        long=f"{named} ({lower_first(figure.get_measure_display())}, {figure.population}). Through Gainstage.",
        bibtex=_bibtex(figure, title, value, address),
    )  # fmt: skip


def _facts(figure: Figure) -> Iterable[tuple[str, str]]:
    """What a reader needs to judge the number, without what is not known."""
    error = figure.relative_standard_error
    facts = (
        ("What it measures", figure.get_measure_display()),
        ("Who is counted", figure.population),
        ("Where", country_name(figure.country) if figure.country else ""),
        ("Period", figure.period),
        ("Occupation", str(figure.occupation) if figure.occupation else ""),
        ("People asked", "" if figure.respondents is None else f"{figure.respondents:,}"),
        ("Relative standard error", "" if error is None else percent(float(error))),
        ("The publisher’s own word", figure.wording),
        ("Why there is no number", WHY_HIDDEN[Figure.Withheld(figure.withheld)] if figure.withheld else ""),
        ("Note", figure.note),
        ("What the source cannot see", figure.source.blind_spots),
        ("Licence", figure.source.licence),
        ("Retrieved", day(figure.source.retrieved_on)),
    )
    return ((name, text) for name, text in facts if text)


def _bibtex(figure: Figure, title: str, value: str, address: str) -> str:
    fields = {
        "author": f"{{{figure.source.publisher}}}", "title": f"{{{figure.source.name}: {title}}}",
        "year": str(figure.source.retrieved_on.year), "note": f"{value}, through Gainstage", "url": address,
    }  # fmt: skip
    lines = "".join(f"  {name} = {{{text}}},\n" for name, text in fields.items())
    return f"@misc{{{figure.key.replace('/', '-')},\n{lines}}}"
