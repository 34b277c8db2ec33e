"""Public answers as ready bytes, given before Django is entered.

Kept is what an answer itself calls public (``Cache-Control: public``) and what was asked for without any cookie or key,
so that nothing of a person can be in it. It is given to everybody who is not signed in. It is right as long as the
version is the one it was made under; when that moves, everything is forgotten, and what was made meanwhile is not kept.
"""

import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import psycopg
from django.db import DatabaseError

from config.answers import Answer, Answers, Head, ready
from config.replica import for_everybody
from salaries.remembered import made_under

Headers = list[tuple[str, str]]
Key = tuple[Any, ...]
LARGEST = 1_000_000  # bytes; larger answers are made each time
SMALLEST_PACKED = 500  # bytes below which compression does not pay
PACKED_TYPES = ("text/", "application/json", "image/svg+xml", "application/problem+json")
# What an answer may depend on beside its address. Language is part of the path, so Accept-Language decides nothing.
KNOWN_TO_VARY = {"", "accept", "accept-encoding", "accept-language", "origin"}
NOT_CACHED = ("/static/", "/admin/", "/account/", "/reports/", "/healthz", "/readyz")
METERED = "/api/"  # counted for each program
METER = ("RateLimit", "RateLimit-Policy")  # true for one request only
LONGEST_ADDRESS = 2_000  # characters; nobody asks twice for a longer one
NO_GZIP = re.compile(r"gzip\s*;\s*q\s*=\s*0(\.0*)?\s*(,|$)", re.IGNORECASE)
NO_VERSION = (sqlite3.Error, psycopg.Error, DatabaseError, OSError)
SECONDS_FOR_ANOTHER = 20.0  # how long a request waits for the same answer that another is making


@dataclass(slots=True)
class Making:
    """An answer being made by one thread, while others wait for it."""

    done: threading.Event = field(default_factory=threading.Event)
    answer: Answer | None = None


class ByteCache:
    """A WSGI application in front of another, which gives again what that one called public.

    ``limit`` is in bytes (config.answers). Whoever sends a cookie of the names in ``personal`` is always answered by
    the application; so is a program that asks the API more often than it may: ``metered`` counts each request and gives
    the headers that say what is left, or None.
    """

    def __init__(
        self, application: WSGIApplication, version: Callable[[], str], *, limit: int, personal: tuple[str, ...],
        metered: Callable[[WSGIEnvironment], Headers | None],
    ) -> None:  # fmt: skip
        self._application = application
        self._read_version = version
        self._personal = personal
        self._metered = metered
        self._lock = threading.Lock()
        self._limit = limit
        self._answers = Answers(limit)
        self._makings: dict[Key, Making] = {}
        self._version: tuple[str, int] = ("", 0)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The kept answer, or a new one."""
        key = self._key(environ)
        if key is None:
            return self._application(environ, start_response)
        try:
            version = self._now()
        except NO_VERSION:
            return self._application(environ, start_response)
        with self._lock:
            if version != self._version:
                self._forget(version)
            answers = self._answers
        answer = answers.get(key)
        if answer is not None:
            return self._given(answer, environ, start_response)
        if "HTTP_COOKIE" in environ or environ["REQUEST_METHOD"] == "HEAD" or len(key[1]) > LONGEST_ADDRESS:
            return self._application(environ, start_response)
        return self._answered_anew(key, version, environ, start_response)

    def _key(self, environ: WSGIEnvironment) -> Key | None:
        """What the answer depends on, or None when the request is nobody else's business."""
        ask = environ.get
        if (
            environ["REQUEST_METHOD"] not in ("GET", "HEAD")
            or "HTTP_AUTHORIZATION" in environ
            or "HTTP_RANGE" in environ
            or "HTTP_HOST" not in environ
            or ("HTTP_COOKIE" in environ and self._is_personal(environ["HTTP_COOKIE"]))
            or environ["PATH_INFO"].startswith(NOT_CACHED)
        ):
            return None
        return (
            environ["PATH_INFO"], ask("QUERY_STRING", ""), environ["HTTP_HOST"], ask("HTTP_X_FORWARDED_PROTO"),
            ask("HTTP_ACCEPT"), _takes_gzip(ask("HTTP_ACCEPT_ENCODING", "")),
        )  # fmt: skip

    def _is_personal(self, cookies: str) -> bool:
        if not any(name in cookies for name in self._personal):
            return False
        try:
            held = SimpleCookie(cookies)
        except CookieError:
            return True
        return any(name in held for name in self._personal)

    def _now(self) -> tuple[str, int]:
        """The version and the day: guides say when they are due for another look."""
        return self._read_version(), int(time.time()) // 86_400

    def _forget(self, version: tuple[str, int]) -> None:
        self._answers = Answers(self._limit)  # whoever made something of the old version keeps it there, unseen
        self._makings.clear()  # what is being made now may be old already: nobody new waits for it
        self._version = version

    def _answered_anew(
        self, key: Key, version: tuple[str, int], environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """One thread makes the answer; whoever asks for the same meanwhile waits, and makes its own if it must."""
        with self._lock:
            making = self._makings.get(key)
            mine = making is None
            if making is None:
                making = self._makings[key] = Making()
        if not mine:
            making.done.wait(SECONDS_FOR_ANOTHER)
            if making.answer is not None:
                return self._given(making.answer, environ, start_response)
            return self._application(environ, start_response)
        try:
            return self._make(key, version, making, environ, start_response)
        finally:
            with self._lock:
                if self._makings.get(key) is making:
                    del self._makings[key]
            making.done.set()

    def _make(
        self, key: Key, version: tuple[str, int], making: Making, environ: WSGIEnvironment,
        start_response: StartResponse,
    ) -> Iterable[bytes]:  # fmt: skip
        caught: list[Any] = []

        def catch(status: str, headers: Headers, _exc_info: Any = None) -> Callable[[bytes], object]:
            caught[:] = [status, headers]
            return lambda _chunk: None

        # The whole answer is wanted here, whatever this browser has already.
        whole = dict(environ)
        whole.pop("HTTP_IF_NONE_MATCH", None)
        with for_everybody(), made_under(version) as texts:
            content = self._application(whole, catch)
            status, headers = caught
            if not _is_public(status, headers):
                start_response(status, headers)
                return content
            body = b"".join(content)
            if hasattr(content, "close"):
                content.close()
            answer = ready(_head(headers, body, _kind(environ), gzipped=key[-1]), body, texts)
        if len(body) <= LARGEST and self._unmoved(version):
            making.answer = answer
            with self._lock:
                answers = self._answers if version == self._version else None
            if answers is not None:
                answers.put(key, answer)
        meter = [pair for pair in headers if pair[0] in METER]  # Django has counted this request itself
        return _sent(answer, meter, environ, start_response)

    def _given(self, answer: Answer, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The kept answer for this request, once it is counted."""
        more = self._metered(environ) if environ["PATH_INFO"].startswith(METERED) else []
        if more is None:
            return self._application(environ, start_response)
        return _sent(answer, more, environ, start_response)

    def _unmoved(self, version: tuple[str, int]) -> bool:
        try:
            return self._now() == version
        except NO_VERSION:
            return False


def _takes_gzip(accepted: str) -> bool:
    return "gzip" in accepted and (";" not in accepted or not NO_GZIP.search(accepted))


def _is_public(status: str, headers: Headers) -> bool:
    """Whether the answer says that anybody may have it, and depends on nothing that we do not look at."""
    if not status.startswith("200"):
        return False
    held = {name.lower(): value for name, value in headers}
    vary = {name.strip().lower() for name in held.get("vary", "").split(",")}
    return (
        "public" in held.get("cache-control", "")
        and "set-cookie" not in held
        and "content-encoding" not in held
        and vary <= KNOWN_TO_VARY
    )


def _head(headers: Headers, body: bytes, kind: str, *, gzipped: bool) -> Head:
    """What is said of ``body``, which is to be compressed if the browser takes that and it pays."""
    held = {name.lower(): value for name, value in headers}
    packs = len(body) >= SMALLEST_PACKED and held.get("content-type", "").startswith(PACKED_TYPES)
    vary = [name.strip() for name in held.get("vary", "").split(",") if name.strip()]
    if packs and "accept-encoding" not in (name.lower() for name in vary):
        vary.append("Accept-Encoding")
    etag = held.get("etag", "")
    kept = [
        (name, value)
        for name, value in headers
        if name.lower() not in ("content-length", "vary", "etag") and name not in METER
    ]
    if vary:
        kept.append(("Vary", ", ".join(vary)))
    if packs and gzipped:
        kept.append(("Content-Encoding", "gzip"))
        etag = etag if not etag or etag.startswith("W/") else f"W/{etag}"
    return Head(tuple(kept), etag, packs and gzipped, kind)


def _kind(environ: WSGIEnvironment) -> str:
    """What answers that differ little have in common: their path, or the one above it where nothing is asked of it."""
    path = environ["PATH_INFO"]
    return str(path if environ.get("QUERY_STRING") else path.rstrip("/").rpartition("/")[0])


def _sent(answer: Answer, meter: Headers, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """``answer`` for one request: whole, without its body, or as 304; ``meter`` says what is left of its limit."""
    asked = environ.get("HTTP_IF_NONE_MATCH")
    if asked is not None and answer.etag and _matches(asked, answer.etag):
        start_response("304 Not Modified", answer.unchanged + meter)
        return [b""]
    start_response("200 OK", answer.headers + meter)
    return [b""] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]


def _matches(asked: str, etag: str) -> bool:
    """Whether an If-None-Match names ``etag``, compared weakly as RFC 9110 says (13.1.2)."""
    return asked == "*" or any(one.strip().removeprefix("W/") == etag for one in asked.split(","))
