"""Readings remembered as long as nobody commits anything: twenty open pages ask the same after every answer, and each
rerun of a page asks the same again. Asking whether anything was committed costs two microseconds, so nothing old is
ever given.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from copy import copy
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from cjo_core.store.database import Store

P = ParamSpec("P")
T = TypeVar("T")
#: Readings per store; the oldest go first.
MOST = 500
_readings: WeakKeyDictionary[Store, tuple[int, dict[Hashable, Any]]] = WeakKeyDictionary()
_lock = threading.Lock()


def while_unchanged(read: Callable[Concatenate[Store, P], T]) -> Callable[Concatenate[Store, P], T]:
    """The same reading of a store, done once per commit (anybody's) and arguments.

    Everybody gets a list or dict of his own; what is in it is shared and must not be changed.
    """

    @wraps(read)
    def ask(store: Store, /, *args: P.args, **named: P.kwargs) -> T:
        version = store.version()  # before reading: what is committed in between is only read once more
        key = (read, tuple(map(_fixed, args)), tuple((name, _fixed(value)) for name, value in sorted(named.items())))
        with _lock:
            known = _readings.get(store)
            if known is None or known[0] != version:
                _readings[store] = known = (version, {})
            if key in known[1]:
                return copy(known[1][key])  # type: ignore[no-any-return]
        found = read(store, *args, **named)
        with _lock:
            known[1][key] = found
            while len(known[1]) > MOST:
                del known[1][next(iter(known[1]))]
        return copy(found)

    return ask


def _fixed(value: Any) -> Hashable:
    return tuple(value) if isinstance(value, (list, range)) else value
