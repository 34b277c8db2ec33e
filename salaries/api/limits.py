"""How often a program may ask, and telling it so in every answer (draft-ietf-httpapi-ratelimit-headers)."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rest_framework.exceptions import Throttled
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

    @property
    def windows(self) -> Windows:
        """The windows of this process."""
        return _windows.get(id(self.cache)) or _windows.setdefault(id(self.cache), Windows(self.cache))

    def counted(self, meta: Mapping[str, Any]) -> Standing:
        """Count a request by its WSGI environment."""
        self._standing = self.windows.count(self.who(meta), int(self.num_requests or 0), int(self.duration or 0))
        return self._standing

    def who(self, meta: Mapping[str, Any]) -> str:
        """Under which name a request is counted."""
        return address_of(meta)

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


class WrongKeys(WithoutKey):
    """The limit of wrong keys, as many as an address may ask without one: past it, no key of that address is looked up.

    Counted apart, so that whoever asks without a key does not shut out the keys of others at the same address.
    """

    def refuse(self, request: Request) -> None:
        """Raise Throttled when the address has shown too many wrong keys."""
        seconds = self.windows.full(self.who(request.META), int(self.num_requests or 0))
        if seconds:
            standing = Standing(admitted=False, left=0, seconds=seconds)
            request._request.quota = self.quota(standing)  # type: ignore[attr-defined]
            raise Throttled(math.ceil(seconds))

    def who(self, meta: Mapping[str, Any]) -> str:
        """The address, in a count of its own."""
        return f"wrong-keys:{address_of(meta)}"


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
