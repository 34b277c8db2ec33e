"""How a program shows who it acts for: ``Authorization: Bearer gs_…``."""

from datetime import UTC, datetime
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from salaries.accounts.models import ApiKey, User
from salaries.api.limits import WrongKeys


class ApiKeyAuthentication(BaseAuthentication):
    """Accepts a live API key; answers 401 with a reason to anything else under ``Bearer``, 429 after too many."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        """The key's owner and the key, or None when the request shows no key."""
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != b"bearer":
            return None
        if len(parts) != 2:
            raise AuthenticationFailed("Send the key as 'Authorization: Bearer KEY'.")
        wrong_keys = WrongKeys()
        wrong_keys.refuse(request)
        key = ApiKey.objects.for_secret(parts[1].decode("latin-1")).first()
        if key is None:
            wrong_keys.counted(request.META)
            raise AuthenticationFailed("This API key is unknown or was revoked.")
        today = datetime.now(UTC).date()
        if key.last_used_on != today:
            ApiKey.objects.filter(pk=key.pk).update(last_used_on=today)
        return key.person, key

    def authenticate_header(self, request: Request) -> str:
        """What a 401 answer asks for."""
        return 'Bearer realm="api"'


class ApiKeyScheme(OpenApiAuthenticationExtension):
    """Tells the OpenAPI document about the key."""

    target_class = ApiKeyAuthentication
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """The OpenAPI security scheme."""
        return {"type": "http", "scheme": "bearer"}
