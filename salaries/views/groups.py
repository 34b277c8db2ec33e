"""Two groups of contributors against each other, each a role narrowed down in its own way."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from salaries.comparison import UnknownQuery, against
from salaries.filters import GROUPS, GroupFilter, PinFilter
from salaries.models import Estimate
from salaries.presenters.groups import groups_page
from salaries.views.public import public


@public
def groups(request: HttpRequest) -> HttpResponse:
    """How often one group out-earns the other; without groups, the form to choose them. Forms are led to the short
    address."""
    if "" in request.GET.values():
        given = {name: value for name, value in request.GET.items() if value}
        return redirect(f"{request.path}?{urlencode(given)}" if given else request.path)
    named = all(f"{prefix}-role" in request.GET for prefix in GROUPS)
    nothing = Estimate.objects.none()
    asked = [GroupFilter(request.GET if named else None, queryset=nothing, prefix=prefix) for prefix in GROUPS]
    context: dict[str, Any] = {"forms": [one.form for one in asked]}
    if not named:
        for form in context["forms"]:
            form.initial = {name: request.GET.get(form.add_prefix(name), "") for name in form.fields}
        return render(request, "pages/groups.html", context)
    pin = PinFilter(request.GET, queryset=nothing)
    if not all(one.is_valid() for one in (*asked, pin)):
        return render(request, "pages/groups.html", {**context, "problems": pin.form.errors}, status=400)
    first, second = (one.question(pin.number) for one in asked)
    try:
        found = against(first, second)
    except UnknownQuery as problem:
        status = 404 if problem.field == "release" else 400
        return render(request, "pages/groups.html", {**context, "problem": problem}, status=status)
    newest = {name: value for name, value in request.GET.items() if name != "release"}
    pinned = {**newest, "release": found.first.release}
    context |= {
        "page": groups_page(found), "pin": pin.number, "newest": f"{request.path}?{urlencode(newest)}",
        "pinned": f"{request.path}?{urlencode(pinned)}" if found.first.release else "",
    }  # fmt: skip
    return render(request, "pages/groups.html", context)
