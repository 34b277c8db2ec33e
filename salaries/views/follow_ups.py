"""A contributor's follow-ups: what became of them since a report. No page here may be stored."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from salaries.forms.follow_up import FollowUpForm
from salaries.reporting import FollowUpRefused, erase_follow_up, follow_up, follow_ups_of, horizon_of
from salaries.views.reports import own_report

TAKEN = gettext_lazy("Thank you. Your answer is kept sealed and will be counted once enough have come together.")
ERASED = gettext_lazy("Your answer is erased. If a batch has counted it, the noisy batch stays.")


@login_required
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def report_follow_up(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say once what became of oneself; leads back to the report when nothing is open."""
    own = own_report(request, pk)
    now = timezone.now()
    months = horizon_of(own.row, now)
    if months is None:
        return redirect("report", pk=pk)
    form = FollowUpForm(request.POST if request.method == "POST" else None, own.row.role)
    if form.is_valid():
        try:
            follow_up(report=own.row, by=request.user, answer=form.answer, now=now)
        except FollowUpRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, TAKEN)
            return redirect("report", pk=pk)
    return render(request, "reports/follow_up.html", {"form": form, "report": own.row, "months": months})


@login_required
@never_cache
@require_POST
def follow_up_erase(request: HttpRequest, pk: UUID, months: int) -> HttpResponse:
    """Erase one's answer."""
    found = [row for row in follow_ups_of(own_report(request, pk).row) if row.months == months]
    if not found:
        raise Http404("You have no such answer.")
    erase_follow_up(row=found[0], by=request.user)
    messages.success(request, ERASED)
    return redirect("report", pk=pk)
