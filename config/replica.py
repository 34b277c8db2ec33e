"""Reads for public answers from a replica, when there is one; everything else from the primary.

What is made for the cache of bytes belongs to nobody, so it may be as late as the replica is. It is kept under the
replica's own version (config.freshness), so nothing older is ever taken for newer. Whoever is signed in, gives or
decides something reads what they wrote.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

ALIAS = "replica"
_for_everybody: ContextVar[bool] = ContextVar("for_everybody", default=False)


@contextmanager
def for_everybody() -> Iterator[None]:
    """What is read inside goes into an answer that anybody may have."""
    token = _for_everybody.set(True)
    try:
        yield
    finally:
        _for_everybody.reset(token)


class Router:
    """Django's database router."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        """The replica for public answers; None leaves it to the primary."""
        return ALIAS if _for_everybody.get() else None

    def db_for_write(self, model: Any, **hints: Any) -> str:
        """The primary."""
        return "default"

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        """Both hold the same rows."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """The replica follows the primary by itself."""
        return db != ALIAS
