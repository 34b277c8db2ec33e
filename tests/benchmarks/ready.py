"""The floor for pages: what the server itself takes to send as many ready bytes as a comparison, without Django."""

import os
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

BODY = b"x" * int(os.environ.get("BENCH_BYTES", "10000"))
HEADERS = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(BODY)))]


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """The bytes."""
    start_response("200 OK", HEADERS)
    return (BODY,)
