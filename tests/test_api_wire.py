"""What strangers may do to a connection: send and read slowly, send too much, in odd encodings, or to nobody."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from urllib.parse import urlsplit

import httpx
import pytest

from tests.served import served
from tests.servers import wait_for

BIG = b"GET /api/v1/comparison/?roles=music-producer,data-scientist HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
SLOW = {
    "reader": BIG,
    "sender": b"POST /api/v1/advice/offer/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    b"Content-Length: 900\r\n\r\n{",
    "header": b"GET /api/v1/roles/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
}
MANY = 24  # connections held, where eight may send at a time
SOON = 20.0  # seconds, on a machine that does other things at the same time
OFFER = "/api/v1/advice/offer/"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("wire")) as (_, address):
        yield address


def connected(address: str, first: bytes) -> socket.socket:
    """A connection that sent ``first`` and has a small window to read through."""
    parts = urlsplit(address)
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    line.settimeout(SOON)
    line.connect((parts.hostname, parts.port))
    line.sendall(first)
    return line


def said(address: str, request: bytes) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of the answer to raw bytes, after which the server closes the connection."""
    with connected(address, request) as line:
        got = b""
        while b"\r\n\r\n" not in got and (part := line.recv(65536)):
            got += part
        with suppress(TimeoutError, ConnectionResetError):
            line.settimeout(1)
            while part := line.recv(65536):
                got += part
    head, _, body = got.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    return int(first.split()[1]), {k.lower(): v.strip() for k, _, v in (row.partition(":") for row in rest)}, body


def problem(answer: httpx.Response, status: int) -> dict[str, object]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert (body["status"], bool(body["detail"])) == (status, True)
    return body


@pytest.mark.parametrize("who", SLOW)
def test_the_slow_do_not_keep_others_waiting(address: str, who: str) -> None:
    with ExitStack() as held:
        for _ in range(MANY):
            held.enter_context(connected(address, SLOW[who]))
        if who == "sender":
            answer = wait_for("every place to be taken", lambda: offered(address, 503))
            assert (problem(answer, 503)["title"], answer.headers["Retry-After"]) == ("Service Unavailable", "1")
        else:
            time.sleep(0.5)  # until the server has met them all
        for number in range(1, 5):
            assert httpx.get(f"{address}/api/v1/figures/?page_size={number}", timeout=SOON).status_code == 200
    if who == "sender":
        assert "fee" in str(problem(wait_for("a place", lambda: offered(address, 400)), 400)["errors"])


def offered(address: str, status: int) -> httpx.Response | None:
    """The answer to an empty offer, if it has this status."""
    answer = httpx.post(address + OFFER, json={}, timeout=SOON)
    return answer if answer.status_code == status else None


def test_a_slow_reader_gets_all_of_it(address: str) -> None:
    whole = httpx.get(f"{address}/api/v1/comparison/?roles=music-producer,data-scientist").content
    with connected(address, BIG.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")) as line:
        got = b""
        while part := line.recv(8192):
            got += part
            time.sleep(0.001)
    assert got.endswith(whole[-200:])
    assert len(got) > len(whole)


@pytest.mark.parametrize("path", [OFFER, "/api/v1/reports/", "/api/v1/roles/", "/api/v1/nothing/"])
def test_ten_megabytes_are_refused_at_once(address: str, path: str) -> None:
    begun = time.monotonic()
    problem(httpx.post(address + path, content=b" " * 10_000_000, timeout=SOON), 413)
    assert time.monotonic() - begun < SOON / 2
    claimed = b"POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999\r\nConnection: close\r\n\r\n"
    status, headers, body = said(address, claimed % path.encode())
    assert (status, headers["content-type"]) == (413, "application/problem+json")
    assert b'"status": 413' in body


def test_a_body_without_its_length_is_refused_rather_than_taken_for_none(address: str) -> None:
    problem(httpx.post(address + OFFER, content=iter([b"{}"]), timeout=SOON), 411)
    endless = (
        b"POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n1\r\n{\r\n"
    )
    assert said(address, endless % OFFER.encode())[0] == 411


@pytest.mark.parametrize("length", [8_200, 60_000])
def test_an_overlong_address_is_a_problem(address: str, length: int) -> None:
    problem(httpx.get(f"{address}/api/v1/roles/?q={'a' * length}", timeout=SOON), 414)
    problem(httpx.get(f"{address}/api/v1/{'a' * length}/", timeout=SOON), 414)


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET /api/v1/roles/?q=" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", 414),
        (b"GET /api/v1/roles/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: " + b"a" * 420_000, 431),
        (b"GET /api/v1/roles/?q=\xff HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 400),
        (b"GET /api/v1/\xff/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 400),
        (b"POST /api/v1/reports/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n", 400),
        (
            b"POST /api/v1/reports/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{} ",
            400,
        ),
    ],
)
def test_what_is_not_http_is_refused_by_the_server(address: str, request_: bytes, status: int) -> None:
    assert said(address, request_)[0] == status


def test_a_request_to_nobody_here_is_a_problem_too(address: str) -> None:
    problem(httpx.get(f"{address}/api/v1/roles/", headers={"Host": "elsewhere.example"}), 400)


@pytest.mark.parametrize("odd", ["%ff%fe", "%ed%a0%80", "%00", "a%c3", "%c0%af"])
def test_an_address_that_is_not_text_is_refused(address: str, odd: str) -> None:
    assert "q" in str(problem(httpx.get(f"{address}/api/v1/roles/?q={odd}"), 400)["detail"])
    assert "cursor" in str(problem(httpx.get(f"{address}/api/v1/roles/?cursor={odd}"), 400)["detail"])
    problem(httpx.get(f"{address}/api/v1/roles/{odd}/"), 404)
    problem(httpx.get(f"{address}/api/v1/figures/{odd}/"), 404)


JSON = {"Content-Type": "application/json"}
TEXT = '{"role": "music-producer", "country": "Ñ"}'


@pytest.mark.parametrize(
    ("body", "headers", "status", "word"),
    [
        (TEXT.encode("utf-16"), {**JSON, "Content-Type": "application/json; charset=utf-16"}, 400, "UTF-8"),
        (TEXT.encode("utf-16"), JSON, 400, "UTF-8"),
        (TEXT.encode("latin-1"), {"Content-Type": "application/json; charset=latin-1"}, 400, "UTF-8"),
        (TEXT.encode(), {"Content-Type": "application/json; charset=nonsense"}, 400, "country"),
        (TEXT.encode("utf-8-sig"), JSON, 400, "BOM"),
        (b"\x1f\x8b\x08\x00", {**JSON, "Content-Encoding": "gzip"}, 415, "Content-Encoding"),
        (b"\x1f\x8b\x08\x00", JSON, 400, "UTF-8"),
        (b'{"role": "\x00"}', JSON, 400, "control character"),
        (b'{"role": "\\u0000"}', JSON, 400, "role"),
        (b'{"role": "\\ud800"}', JSON, 400, "role"),
        (b'{"\\ud800": 1}', JSON, 400, "no such field"),
        (b'{"role": "\xed\xa0\x80"}', JSON, 400, "UTF-8"),
        (b'{"hours": NaN}', JSON, 400, "NaN"),
        (b'{"hours": 1e999}', JSON, 400, "hours"),
        (b"[" * 50_000, JSON, 400, "nested"),
        (b"", JSON, 400, "role"),
        (b"role=music-producer", {"Content-Type": "application/x-www-form-urlencoded"}, 415, "media type"),
        (TEXT.encode(), {}, 415, "media type"),
    ],
)  # fmt: skip
def test_odd_bodies_are_refused_in_words(
    address: str, body: bytes, headers: dict[str, str], status: int, word: str
) -> None:
    found = problem(httpx.post(address + OFFER, content=body, headers=headers), status)
    assert word in json.dumps(found)
