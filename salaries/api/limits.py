"""How often a program may ask, and telling it so in every answer (draft-ietf-httpapi-ratelimit-headers)."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import AnonRateThrottle, SimpleRateThrottle, UserRateThrottle

from salaries.api.windows import Standing, Windows


@dataclass(frozen=True)
class Quota:
    """Of ``most`` requests in ``seconds``, so many are ``left``; the oldest stops counting in ``again`` seconds."""

    most: int
    seconds: int
    left: int
    again: int

    @property
    def headers(self) -> dict[str, str]:
        """The policy, and where this program stands under it."""
        return {
            "RateLimit-Policy": f'"requests";q={self.most};w={self.seconds}',
            "RateLimit": f'"requests";r={self.left};t={self.again}',
        }


class Counted(SimpleRateThrottle):
    """Leaves a Quota on the request as ``quota``."""

    num_requests: int | None
    duration: int | None

    def allow_request(self, request: Request, view: Any) -> bool:
        """Whether the request may be answered."""
        allowed = super().allow_request(request, view)
        history = getattr(self, "history", None)
        if history is not None and self.num_requests is not None and self.duration is not None:
            left = max(0, self.num_requests - len(history))
            again = math.ceil(self.duration - (self.now - history[-1])) if history else 0
            request._request.quota = Quota(self.num_requests, self.duration, left, again)  # type: ignore[attr-defined]
        return allowed


_windows: dict[int, Windows] = {}  # by the identity of their cache: Django's proxy of one has no hash


class WithoutKey(Counted, AnonRateThrottle):
    """The limit of an internet address that shows no key: so many in a window that begins with the first request."""

    def allow_request(self, request: Request, view: Any) -> bool:
        """Whether the request may be answered; if so, it is counted."""
        if request.user and request.user.is_authenticated:
            return True
        standing = self.counted(request.META)
        request._request.quota = self.quota(standing)  # type: ignore[attr-defined]
        return standing.admitted

    def counted(self, meta: Mapping[str, Any]) -> Standing:
        """Count a request by its WSGI environment."""
        windows = _windows.get(id(self.cache)) or _windows.setdefault(id(self.cache), Windows(self.cache))
        self._standing = windows.count(address_of(meta), int(self.num_requests or 0), int(self.duration or 0))
        return self._standing

    def quota(self, standing: Standing) -> Quota:
        """What the answer says of it."""
        return Quota(int(self.num_requests or 0), int(self.duration or 0), standing.left, math.ceil(standing.seconds))

    def headers_for(self, meta: Mapping[str, Any]) -> list[tuple[str, str]] | None:
        """Count a request that is answered without entering Django. None when it is over the limit."""
        standing = self.counted(meta)
        return list(self.quota(standing).headers.items()) if standing.admitted else None

    def wait(self) -> float:
        """Seconds until the next request may come."""
        return self._standing.seconds


class WithKey(Counted, UserRateThrottle):
    """The limit of a person, by all their keys together."""

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        """None, which is no limit, for those who show no key: the other class counts them."""
        return super().get_cache_key(request, view) if request.user and request.user.is_authenticated else None


def address_of(meta: Mapping[str, Any]) -> str:
    """The address that asks: the one our own proxies saw, as far as there are any."""
    proxies = int(api_settings.NUM_PROXIES or 0)
    forwarded = meta.get("HTTP_X_FORWARDED_FOR")
    if not proxies or forwarded is None:
        return str(meta.get("REMOTE_ADDR", ""))
    addresses = forwarded.split(",")
    return str(addresses[-min(proxies, len(addresses))].strip())
