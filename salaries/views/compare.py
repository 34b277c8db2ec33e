"""The comparison as a page, and the page of one role, which is a comparison of one."""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from salaries.comparison import DIMENSIONS, MOST_ROLES, TERMS, Comparison, Query, UnknownQuery, compare, parts_of
from salaries.filters import ComparisonFilter
from salaries.models import ClaimCheck, Estimate, Role, Side, spoken
from salaries.occupations import exposure_of
from salaries.presenters.citing import Citation, cite
from salaries.presenters.claims import claim_keys
from salaries.presenters.comparison import Page, present
from salaries.presenters.parts import part_tables, reach_table, stand_ins
from salaries.remembered import one
from salaries.starter import VERSION
from salaries.views.public import public


@public
def comparison(request: HttpRequest) -> HttpResponse:
    """Up to four roles side by side; without roles, the page to pick them. Forms are led to the short address."""
    if typed := [words for words in request.GET.getlist("find") if words.strip()]:
        return _led(request, typed)
    given = request.GET.getlist("roles")
    if len(given) > 1 or (any(given) and "" in request.GET.values()):
        return redirect(f"{reverse('compare')}?{_in_one(request, given)}")
    if not any(given):
        return render(request, "pages/pick.html", {"sides": picker(()), "most": MOST_ROLES})
    asked = ComparisonFilter(request.GET, queryset=Estimate.objects.none())
    try:
        query = asked.question()
    except UnknownQuery as problem:
        return _refused(request, asked, problem, 400)
    try:
        answer = compare(query)
    except UnknownQuery as problem:
        return _refused(request, asked, problem, 404)
    return render(request, "pages/comparison.html", _page(answer, asked))


@public
def role(request: HttpRequest, slug: str) -> HttpResponse:
    """One role: what it is, what is published and estimated about it, and its neighbours on the other sides."""
    try:
        answer = compare(Query((slug,)))
    except UnknownQuery as problem:
        raise Http404(str(problem)) from problem
    titles = Role.objects.get(slug=slug).other_titles.order_by("title").values_list("title", flat=True)
    page = present(answer, checks_of(answer))
    others = Role.objects.exclude(slug=slug).order_by("order", "title")
    return render(
        request,
        "pages/role.html",
        {
            "page": page,
            "part": page.blocks[0],
            "titles": [spoken(title) for title in titles],
            "others": others,
        },
    )


def checks_of(answer: Comparison) -> Iterator[ClaimCheck]:
    """What the evidence says of the claims in ``answer``, looked up when somebody reads it."""
    yield from (
        ClaimCheck.objects.filter(claim__key__in=claim_keys(answer)).select_related("claim__source")
        .prefetch_related("evidence__source")
    )  # fmt: skip


def picker(chosen: Iterable[str]) -> list[dict[str, Any]]:
    """All roles by side, with those in ``chosen`` ticked; what is printed of a side follows from ``ticked``."""
    by_side, asked = one("picker", None, _titles), set(chosen)
    return [
        {
            "side": side.value,
            "label": str(side.label),
            "roles": [{"slug": slug, "title": title, "ticked": slug in asked} for slug, title in by_side[side]],
            "ticked": (side.value, *(slug for slug, _ in by_side[side] if slug in asked)),
        }
        for side in Side
    ]


def _titles() -> dict[Side, list[tuple[str, str]]]:
    """(slug, title) of every role in order, by side."""
    found: dict[Side, list[tuple[str, str]]] = {side: [] for side in Side}
    for role in Role.objects.order_by("order", "title"):
        found[Side(role.side)].append((role.slug, spoken(role.title)))
    return found


def _led(request: HttpRequest, typed: list[str]) -> HttpResponse:
    """From titles as people type them to the comparison of the roles they mean."""
    found = {words: Role.objects.called(words) for words in typed[:MOST_ROLES]}
    slugs = list(dict.fromkeys(role.slug for role in found.values() if role))
    if slugs and all(found.values()):
        return redirect(f"{reverse('compare')}?roles={','.join(slugs)}")
    unknown = [words[:80] for words, role in found.items() if role is None]
    problems = [gettext("No role goes by “%(title)s”.") % {"title": title} for title in unknown]
    problem = " ".join([*problems, gettext("Choose from the list.")])
    context = {"problem": problem, "sides": picker(slugs), "most": MOST_ROLES}
    return render(request, "pages/pick.html", context, status=404)


def _in_one(request: HttpRequest, given: list[str]) -> str:
    """The query string with the roles in one comma list, and without what was left empty."""
    slugs = [slug.strip() for text in given for slug in text.split(",") if slug.strip()]
    rest = {name: request.GET[name] for name in (*DIMENSIONS, *TERMS, "release") if request.GET.get(name)}
    return urlencode({"roles": ",".join(dict.fromkeys(slugs)), **rest}, safe=",")


def _page(answer: Comparison, asked: ComparisonFilter) -> dict[str, Any]:
    page = present(answer, checks_of(answer))
    occupations = stand_ins(answer)
    cited = citation(answer, page)
    embedded = urlencode({"format": "json", "url": cited.address})
    return {
        "parts": part_tables(parts_of(answer), answer.query.terms),
        "reach": reach_table(occupations, exposure_of([code for code, _ in occupations if code])),
        "page": page, "form": asked.form, "query": answer.query, "cite": cited,
        "typed": tuple(asked.data.get(name) for name in (*DIMENSIONS, *TERMS)),
        "oembed": f"{settings.SITE_URL}{reverse('oembed')}?{embedded}",
        "roles": ",".join(answer.query.roles), "sides": picker(answer.query.roles), "most": MOST_ROLES,
        "narrowing": [*answer.query.chosen, *answer.query.terms.given.items()],
    }  # fmt: skip


def citation(answer: Comparison, page: Page) -> Citation:
    """How to point at ``answer`` on this site."""
    compared, small = (f"{settings.SITE_URL}{reverse(name)}" for name in ("compare", "compare_embed"))
    return cite(answer, page, compare=compared, embed=small, starter=VERSION)


def _refused(request: HttpRequest, asked: ComparisonFilter, problem: UnknownQuery, status: int) -> HttpResponse:
    """The page that says what was wrong, also beside its field, and lets the person choose again."""
    if problem.field in TERMS and asked.form.is_valid():
        asked.form.add_error(problem.field, str(problem))
    slugs = request.GET.get("roles", "").split(",")
    context = {"problem": problem, "form": asked.form, "sides": picker(slugs), "most": MOST_ROLES}
    return render(request, "pages/pick.html", context, status=status)
