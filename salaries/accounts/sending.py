"""Signing in last: a report that was sent before its author had signed in is given at the moment they have."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from salaries.accounts.models import User
from salaries.forms import drafts
from salaries.forms.report import ReportForm
from salaries.reporting import ReportRefused, reports_of, submit


def send_kept(request: HttpRequest, person: User, *, now: datetime) -> HttpResponse | None:
    """Give the report that waits in the session; returns the way to it.

    None when nothing waits, or when it would replace an earlier report of the same role and year: then the form, where
    the draft still stands, lets its author decide.
    """
    draft = drafts.kept(request.session, now)
    if draft is None or not draft.to_send:
        return None
    form = ReportForm(draft.typed, now=now)
    if form.read() is None:
        return None
    mine = {(own.row.role_id, own.row.year) for own in reports_of(person)}
    if (form.report.role.pk, form.report.year) in mine:
        return None
    try:
        report, _ = submit(by=person, data=form.report, now=now)
    except ReportRefused:
        return None
    drafts.drop(request.session)
    messages.success(request, gettext("Thank you. Your report is sent: a moderator will look at it."))
    return redirect("report", pk=report.pk)
