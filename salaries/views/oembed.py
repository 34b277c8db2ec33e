"""oEmbed: other sites turn the address of a comparison into its small page (oembed.com, type rich)."""

from html import escape
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.urls import Resolver404, resolve, reverse
from django.utils.log import log_response

from salaries.comparison import UnknownQuery, compare
from salaries.filters import ComparisonFilter
from salaries.models import Estimate
from salaries.presenters.comparison import present
from salaries.views.compare import citation
from salaries.views.public import public

WIDTH, HEIGHT = 720, 560  # pixels, unless less is asked for


@public
def oembed(request: HttpRequest) -> HttpResponse:
    """The comparison at ``url`` as oEmbed JSON. 404 for any other address, 501 for XML, as the specification has it."""
    if request.GET.get("format", "json") != "json":
        return _refusal(request, HTTPStatus.NOT_IMPLEMENTED, "Only format=json.")
    limits = [request.GET.get(name, str(most)) for name, most in (("maxwidth", WIDTH), ("maxheight", HEIGHT))]
    if not all(limit.isascii() and limit.isdecimal() and len(limit) < 7 and int(limit) for limit in limits):
        return _refusal(request, HTTPStatus.BAD_REQUEST, "maxwidth and maxheight are pixels above 0.")
    query = _query(request.GET.get("url", ""))
    if query is None:
        return _refusal(request, HTTPStatus.NOT_FOUND, "This is not the address of a comparison on this site.")
    try:
        answer = compare(ComparisonFilter(query, queryset=Estimate.objects.none()).question())
    except UnknownQuery as unknown:
        return _refusal(request, HTTPStatus.NOT_FOUND, str(unknown))
    page = present(answer)
    width, height = (min(int(limit), most) for limit, most in zip(limits, (WIDTH, HEIGHT), strict=True))
    source = f"{settings.SITE_URL}{reverse('compare_embed')}?{page.query}"
    title = f"{page.title} ({page.narrowed})" if page.narrowed else page.title
    return JsonResponse({
        "version": "1.0", "type": "rich", "title": title, "provider_name": "Gainstage",
        "provider_url": settings.SITE_URL, "author_name": citation(answer, page).short, "cache_age": 3600,
        "width": width, "height": height,
        "html": f'<iframe src="{escape(source)}" title="{escape(title)}" width="{width}" height="{height}" '
        'loading="lazy"></iframe>',
    })  # fmt: skip


def _query(address: str) -> QueryDict | None:
    """The query of a comparison's address on this site, or None."""
    try:
        parts = urlsplit(address)
        if f"{parts.scheme}://{parts.netloc}" != settings.SITE_URL:
            return None
        found = resolve(parts.path)
    except (ValueError, Resolver404):
        return None
    return QueryDict(parts.query) if found.url_name == "compare" else None


def _refusal(request: HttpRequest, status: HTTPStatus, why: str) -> HttpResponse:
    """An answer in plain words. Logged as a warning: 501 is no fault of ours."""
    answer = HttpResponse(why, status=status, content_type="text/plain; charset=utf-8")
    log_response("%s: %s", answer.reason_phrase, request.path, response=answer, request=request, level="warning")
    return answer
