"""Who may give and read reports through the API."""

from typing import Any, cast

from allauth.account.models import EmailAddress
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

UNCONFIRMED = "Confirm your e-mail address first."
NARROW_KEY = "This key reads public figures only. Make one that opens your own reports."


class IsContributor(BasePermission):
    """A program with a key that opens reports, or a signed-in person whose e-mail address is confirmed."""

    message = UNCONFIRMED

    def has_permission(self, request: Request, view: Any) -> bool:
        """Whether the request may act for its person."""
        if not request.user.is_authenticated:
            return False
        if request.auth is not None:
            self.message = NARROW_KEY
            return bool(cast(Any, request.auth).opens_reports)
        return EmailAddress.objects.filter(user=request.user, verified=True).exists()
