"""What is said of a number that is past its shelf life."""

from datetime import date

from django.utils.translation import gettext

from salaries.models import SHELF_YEARS, Figure, Source, is_dated


def dated_words(source: Source, measure: str, year: int, today: date) -> str:
    """Why the number is dated, in a sentence; empty while it is not."""
    if not is_dated(source.kind, measure, year, today):
        return ""
    if measure == Figure.Measure.PROJECTED:
        return gettext("Dated: it projected up to %(year)s, which has passed.") % {"year": year}
    named = {"year": year, "kind": str(Source.Kind(source.kind).label), "life": SHELF_YEARS[source.kind]}
    return gettext("Dated: it is of %(year)s, and its kind (%(kind)s) keeps for %(life)s years.") % named
