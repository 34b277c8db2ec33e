"""Parts of public answers, remembered while nothing changes that the public can see.

What depends on one role alone is worked out once, and not again for every answer that the role stands in. It is kept
only while an answer for everybody is made, under the version of the data that the cache of bytes says
(``made_under``); anything else is worked out anew. So a part may depend on its key, the language and the public's data,
and on nothing of a person.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.utils.translation import get_language

MOST = 2_000  # parts; what was used longest ago goes first. docs/scaling.md says what they weigh.
Key = TypeVar("Key", bound=Hashable)
Part = TypeVar("Part")
_version: ContextVar[Hashable] = ContextVar("version", default=None)


@contextmanager
def made_under(version: Hashable) -> Iterator[None]:
    """What is answered inside is for everybody, and was asked for when the data had this ``version``."""
    token = _version.set(version)
    try:
        yield
    finally:
        _version.reset(token)


def each(what: Hashable, keys: Sequence[Key], make: Callable[[Sequence[Key]], Mapping[Key, Part]]) -> list[Part]:
    """The part of each key, in order; ``make`` works out, at once, those that are not remembered."""
    version, language = _version.get(), get_language()
    if version is None:
        made = make(keys)
        return [made[key] for key in keys]
    found: dict[Key, Any] = _shelf.taken(version, {key: (what, language, key) for key in keys})
    missing = [key for key in keys if key not in found]
    if missing:
        made = make(missing)
        _shelf.put(version, {(what, language, key): part for key, part in made.items()})
        found |= made
    return [found[key] for key in keys]


def one(what: Hashable, key: Key, make: Callable[[], Part]) -> Part:
    """The part of ``key``, worked out by ``make`` unless it is remembered."""
    return each(what, [key], lambda _: {key: make()})[0]


class Shelf:
    """Parts of one version of the data; those of another are forgotten as soon as that is asked for."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._version: Hashable = None
        self._parts: OrderedDict[Hashable, Any] = OrderedDict()

    def taken(self, version: Hashable, names: Mapping[Any, Hashable]) -> dict[Any, Any]:
        """Those of ``names`` (by key) that are here."""
        with self._lock:
            if version != self._version:
                self._parts.clear()
                self._version = version
            found = {key: self._parts[name] for key, name in names.items() if name in self._parts}
            for key in found:
                self._parts.move_to_end(names[key])
            return found

    def put(self, version: Hashable, parts: Mapping[Any, Any]) -> None:
        """Keep ``parts``, unless the data have moved meanwhile."""
        with self._lock:
            if version == self._version:
                self._parts.update(parts)
            while len(self._parts) > self._most:
                self._parts.popitem(last=False)


_shelf = Shelf(MOST)
