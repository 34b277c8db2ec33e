"""Amounts at rest: encrypted by keys that are not in the database.

Fernet (AES-128-CBC with HMAC-SHA256) from the ``cryptography`` library. ``PAY_KEYS`` may list several keys: the
first one encrypts, all of them decrypt, so that a key can be replaced while old rows are still read.
"""

import hashlib
import hmac
import json
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def seal(amounts: dict[str, Any]) -> bytes:
    """``amounts`` (JSON values only) as ciphertext, padded so that its length does not give away their size."""
    plain = json.dumps(amounts, separators=(",", ":")).encode()
    return _cipher().encrypt(plain + b" " * (-len(plain) % 512))


def unseal(sealed: bytes | memoryview) -> dict[str, Any]:
    """What was given to ``seal``. Raises cryptography.fernet.InvalidToken when no key fits."""
    return json.loads(_cipher().decrypt(bytes(sealed)))


def observation_token(*, person_id: int, role_id: int, year: int) -> str:
    """The name under which the observation of a person's role and year is found.

    HMAC-SHA256 under a key outside the database. It names person, role and year, not the report's row, so that a
    report that is withdrawn and given again is recognised.
    """
    name = f"{person_id}/{role_id}/{year}"
    return hmac.new(settings.TOKEN_KEY.encode(), name.encode(), hashlib.sha256).hexdigest()


def _cipher() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.PAY_KEYS])
