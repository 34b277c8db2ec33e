"""Django, worked by a few hands: whoever asks for what has to be made waits for a hand, and nobody else does.

The server gives each request a thread of its own, so that an answer from memory is given while others are made. Only
these few enter Django: each keeps one connection to the database, and more of them would not be quicker. Some of them
only answer those who read, so that these do not stand in line behind a rush of reports.
"""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.db import close_old_connections

READING, WRITING = 3, 2
READ = ("GET", "HEAD", "OPTIONS")


class Hands:
    """``inner``, entered by at most so many threads for those who read and so many for all others."""

    def __init__(self, inner: WSGIApplication, reading: int = READING, writing: int = WRITING) -> None:
        self._inner = inner
        self._reading = ThreadPoolExecutor(reading, thread_name_prefix="django-reading")
        self._writing = ThreadPoolExecutor(writing, thread_name_prefix="django-writing")

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The answer of ``inner``. Files are left to the caller to read: they are as slow as who reads them."""
        pool = self._reading if environ["REQUEST_METHOD"] in READ else self._writing
        return pool.submit(copy_context().run, self._answered, environ, start_response).result()

    def _answered(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        content: Any = self._inner(environ, start_response)
        if getattr(content, "streaming", True):
            close_old_connections()  # its end is told to the thread that reads it, not to this one
            return content
        try:
            return list(content)
        finally:
            content.close()
