"""Amounts and words at rest: encrypted by keys that are not in the database.

Envelopes: what is sealed is encrypted by a key of its own, and that key by the first of ``PAY_KEYS``; the envelope says
which. Replacing a pay key therefore wraps small keys anew and never opens what people earn. Both layers are Fernet
(AES-128-CBC with HMAC-SHA256) from the ``cryptography`` library. All of ``PAY_KEYS`` open; the first one seals.
"""

import hashlib
import hmac
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models

MARK = b"e1"  # an envelope: mark, name of the pay key, wrapped key, ciphertext
STEP = 2048  # bytes; lengths are rounded up to it, so that they do not give amounts away


class WrongKey(InvalidToken):
    """A key is not the one that is needed; the message says which one would be."""


def seal(amounts: dict[str, Any]) -> bytes:
    """``amounts`` (JSON values only) in an envelope under the first pay key, padded to hide its size."""
    plain = json.dumps(amounts, separators=(",", ":")).encode()
    own = Fernet.generate_key()
    return _envelope(own, Fernet(own).encrypt(plain + b" " * (-len(plain) % STEP)))


def unseal(sealed: bytes | memoryview) -> dict[str, Any]:
    """What was given to ``seal``. Raises WrongKey when no key fits."""
    return json.loads(_open(bytes(sealed)))


def reseal(sealed: bytes | memoryview) -> bytes:
    """The same under the first pay key. Only the wrapped key changes; what stands below it is not decrypted, unless it
    was sealed before there were envelopes. Raises WrongKey when no key fits."""
    whole = bytes(sealed)
    if not whole.startswith(MARK + b"."):
        return seal(unseal(whole))
    _, _, wrapped, content = whole.split(b".")
    return _envelope(_decrypt(whole, wrapped), content)


def sealed_under(sealed: bytes | memoryview) -> str:
    """The name of the pay key that seals this; empty when it is older than envelopes, or not sealed at all."""
    whole = bytes(sealed)
    return whole.split(b".")[1].decode() if whole.startswith(MARK + b".") else ""


def name_of(pay_key: str) -> str:
    """What envelopes call a pay key: the first eight hex digits of its SHA-256, which say nothing about the key."""
    return hashlib.sha256(pay_key.encode()).hexdigest()[:8]


def observation_token(*, person_id: int, role_id: int, year: int) -> str:
    """The name under which the observation of a person's role and year is found.

    HMAC-SHA256 under a key outside the database. It names person, role and year, not the report's row, so that a
    report that is withdrawn and given again is recognised.
    """
    return keyed_name(f"{person_id}/{role_id}/{year}".encode())


def keyed_name(content: bytes) -> str:
    """HMAC-SHA256 of ``content`` in hex, under the key outside the database."""
    return hmac.new(settings.TOKEN_KEY.encode(), content, hashlib.sha256).hexdigest()


class SealedTextField(models.TextField):
    """Text that may quote somebody's pay: sealed in the database, plain in Python. It cannot be searched."""

    def get_prep_value(self, value: Any) -> Any:
        """What the database gets: the envelope; empty text stays empty."""
        return seal({"text": str(value)}).decode() if value else value

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        """The text; what was stored before it was sealed is given back as it is. Raises WrongKey."""
        if value and sealed_under(value.encode()):
            return str(unseal(value.encode())["text"])
        return value


def _envelope(own: bytes, content: bytes) -> bytes:
    first = settings.PAY_KEYS[0]
    return b".".join((MARK, name_of(first).encode(), Fernet(first).encrypt(own), content))


def _open(whole: bytes) -> bytes:
    if not whole.startswith(MARK + b"."):
        return _decrypt(whole, whole)
    _, _, wrapped, content = whole.split(b".")
    return Fernet(_decrypt(whole, wrapped)).decrypt(content)


def _decrypt(whole: bytes, token: bytes) -> bytes:
    try:
        return MultiFernet([Fernet(key) for key in settings.PAY_KEYS]).decrypt(token)
    except InvalidToken:
        there = ", ".join(name_of(key) for key in settings.PAY_KEYS)
        wanted = sealed_under(whole) or "unknown"
        raise WrongKey(f"Sealed under pay key {wanted}; PAY_KEYS holds {there}. Put that key back, last.") from None
