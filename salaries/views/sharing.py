"""The comparison for other places: as CSV, and as a small page to embed."""

from collections.abc import Callable
from functools import wraps

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt

from salaries.comparison import Comparison, UnknownQuery, compare
from salaries.downloads import as_csv
from salaries.filters import ComparisonFilter
from salaries.models import Estimate
from salaries.presenters.comparison import present
from salaries.views.compare import citation
from salaries.views.public import public

Answer = Callable[[HttpRequest, Comparison], HttpResponse]


def answered(make: Answer) -> Callable[[HttpRequest], HttpResponse]:
    """A view that makes something of the comparison asked for, or says in plain text what was wrong."""

    @wraps(make)
    def view(request: HttpRequest) -> HttpResponse:
        status = 400
        try:
            query = ComparisonFilter(request.GET, queryset=Estimate.objects.none()).question()
            status = 404
            answer = compare(query)
        except UnknownQuery as problem:
            return HttpResponse(str(problem), status=status, content_type="text/plain; charset=utf-8")
        return make(request, answer)

    return view


@public
@answered
def comparison_csv(_request: HttpRequest, answer: Comparison) -> HttpResponse:
    """The figures of the page as CSV."""
    return as_file(as_csv(answer), "text/csv; charset=utf-8", f"gainstage-release-{answer.release or 0}.csv")


@public
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@answered
def comparison_embed(request: HttpRequest, answer: Comparison) -> HttpResponse:
    """The drawing as a page for frames on other sites: no navigation, no forms, no cookies."""
    page = present(answer)
    return render(request, "embed/comparison.html", {"page": page, "cite": citation(answer, page)})


def as_file(content: str | bytes, kind: str, name: str) -> HttpResponse:
    """``content`` to be saved under ``name``."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
