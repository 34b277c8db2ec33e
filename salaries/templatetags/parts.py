"""Parts of a page that a template would print too often, or too slowly."""

from collections.abc import Hashable
from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from salaries.presenters import marks as written
from salaries.presenters.charts import Drawing, Row
from salaries.remembered import one

register = template.Library()


@register.simple_tag(takes_context=True)
def remembered(context: Context, name: str, key: Hashable, **given: Any) -> str:
    """The template ``name`` with ``given`` alone, which must follow from ``key``: neither request nor person is seen.

    ``{% remembered "includes/card.html" part.key part=part %}``
    """
    how = tuple(sorted((word, value) for word, value in given.items() if isinstance(value, int | str)))
    return one(("template", name, how), key, lambda: _printed(context, name, given))


@register.filter
def marks(row: Row, drawing: Drawing) -> SafeString:
    """What stands in a row of a picture, nothing in it comes from outside."""
    return SafeString(written.marks(row, drawing))


@register.filter
def ridge(row: Row, drawing: Drawing) -> SafeString:
    """The shape of a distribution where it stands in a picture."""
    return SafeString(written.ridge(row, drawing, row.ridge_top))


@register.filter
def roles(drawing: Drawing, level: int) -> SafeString:
    """Each role's rows of a drawing on a page, under headings of ``level``; their words are escaped."""
    return SafeString(written.roles(drawing, level))


@register.filter
def axis(drawing: Drawing) -> SafeString:
    """The labels of a drawing's axis on a page, escaped."""
    return SafeString(written.axis(drawing))


def _printed(context: Context, name: str, given: dict[str, Any]) -> str:
    engine = context.template.engine  # type: ignore[union-attr]
    return str(engine.get_template(name).render(context.new(given)))
