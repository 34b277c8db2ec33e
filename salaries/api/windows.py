"""Counts requests in windows of time, in each process for itself, shared through the cache.

An answer that is ready as bytes costs less than one question to Redis, so a process counts by itself and tells the
others only every few requests. A limit of 60 can thus be overrun by five for each further process.
"""

import threading
import time
from dataclasses import dataclass
from typing import Any

TELLS_IN_A_WINDOW = 10  # how often a process tells the others what it counted, at the least
MOST_KNOWN = 50_000  # addresses that a process remembers, about 10 MB


@dataclass
class Window:
    """What a process knows of an address: until when it counts, how many all have told, and what it has not told."""

    ends: float
    told: int
    untold: int


@dataclass(frozen=True)
class Standing:
    """Whether a request is within the limit, how many more are, and in how many seconds the count starts anew."""

    admitted: bool
    left: int
    seconds: float


class Windows:
    """The windows of one process over one cache."""

    def __init__(self, cache: Any) -> None:
        self._cache = cache
        self._lock = threading.Lock()
        self._known: dict[str, Window] = {}

    def count(self, who: str, limit: int, seconds: int) -> Standing:
        """Count one more request of ``who`` if it is within ``limit``, and say where that leaves them."""
        now = time.monotonic()
        with self._lock:
            window = self._known.get(who)
            if window is None or now >= window.ends:
                window = self._opened(who, now + seconds)
            full = window.told + window.untold >= limit
            if not full:
                window.untold += 1
            due = window.told == 0 or window.untold * TELLS_IN_A_WINDOW >= limit
        if full and self._cache.get(f"asked:{who}") is None:  # the others' window is over, and so is this one
            with self._lock:
                self._known.pop(who, None)
            return self.count(who, limit, seconds)
        if due and not full:
            self._tell(who, window, seconds)
            full = window.told > limit
        return Standing(not full, max(0, limit - window.told - window.untold), max(1.0, window.ends - now))

    def full(self, who: str, limit: int) -> float:
        """In how many seconds ``who`` may ask again, as far as this process knows; 0 at once. Nothing is counted."""
        with self._lock:
            window, now = self._known.get(who), time.monotonic()
        if window is None or now >= window.ends or window.told + window.untold < limit:
            return 0.0
        return max(1.0, window.ends - now)

    def _opened(self, who: str, ends: float) -> Window:
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[who] = Window(ends, 0, 0)
        return self._known[who]

    def _tell(self, who: str, window: Window, seconds: int) -> None:
        """Add what was not told to what all count together, and learn what that is."""
        with self._lock:
            untold, window.untold = window.untold, 0
        self._cache.add(f"asked:{who}", 0, seconds)
        try:
            window.told = int(self._cache.incr(f"asked:{who}", untold))
        except ValueError:  # it ended at this very moment
            window.told = untold
