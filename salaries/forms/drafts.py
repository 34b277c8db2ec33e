"""A report that is not sent yet: kept in its author's session, sealed, for a short while.

It outlives a lost connection, a session that ended meanwhile, and signing in, which may come last.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from django.contrib.sessions.backends.base import SessionBase

from salaries.models.sealing import seal, unseal

SESSION_KEY = "draft_report"
KEPT_FOR = timedelta(hours=2)  # long enough to find the code in a slow mailbox, short enough for a shared computer
LONGEST = 200  # characters of one field; nothing that a form accepts is longer


@dataclass(frozen=True)
class Draft:
    """What was typed, and whether its author has pressed "send" and has only to sign in."""

    typed: dict[str, str]
    to_send: bool


def keep(session: SessionBase, typed: Mapping[str, str], now: datetime, *, of: str = "", to_send: bool = False) -> None:
    """Put the typed fields into the session as ciphertext: sessions lie in the database, and a session's own
    encoding can be read by anybody who reads the row. ``of`` is the report that is being changed; empty for a new one.
    """
    short = {name: value[:LONGEST] for name, value in typed.items()}
    draft = {"typed": short, "kept_at": now.isoformat(), "of": of, "to_send": to_send}
    session[SESSION_KEY] = seal(draft).decode()


def kept(session: SessionBase, now: datetime, *, of: str = "") -> Draft | None:
    """The draft of a new report, or of a change to ``of``; None when there is none, or it is too old, or sealed by a
    key that is gone."""
    if SESSION_KEY not in session:
        return None
    try:
        draft = unseal(session[SESSION_KEY].encode())
    except InvalidToken:
        return None
    if draft.get("of", "") != of or now - datetime.fromisoformat(draft["kept_at"]) > KEPT_FOR:
        return None
    return Draft(draft["typed"], bool(draft.get("to_send")))


def drop(session: SessionBase) -> None:
    """Forget the draft."""
    session.pop(SESSION_KEY, None)
