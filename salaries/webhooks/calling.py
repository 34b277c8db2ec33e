"""One signed POST to an address that a stranger has given: public addresses only, once, briefly, without redirects.

The name is resolved once, every address it stands for is checked, and the connection goes to a checked address itself:
a name that answers differently the second time gains nothing. The certificate is checked against the name.
"""

import hashlib
import hmac
import ipaddress
import socket
import ssl
import threading
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

SIGNATURE = "Gainstage-Signature"
PORTS = (443, 8443)  # where HTTPS is served; others would let a stranger knock on foreign doors through us
LONGEST_ADDRESS = 500
PATIENCE = 5.0  # seconds for each step
DEADLINE = 10.0  # seconds for the whole exchange, so that nobody answers byte by byte
MOST_BYTES = 1024  # of an answer
# IPv6 addresses that stand for IPv4 ones behind a translator or a tunnel
CARRIERS = [ipaddress.ip_network(block) for block in ("64:ff9b::/96", "2001::/32", "2002::/16", "::/96")]


class AddressRefused(Exception):
    """Nothing is ever sent to this address; the code says why."""


@dataclass(frozen=True)
class Answer:
    """What came back: the status, and the first ``MOST_BYTES`` of the body."""

    status: int
    body: bytes

    @property
    def is_good(self) -> bool:
        """Whether the receiver took it: any 2xx. A redirect is not followed and counts as refused."""
        return 200 <= self.status < 300


def signature(secret: str, body: bytes, now: datetime) -> str:
    """``t=SECONDS,v1=HEX``: HMAC-SHA256 of the Unix time, a full stop and the body, under the webhook's secret."""
    seconds = str(int(now.timestamp()))
    signed = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={signed}"


def check_shape(address: str) -> SplitResult:
    """The parts of an address we could send to. Raises AddressRefused: ``shape``, ``https`` or ``port``."""
    plain = settings.WEBHOOKS_TO_LOOPBACK
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise AddressRefused("shape") from None
    visible = address.isascii() and address.isprintable() and " " not in address and "\\" not in address
    if not visible or len(address) > LONGEST_ADDRESS or not parts.hostname or "@" in parts.netloc or "#" in address:
        raise AddressRefused("shape")
    if parts.scheme != "https" and not (plain and parts.scheme == "http"):
        raise AddressRefused("https")
    if port is not None and port not in PORTS and not plain:
        raise AddressRefused("port")
    return parts


def resolved(host: str, port: int) -> str:
    """A checked address behind ``host``. Raises AddressRefused: ``unknown``, or ``private`` when any is not public."""
    try:
        found = [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        raise AddressRefused("unknown") from None
    if not found:
        raise AddressRefused("unknown")
    if not all(_is_public(one) for one in found):
        raise AddressRefused("private")
    return found[0]


def _is_public(text: str) -> bool:
    if "%" in text:  # an address with a zone is reached over one's own wire only
        return False
    address = ipaddress.ip_address(text)
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if settings.WEBHOOKS_TO_LOOPBACK and address.is_loopback:
        return True
    if any(address in block for block in CARRIERS if block.version == address.version):
        return False
    unfit = address.is_private or address.is_multicast or address.is_reserved or address.is_link_local
    return address.is_global and not unfit and not getattr(address, "is_site_local", False)


def post(*, address: str, secret: str, body: bytes, event: str, delivery: str, now: datetime) -> Answer | None:
    """The answer to one signed POST, or None when nobody answered in time. Raises AddressRefused."""
    parts = check_shape(address)
    host, port = str(parts.hostname), parts.port or (443 if parts.scheme == "https" else 80)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {
        "Content-Type": "application/json", "User-Agent": "Gainstage-Webhooks/1", "Gainstage-Event": event,
        "Gainstage-Delivery": delivery, SIGNATURE: signature(secret, body, now), "Connection": "close",
    }  # fmt: skip
    connection = _Straight(host, port, resolved(host, port), secure=parts.scheme == "https")
    clock = threading.Timer(DEADLINE, connection.cut)
    clock.start()
    try:
        connection.request("POST", path, body, headers)
        response: HTTPResponse = connection.getresponse()
        answer = Answer(response.status, response.read(MOST_BYTES))
        return None if connection.was_cut else answer
    except (OSError, HTTPException, ValueError):
        return None
    finally:
        clock.cancel()
        connection.close()


class _Straight(HTTPConnection):
    """A connection to an address that was checked, under the name that was asked for."""

    def __init__(self, host: str, port: int, checked: str, *, secure: bool) -> None:
        super().__init__(host, port, timeout=PATIENCE)
        self.checked, self.secure = checked, secure
        self.was_cut = False
        self.default_port = 443 if secure else 80  # so that Host names the port only when it is another one

    def connect(self) -> None:
        """Connect without asking for the name again; over TLS, the certificate must be the name's."""
        self.sock = socket.create_connection((self.checked, self.port), PATIENCE)
        if self.secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self.sock.do_handshake()

    def cut(self) -> None:
        """End it from another thread: whoever waits for the other side hears that there is nothing more."""
        self.was_cut = True
        if self.sock is not None:
            try:
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)
            except OSError:
                return
