"""Parts of a page that a template would print too often, or too slowly."""

from collections.abc import Hashable
from typing import Any

from django import template
from django.forms import BoundField
from django.template import Context
from django.utils.safestring import SafeString

from salaries.presenters.charts import Drawing, Row
from salaries.presenters.marks import marks as drawn_marks
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
def stated(field: BoundField) -> Hashable:
    """What a field of a form is printed from, as the key of ``remembered``."""
    return (type(field.form).__name__, field.html_name, str(field.value()), tuple(field.errors))


@register.filter
def marks(row: Row, drawing: Drawing) -> SafeString:
    """What stands in a row of a drawing; nothing in it comes from outside."""
    return SafeString(drawn_marks(row, drawing))


def _printed(context: Context, name: str, given: dict[str, Any]) -> str:
    engine = context.template.engine  # type: ignore[union-attr]
    return str(engine.get_template(name).render(context.new(given)))
