"""Webhooks: who is told of a release, how it is signed, how often it is tried, and where nothing is ever sent."""

import hashlib
import hmac
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import IntegrityError, connection, transaction
from django.test import Client
from rest_framework.test import APIClient

from salaries.accounts.models import User, issue_key
from salaries.accounts.personal_data import erase, everything_about
from salaries.models import MOST_ATTEMPTS, Release, Webhook, WebhookDelivery
from salaries.publication import release
from salaries.tasks import release_now, send_webhooks
from salaries.webhooks import (
    MOST_WEBHOOKS,
    OwnWebhook,
    TooManyTries,
    WebhookRefused,
    calling,
    create,
    deeds,
    deliver,
    due,
    try_out,
)  # fmt: skip
from salaries.webhooks.calling import AddressRefused, check_shape, post, resolved
from tests.api import problem_in, program_of
from tests.people import NOW, approved_reports, make_moderator, make_person, make_role
from tests.sign_in import confirmed
from tests.site import Site, own_site

HOOKS = "/api/v1/webhooks/"
PAGE = "/account/webhooks/"


class Receiver:
    """Somebody's program on this machine: answers challenges, and everything else with ``status``."""

    def __init__(self) -> None:
        self.status = 204
        self.echo: Callable[[str], bytes] = str.encode
        self.headers: dict[str, str] = {}
        self.got: list[tuple[dict[str, str], bytes]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
                message = json.loads(body)
                is_challenge = message["event"] == "challenge"
                answer = receiver.echo(message["challenge"]) if is_challenge else b""
                self.send_response(200 if is_challenge else receiver.status)
                for name, value in receiver.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *words: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def port(self) -> int:
        return int(self.server.server_address[1])

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?room=1"

    def told(self) -> list[dict[str, Any]]:
        """The releases that arrived here."""
        messages = [json.loads(body) for _, body in self.got]
        return [message for message in messages if message["event"] == "release.published"]


@contextmanager
def listening(context: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    receiver = Receiver()
    if context:
        receiver.server.socket = context.wrap_socket(receiver.server.socket, server_side=True)
    thread = threading.Thread(target=receiver.server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.server.shutdown()
        receiver.server.server_close()
        thread.join()


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOKS_TO_LOOPBACK = True
    with listening() as made:
        yield made


@pytest.fixture
def owner(db: None) -> User:
    return make_person("owner@example.org")


@pytest.fixture
def hook(owner: User, receiver: Receiver) -> tuple[OwnWebhook, str]:
    return create(by=owner, address=receiver.address, now=NOW)


def publish(number: int = 1) -> Release:
    return Release.objects.create(number=number, published_at=NOW)


def sweep(now: datetime) -> list[bool]:
    return [deliver(pk=pk, now=now) for pk in due(now=now)]


def names(monkeypatch: pytest.MonkeyPatch, *answers: str | list[str]) -> list[str]:
    """Replace the resolver: each question gets the next answer, the last one for good. Returns what was asked."""
    asked: list[str] = []
    really = socket.getaddrinfo

    def look_up(host: str, port: int, *words: Any, **more: Any) -> list[Any]:
        if host in answers:  # an address by itself, on the way to a connection
            return really(host, port, *words, **more)
        found = answers[min(len(asked), len(answers) - 1)]
        asked.append(host)
        return [(0, 0, 0, "", (one, port)) for one in ([found] if isinstance(found, str) else found)]

    monkeypatch.setattr(calling.socket, "getaddrinfo", look_up)
    return asked


def test_a_receiver_can_check_the_signature(receiver: Receiver, hook: tuple[OwnWebhook, str]) -> None:
    publish(3)
    assert sweep(NOW) == [True]
    headers, body = receiver.got[-1]
    parts = dict(part.split("=") for part in headers["gainstage-signature"].split(","))
    expected = hmac.new(hook[1].encode(), parts["t"].encode() + b"." + body, hashlib.sha256).hexdigest()
    assert hmac.compare_digest(parts["v1"], expected)
    assert parts["t"] == str(int(NOW.timestamp()))
    assert json.loads(body) == {
        "event": "release.published", "release": 3, "published_at": NOW.isoformat(),
        "address": "http://localhost:8000/data/releases/3/",
    }  # fmt: skip
    assert headers["gainstage-delivery"] == str(WebhookDelivery.objects.get().pk)
    assert headers["host"] == f"127.0.0.1:{receiver.port}"
    assert "owner@example.org" not in f"{headers}{body!r}"


@pytest.mark.parametrize("echo", [lambda _: b"no", lambda _: b"", lambda word: word[:-1].encode(), lambda _: b"[1]"])
def test_nothing_is_kept_without_the_challenges_word(owner: User, receiver: Receiver, echo: Any) -> None:
    receiver.echo = echo
    with pytest.raises(WebhookRefused, match="challenge"):
        create(by=owner, address=receiver.address, now=NOW)
    assert not Webhook.objects.exists()
    publish()
    send_webhooks()
    assert receiver.told() == []


def test_the_word_may_come_back_as_json(owner: User, receiver: Receiver) -> None:
    receiver.echo = lambda word: json.dumps({"challenge": word}).encode()
    create(by=owner, address=receiver.address, now=NOW)
    assert Webhook.objects.count() == 1


def test_address_and_secret_are_sealed(receiver: Receiver, hook: tuple[OwnWebhook, str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT address, secret FROM salaries_webhook")
        ((address, secret),) = cursor.fetchall()
    assert address.startswith("e1.")
    assert secret.startswith("e1.")
    assert Webhook.objects.get().secret == hook[1]


def test_only_releases_after_it_are_told(owner: User, receiver: Receiver) -> None:
    publish(1)
    create(by=owner, address=receiver.address, now=NOW)
    publish(2)
    send_webhooks()
    send_webhooks()
    assert [message["release"] for message in receiver.told()] == [2]


def test_a_real_release_is_told_without_redis(owner: User, receiver: Receiver, hook: tuple[OwnWebhook, str]) -> None:
    approved_reports(make_role(), [30_000 + 1_000 * i for i in range(60)], make_moderator())
    release_now()
    assert [message["release"] for message in receiver.told()] == [1]


def test_a_release_does_not_depend_on_receivers(owner: User, receiver: Receiver, hook: tuple[OwnWebhook, str]) -> None:
    receiver.status = 500
    approved_reports(make_role(), [30_000 + 1_000 * i for i in range(60)], make_moderator())
    assert release(now=NOW).release is not None
    assert receiver.told() == []
    assert sweep(NOW) == [False]


def test_after_an_error_it_is_tried_again_later(receiver: Receiver, hook: tuple[OwnWebhook, str]) -> None:
    receiver.status = 500
    publish()
    assert sweep(NOW) == [False]
    assert WebhookDelivery.objects.get().status == 500
    receiver.status = 200
    assert sweep(NOW + timedelta(seconds=59)) == []
    assert sweep(NOW + timedelta(seconds=60)) == [True]
    assert sweep(NOW + timedelta(days=9)) == []
    first, second = [headers for headers, body in receiver.got if b"published" in body]
    assert first["gainstage-delivery"] == second["gainstage-delivery"]
    assert first["gainstage-signature"] != second["gainstage-signature"]
    assert WebhookDelivery.objects.get().attempts == 2


@pytest.mark.parametrize("closed", [True, False])
def test_it_is_never_tried_more_often_than_the_bound(owner: User, settings: Any, closed: bool) -> None:
    settings.WEBHOOKS_TO_LOOPBACK = True
    with listening() as receiver:
        create(by=owner, address=receiver.address, now=NOW)
        receiver.status = 503
        publish()
        if not closed:
            tries = [sweep(NOW + timedelta(days=day)) for day in range(10)]
    if closed:
        tries = [sweep(NOW + timedelta(days=day)) for day in range(10)]
    else:
        assert len(receiver.told()) == MOST_ATTEMPTS
    assert tries == [[False]] * MOST_ATTEMPTS + [[]] * (10 - MOST_ATTEMPTS)
    row = WebhookDelivery.objects.get()
    assert (row.attempts, row.due_at, row.delivered_at) == (MOST_ATTEMPTS, None, None)
    assert row.status == (None if closed else 503)
    with pytest.raises(IntegrityError), transaction.atomic():
        WebhookDelivery.objects.update(attempts=MOST_ATTEMPTS + 1)


def test_waits_grow_and_are_one_fewer_than_attempts() -> None:
    assert sorted(deeds.WAITS) == deeds.WAITS
    assert len(deeds.WAITS) == MOST_ATTEMPTS - 1


def test_an_attempt_that_somebody_else_makes_is_left_to_them(
    receiver: Receiver, hook: tuple[OwnWebhook, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish()
    (pk,) = due(now=NOW)
    stale = WebhookDelivery.objects.get()
    assert deliver(pk=pk, now=NOW)
    assert not deeds._claim(stale, NOW)
    assert not deliver(pk=pk, now=NOW)
    assert len(receiver.told()) == 1


WORKER = """
from django.conf import settings
settings.WEBHOOKS_TO_LOOPBACK = True
from salaries.tasks import send_webhooks
for _ in range(3):
    send_webhooks()
"""
HOOKED = """
from datetime import UTC, datetime
from salaries.models import Release, Webhook
from tests.people import make_person
for path in "ab":
    person = make_person(f"hook-{path}@example.org")
    Webhook.objects.create(person=person, address="{address}&" + path, secret="s", created_at=datetime.now(UTC),
                           told_from=0)
for number in (1, 2, 3):
    Release.objects.create(number=number, published_at=datetime.now(UTC))
"""


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.needs_postgres)])
def test_three_workers_tell_each_receiver_of_each_release_once(tmp_path: Path, kind: str) -> None:
    with listening() as receiver, own_site(tmp_path, with_postgres=kind == "postgres") as site:
        site.run(HOOKED.replace("{address}", receiver.address))
        workers = [site.start(WORKER) for _ in range(3)]
        for worker in workers:
            _, errors = worker.communicate(timeout=60)
            assert worker.returncode == 0, errors
        assert sorted(message["release"] for message in receiver.told()) == [1, 1, 2, 2, 3, 3]
        assert count(site) == 6


def count(site: Site) -> int:
    rows = "WebhookDelivery.objects.exclude(delivered_at=None)"
    return int(site.run(f"from salaries.models import *\nprint({rows}.count())"))


PRIVATE = [
    "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.5.5", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.2.7", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::7f00:1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1",
    "fec0::1", "ff02::1", "64:ff9b::a00:1", "2002:7f00:1::", "2001::1", "2001:db8::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_that_are_not_public_are_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, address)
    with pytest.raises(AddressRefused, match="private"):
        resolved("hooks.example.org", 443)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700::1111", "::ffff:93.184.215.14"])
def test_public_addresses_are_not(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, address)
    assert resolved("hooks.example.org", 443) == address


def test_one_private_address_among_public_ones_refuses_all(monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, ["93.184.215.14", "10.0.0.1"])
    with pytest.raises(AddressRefused, match="private"):
        resolved("hooks.example.org", 443)


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f000001", "localhost", "[::1]", "[::ffff:127.0.0.1]"])
@pytest.mark.django_db
def test_other_ways_to_write_this_machine_are_refused(owner: User, host: str) -> None:
    with pytest.raises(WebhookRefused, match=r"public internet|Nobody knows"):
        create(by=owner, address=f"https://{host}/", now=NOW)


def test_a_name_is_resolved_once_and_that_address_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = names(monkeypatch, "93.184.215.14", "127.0.0.1")
    connected: list[Any] = []

    def connect(target: Any, timeout: float) -> socket.socket:
        connected.append(target)
        raise ConnectionRefusedError

    monkeypatch.setattr(calling.socket, "create_connection", connect)
    answer = post(address="https://rebind.example.org/", secret="s", body=b"{}", event="test", delivery="1", now=NOW)
    assert answer is None
    assert asked == ["rebind.example.org"]
    assert connected == [("93.184.215.14", 443)]


def test_a_name_that_turns_private_later_is_told_nothing(
    receiver: Receiver, hook: tuple[OwnWebhook, str], settings: Any
) -> None:
    settings.WEBHOOKS_TO_LOOPBACK = False
    Webhook.objects.update(address="https://localhost/")
    publish()
    assert sweep(NOW) == [False]
    assert receiver.told() == []


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://example.org/", "https"), ("ftp://example.org/", "https"), ("https://", "shape"), ("", "shape"),
        ("https://a@example.org/", "shape"), ("https://example.org/#x", "shape"), ("https://exa mple.org/", "shape"),
        ("https://example.org:22/", "port"), ("https://example.org:99999/", "shape"),
        ("https://ex\nample.org", "shape"),
        ("https://münchen.example/", "shape"), ("https://[::1/", "shape"),
        ("https://example.org/" + "x" * 500, "shape"),
        ("https:\\\\example.org/", "shape"), ("file:///etc/passwd", "shape"), ("//example.org/", "https"),
    ],
)  # fmt: skip
def test_only_plain_https_addresses_are_taken(address: str, why: str) -> None:
    with pytest.raises(AddressRefused, match=why):
        check_shape(address)


def test_redirects_are_not_followed(receiver: Receiver, hook: tuple[OwnWebhook, str]) -> None:
    receiver.status, receiver.headers = 302, {"Location": receiver.address}
    publish()
    assert sweep(NOW) == [False]
    assert len(receiver.told()) == 1
    assert WebhookDelivery.objects.get().status == 302


def test_a_long_answer_is_not_read_to_its_end(owner: User, receiver: Receiver) -> None:
    receiver.echo = lambda word: b" " * calling.MOST_BYTES + word.encode()
    with pytest.raises(WebhookRefused, match="challenge"):
        create(by=owner, address=receiver.address, now=NOW)


def test_who_answers_byte_by_byte_is_hung_up_on(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.WEBHOOKS_TO_LOOPBACK = True
    monkeypatch.setattr(calling, "DEADLINE", 0.3)
    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            other, _ = server.accept()
            with other:
                other.sendall(b"HTTP/1.1 200 OK\r\n")
                while not ended.wait(0.02):
                    try:
                        other.sendall(b"X: y\r")
                    except OSError:
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        answer = post(address=address, secret="s", body=b"{}", event="test", delivery="1", now=NOW)
        ended.set()
        thread.join()
    assert answer is None


def certificate(folder: Path, name: str) -> ssl.SSLContext:
    """A server's context with a certificate for ``name`` that signs itself; the certificate lies in the folder."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(1).not_valid_before(today - timedelta(days=1)).not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "cert.pem").write_bytes(made.public_bytes(pem))
    (folder / "key.pem").write_bytes(private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


@pytest.mark.parametrize(
    ("asked", "trusted", "arrives"),
    [("hooks.example.org", True, True), ("other.example.org", True, False), ("hooks.example.org", False, False)],
)
def test_the_certificate_must_be_the_names(
    asked: str, trusted: bool, arrives: bool, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WEBHOOKS_TO_LOOPBACK = True
    context = certificate(tmp_path, "hooks.example.org")
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    with listening(context) as receiver:
        names(monkeypatch, "127.0.0.1")
        address = f"https://{asked}:{receiver.port}/"
        body = b'{"event": "test"}'
        answer = post(address=address, secret="s", body=body, event="test", delivery="1", now=NOW)
        assert (answer is not None and answer.status == 204) == arrives
        assert [headers["host"] for headers, _ in receiver.got] == [f"{asked}:{receiver.port}"] * arrives


def test_a_person_has_a_few_and_each_address_once(owner: User, receiver: Receiver) -> None:
    for number in range(MOST_WEBHOOKS):
        create(by=owner, address=f"{receiver.address}&n={number}", now=NOW)
    with pytest.raises(WebhookRefused, match="Remove one"):
        create(by=owner, address=receiver.address, now=NOW)
    other = make_person()
    create(by=other, address=receiver.address, now=NOW)
    with pytest.raises(WebhookRefused, match="with this address"):
        create(by=other, address=receiver.address, now=NOW)


def test_nobody_makes_us_knock_without_end(receiver: Receiver, owner: User, hook: tuple[OwnWebhook, str]) -> None:
    for _ in range(deeds.MOST_TRIES - 1):
        assert try_out(by=owner, pk=hook[0].id, now=NOW) == 204
    with pytest.raises(TooManyTries):
        try_out(by=owner, pk=hook[0].id, now=NOW)
    answer = program_of(owner).post(HOOKS, {"address": receiver.address + "&more"}, format="json")
    assert problem_in(answer, 429)
    assert len(receiver.got) == deeds.MOST_TRIES


def test_a_program_sets_up_tries_out_lists_and_removes(owner: User, receiver: Receiver) -> None:
    program = program_of(owner)
    made = program.post(HOOKS, {"address": receiver.address}, format="json")
    assert made.status_code == 201
    assert made["Cache-Control"] == "no-store"
    body = made.json()
    assert body["secret"].startswith("gwh_")
    (listed,) = program.get(HOOKS).json()["results"]
    assert listed == {name: value for name, value in body.items() if name != "secret"}
    publish()
    send_webhooks()
    assert program.get(HOOKS).json()["results"][0]["last"]["status"] == 204
    assert program.post(f"{HOOKS}{body['id']}/test/").json() == {"status": 204}
    assert json.loads(receiver.got[-1][1]) == {"event": "test"}
    stranger = program_of(make_person())
    assert stranger.get(HOOKS).json()["results"] == []
    assert problem_in(stranger.post(f"{HOOKS}{body['id']}/test/"), 404)
    assert problem_in(stranger.delete(f"{HOOKS}{body['id']}/"), 404)
    assert program.delete(f"{HOOKS}{body['id']}/").status_code == 204
    assert not WebhookDelivery.objects.exists()


@pytest.mark.django_db
def test_the_api_says_why_it_refuses(owner: User) -> None:
    program = program_of(owner)
    for address in ("https://127.0.0.1/", "http://example.org/"):
        assert "address" in problem_in(program.post(HOOKS, {"address": address}, format="json"), 409)["errors"]
    assert problem_in(program.post(HOOKS, {"adress": "x"}, format="json"), 400)["errors"].keys() == {
        "address",
        "adress",
    }
    _, narrow = issue_key(person=owner, name="narrow", now=NOW, scope="read")
    reader = APIClient()
    reader.credentials(HTTP_AUTHORIZATION=f"Bearer {narrow}")
    assert problem_in(reader.get(HOOKS), 403)
    assert problem_in(APIClient().get(HOOKS), 401)


def test_the_page_sets_up_tries_out_and_removes(owner: User, receiver: Receiver) -> None:
    client = confirmed(owner)
    made = client.post(PAGE, {"address": receiver.address})
    assert made["Cache-Control"].count("no-store") == 1
    row = Webhook.objects.get()
    assert row.secret in made.content.decode()
    page = client.get(PAGE).content.decode()
    assert row.secret not in page
    assert "No release has come out since" in page
    assert "status 204" in client.post(f"{PAGE}{row.pk}/test/", follow=True).content.decode()
    publish()
    send_webhooks()
    assert "Release 1 arrived on" in client.get(PAGE).content.decode()
    stranger = confirmed(make_person())
    for deed in ("test", "remove"):
        assert stranger.post(f"{PAGE}{row.pk}/{deed}/").status_code == 404
        assert client.get(f"{PAGE}{row.pk}/{deed}/").status_code == 405
    assert "is removed" in client.post(f"{PAGE}{row.pk}/remove/", follow=True).content.decode()
    assert not Webhook.objects.exists()


@pytest.mark.django_db
def test_the_page_refuses_in_words_and_asks_for_the_password(owner: User) -> None:
    assert (
        "not on the public internet" in confirmed(owner).post(PAGE, {"address": "https://127.0.0.1/"}).content.decode()
    )
    plain = Client()
    plain.force_login(owner)
    assert plain.post(PAGE, {"address": "https://127.0.0.1/"}).status_code == 302
    assert Client().get(PAGE).status_code == 302


def test_it_is_in_the_copy_and_erased_with_the_person(
    owner: User, receiver: Receiver, hook: tuple[OwnWebhook, str]
) -> None:
    publish()
    send_webhooks()
    (copied,) = everything_about(owner)["webhooks"]
    assert copied["address"] == receiver.address
    assert copied["last_release"] == 1
    assert hook[1] not in str(everything_about(owner))
    erase(by=owner)
    assert not Webhook.objects.exists()
    assert not WebhookDelivery.objects.exists()


@pytest.mark.django_db
def test_without_webhooks_nothing_is_asked_but_whether_there_are_any(django_assert_num_queries: Any) -> None:
    publish()
    with django_assert_num_queries(2):
        send_webhooks()
    assert not WebhookDelivery.objects.exists()
