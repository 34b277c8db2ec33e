"""The cache of public bytes: never stale, never private, bounded, and each answer made once."""

import gzip
import io
import random
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from config.bytecache import ByteCache
from config.freshness import POSTGRES_MARKS, SQLITE_MARKS
from salaries.models import Change, Demonstration, Figure, Release, Role, Source
from salaries.watching import watched
from tests.people import NOW, make_estimate, make_figure, make_person, make_role

PATHS = [
    "/", "/roles/", "/compare/?roles=music-producer", "/compare/?roles=music-producer,ai-developer-music&level=mid",
    "/roles/music-producer/", "/sources/test-rates/", "/figures/a/b/", "/privacy/", "/advice/", "/es/",
    "/es/compare/?roles=music-producer", "/api/v1/roles/", "/api/v1/comparison/?roles=music-producer",
    "/api/v1/comparison/?roles=music-producer&format=csv", "/api/v1/estimates/",
    "/compare/data.csv?roles=music-producer",
    "/compare/groups/?first-role=music-producer&second-role=music-producer&second-level=mid",
    "/reports/", "/reports/new/", "/account/login/", "/roles/nobody/", "/api/v1/reports/",
]  # fmt: skip
PRIVATE = ("/reports/", "/reports/new/", "/account/login/", "/api/v1/reports/")


def asked(path: str, **more: str) -> dict[str, Any]:
    """The WSGI environment of a GET."""
    path, _, query = path.partition("?")
    return {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "127.0.0.1:8000",
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000", "REMOTE_ADDR": "127.0.0.1", "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "wsgi.errors": io.StringIO(), "SCRIPT_NAME": "", **more,
    }  # fmt: skip


Reply = tuple[str, dict[str, str], bytes]


def ask(application: Any, path: str, **more: str) -> Reply:
    """Status, headers and whole body."""
    caught: list[Any] = []
    body = application(asked(path, **more), lambda status, headers, *_: caught.extend((status, dict(headers))))
    whole = b"".join(body)
    if hasattr(body, "close"):
        body.close()
    return caught[0], caught[1], whole


def version() -> str:
    with connection.cursor() as cursor:
        cursor.execute(POSTGRES_MARKS if connection.vendor == "postgresql" else SQLITE_MARKS)
        return str(cursor.fetchone())


def cache_over(application: Any, read: Callable[[], str] = lambda: "1", **more: Any) -> ByteCache:
    given: dict[str, Any] = {"limit": 10_000_000, "personal": ("session", "messages"), "metered": lambda _: []}
    return ByteCache(application, read, **{**given, **more})


class Counted:
    """A small application that counts how often it is asked."""

    def __init__(self, body: bytes = b"x" * 1000, **headers: str) -> None:
        self.body, self.asked = body, 0
        self.headers = {"Content-Type": "text/plain", "Cache-Control": "public, max-age=0", "ETag": '"e"', **headers}

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        self.asked += 1
        start("200 OK", list(self.headers.items()))
        return [self.body]


@pytest.fixture
def django_behind() -> Iterable[WSGIHandler]:
    """Django's own WSGI application on the test's connection."""
    for signal, receiver in ((request_started, close_old_connections), (request_finished, close_old_connections)):
        signal.disconnect(receiver)
    yield WSGIHandler()
    for signal, receiver in ((request_started, close_old_connections), (request_finished, close_old_connections)):
        signal.connect(receiver)
    request_started.connect(reset_queries)


def test_a_second_question_is_answered_without_the_application() -> None:
    behind = Counted()
    cache = cache_over(behind)
    first, second = ask(cache, "/"), ask(cache, "/")
    assert first == second
    assert behind.asked == 1
    assert ask(cache, "/", HTTP_IF_NONE_MATCH='W/"e"')[0] == "304 Not Modified"
    assert ask(cache, "/", REQUEST_METHOD="HEAD")[2] == b""
    assert behind.asked == 1


def test_a_browser_that_takes_gzip_gets_it() -> None:
    cache = cache_over(Counted())
    _, headers, body = ask(cache, "/", HTTP_ACCEPT_ENCODING="gzip, br")
    assert headers["Content-Encoding"] == "gzip"
    assert (headers["ETag"], headers["Vary"]) == ('W/"e"', "Accept-Encoding")
    assert gzip.decompress(body) == b"x" * 1000
    assert int(headers["Content-Length"]) == len(body)
    assert "Content-Encoding" not in ask(cache, "/")[1]


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip;q=0", False), ("br, gzip; q=0.000 , deflate", False), ("deflate", False), ("", False),
        ("gzip;q=0.5", True), ("gzip, br;q=0", True), ("gzip;q=0.01, *;q=0", True), ("gzip, deflate, br", True),
    ],
)  # fmt: skip
def test_gzip_is_sent_only_to_who_takes_it(accepted: str, packed: bool) -> None:
    _, headers, _ = ask(cache_over(Counted(b"a" * 1000)), "/", HTTP_ACCEPT_ENCODING=accepted)
    assert ("Content-Encoding" in headers) is packed


@pytest.mark.parametrize(
    "headers",
    [{"Cache-Control": "private"}, {"Set-Cookie": "a=b"}, {"Vary": "Cookie"}, {"Vary": "Accept, HX-Request"}],
)
def test_what_is_not_public_is_never_kept(headers: dict[str, str]) -> None:
    behind = Counted(**headers)
    cache = cache_over(behind)
    for _ in range(3):
        ask(cache, "/")
    assert behind.asked == 3


@pytest.mark.parametrize(
    "more",
    [
        {"HTTP_COOKIE": "session=abc"}, {"HTTP_COOKIE": "messages=abc"}, {"HTTP_AUTHORIZATION": "Bearer gs_x"},
        {"HTTP_RANGE": "bytes=0-1"}, {"REQUEST_METHOD": "POST"},
    ],
)  # fmt: skip
def test_whoever_shows_who_they_are_is_answered_by_the_application(more: dict[str, str]) -> None:
    behind = Counted()
    cache = cache_over(behind)
    ask(cache, "/")
    ask(cache, "/", **more)
    assert behind.asked == 2


def test_a_visitor_with_another_cookie_may_read_but_fills_nothing() -> None:
    behind = Counted()
    cache = cache_over(behind)
    for _ in range(2):
        ask(cache, "/", HTTP_COOKIE="csrf=abc")
    assert behind.asked == 2
    ask(cache, "/")
    ask(cache, "/", HTTP_COOKIE="csrf=abc")
    assert behind.asked == 3


def test_memory_is_bounded_and_the_longest_unused_goes_first() -> None:
    behind = Counted(random.Random(1).randbytes(10_000), **{"Content-Type": "application/octet-stream"})
    cache = cache_over(behind, limit=50_000)
    for number in (1, 2, 3, 4, 1, 5):
        ask(cache, f"/{number}")
    assert behind.asked == 5
    ask(cache, "/1")
    assert behind.asked == 5
    ask(cache, "/2")
    assert behind.asked == 6
    assert cache._answers.size <= 50_000


class Alike:
    """A hundred tables, of which each answer holds ten: answers differ little, as comparisons do."""

    def __init__(self) -> None:
        rng = random.Random(2)
        self.tables = [bytes(rng.choices(b"0123456789 <td>", k=3_000)) for _ in range(100)]
        self.asked = 0

    def body(self, number: int) -> bytes:
        rng = random.Random(number)
        return b"".join(rng.choices(self.tables[:20], k=10)) + str(number).encode()

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        self.asked += 1
        number = int(environ["QUERY_STRING"].partition("=")[2])
        start("200 OK", [("Content-Type", "text/html"), ("Cache-Control", "public"), ("ETag", f'"{number}"')])
        return [self.body(number)]


def test_answers_that_are_alike_lie_small_and_come_back_whole() -> None:
    behind, limit = Alike(), 3_400_000
    cache = cache_over(behind, limit=limit)
    for number in range(400):
        ask(cache, f"/compare/?n={number}", HTTP_ACCEPT_ENCODING="gzip")
    assert behind.asked == 400
    sent = 0
    for number in range(400):
        status, headers, body = ask(cache, f"/compare/?n={number}", HTTP_ACCEPT_ENCODING="gzip")
        assert gzip.decompress(body) == behind.body(number)
        assert (status, headers["ETag"]) == ("200 OK", f'W/"{number}"')
        assert int(headers["Content-Length"]) == len(body)
        sent += len(body)
    assert behind.asked == 400
    assert cache._answers.size <= limit < sent / 1.5


def test_threads_that_pack_and_unpack_at_once_get_their_own_answers() -> None:
    behind, limit = Alike(), 1_500_000
    cache = cache_over(behind, limit=limit)

    def right(number: int) -> bool:
        body = ask(cache, f"/compare/?n={number}", HTTP_ACCEPT_ENCODING="gzip")[2]
        return gzip.decompress(body) == behind.body(number)

    asked = random.Random(3).choices(range(100), k=600)
    with ThreadPoolExecutor(6) as pool:
        assert all(pool.map(right, asked))
    assert behind.asked < len(asked)
    assert cache._answers.size <= limit


def test_an_answer_comes_back_the_same_for_who_takes_no_gzip_and_for_who_has_it() -> None:
    cache = cache_over(Alike(), limit=600_000)
    for number in range(60):
        ask(cache, f"/compare/?n={number}")
    status, headers, body = ask(cache, "/compare/?n=55")
    assert (status, headers["ETag"], body) == ("200 OK", '"55"', Alike().body(55))
    assert ask(cache, "/compare/?n=55", HTTP_IF_NONE_MATCH='"55"')[0] == "304 Not Modified"


def test_a_stampede_is_answered_by_one() -> None:
    class Slow(Counted):
        def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
            time.sleep(0.3)
            return super().__call__(environ, start)

    behind = Slow()
    cache = cache_over(behind)
    replies: list[Reply] = []
    threads = [threading.Thread(target=lambda: replies.append(ask(cache, "/"))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert behind.asked == 1
    assert len(replies) == 20
    assert all(reply == replies[0] for reply in replies)


def test_what_was_made_while_the_version_moved_is_not_kept() -> None:
    versions = iter(["1", "2", "2", "2", "2"])
    behind = Counted()
    cache = cache_over(behind, lambda: next(versions))
    ask(cache, "/")
    ask(cache, "/")
    assert behind.asked == 2


def test_without_a_version_the_application_answers() -> None:
    def broken() -> str:
        raise OSError

    behind = Counted()
    cache = cache_over(behind, broken)
    ask(cache, "/")
    ask(cache, "/")
    assert behind.asked == 2


def test_a_program_over_its_limit_is_left_to_the_application() -> None:
    behind = Counted()
    cache = cache_over(behind, metered=lambda _: None)
    ask(cache, "/api/v1/roles/")
    ask(cache, "/api/v1/roles/")
    ask(cache, "/")
    ask(cache, "/")
    assert behind.asked == 3


@pytest.mark.django_db
def test_the_limit_counts_hits_too(django_behind: WSGIHandler) -> None:
    from_wsgi = pytest.importorskip("config.wsgi").application
    cache = cache_over(django_behind, version, metered=from_wsgi._metered)
    replies = [ask(cache, "/api/v1/plan/")[0][:3] for _ in range(62)]
    assert replies == ["200"] * 60 + ["429"] * 2


@pytest.mark.django_db
def test_every_table_a_public_answer_reads_is_watched(client: Client) -> None:
    make_estimate(make_role(), (1, 2, 3))
    make_figure("a/b", role=Role.objects.get())
    known = set(watched())
    for path in PATHS:
        if path in PRIVATE:
            continue
        with CaptureQueriesContext(connection) as read:
            client.get(path)
        for query in read:
            words = query["sql"].split()
            tables = {word.strip('"(),') for word in words if word.startswith('"') and "." not in word}
            named = {table for table in tables if table.startswith(("salaries_", "advice_", "accounts_", "auth_"))}
            assert named <= known, (path, named - known)


@pytest.mark.django_db
def test_every_way_to_write_moves_the_version() -> None:
    role = make_role()
    seen = {version()}
    for write in (
        lambda: Role.objects.update(title="Changed"), lambda: Figure.objects.bulk_create([]) or make_figure("a/b"),
        lambda: Source.objects.filter(slug="test-rates").update(name="x"), lambda: Figure.objects.all().delete(),
        lambda: make_estimate(role, (1, 2, 3)), lambda: Demonstration.objects.create(made_at=NOW),
    ):  # fmt: skip
        write()
        seen.add(version())
    assert len(seen) == 7
    assert Change.objects.count() <= len(watched())


def release(number: int) -> None:
    Release.objects.create(number=number, published_at=NOW + timedelta(days=number))
    for role in Role.objects.all():
        made = Release.objects.get(number=number)
        make_estimate(role, (1_000 * number, 2_000 * number, 3_000 * number), release=made)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("ask"), st.sampled_from(PATHS)),
        st.tuples(st.just("ask signed in"), st.sampled_from(PATHS)),
        st.tuples(st.just("edit"), st.sampled_from(["role", "source", "figure", "demonstration"])),
        st.tuples(st.just("release"), st.none()),
    ),
    min_size=5, max_size=20,
)  # fmt: skip


@pytest.mark.django_db(transaction=True)
@how(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS, gzipped=st.booleans())
def test_never_stale_and_never_private(django_behind: WSGIHandler, steps: list[Any], gzipped: bool) -> None:
    """Whatever happens in whatever order: the cache answers as Django would at this moment, to everybody."""
    start_anew()
    cache = cache_over(django_behind, version)
    signed_in = Client()
    signed_in.force_login(make_person(f"{uuid4().hex}@private.invalid"))
    session = f"session={signed_in.cookies[settings.SESSION_COOKIE_NAME].value}"
    for count, (what, which) in enumerate(steps, start=1):
        if what == "release":
            release(count)
        elif what == "edit":
            edit(which, count)
        else:
            more = {"HTTP_ACCEPT_ENCODING": "gzip"} if gzipped else {}
            if what == "ask signed in":
                more["HTTP_COOKIE"] = session
            ours, straight = ask(cache, which, **more), ask(django_behind, which, **more)
            same_answer(ours, straight)
            if what == "ask":
                assert b"private.invalid" not in plain(ours)


def start_anew() -> None:
    """The rows of an earlier example are gone."""
    for model in (Demonstration, Figure, Release):
        model.objects.all().delete()
    for role in (make_role(), make_role("ai-developer-music", side="ai")):
        make_figure(f"{role.slug}/pay", role=role)
    make_figure("a/b", role=role)


def edit(which: str, count: int) -> None:
    """A curator corrects something, past the models' own save as often as through it."""
    if which == "demonstration":
        shown = Demonstration.objects.filter(pk=1)
        if not shown.delete()[0]:
            Demonstration.objects.create(made_at=NOW)
    elif which == "role":
        Role.objects.filter(slug="music-producer").update(title=f"Producer {count}")
    elif which == "source":
        Source.objects.update(name=f"Rates {count}")
    else:
        figure = Figure.objects.get(key="a/b")
        figure.value = 40_000 + count
        figure.save()


def plain(reply: Reply) -> bytes:
    return gzip.decompress(reply[2]) if reply[1].get("Content-Encoding") == "gzip" else reply[2]


def same_answer(ours: Reply, straight: Reply) -> None:
    """The same status, content and protection. A form's token and a session's cookie are new each time."""
    assert ours[0] == straight[0]
    if "public" in straight[1].get("Cache-Control", ""):
        assert plain(ours) == straight[2]
        protection = ("Content-Security-Policy", "X-Frame-Options", "Referrer-Policy", "X-Content-Type-Options")
        assert [ours[1].get(name) for name in protection] == [straight[1].get(name) for name in protection]
        assert "Set-Cookie" not in ours[1]
