"""Public answers in memory, as many as fit: those asked for lately as they are sent, all others packed small.

Answers of one kind differ little, so each is packed with a dictionary made of the first few of them: a comparison of
200 kB lies in 4 kB instead of the 24 kB in which it is sent. To unpack one and compress it anew takes about a
millisecond, where making it takes tens.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

from backports import zstd

from config.packing import gzipped
from salaries.remembered import Text

Headers = tuple[tuple[str, str], ...]
NEW = 4  # level of gzip for a new answer; 6 takes half as long again for 7 % less
LEVEL = 6  # of zstd, for what lies
AGAIN = 3  # of gzip, for what was unpacked
OVERHEAD = 900  # bytes of memory that an answer costs beside its content
READY = 1 / 8  # of the memory, for answers as they are sent
LEARNED = 1 / 4  # of the memory, for dictionaries and what they are to be made of
SAMPLES = 8  # answers that a dictionary is made of
WEIGHT = 5  # bytes of memory for each byte of a dictionary: zstd prepares it for packing and for unpacking
MOST_HEADERS = 1_000  # sets of headers of which answers share one copy


class Answer:
    """A whole answer: headers for 200 and 304, and the body as it is sent."""

    __slots__ = ("body", "etag", "headers", "unchanged")

    def __init__(self, headers: Headers, etag: str, body: bytes) -> None:
        tagged = [*headers, ("ETag", etag)] if etag else [*headers]
        self.headers = [*tagged, ("Content-Length", str(len(body)))]
        self.unchanged = [pair for pair in tagged if _is_of_304(pair[0].lower())]
        self.etag = etag.removeprefix("W/")
        self.body = body

    @property
    def size(self) -> int:
        """Bytes of memory, about."""
        return len(self.body) + OVERHEAD


@dataclass(slots=True)
class Made:
    """An answer as it was made, ``plain``; it is sent compressed if ``gzipped``. Headers are without tag and length."""

    headers: Headers
    etag: str
    gzipped: bool
    plain: bytes

    def ready(self, texts: Iterable[Text] = (), level: int = NEW) -> Answer:
        """As it is sent; ``texts`` may stand in it and in others."""
        body = gzipped(self.plain, texts, level) if self.gzipped else self.plain
        return Answer(self.headers, self.etag, body)


@dataclass(slots=True)
class Lying:
    """An answer packed with ``dictionary``."""

    headers: Headers
    etag: str
    gzipped: bool
    packed: bytes
    dictionary: zstd.ZstdDict | None

    @property
    def size(self) -> int:
        """Bytes of memory, about."""
        return len(self.packed) + OVERHEAD

    def made(self) -> Made:
        """As it was made."""
        return Made(self.headers, self.etag, self.gzipped, zstd.decompress(self.packed, zstd_dict=self.dictionary))


@dataclass(slots=True)
class Kind:
    """Answers of one kind: samples, until there are enough for a dictionary."""

    samples: list[bytes] = field(default_factory=list)
    dictionary: zstd.ZstdDict | None = None


class Answers:
    """Answers by key within ``limit`` bytes; what was used longest ago goes first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._ready: OrderedDict[Hashable, Answer] = OrderedDict()
        self._lying: OrderedDict[Hashable, Lying] = OrderedDict()
        self._kinds: dict[str, Kind] = {}
        self._headers: dict[Headers, Headers] = {}
        self._ready_size = self._lying_size = self._learned_size = 0

    @property
    def size(self) -> int:
        """Bytes of memory, about."""
        return self._ready_size + self._lying_size + self._learned_size

    def get(self, key: Hashable) -> Answer | None:
        """The answer of ``key`` as it is sent."""
        with self._lock:
            lying = self._lying.get(key)
            if lying is None:
                return None
            self._lying.move_to_end(key)
            ready = self._ready.get(key)
            if ready is not None:
                self._ready.move_to_end(key)
                return ready
        ready = lying.made().ready(level=AGAIN)
        with self._lock:
            if self._lying.get(key) is lying:
                self._keep_ready(key, ready)
        return ready

    def put(self, key: Hashable, kind: str, made: Made, ready: Answer) -> None:
        """Keep what was ``made``, which is one of that ``kind``; ``ready`` is the same as it is sent."""
        dictionary = self._dictionary(kind, made.plain)
        packed = zstd.compress(made.plain, LEVEL, zstd_dict=dictionary.as_digested_dict if dictionary else None)
        headers = made.headers
        with self._lock:
            if len(self._headers) < MOST_HEADERS:
                headers = self._headers.setdefault(headers, headers)
            lying = Lying(headers, made.etag, made.gzipped, packed, dictionary)
            self._drop(key)
            self._lying[key] = lying
            self._lying_size += lying.size
            self._keep_ready(key, ready)
            while self._lying and self.size > self._limit:
                self._drop(next(iter(self._lying)))

    def _keep_ready(self, key: Hashable, answer: Answer) -> None:
        self._ready[key] = answer
        self._ready_size += answer.size
        while self._ready_size > self._limit * READY:
            _, dropped = self._ready.popitem(last=False)
            self._ready_size -= dropped.size

    def _drop(self, key: Hashable) -> None:
        if lying := self._lying.pop(key, None):
            self._lying_size -= lying.size
        if ready := self._ready.pop(key, None):
            self._ready_size -= ready.size

    def _dictionary(self, kind: str, plain: bytes) -> zstd.ZstdDict | None:
        """That of ``kind``, which ``plain`` may complete."""
        with self._lock:
            found = self._kinds.setdefault(kind, Kind())
            if found.dictionary is None:
                fits = self._learned_size + WEIGHT * len(plain) <= self._limit * LEARNED
                if fits:
                    self._learned_size += WEIGHT * len(plain)
                    found.samples.append(plain)
                if found.samples and (len(found.samples) == SAMPLES or not fits):
                    found.dictionary = zstd.ZstdDict(b"".join(found.samples), is_raw=True)
                    found.samples.clear()
            return found.dictionary


def _is_of_304(name: str) -> bool:
    return not name.startswith("content-") or name == "content-security-policy"
