"""What the public can see, as one short text that changes with every committed write to it (salaries.watching).

Read for each public answer, so it must cost next to nothing: SQLite is asked by its own connection (2 microseconds),
PostgreSQL tells a listening thread, because a question over the network would cost more than the answer.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, cast

import psycopg
from django.db import connections

from config.replica import ALIAS
from salaries.watching import CHANNEL

BEAT = 0.5  # seconds after which PostgreSQL is asked although it told nothing; also the pause after a lost connection
PATIENCE = 1.0  # seconds to wait for what is being read: a millisecond after a change, more when a process starts
SQLITE_MARKS = "SELECT group_concat(mark) FROM (SELECT mark FROM salaries_change ORDER BY table_name)"
POSTGRES_MARKS = "SELECT string_agg(mark, ',' ORDER BY table_name) FROM salaries_change"
LOST = (psycopg.Error, OSError)
Version = Callable[[], str]


def version_of(databases: Mapping[str, Mapping[str, Any]]) -> Version:
    """What reads the version of the database that public answers are made from: the replica, where there is one."""
    alias = ALIAS if ALIAS in databases else "default"
    database = databases[alias]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        return Sqlite(str(database["NAME"]))
    return Listener(alias)


class Sqlite:
    """Asks for each answer, by one connection for each thread: what is committed is seen by the very next question."""

    def __init__(self, path: str) -> None:
        self._address = f"file:{path}?mode=ro"
        self._own = threading.local()

    def __call__(self) -> str:
        """The version. Raises sqlite3.Error when there is no database yet."""
        own = self._own
        if not hasattr(own, "ask"):
            own.ask = sqlite3.connect(self._address, uri=True, isolation_level=None).execute
            own.seen = None
        (seen,) = own.ask("PRAGMA data_version").fetchone()  # moves with every commit of anybody, and costs less
        if seen != own.seen:
            (own.version,) = own.ask(SQLITE_MARKS).fetchone()
            own.seen = seen
        return cast(str, own.version)


class Listener:
    """Knows the version as long as a thread of it hears PostgreSQL; without it answers are made and not kept.

    What is told arrives within a millisecond or so of the commit. On a replica nobody can listen, so there the thread
    asks twice a second.
    """

    def __init__(self, alias: str) -> None:
        self._alias = alias
        self._known = ""
        self._until = 0.0
        self._read = threading.Event()  # cleared between being told of a change and having read what it is
        self._started = threading.Lock()

    def __call__(self) -> str:
        """The version. Raises ConnectionError while PostgreSQL cannot be heard."""
        if self._started.acquire(blocking=False):  # not before the first question: servers fork
            threading.Thread(target=self._stay, name="freshness", daemon=True).start()
        if time.monotonic() < self._until or (self._read.wait(PATIENCE) and time.monotonic() < self._until):
            return self._known
        raise ConnectionError("Nothing is heard of PostgreSQL.")

    def _stay(self) -> None:
        address = connections[self._alias].get_connection_params()
        for name in ("cursor_factory", "context", "prepare_threshold", "pool"):
            address.pop(name, None)
        while True:
            try:
                with psycopg.connect(**address, autocommit=True) as own:
                    self._hear(own)
            except LOST:
                self._until = 0.0
                self._read.set()  # nobody need wait
            time.sleep(BEAT)

    def _hear(self, own: psycopg.Connection) -> None:
        """Until the connection is lost. A value is believed for two beats, so a connection that hangs is found out."""
        told = _listens(own)
        while True:
            self._known = str(own.execute(POSTGRES_MARKS).fetchone())
            self._until = time.monotonic() + 2 * BEAT
            self._read.set()
            if told:
                for _ in own.notifies(timeout=BEAT, stop_after=1):
                    self._read.clear()
                    self._until = 0.0
            else:
                time.sleep(BEAT)


def _listens(own: psycopg.Connection) -> bool:
    """Whether the server tells us of changes: a replica cannot."""
    try:
        own.execute(f"LISTEN {CHANNEL}")
    except (psycopg.errors.ObjectNotInPrerequisiteState, psycopg.errors.ReadOnlySqlTransaction):
        return False
    return True
