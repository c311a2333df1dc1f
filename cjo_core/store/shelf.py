"""The stores this process has open, shared by all sessions and by the respondents' pages. Never more than two: real
and demo.

A store that appears later (first start, a demo that is made while the app runs) is found at the next look, and a
file that was
replaced is opened anew.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from pathlib import Path

from cjo_core.errors import StoreError
from cjo_core.locale import _
from cjo_core.metrics.cells import Cells
from cjo_core.store.counts.cells import Counting, fresh_cells, keep, settle
from cjo_core.store.counts.snapshot import DUE
from cjo_core.store.database import DEMO, REAL, Store, default_path, demo_path, open_store


@dataclass(frozen=True)
class Opened:
    """An open store with its counts."""

    store: Store
    counting: Counting
    identity: tuple[int, int]

    def cells(self) -> Cells:
        """The counts as of the newest commit. Now and then they are kept for the next start, beside the request."""
        found = fresh_cells(self.counting)
        if self.counting.unsaved >= DUE:
            threading.Thread(target=keep, args=[self.counting], name="keep-counts").start()
        return found


_opened: dict[Path, Opened] = {}
_lock = threading.Lock()


def demo_only() -> bool:
    """Whether this process was told to show demo data and nothing else."""
    return os.environ.get("CJO_DEMO", "") not in ("", "0")


def opened(kind: str) -> Opened | None:
    """The open store of a kind, or None while there is no such file.

    Raises StoreError if the file cannot be used: also if the real one was here and is gone, for then a page that
    offers to begin anew, or says that there is no such survey, would be wrong.
    """
    if kind == REAL and demo_only():
        return None
    path = _path(kind)
    with _lock:
        before = _opened.get(path)
        identity = _identity(path)
        if identity is None:
            if before is not None and kind == REAL:
                words = _("the database {path} is gone; put it back, or stop the app and start it again")
                raise StoreError(words.format(path=path))
            return None
        if before is not None and before.identity == identity:
            _check_kind(before.store, kind)
            return before
        if before is not None and kind == REAL:
            _leave(before)
        try:
            store = open_store(path)
        except OSError as error:
            raise StoreError(_unreadable(path, error)) from error
        try:
            _check_kind(store, kind)
        except StoreError:
            store.close()
            raise
        # a demo that was replaced is left open: sessions may still be reading it
        _opened[path] = Opened(store, Counting(store), identity)
        return _opened[path]


def _path(kind: str) -> Path:
    return demo_path() if kind == DEMO else default_path()


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file is there, whatever its name; None if there is none, or an empty one."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(_unreadable(path, error)) from error
    return (status.st_dev, status.st_ino) if status.st_size else None


def _unreadable(path: Path, error: OSError) -> str:
    return _("{path} cannot be read ({error})").format(path=path, error=error.strerror or error)


def _check_kind(store: Store, kind: str) -> None:
    if (store.kind == DEMO) != (kind == DEMO):
        words = (
            _("{path} holds real data, but stands where demo data belong; move it away")
            if kind == DEMO
            else _("{path} holds demo data, but stands where real data belong; move it away")
        )
        raise StoreError(words.format(path=store.path))


def _leave(replaced: Opened) -> None:
    """Close a store whose file another has taken the place of; StoreError while its log lies beside the new file.

    SQLite would take that log for the new file's own and mix the two. (Closing is safe: SQLite sees that its file has
    moved, and neither folds the log in nor removes it.)
    """
    path = replaced.store.path
    log, index = (path.with_name(path.name + ending) for ending in ("-wal", "-shm"))
    if log.exists() and log.stat().st_size:
        words = _(
            "the database file was replaced while the app was running; stop the app, remove {log} and {index}, start "
            "it again"
        )
        raise StoreError(words.format(log=log.name, index=index.name))
    replaced.store.close()


def tidy(store: Store) -> None:
    """Use a quiet moment of an open store: see `cells.settle`. Where there is nothing to do it takes a microsecond."""
    for found in list(_opened.values()):
        if found.store is store:
            settle(found.counting)


def gone() -> list[str]:
    """The kinds of the stores that this process had opened and that are no longer there."""
    with _lock:
        return [kind for kind in (REAL, DEMO) if _path(kind) in _opened and _identity(_path(kind)) is None]


def stores() -> list[Store]:
    """The stores that respondents' links may lead to, the real one first."""
    return [found.store for kind in (REAL, DEMO) if (found := opened(kind)) is not None]


def close_all() -> None:
    """Close every file, when the server ends; large counts are kept for its next start."""
    with _lock:
        while _opened:
            path, found = _opened.popitem()
            if _is_still(path, found):  # reading by name would open the file that has taken its place
                keep(found.counting)
            found.store.close()


def _is_still(path: Path, found: Opened) -> bool:
    try:
        return _identity(path) == found.identity
    except StoreError:
        return False
