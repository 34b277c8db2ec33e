"""Home, roles, sources, method, privacy and the founding article: public pages that depend on nobody."""

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from salaries.comparison import MOST_ROLES, Query, compare
from salaries.filters import RoleFilter
from salaries.importers.shelf import due_on
from salaries.ledger import ledger as account
from salaries.models import ClaimCheck, Figure, Release, Role, Side, Source, spoken
from salaries.presenters.bars import overview
from salaries.presenters.claims import claim_view
from salaries.presenters.documents import document
from salaries.presenters.figures import plain
from salaries.presenters.formats import language
from salaries.presenters.glances import glance
from salaries.views.compare import picker
from salaries.views.public import public

FIGURES_ON_A_PAGE = 100
LINES = 140  # of the account: ten nights in which every role is published


@public
def home(request: HttpRequest) -> HttpResponse:
    """What people ask, three sides at a glance, and the way to a comparison."""
    roles = list(Role.objects.order_by("order", "title"))
    first = {role.side: role.slug for role in reversed(roles)}
    slugs = tuple(first[side] for side in Side.values if side in first)
    answer = compare(Query(slugs)) if slugs else None
    context = {
        "glances": [glance(role) for role in answer.roles] if answer else [],
        "picture": overview(answer) if answer else None,
        "titles": [spoken(role.title) for role in roles],
        "together": ",".join(slugs), "sides": picker(slugs), "most": MOST_ROLES,
    }  # fmt: skip
    return render(request, "pages/home.html", context)


@public
def roles(request: HttpRequest) -> HttpResponse:
    """All roles by side; searched by any title that people use."""
    asked = RoleFilter(request.GET, queryset=Role.objects.order_by("order", "title").prefetch_related("other_titles"))
    found = list(asked.qs)
    sides = [(side.value, side.label, [r for r in found if r.side == side.value]) for side in Side]
    searched = bool(request.GET.get("q"))
    shown = ":" if searched else ":5"  # who searched sees by which title
    context = {"form": asked.form, "sides": sides, "found": found, "searched": searched, "shown": shown}
    return render(request, "pages/roles.html", context)


@public
def sources(request: HttpRequest) -> HttpResponse:
    """Every source, with whom it counts and what it cannot see."""
    kinds = Source.Kind.values
    found = Source.objects.annotate(amount=Count("figures")).order_by("name")
    rows = sorted(found, key=lambda row: kinds.index(row.kind))
    return render(request, "pages/sources.html", {"sources": rows})


@public
def source(request: HttpRequest, slug: str) -> HttpResponse:
    """One source with all its figures."""
    found = get_object_or_404(Source, slug=slug)
    figures = found.figures.newest_first().select_related("occupation", "role")
    page = Paginator(figures, FIGURES_ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [plain(figure) for figure in page.object_list]
    files = found.files.order_by("-edition", "name")
    due = due_on(found)
    context = {
        "source": found, "page": page, "rows": rows, "files": files,
        "due": due if due and due <= timezone.localdate() else None,
    }  # fmt: skip
    return render(request, "pages/source.html", context)


@public
def method(request: HttpRequest) -> HttpResponse:
    """How the figures are made, in short."""
    return render(request, "pages/method.html", {"ledger": account(), "release": Release.objects.current()})


@public
def full_method(request: HttpRequest) -> HttpResponse:
    """The whole method, with formulas and proofs."""
    found = document(settings.BASE_DIR / "docs" / "method.md", language())
    return render(request, "pages/document.html", {"document": found})


@public
def privacy(request: HttpRequest) -> HttpResponse:
    """What protects a contributor, and what has been spent of it."""
    found = account()
    lines, older = found.batches[:LINES], max(0, len(found.batches) - LINES)
    return render(request, "pages/privacy.html", {"ledger": found, "lines": lines, "older": older})


@public
def ledger(_request: HttpRequest) -> HttpResponse:
    """The privacy account as JSON."""
    return JsonResponse(account().as_dict())


@public
def article(request: HttpRequest) -> HttpResponse:
    """The claims this project started from, each beside what the evidence says."""
    checks = ClaimCheck.objects.select_related("claim__source", "claim__role").prefetch_related("evidence__source")
    in_order = checks.order_by("claim__role__order", "claim__key")
    views = [(check.claim, claim_view(check)) for check in in_order]
    claims = [{"role": claim.role, "view": view} for claim, view in views if claim.measure == Figure.Measure.CLAIMED]
    quoted = [view for claim, view in views if claim.measure != Figure.Measure.CLAIMED]
    return render(request, "pages/article.html", {"claims": claims, "quoted": quoted})
