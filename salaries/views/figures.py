"""The permanent page of one published figure."""

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from salaries.models import ClaimCheck, Figure, Role
from salaries.presenters.lineage import figure_page
from salaries.views.public import public


@public
def figure(request: HttpRequest, key: str) -> HttpResponse:
    """One number with its lineage, how to cite it, and the roles it tells something about."""
    if not key.isprintable():  # PostgreSQL refuses to look for a null character
        raise Http404
    found = get_object_or_404(Figure.objects.select_related("source", "occupation", "role", "repeats"), key=key)
    checks = ClaimCheck.objects.filter(claim=found).select_related("claim__source").prefetch_related("evidence__source")
    repeated_by = found.repeated_by.order_by("key")
    counted_in = [found.occupation_id] if found.occupation_id else []
    roles = (
        Role.objects.filter(Q(pk=found.role_id) | Q(occupations__in=counted_in)).distinct().order_by("order", "title")
    )
    page = figure_page(found, checks, repeated_by, f"{settings.SITE_URL}{request.path}")
    return render(request, "pages/figure.html", {"page": page, "figure": found, "roles": roles})
