"""A contributor's own pages: give a pay report, see what became of it, change it, take it back.

Each page shows pay, so none may be stored by a browser or a proxy, and nothing typed may enter an address or a log.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from salaries.forms import drafts
from salaries.forms.report import ReportForm, typed_from
from salaries.models.reports import FIRST_YEAR
from salaries.presenters import own_reports
from salaries.presenters.follow_ups import follow_up_lines
from salaries.presenters.spent import spent_in
from salaries.presenters.standing import standing_of
from salaries.reporting import (
    OwnReport,
    ReportRefused,
    can_appeal,
    data_of,
    export_of,
    follow_ups_of,
    gate_cost,
    horizon_of,
    published_in,
    report_of,
    reports_of,
    revise,
    submit,
    withdraw,
)
from salaries.stats.money import Pay

KEPT = gettext_lazy("Your report is kept for you, sealed, for two hours. It is sent as soon as you have signed in.")
KEPT_CHANGE = gettext_lazy("You had been signed out. What you typed is kept for two hours: sign in to send it.")
SENT = gettext_lazy("Thank you. Your report is sent: a moderator will look at it.")
SENT_AGAIN = gettext_lazy("You already had a report for this role and year. It now says what you just sent.")
CHANGED = gettext_lazy("Your changes are sent: a moderator will look at them.")
WITHDRAWN = gettext_lazy("Your report is erased.")
WITHDRAWN_COUNTED = gettext_lazy(
    "Your report is erased. The batch it was counted in stays: it holds only noisy sums over many people, "
    "from which nobody's pay can be read."
)


@login_required
@never_cache
@require_safe
def my_reports(request: HttpRequest) -> HttpResponse:
    """The person's own reports, each with where it stands."""
    rows = [(own.row, own_reports.state_of(own, in_list=True)) for own in reports_of(request.user)]
    return render(request, "reports/my_reports.html", {"reports": rows})


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def report_new(request: HttpRequest) -> HttpResponse:
    """Give a report: check it, send it, or keep it sealed until the person has signed in."""
    now = timezone.now()
    if request.method != "POST":
        return _restored(request) or _form_page(request, ReportForm(now=now, initial=_first_guess(request)))
    form = ReportForm(request.POST, now=now)
    dollars = form.read()
    if dollars is None or "check" in request.POST:
        return _form_page(request, form, dollars)
    if not request.user.is_authenticated:
        drafts.keep(request.session, form.as_typed, now, to_send=True)
        messages.info(request, KEPT)
        return redirect_to_login(reverse("report_new"), login_url=reverse("account_signup"))
    try:
        report, is_new = submit(by=request.user, data=form.report, now=now)
    except ReportRefused as refusal:  # withdrawn in another window at this very moment
        form.refuse(refusal.problems)
        return _form_page(request, form)
    drafts.drop(request.session)
    messages.success(request, SENT if is_new else SENT_AGAIN)
    return redirect("report", pk=report.pk)


@login_required
@never_cache
@require_safe
def report_export(request: HttpRequest) -> HttpResponse:
    """Everything the person reported and what became of it, as a JSON file."""
    answer = JsonResponse({"reports": export_of(request.user)}, json_dumps_params={"indent": 2})
    answer["Content-Disposition"] = 'attachment; filename="my-pay-reports.json"'
    return answer


@login_required
@never_cache
@require_safe
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One report: what it says, where it stands, and what happened to it."""
    own = own_report(request, pk)
    return render(
        request,
        "reports/report.html",
        {
            "report": own.row, "facts": own_reports.facts_of(own), "sum": own_reports.sum_of_report(own),
            "state": own_reports.state_of(own), "history": own_reports.history_of(own),
            "standing": standing_of(own), "can_appeal": can_appeal(own.row),
            "spent": spent_in(published_in(own), gate_cost(own)),
            "months": horizon_of(own.row, timezone.now()), "follow_ups": follow_up_lines(follow_ups_of(own.row)),
        },
    )  # fmt: skip


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def report_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change a report; it waits for a moderator again. What is sent after the session has ended is kept."""
    now = timezone.now()
    if not request.user.is_authenticated:
        if request.method == "POST":
            drafts.keep(request.session, ReportForm(request.POST, now=now).as_typed, now, of=str(pk))
            messages.info(request, KEPT_CHANGE)
        return redirect_to_login(reverse("report_edit", args=[pk]))
    own = own_report(request, pk)
    if request.method != "POST":
        first = ReportForm(now=now, initial=typed_from(data_of(own.row)))
        return _restored(request, own) or _form_page(request, first, own=own)
    return _change(request, own, now)


def _change(request: HttpRequest, own: OwnReport, now: datetime) -> HttpResponse:
    form = ReportForm(request.POST, now=now)
    dollars = form.read()
    if dollars is None or "check" in request.POST:
        return _form_page(request, form, dollars, own=own)
    try:
        revise(report=own.row, by=request.user, data=form.report, now=now)
    except ReportRefused as refusal:
        form.refuse(refusal.problems)
        return _form_page(request, form, own=own)
    drafts.drop(request.session)
    messages.success(request, CHANGED)
    return redirect("report", pk=own.row.pk)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask once, then erase a report."""
    own = own_report(request, pk)
    if request.method != "POST":
        return render(request, "reports/withdraw.html", {"report": own.row, "counted_in": own.counted_in})
    was_counted = withdraw(report=own.row, by=request.user)
    messages.success(request, WITHDRAWN_COUNTED if was_counted else WITHDRAWN)
    return redirect("my_reports")


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
def unsent(request: HttpRequest, pk: UUID | None = None) -> HttpResponse:
    """The form as it was sent, to send it once more."""
    own = report_of(request.user, pk) if pk and request.user.is_authenticated else None
    answer = _form_page(request, ReportForm(request.POST, now=timezone.now()), own=own, unsent=True)
    answer.status_code = 403
    return answer


def own_report(request: HttpRequest, pk: UUID) -> OwnReport:
    """The person's report. Raises Http404 for somebody else's, as for one that is not there."""
    own = report_of(request.user, pk)
    if own is None:
        raise Http404("You have no such report.")
    return own


def _first_guess(request: HttpRequest) -> dict[str, Any]:
    """What an empty form starts with: the role of the page somebody came from, and the last full year."""
    return {"role": request.GET.get("role", ""), "year": str(max(FIRST_YEAR, timezone.now().year - 1))}


def _restored(request: HttpRequest, own: OwnReport | None = None) -> HttpResponse | None:
    """The form as it was left, added up where it is complete; None when nothing was left."""
    now = timezone.now()
    draft = drafts.kept(request.session, now, of=str(own.row.pk) if own else "")
    if draft is None:
        return None
    form = ReportForm(draft.typed, now=now)
    dollars = form.read()
    if dollars is None and not draft.to_send:  # half filled in: nothing to complain about yet
        form = ReportForm(now=now, initial=draft.typed)
    return _form_page(request, form, dollars, own=own, restored=True)


def _form_page(
    request: HttpRequest, form: ReportForm, dollars: Pay | None = None, *, own: OwnReport | None = None,
    restored: bool = False, unsent: bool = False,
) -> HttpResponse:  # fmt: skip
    context = {
        "form": form, "own": own, "restored": restored, "unsent": unsent,
        "sum": own_reports.sum_of(form.report, dollars) if dollars else None,
    }  # fmt: skip
    return render(request, "reports/form.html", context)
