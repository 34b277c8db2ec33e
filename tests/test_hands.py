"""Few threads enter Django; an answer from memory waits for none of them."""

import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from config.bytecache import ByteCache
from config.hands import Hands
from tests.servers import wait_for

OK = "200 OK"
PUBLIC = [("Content-Type", "text/plain"), ("Cache-Control", "public, max-age=0")]


class Kitchen:
    """An application that answers /quick at once, and everything else when it is let."""

    def __init__(self) -> None:
        self.let = threading.Event()
        self.inside: set[int] = set()
        self.most = 0
        self.threads: set[int] = set()
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        me = threading.get_ident()
        with self._lock:
            self.threads.add(me)
            self.inside.add(me)
            self.most = max(self.most, len(self.inside))
        if environ["PATH_INFO"] != "/quick":
            assert self.let.wait(60)
        with self._lock:
            self.inside.remove(me)
        start_response(OK, PUBLIC)
        return HttpResponse(environ["PATH_INFO"].encode())


def asked(application: ByteCache | Hands, path: str, method: str = "GET") -> bytes:
    statuses: list[str] = []
    environ: WSGIEnvironment = {"REQUEST_METHOD": method, "PATH_INFO": path, "HTTP_HOST": "example.org"}
    content = application(environ, lambda status, _headers, _info=None: statuses.append(status))  # type: ignore[arg-type,func-returns-value]
    assert statuses == [OK]
    return b"".join(content)


@pytest.fixture
def kitchen() -> Iterator[Kitchen]:
    kitchen = Kitchen()
    yield kitchen
    kitchen.let.set()


def test_an_answer_from_memory_waits_for_nobody(kitchen: Kitchen) -> None:
    site = ByteCache(Hands(kitchen, reading=2), lambda: "one", limit=1_000_000, personal=(), metered=lambda _: [])
    assert asked(site, "/quick") == b"/quick"
    with ThreadPoolExecutor(6) as people:
        waiting = [people.submit(asked, site, f"/slow/{number}") for number in range(6)]
        wait_for("both hands to be busy", lambda: len(kitchen.inside) == 2)
        assert asked(site, "/quick") == b"/quick"
        assert not any(one.done() for one in waiting)
        kitchen.let.set()
        assert [one.result() for one in waiting] == [f"/slow/{number}".encode() for number in range(6)]
    assert kitchen.most == 2
    assert len(kitchen.threads) == 2


def test_who_reads_does_not_wait_for_who_writes(kitchen: Kitchen) -> None:
    site = Hands(kitchen, reading=1, writing=2)
    with ThreadPoolExecutor(5) as people:
        waiting = [people.submit(asked, site, "/slow", "POST") for _ in range(5)]
        wait_for("both hands to be busy", lambda: len(kitchen.inside) == 2)
        assert asked(site, "/quick") == b"/quick"
        kitchen.let.set()
        assert [one.result() for one in waiting] == [b"/slow"] * 5
    assert len(kitchen.threads) == 3


def test_a_response_is_ended_by_the_thread_that_made_it_but_a_file_is_left_to_its_reader() -> None:
    ended: list[str] = []

    def ending(response: HttpResponse | StreamingHttpResponse) -> Hands:
        response.close = lambda: ended.append(threading.current_thread().name)  # type: ignore[method-assign]

        def inner(_environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            start_response(OK, PUBLIC)
            return response

        return Hands(inner, 1)

    assert asked(ending(HttpResponse(b"page")), "/") == b"page"
    assert [name.startswith("django") for name in ended] == [True]
    assert asked(ending(StreamingHttpResponse([b"fi", b"le"])), "/") == b"file"
    assert len(ended) == 1


def test_what_breaks_inside_breaks_outside() -> None:
    def broken(_environ: WSGIEnvironment, _start_response: StartResponse) -> Iterable[bytes]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asked(Hands(broken), "/")
