"""Redis as the cache, and this process's memory while Redis does not answer or refuses.

Django's own Redis cache lets every page that asks it fail. What is cached here (rate limits, public answers) can be
missing or local to a process for a while without harm, so a failure is remembered for a few seconds and memory serves.
"""

import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

LEFT_ALONE = 5.0  # seconds after a failure in which Redis is not asked


class DegradingRedisCache(BaseCache):
    """The methods of a cache; each asks Redis, or memory while Redis is down."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._redis = RedisCache(server, dict(params))
        without_options = {key: value for key, value in params.items() if key != "OPTIONS"}
        self._memory = LocMemCache("while-redis-is-down", without_options)
        self._down_until = 0.0

    def _ask(self, question: Callable[[BaseCache], Any]) -> Any:
        if time.monotonic() >= self._down_until:
            try:
                return question(self._redis)
            except RedisError:  # it is away, silent, full, a replica or wants a password
                self._down_until = time.monotonic() + LEFT_ALONE
        return question(self._memory)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Store a value if the key is free; whether it was."""
        return bool(self._ask(lambda cache: cache.add(key, value, timeout, version)))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """The value, or ``default``."""
        return self._ask(lambda cache: cache.get(key, default, version))

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Store a value."""
        self._ask(lambda cache: cache.set(key, value, timeout, version))

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Give a key a new end of life; whether it existed."""
        return bool(self._ask(lambda cache: cache.touch(key, timeout, version)))

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Remove a key; whether it existed."""
        return bool(self._ask(lambda cache: cache.delete(key, version)))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Add to a number. Raises ValueError when there is none."""
        return int(self._ask(lambda cache: cache.incr(key, delta, version)))

    def clear(self) -> None:
        """Forget everything."""
        self._ask(lambda cache: cache.clear())
