"""Opening a store: one writing connection behind a lock, and a few reading ones. Never holds SQL about answers.

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
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import TypeVar

from sqlite_utils import Database

from cjo_core.errors import StoreError
from cjo_core.locale import _
from cjo_core.store.migrations import migrations
from cjo_core.store.writing.committing import Queue

T = TypeVar("T")
#: The first bytes of every SQLite file.
_MAGIC = b"SQLite format 3\x00"
REAL, DEMO = "real", "demo"
BUSY_MS = 10_000
#: Reading connections kept open while nobody reads.
KEPT = 8
#: Pages of the write-ahead log at which a commit also brings it into the file (a checkpoint). Four times SQLite's own:
#: a log that is there already is overwritten, which is cheaper than what a checkpoint costs.
FOLD_AT = 4_000
#: How long emptying the log may wait for readers at a time while others wait to write, how often it tries, and the
#: seconds between, in which they can.
FOLD_BUSY, FOLD_TRIES, FOLD_PAUSE = 0.1, 10, 0.3


class Store:
    """An open store. `writing()` gives the one writing connection for one transaction; `reading()` one to look with."""

    def __init__(self, path: Path, connection: sqlite3.Connection, kind: str) -> None:
        self.path = path
        self.kind = kind
        self._connection = connection
        #: For what opens and closes transactions: a cursor of its own each time takes a third of their time.
        self._cursor = connection.cursor()
        connection.execute(f"PRAGMA wal_autocheckpoint = {FOLD_AT}")
        self._lock = threading.RLock()
        self._queue = Queue()
        self._writer: int | None = None
        self._watcher = _connect(path)
        self._watching = threading.Lock()
        self._folder = _connect(path)
        self._folding = threading.Lock()
        self._idle: deque[sqlite3.Connection] = deque()
        self._closed = False

    def writing(self) -> AbstractContextManager[sqlite3.Connection]:
        """One transaction: committed and on disk when the block ends, undone if it raises. Others wait their turn."""
        return _Transaction(self)

    def commit(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """`work(connection)` in a transaction shared with whoever else waits to write: for many small writes at once.

        What it gives is returned when it is on disk; if it raises, only its own is undone. Not inside `writing()`.
        """
        if self._writer == threading.get_ident():  # it would wait for itself
            raise StoreError("commit() cannot be called inside writing(): do the work with the connection at hand")
        return self._queue.commit(self.writing, work)

    @property
    def undone(self) -> int:
        """How often a writer's work was undone: rows that were found during it may be gone."""
        return self._queue.undone

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection to look with, yours until the block ends: it sees one moment from its first query on.

        A few are kept: opening one and reading the schema takes ten times as long as most of our queries.
        """
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = _connect(self.path)
            connection.execute("PRAGMA query_only = ON")
        try:
            connection.execute("BEGIN")
            yield connection
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        except BaseException:
            connection.close()  # whatever state it is in, nobody else shall have it
            raise
        if self._closed or len(self._idle) >= KEPT:
            connection.close()
        else:
            self._idle.append(connection)

    def version(self) -> int:
        """A number that differs whenever anybody, in any process, has committed something. Costs microseconds."""
        with self._watching:
            found = self._watcher.execute("PRAGMA data_version").fetchone()
        return int(found[0])

    def fold(self, tries: int | None = None) -> bool:
        """Fold the write-ahead log back in and empty it, for what must not stay in it until somebody writes over it;
        False if that was not possible: it waits a few seconds for those who read from it (or less often: `tries`), and
        keeps nobody from writing for longer than a moment."""
        with closing(_connect(self.path, FOLD_BUSY)) as connection:
            for tried in range(FOLD_TRIES if tries is None else tries):
                if tried:
                    time.sleep(FOLD_PAUSE)
                busy, _pages, _folded = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                if not busy:
                    return True
        return False

    def fold_beside(self) -> None:
        """Bring the write-ahead log into the file, beside whoever writes: for those who have written much, outside
        `writing()`. Left to a commit, others would wait for it."""
        with self._folding:
            self._folder.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()

    def close(self) -> None:
        """Close the file. The last one to close it folds the write-ahead log back in."""
        with self._watching:
            self._watcher.close()
        with self._folding:
            self._folder.close()
        self._closed = True
        while self._idle:
            self._idle.pop().close()
        with self._lock:
            self._connection.close()


class _Transaction:
    """What `Store.writing()` gives: the one writing connection, for one at a time. No generator, for somebody waits."""

    __slots__ = ("_store",)

    def __init__(self, store: Store) -> None:
        self._store = store

    def __enter__(self) -> sqlite3.Connection:
        store = self._store
        store._lock.acquire()
        try:
            store._cursor.execute("BEGIN IMMEDIATE")
        except BaseException:
            store._lock.release()
            raise
        store._writer = threading.get_ident()
        return store._connection

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        try:
            if kind is None:
                self._commit()
            else:
                self._undo()
        finally:
            self._store._writer = None
            self._store._lock.release()

    def _commit(self) -> None:
        try:
            self._store._cursor.execute("COMMIT")
        except BaseException:
            self._undo()
            raise

    def _undo(self) -> None:
        if self._store._connection.in_transaction:
            self._store._connection.execute("ROLLBACK")
        self._store._queue.undone += 1


# Python asks each value that is neither number nor text whether it is to be adapted, at four times the cost of storing
# it, unless something is named: here what gives bytes, and nothing, as they are.
sqlite3.register_adapter(bytes, bytes)
sqlite3.register_adapter(type(None), {None: None}.get)


def _connect(path: Path, patience: float = BUSY_MS / 1000) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)
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
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        path.touch(exist_ok=False)
        ours = True
    except FileExistsError:
        ours = False
    if path.stat().st_size > 0:
        raise StoreError(_("{path} exists already; nothing was changed").format(path=path))
    try:
        return _open(path, kind, secret or secrets.token_hex(32))
    except BaseException:
        if ours:  # half a store could neither be opened nor made again
            remove_files(path)
        raise


def remove_files(path: Path) -> None:
    """Remove a closed store's file, and what SQLite keeps beside it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


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
        if not ({"answers", "settings", "_sqlite_migrations"} <= tables and _ours(probe)):
            words = _("{path} is an SQLite file, but not one of this program; nothing was changed")
            raise StoreError(words.format(path=path))
        if probe.execute("SELECT 1 FROM settings WHERE name = 'kind'").fetchone() is None:
            raise StoreError(_("{path} does not say whether it holds real or demo data").format(path=path))
    return _open(path)


def _ours(probe: sqlite3.Connection) -> bool:
    """Whether the tables were made by our migrations: others call theirs “answers” and “settings” too."""
    found = probe.execute("SELECT 1 FROM _sqlite_migrations WHERE migration_set = ?", [migrations.name])
    return found.fetchone() is not None


def _open(path: Path, kind: str | None = None, secret: str | None = None) -> Store:
    connection = _connect(path)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        # what is removed is written over, by whomever SQLite was built: erasing could not find it in free space later
        connection.execute("PRAGMA secure_delete = ON")
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
    except BaseException:
        connection.close()
        raise
    return Store(path, connection, str(found[0]))
