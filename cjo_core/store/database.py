"""Opening a store: one writing connection behind a lock, and short-lived reading ones. Never holds SQL about answers.

Why one kept writer: with a connection per write, 64 submitters meet "database is locked" and five-second stalls;
with one
connection and a lock, none (measured). `synchronous=FULL` because an acknowledged answer must survive a power cut,
and it is nearly
free at survey rates. `BEGIN IMMEDIATE` because a deferred transaction that reads first can fail however long it waits.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils import Database

from cjo_core.errors import StoreError
from cjo_core.locale import _
from cjo_core.store.migrations import migrations

#: The first bytes of every SQLite file.
_MAGIC = b"SQLite format 3\x00"
REAL, DEMO = "real", "demo"
BUSY_MS = 10_000


class Store:
    """An open store. `writing()` gives the one writing connection for one transaction; `reading()` one to look with."""

    def __init__(self, path: Path, connection: sqlite3.Connection, kind: str) -> None:
        self.path = path
        self.kind = kind
        self._connection = connection
        self._lock = threading.RLock()
        self._watcher = _connect(path)
        self._watching = threading.Lock()
        self._kept: sqlite3.Connection | None = None
        self._looking = threading.Lock()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: committed and on disk when the block ends, undone if it raises. Others wait their turn."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A reading connection of your own, closed afterwards: it sees one moment from its first query on."""
        with closing(_connect(self.path)) as connection:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("BEGIN")
            yield connection

    @contextmanager
    def looking(self) -> Iterator[sqlite3.Connection]:
        """The same on one kept connection, one caller at a time: for what is read again and again. Opening a connection
        and reading the schema takes longer than a refresh of the counts."""
        with self._looking:
            if self._kept is None:
                self._kept = _connect(self.path)
                self._kept.execute("PRAGMA query_only = ON")
            self._kept.execute("BEGIN")
            try:
                yield self._kept
            finally:
                self._kept.execute("ROLLBACK")

    def version(self) -> int:
        """A number that differs whenever anybody, in any process, has committed something. Costs microseconds."""
        with self._watching:
            found = self._watcher.execute("PRAGMA data_version").fetchone()
        return int(found[0])

    def close(self) -> None:
        """Close the file. The last one to close it folds the write-ahead log back in."""
        with self._watching:
            self._watcher.close()
        with self._looking:
            if self._kept is not None:
                self._kept.close()
        with self._lock:
            self._connection.close()


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def default_path() -> Path:
    """Where the real store lives: the variable CJO_DB, else data/cjo.db beside the code."""
    return Path(os.environ.get("CJO_DB") or Path(__file__).parents[2] / "data" / "cjo.db")


def demo_path() -> Path:
    """Where the demo store lives: beside the real one, under a name of its own."""
    return default_path().with_name("demo.db")


def create_store(path: Path | str, kind: str = REAL, *, secret: str | None = None) -> Store:
    """Make a new, empty store at `path`; raises StoreError if something is there already."""
    path = Path(path)
    if path.exists() and path.stat().st_size > 0:
        raise StoreError(_("{path} exists already; nothing was changed").format(path=path))
    path.parent.mkdir(parents=True, exist_ok=True)
    return _open(path, kind, secret or secrets.token_hex(32))


def open_store(path: Path | str) -> Store:
    """Open an existing store, bringing an older one up to date; raises StoreError if it is missing or is no store."""
    path = Path(path)
    if not path.exists() or path.stat().st_size == 0:
        words = _("there is no database at {path}; make one with: {command}")
        raise StoreError(words.format(path=path, command="python -m cjo_core init"))
    with path.open("rb") as file:
        if file.read(16) != _MAGIC:
            raise StoreError(_("{path} is not an SQLite file").format(path=path))
    with closing(sqlite3.connect(path)) as probe:
        tables = {row[0] for row in probe.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "answers" not in tables or "settings" not in tables:
        words = _("{path} is an SQLite file, but not one of this program; nothing was changed")
        raise StoreError(words.format(path=path))
    return _open(path)


def _open(path: Path, kind: str | None = None, secret: str | None = None) -> Store:
    connection = _connect(path)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        database = Database(connection)
        known = {migration.name for migration in migrations._migrations}
        if newer := [m.name for m in migrations.applied(database) if m.name not in known]:
            words = _("{path} was written by a newer version of this program ({changes}); update it first")
            raise StoreError(words.format(path=path, changes=", ".join(newer)))
        if migrations.pending(database):
            migrations.apply(database)
        if kind is not None:
            with database.atomic():
                rows = [{"name": "kind", "value": kind}, {"name": "secret", "value": secret or ""}]
                database.table("settings").insert_all([*rows, {"name": "time_zone", "value": "UTC"}])
        found = connection.execute("SELECT value FROM settings WHERE name = 'kind'").fetchone()
        if found is None:
            raise StoreError(_("{path} does not say whether it holds real or demo data").format(path=path))
    except BaseException:
        connection.close()
        raise
    return Store(path, connection, str(found[0]))
