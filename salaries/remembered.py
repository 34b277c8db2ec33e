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

LIMIT = 64_000_000  # bytes of memory, about; what was used longest ago goes first
LONG = 16_000  # characters or bytes of a text that is worth compressing once for all answers (config.packing)
OBJECT = 20_000  # bytes that a part weighs which is not text, measured over many: docs/scaling.md
Key = TypeVar("Key", bound=Hashable)
Part = TypeVar("Part")
Text = str | bytes
_version: ContextVar[Hashable] = ContextVar("version", default=None)
_texts: ContextVar[list[Text]] = ContextVar("texts")


@contextmanager
def made_under(version: Hashable) -> Iterator[list[Text]]:
    """What is answered inside is for everybody, and was asked for when the data had this ``version``.

    Gives the list of the long texts that were asked for inside: other answers will hold them too.
    """
    texts: list[Text] = []
    tokens = _version.set(version), _texts.set(texts)
    try:
        yield texts
    finally:
        _version.reset(tokens[0])
        _texts.reset(tokens[1])


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
    parts = [found[key] for key in keys]
    _texts.get().extend(part for part in parts if isinstance(part, Text) and len(part) >= LONG)
    return parts


def one(what: Hashable, key: Key, make: Callable[[], Part]) -> Part:
    """The part of ``key``, worked out by ``make`` unless it is remembered."""
    return each(what, [key], lambda _: {key: make()})[0]


class Shelf:
    """Parts of one version of the data, of ``limit`` bytes; those of another version are forgotten as soon as it is
    asked for."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._lock = threading.Lock()
        self._version: Hashable = None
        self._parts: OrderedDict[Hashable, Any] = OrderedDict()

    def taken(self, version: Hashable, names: Mapping[Any, Hashable]) -> dict[Any, Any]:
        """Those of ``names`` (by key) that are here."""
        with self._lock:
            if version != self._version:
                self._parts.clear()
                self._size = 0
                self._version = version
            found = {key: self._parts[name] for key, name in names.items() if name in self._parts}
            for key in found:
                self._parts.move_to_end(names[key])
            return found

    def put(self, version: Hashable, parts: Mapping[Any, Any]) -> None:
        """Keep ``parts``, unless the data have moved meanwhile."""
        with self._lock:
            if version != self._version:
                return
            for name, part in parts.items():
                self._size += weight(part) - weight(self._parts.get(name, ""))
                self._parts[name] = part
            while self._size > self._limit:
                _, dropped = self._parts.popitem(last=False)
                self._size -= weight(dropped)


def weight(part: object) -> int:
    """Bytes of memory, about."""
    return len(part) if isinstance(part, Text) else OBJECT


_shelf = Shelf(LIMIT)
