"""The comparison as pictures: the drawing as SVG and PNG, and the card that stands beside a link to it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext
from rest_framework.throttling import SimpleRateThrottle

from salaries.comparison import Comparison
from salaries.presenters.bars import pictures
from salaries.presenters.cards import card
from salaries.presenters.charts import SHEET
from salaries.presenters.comparison import present
from salaries.presenters.pictures import stacked
from salaries.presenters.raster import png
from salaries.views.compare import citation
from salaries.views.public import public
from salaries.views.sharing import answered, as_file

PNG_WIDTH = 1200  # pixels: half again as many as the drawing has, so that it stays sharp in a document


class NewPictures(SimpleRateThrottle):
    """How many PNG one address may have drawn: a picture costs a quarter of a second."""

    scope = "pictures"
    rate = "30/min"

    def get_cache_key(self, request: Any, view: Any) -> str:
        """By address, as the API counts."""
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}


def metered(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """``view``, or 429 for who asks too often."""

    @wraps(view)
    def limited(request: HttpRequest) -> HttpResponse:
        throttle = NewPictures()
        if throttle.allow_request(request, None):  # type: ignore[arg-type]
            return view(request)
        words = gettext("Too many pictures at once. Try again in a minute.")
        wait = f"{throttle.wait() or 60:.0f}"
        return HttpResponse(words, status=429, content_type="text/plain; charset=utf-8", headers={"Retry-After": wait})

    return limited


@public
@answered
def comparison_svg(request: HttpRequest, answer: Comparison) -> HttpResponse:
    """The drawing of the page as one picture that needs nothing beside it."""
    return as_file(_drawn(request, answer), "image/svg+xml; charset=utf-8", f"{_name(answer)}.svg")


@public
@metered
@answered
def comparison_png(request: HttpRequest, answer: Comparison) -> HttpResponse:
    """The same picture in pixels, for documents that take no SVG."""
    return as_file(png(_drawn(request, answer), width=PNG_WIDTH), "image/png", f"{_name(answer)}.png")


@public
@metered
@answered
def comparison_card(request: HttpRequest, answer: Comparison) -> HttpResponse:
    """The card that social sites show beside a link to the comparison."""
    shown = card(answer, citation(answer, present(answer)).short)
    drawn = render_to_string("embed/card.svg", {"card": shown}, request)
    return HttpResponse(png(drawn, width=shown.width), content_type="image/png")


def _drawn(request: HttpRequest, answer: Comparison) -> str:
    page = present(answer)
    headline = f"{page.title} ({page.narrowed})" if page.narrowed else page.title
    cited = citation(answer, page)
    publishers = gettext("Published figures: %(publishers)s.") % {"publishers": page.across.publishers or "–"}
    picture = stacked(pictures(answer, widths=SHEET), headline, f"{cited.short}. {publishers}")
    return render_to_string("embed/drawing.svg", {"page": page, "title": headline, "picture": picture}, request)


def _name(answer: Comparison) -> str:
    return f"gainstage-release-{answer.release or 0}"
