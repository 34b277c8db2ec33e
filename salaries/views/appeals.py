"""A contributor's appeal against a rejection."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from salaries.forms.appeal import AppealForm
from salaries.reporting import AppealRefused, appeal, can_appeal
from salaries.views.reports import own_report

APPEALED = gettext_lazy("Your appeal is sent: another moderator will look at the report.")


@login_required
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def report_appeal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Appeal once against a rejection; any other report leads back to its page."""
    own = own_report(request, pk)
    if not can_appeal(own.row):
        return redirect("report", pk=pk)
    form = AppealForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            appeal(report=own.row, by=request.user, text=form.cleaned_data["text"], now=timezone.now())
            messages.success(request, APPEALED)
        except AppealRefused as refusal:  # decided or withdrawn in another window at this very moment
            messages.warning(request, str(refusal))
        return redirect("report", pk=pk)
    return render(request, "reports/appeal.html", {"form": form, "report": own.row})
