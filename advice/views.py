"""The pages of the advice part."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from advice import library
from advice.citations import Citations
from advice.forms import LearningForm
from advice.markup import render as render_text
from advice.planning import plan
from advice.presenting import guide_pages, path_page, role_page
from salaries.comparison import Query, UnknownQuery, compare
from salaries.models import Role


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What there is to read: guides, moves, and every role's skills."""
    context = {
        "guides": guide_pages(library.guides().values(), timezone.localdate()),
        "pathways": library.pathways().values(),
        "roles": Role.objects.order_by("order", "title"),
    }
    return render(request, "advice/index.html", context)


@require_safe
def role(request: HttpRequest, slug: str) -> HttpResponse:
    """The skills a role needs, and what indices of AI exposure say of it."""
    try:
        answer = compare(Query(roles=(slug,))).roles[0]
    except UnknownQuery as unknown:
        raise Http404 from unknown
    return render(request, "advice/role.html", {"role": answer, "page": role_page(answer)})


@require_safe
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """One guide, its figures read from the database now."""
    found = library.guides().get(slug)
    if found is None:
        raise Http404
    citations = Citations([found.body])
    context = {
        "guide": found,
        "overdue": found.overdue(timezone.localdate()),
        "text": render_text(found.body, citations.cite, found.judgement),
        "citations": citations,
    }
    return render(request, "advice/guide.html", context)


@require_safe
def pathway(request: HttpRequest, slug: str) -> HttpResponse:
    """One move: the gap, the time, and the pay where anybody knows it."""
    found = library.pathways().get(slug)
    if found is None:
        raise Http404
    form = LearningForm(request.GET) if request.GET else LearningForm()
    weekly, cost = form.answers()
    try:
        answer = plan(found, weekly=weekly, cost=cost)
    except UnknownQuery as unknown:
        raise Http404 from unknown
    context = {
        "plan": answer,
        "page": path_page(answer, weekly=weekly, cost=cost),
        "form": form,
        "overdue": found.overdue(timezone.localdate()),
    }
    return render(request, "advice/pathway.html", context)
