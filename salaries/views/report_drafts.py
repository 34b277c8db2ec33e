"""Keeping what is typed before it is sent, while it is typed. The form's script posts here; nothing needs it to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from salaries.forms import drafts
from salaries.forms.report import ReportForm


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_POST
def report_draft(request: HttpRequest) -> HttpResponse:
    """Keep the fields as they are, sealed in the session; or forget them when their author says so."""
    if "discard" in request.POST:
        drafts.drop(request.session)
        messages.success(request, gettext("What you typed is forgotten."))
        return redirect("report_new")
    now = timezone.now()
    drafts.keep(request.session, ReportForm(request.POST, now=now).as_typed, now, of=request.POST.get("of", "")[:36])
    return HttpResponse(status=204)
