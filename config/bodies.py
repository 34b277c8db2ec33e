"""Bodies are read before Django is entered, a few at a time: who sends slowly must not hold every thread.

Reading a body waits in a thread for as long as its sender likes. Once all seats are taken, others who send a body are
told to try again; who only reads is served by the threads that are left. A proxy in front that buffers requests (nginx
does by default) keeps slow senders away altogether.
"""

import json
from collections.abc import Iterable
from io import BytesIO
from threading import BoundedSemaphore
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

SEATS = 8  # of the 64 threads a process is given
PATIENCE = 0.2  # seconds to wait for a seat; reading a body that has arrived takes far less
LARGEST_HELD = 1024 * 1024  # larger ones (uploads behind the desk) are read by whoever wants them, in their seat


class Bodies:
    """``inner``, asked with bodies that are there."""

    def __init__(self, inner: WSGIApplication, seats: int = SEATS) -> None:
        self._inner = inner
        self._seats = BoundedSemaphore(seats)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The answer of ``inner``, or 503 when too many are sending."""
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if length <= 0:
            return self._inner(environ, start_response)
        if not self._seats.acquire(timeout=PATIENCE):
            return _try_again(start_response)
        try:
            if length > LARGEST_HELD:
                return self._inner(environ, start_response)
            environ["wsgi.input"] = BytesIO(environ["wsgi.input"].read(length))
        finally:
            self._seats.release()
        return self._inner(environ, start_response)


def _try_again(start_response: StartResponse) -> Iterable[bytes]:
    detail = "Too many are sending at this moment. Try again in a second."
    problem = {"type": "about:blank", "title": "Service Unavailable", "status": 503, "detail": detail}
    body = json.dumps(problem).encode()
    start_response("503 Service Unavailable", [
        ("Content-Type", "application/problem+json"), ("Content-Length", str(len(body))), ("Retry-After", "1"),
        ("Connection", "close"), ("Cache-Control", "no-store"),
    ])  # fmt: skip
    return [body]
