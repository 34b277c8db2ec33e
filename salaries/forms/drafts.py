"""A report that somebody typed before signing in: kept in their session, sealed, for a short while."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from django.contrib.sessions.backends.base import SessionBase

from salaries.models.sealing import seal, unseal

SESSION_KEY = "draft_report"
KEPT_FOR = timedelta(hours=2)  # long enough to find the code in a slow mailbox, short enough for a shared computer


def keep(session: SessionBase, typed: Mapping[str, str], now: datetime) -> None:
    """Put the typed fields into the session as ciphertext: sessions lie in the database, and a session's own
    encoding can be read by anybody who reads the row."""
    session[SESSION_KEY] = seal({"typed": dict(typed), "kept_at": now.isoformat()}).decode()


def kept(session: SessionBase, now: datetime) -> dict[str, str] | None:
    """The typed fields, or None when there are none, they are too old, or their key has gone."""
    if SESSION_KEY not in session:
        return None
    try:
        draft = unseal(session[SESSION_KEY].encode())
    except InvalidToken:
        return None
    return draft["typed"] if now - datetime.fromisoformat(draft["kept_at"]) <= KEPT_FOR else None


def drop(session: SessionBase) -> None:
    """Forget the draft."""
    session.pop(SESSION_KEY, None)
