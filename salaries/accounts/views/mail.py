"""What one is told by e-mail: choose it signed in, stop all of it by a link without signing in."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from salaries.accounts.forms import MailWishForm
from salaries.accounts.models import User
from salaries.accounts.notices import Wishes, known, stop, wish, wishes_of, write_in


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mail_wishes(request: HttpRequest) -> HttpResponse:
    """Boxes, all empty until somebody ticks one, and the language of every mail."""
    person = cast(User, request.user)
    initial = {**wishes_of(person), "language": person.language or get_language()}
    form = MailWishForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        if language := form.cleaned_data.pop("language"):
            write_in(language, by=person)
        wish(by=person, wishes=Wishes(**form.cleaned_data), now=timezone.now())
        messages.success(request, gettext("Saved."))
        return redirect("account_mail")
    return render(request, "accounts/mail.html", {"form": form})


@csrf_exempt  # mail programs post here for their reader (RFC 8058); the signed address is the proof
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_mail(request: HttpRequest, token: str) -> HttpResponse:
    """A button, since programs look at links; a post stops every mail. No session is asked for or made."""
    person_id = known(token)
    if person_id is None:
        raise Http404("This link is not complete.")
    if request.method == "POST":
        stop(person_id=person_id)
    return render(request, "accounts/mail_stop.html", {"stopped": request.method == "POST"})
