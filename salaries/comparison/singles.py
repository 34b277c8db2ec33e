"""Single figures on other terms of money, by the same steps as a comparison's."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext

from salaries.comparison.answer import FigureLine
from salaries.comparison.groups import line_of
from salaries.comparison.query import Terms
from salaries.comparison.steps import method_of
from salaries.comparison.terms import PER, Converter, line_on, target_of, yardsticks
from salaries.models import Figure


@dataclass(frozen=True)
class Restated:
    """Figures on chosen terms by their keys, and in general how amounts were converted."""

    lines: Mapping[str, FigureLine]
    method: tuple[str, ...]


def restated(figures: Collection[Figure], terms: Terms, *, today: date | None = None) -> Restated:
    """``figures`` on ``terms``, each beside what was published, in at most three queries. Raises UnknownTerms.

    ``today`` decides which are dated. What is not money stays as it is and says so.
    """
    today = today or timezone.localdate()
    by = yardsticks(terms)
    target = target_of(terms, by)
    using = Converter(target, by, terms)
    return Restated({figure.key: _line(figure, using, today) for figure in figures}, method_of(terms, target))


def _line(figure: Figure, using: Converter, today: date) -> FigureLine:
    line = line_of(figure, {}, today)
    if figure.unit in PER:
        return line_on(line, figure.country, using, using.terms.per)
    return replace(line, not_converted=gettext("As published: it is not an amount of money."))
