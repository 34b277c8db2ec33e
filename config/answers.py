"""Public answers in memory, as many as fit: new ones as they are sent, and packed small once there is no more room.

Answers of one kind differ little, so each is packed with a dictionary made of the first few of them: a comparison of
200 kB lies in 4 kB instead of the 24 kB in which it is sent. To pack one takes about a millisecond, to unpack it and
compress it anew as long, where making it takes tens.
"""

import gzip
import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace

from backports import zstd

from config.packing import gzipped
from salaries.remembered import Text

Headers = tuple[tuple[str, str], ...]
LEVEL = 6  # of zstd, for what lies
OVERHEAD = 900  # bytes of memory that an answer costs beside its content
READY = 1 / 8  # of the memory stay for answers as they are sent, whatever else there is
LEARNED = 1 / 4  # of the memory, for dictionaries and what they are to be made of
SAMPLES = 8  # answers that a dictionary is made of
WEIGHT = 5  # bytes of memory for each byte of a dictionary: zstd prepares it for packing and for unpacking
MOST_HEADERS = 1_000  # sets of headers of which answers share one copy


@dataclass(frozen=True, slots=True)
class Head:
    """What is said of an answer beside its body: ``headers`` without tag and length, and its ``kind``.

    It is sent compressed if ``gzipped``.
    """

    headers: Headers
    etag: str
    gzipped: bool
    kind: str


class Answer:
    """A whole answer: headers for 200 and 304, and the body as it is sent."""

    __slots__ = ("body", "etag", "head", "headers", "unchanged")

    def __init__(self, head: Head, body: bytes) -> None:
        tagged = [*head.headers, ("ETag", head.etag)] if head.etag else [*head.headers]
        self.headers = [*tagged, ("Content-Length", str(len(body)))]
        self.unchanged = [pair for pair in tagged if _is_of_304(pair[0].lower())]
        self.etag = head.etag.removeprefix("W/")
        self.head = head
        self.body = body

    @property
    def size(self) -> int:
        """Bytes of memory, about."""
        return len(self.body) + OVERHEAD


@dataclass(frozen=True, slots=True)
class Lying:
    """An answer packed with ``dictionary``."""

    head: Head
    packed: bytes
    dictionary: zstd.ZstdDict | None

    @property
    def size(self) -> int:
        """Bytes of memory, about."""
        return len(self.packed) + OVERHEAD


@dataclass(slots=True)
class Kind:
    """Answers of one kind: samples, until there are enough for a dictionary."""

    samples: list[bytes] = field(default_factory=list)
    dictionary: zstd.ZstdDict | None = None


def ready(head: Head, plain: bytes, texts: Iterable[Text] = ()) -> Answer:
    """The answer as it is sent; ``texts`` may stand in it and in others."""
    return Answer(head, gzipped(plain, texts) if head.gzipped else plain)


class Answers:
    """Answers by key within ``limit`` bytes; what was used longest ago is packed first, and goes first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._packing = threading.Lock()
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
            if lying is not None:
                self._lying.move_to_end(key)
            answer = self._ready.get(key)
            if answer is not None:
                self._ready.move_to_end(key)
            if answer is not None or lying is None:
                return answer
        answer = self.unpacked(lying)
        with self._lock:
            if self._lying.get(key) is lying and key not in self._ready:
                self._keep_ready(key, answer)
        self._make_room()
        return answer

    def put(self, key: Hashable, answer: Answer) -> None:
        """Keep a new answer."""
        with self._lock:
            self._drop_ready(key)
            self._drop_lying(key)
            self._keep_ready(key, answer)
        self._make_room()

    def packed(self, answer: Answer) -> Lying:
        """As it lies."""
        head = answer.head
        plain = gzip.decompress(answer.body) if head.gzipped else answer.body
        dictionary = self._dictionary(head.kind, plain)
        packed = zstd.compress(plain, LEVEL, zstd_dict=dictionary.as_digested_dict if dictionary else None)
        with self._lock:
            if len(self._headers) < MOST_HEADERS:
                head = replace(head, headers=self._headers.setdefault(head.headers, head.headers))
        return Lying(head, packed, dictionary)

    def unpacked(self, lying: Lying) -> Answer:
        """As it is sent."""
        return ready(lying.head, zstd.decompress(lying.packed, zstd_dict=lying.dictionary))

    def _make_room(self) -> None:
        """Pack ready ones while they have more than their share, then let go of lying ones. Threads take turns."""
        with self._packing:
            while (oldest := self._too_much()) is not None:
                key, answer = oldest
                lying = self.packed(answer)  # takes a millisecond: others may ask meanwhile
                with self._lock:
                    if self._ready.get(key) is answer:
                        self._drop_ready(key)
                        self._lying[key] = lying
                        self._lying_size += lying.size

    def _too_much(self) -> tuple[Hashable, Answer] | None:
        """The ready one to be packed, or None when everything fits, once what can go without packing is gone."""
        with self._lock:
            while self.size > self._limit:
                if self._ready_size <= self._limit * READY and self._lying:
                    self._drop_lying(next(iter(self._lying)))
                    continue
                key, oldest = next(iter(self._ready.items()))
                if key not in self._lying:
                    return key, oldest
                self._drop_ready(key)
        return None

    def _keep_ready(self, key: Hashable, answer: Answer) -> None:
        self._ready[key] = answer
        self._ready_size += answer.size

    def _drop_ready(self, key: Hashable) -> None:
        if answer := self._ready.pop(key, None):
            self._ready_size -= answer.size

    def _drop_lying(self, key: Hashable) -> None:
        if lying := self._lying.pop(key, None):
            self._lying_size -= lying.size

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
