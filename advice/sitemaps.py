"""The addresses that search engines may list, in every language."""

from collections.abc import Iterable

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from advice import library
from salaries.models import Role, Source

NAMED = (
    "home", "compare", "compare_groups", "roles", "sources", "method", "privacy", "article", "advice", "tools", "plan",
    "moves", "tasks", "offer",
)  # fmt: skip
Place = tuple[str, str]


class Places(Sitemap):
    """Pages as (name of the address, slug); the slug is empty where there is one page only."""

    i18n = True
    alternates = True

    def items(self) -> list[Place]:
        """Every page of a fixed name, then of every role, source, guide and prediction."""
        return [*((name, "") for name in NAMED), *self._each()]

    def _each(self) -> Iterable[Place]:
        for slug in Role.objects.order_by("order").values_list("slug", flat=True):
            yield "role", slug
            yield "advice_role", slug
        for slug in Source.objects.order_by("slug").values_list("slug", flat=True):
            yield "source", slug
        yield from (("guide", slug) for slug in library.guides())
        yield from (("future", slug) for slug in library.futures())

    def location(self, item: Place) -> str:
        """The page's address."""
        name, slug = item
        return reverse(name, args=[slug] if slug else [])


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What robots are asked to leave alone, and where the pages are listed."""
    private = "".join(f"Disallow: {path}\n" for path in ("/admin/", "/account/", "/reports/"))
    text = f"User-agent: *\n{private}Sitemap: {request.build_absolute_uri(reverse('sitemap'))}\n"
    return HttpResponse(text, content_type="text/plain")


urlpatterns = [
    path("sitemap.xml", sitemap, {"sitemaps": {"pages": Places}}, name="sitemap"),
    path("robots.txt", robots, name="robots"),
]
