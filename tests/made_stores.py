"""Stores that are made once per process and copied: to set up every table takes longer than most tests, and sixty times
as long as a copy. Never what a test of the setting up itself stands on."""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Callable
from pathlib import Path

from cjo_core.exchange.starter import make_store
from cjo_core.store.database import Store, create_store, open_store


@functools.cache
def _file(make: Callable[[Path], Store]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.db"
        make(path).close()
        return path.read_bytes()


def copied(make: Callable[[Path], Store], path: Path) -> Store:
    """The store that `make` would make at a path, open."""
    path.write_bytes(_file(make))
    return open_store(path)


def empty(path: Path) -> Store:
    """A store of real answers without any survey."""
    return copied(create_store, path)


def nordhaus(path: Path) -> Store:
    """A team's own store with its three surveys, as `init` makes it."""
    return copied(_nordhaus, path)


def _nordhaus(path: Path) -> Store:
    return make_store(path, time_zone="Europe/Warsaw", organisation="Nordhaus")
