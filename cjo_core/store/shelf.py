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
from cjo_core.store.cells import Counting, fresh_cells, keep
from cjo_core.store.database import DEMO, REAL, Store, default_path, demo_path, open_store
from cjo_core.store.snapshot import DUE


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
    """The open store of a kind, or None while there is no such file."""
    if kind == REAL and demo_only():
        return None
    path = demo_path() if kind == DEMO else default_path()
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    if status.st_size == 0:
        return None
    with _lock:
        found = _opened.get(path)
        if found is not None and found.identity == (status.st_dev, status.st_ino):
            return found
        store = open_store(path)
        if (store.kind == DEMO) != (kind == DEMO):
            store.close()
            words = (
                _("{path} holds real data, but stands where demo data belong; move it away")
                if kind == DEMO
                else _("{path} holds demo data, but stands where real data belong; move it away")
            )
            raise StoreError(words.format(path=path))
        # a file that was replaced is left open: sessions may still be reading it
        _opened[path] = Opened(store, Counting(store), (status.st_dev, status.st_ino))
        return _opened[path]


def stores() -> list[Store]:
    """The stores that respondents' links may lead to, the real one first."""
    return [found.store for kind in (REAL, DEMO) if (found := opened(kind)) is not None]


def close_all() -> None:
    """Close every file, when the server ends; large counts are kept for its next start."""
    with _lock:
        while _opened:
            found = _opened.popitem()[1]
            keep(found.counting)
            found.store.close()
