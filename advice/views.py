"""The pages of the advice part."""

from collections.abc import Iterable
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from advice import library
from advice.asking import Ask
from advice.check_forms import MixForm, OfferForm
from advice.citations import Citations
from advice.edits import current_pathways, current_tools
from advice.forms import MONEY_AND_TIME, PlanForm, state
from advice.markup import render as render_text
from advice.mix import mix
from advice.moves import moves as rank_moves
from advice.moves_page import moves_page
from advice.offer_page import check, free_work, offer_page
from advice.plan_page import plan_page
from advice.planning import plan as make_plan
from advice.presenting import guide_pages, mix_page, price_words, role_page
from salaries.comparison import Query, UnknownQuery, compare
from salaries.models import Role, Source, spoken
from salaries.movements import moves_of
from salaries.presenters.follow_ups import followed
from salaries.presenters.formats import language, lower_first
from salaries.views.public import kept, public


@public
def index(request: HttpRequest) -> HttpResponse:
    """What there is to read: guides, moves, and every role's skills."""
    context = {
        "guides": guide_pages(library.guides(language()).values(), timezone.localdate()),
        "futures": guide_pages(library.futures(language()).values(), timezone.localdate()),
        "pathways": current_pathways().values(),
        "roles": Role.objects.order_by("order", "title"),
    }
    return render(request, "advice/index.html", context)


@public
def role(request: HttpRequest, slug: str) -> HttpResponse:
    """The skills a role needs, and what indices of AI exposure say of it."""
    try:
        answer = compare(Query(roles=(slug,))).roles[0]
    except UnknownQuery as unknown:
        raise Http404 from unknown
    titles = _titles(Role.objects.only("slug", "title"))
    context = {"role": answer, "page": role_page(answer), "followed": followed(moves_of(slug), titles)}
    return render(request, "advice/role.html", context)


def _titles(roles: Iterable[Role]) -> dict[str, str]:
    """Titles as they stand within a sentence, by slug."""
    return {role.slug: lower_first(spoken(role.title)) for role in roles}


@public
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """One guide, its figures read from the database now."""
    return _text(request, library.guides(language()).get(slug))


@public
def future(request: HttpRequest, slug: str) -> HttpResponse:
    """One prediction with the evidence for and against it."""
    return _text(request, library.futures(language()).get(slug))


def _text(request: HttpRequest, found: library.Guide | None) -> HttpResponse:
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


@public
def tools(request: HttpRequest) -> HttpResponse:
    """Tools and their makers: what they do, what they replace, what they cost, what became of them."""
    held = current_tools().values()
    sources = Source.objects.in_bulk([tool.source for tool in held if tool.source], field_name="slug")
    prices = [library.price_of(tool.price) for tool in held]
    context = {
        "tools": [
            (tool, sources.get(tool.source), price, price and price_words(price))
            for tool, price in zip(held, prices, strict=True)
        ]
    }
    return render(request, "advice/tools.html", context)


@public
def pathway(_request: HttpRequest, slug: str) -> HttpResponse:
    """A move that we have written about: its plan."""
    found = current_pathways().get(slug)
    if found is None:
        raise Http404
    return redirect(f"{reverse('plan')}?{state(Ask(found.origin, found.target))}", permanent=True)


@csrf_exempt  # it changes nothing and knows nobody; a token would make the page a different one for each visitor
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@kept
def plan(request: HttpRequest) -> HttpResponse:
    """One move, planned. What is asked stands in the address; pay comes in the body, is used once and kept nowhere."""
    posted = request.method == "POST"
    roles = list(Role.objects.order_by("order", "title"))
    form = PlanForm(request.POST if posted else request.GET, roles, with_pay=posted)
    if not posted and not (request.GET.get("from") and request.GET.get("to")):
        return render(request, "advice/plan_start.html", {"form": form, "errors": {}})
    if not form.is_valid() and {"origin", "target"} & set(form.errors):
        return render(request, "advice/plan_start.html", {"form": form, "errors": form.errors}, status=404)
    ask = form.ask()
    if posted and not form.errors and dict(parse_qsl(request.META["QUERY_STRING"])) != dict(parse_qsl(state(ask))):
        # 307 sends the same body to the address that holds the rest; without pay there is nothing to send.
        status = HTTPStatus.TEMPORARY_REDIRECT if ask.own.given else HTTPStatus.SEE_OTHER
        return HttpResponse(status=status, headers={"Location": f"{reverse('plan')}?{state(ask)}"})
    answer = make_plan(ask)
    context = {
        "plan": answer, "page": plan_page(answer), "form": form,
        "address": f"{settings.SITE_URL}{reverse('plan')}?{state(ask)}",
        "others": state(replace(ask, target="", basis="")),
        "page_fields": [form[name] for name in MONEY_AND_TIME],
        "followed": followed(answer.followed, _titles(roles), answer.target.slug),
        "overdue": answer.pathway is not None and answer.pathway.overdue(timezone.localdate()),
    }  # fmt: skip
    response = render(request, "advice/plan.html", context)
    if posted:
        response["Cache-Control"] = "no-store"
    return response


@public
def moves(request: HttpRequest) -> HttpResponse:
    """Every move from one role, ranked, with staying among them."""
    roles = list(Role.objects.order_by("order", "title"))
    form = PlanForm(request.GET, roles, with_target=False)
    if not form.is_valid() and "origin" in form.errors:
        status = HTTPStatus.NOT_FOUND if request.GET.get("from") else HTTPStatus.OK
        context = {"form": form, "errors": form.errors if request.GET.get("from") else {}, "one": True}
        return render(request, "advice/plan_start.html", context, status=status)
    ranked = rank_moves(replace(form.ask(), target=""))
    return render(request, "advice/moves.html", {"page": moves_page(ranked), "form": form})


@public
def tasks(request: HttpRequest) -> HttpResponse:
    """What the indices say of the work one bills for, by share of income."""
    form = MixForm(request.GET)
    shares = form.shares()
    context = {"form": form, "page": mix_page(mix(shares)) if shares else None, "asked": bool(request.GET)}
    return render(request, "advice/tasks.html", context)


@csrf_exempt  # as for the plan
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest) -> HttpResponse:
    """An offer as pay for an hour, and where that stands. Amounts come in the body and are kept nowhere."""
    roles = list(Role.objects.order_by("order", "title"))
    form = OfferForm(request.POST if request.method == "POST" else None, roles, role=request.GET.get("role", ""))
    page = None
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        page = offer_page(
            check(
                form.offer(), role=given["role"], country=given["country"] or "US", currency=given["currency"] or "USD"
            )
        )
    response = render(request, "advice/offer.html", {"form": form, "page": page, "free_work": free_work()})
    if request.method == "POST":
        response["Cache-Control"] = "no-store"
    return response
