"""The permanent page of one published figure."""

from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from salaries.comparison import TERMS, UnknownTerms, restated
from salaries.filters import TermsFilter
from salaries.models import ClaimCheck, Figure, Role
from salaries.presenters.figures import OnTerms, on_terms
from salaries.presenters.lineage import figure_page
from salaries.views.public import public


@public
def figure(request: HttpRequest, key: str) -> HttpResponse:
    """One number with its lineage, how to cite it, and the roles it tells something about; money on any terms.

    Forms are led to the short address.
    """
    if not key.isprintable():  # PostgreSQL refuses to look for a null character
        raise Http404
    if "" in request.GET.values():
        given = urlencode({name: request.GET[name] for name in TERMS if request.GET.get(name)})
        return redirect(f"{request.path}?{given}" if given else request.path)
    found = get_object_or_404(
        Figure.objects.select_related("source", "source_file", "occupation", "role", "repeats__source"), key=key
    )
    checks = ClaimCheck.objects.filter(claim=found).select_related("claim__source").prefetch_related("evidence__source")
    repeated_by = found.repeated_by.select_related("source").order_by("key")
    counted_in = [found.occupation_id] if found.occupation_id else []
    roles = (
        Role.objects.filter(Q(pk=found.role_id) | Q(occupations__in=counted_in)).distinct().order_by("order", "title")
    )
    address = f"{settings.SITE_URL}{request.path}"
    page = figure_page(found, checks, repeated_by, address, timezone.localdate())
    asked = TermsFilter(request.GET, queryset=Figure.objects.none())
    shown = _on_terms(found, asked)
    context = {"page": page, "figure": found, "roles": roles, "form": asked.form, "shown": shown}
    return render(request, "pages/figure.html", context, status=200 if asked.is_valid() else 400)


def _on_terms(figure: Figure, asked: TermsFilter) -> OnTerms | None:
    """``figure`` on the terms asked for; None as published, also where the form says what is wrong with them."""
    if not asked.is_valid() or not asked.terms.given:
        return None
    try:
        found = restated([figure], asked.terms)
    except UnknownTerms as unknown:
        asked.form.add_error(unknown.field, str(unknown))
        return None
    return on_terms(found, figure.key, asked.terms)
