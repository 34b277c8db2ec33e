"""Who may give and read reports through the API."""

from typing import Any

from allauth.account.models import EmailAddress
from rest_framework.permissions import BasePermission
from rest_framework.request import Request


class IsContributor(BasePermission):
    """A program with a key, or a signed-in person whose e-mail address is confirmed."""

    message = "Confirm your e-mail address first."

    def has_permission(self, request: Request, view: Any) -> bool:
        """Whether the request may act for its person."""
        if not request.user.is_authenticated:
            return False
        return request.auth is not None or EmailAddress.objects.filter(user=request.user, verified=True).exists()
