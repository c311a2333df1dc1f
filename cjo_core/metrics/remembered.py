"""Results remembered as long as the counts they were made of: colleagues look at the same views, and a new answer makes
every open page ask the same again. Never outlives its counts, so nothing old is ever shown.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import pandas as pd

P = ParamSpec("P")
T = TypeVar("T")
#: What results are made of: counts, visits …; compared by identity, and not kept alive.
K = TypeVar("K")
#: Results per counts; the oldest go first.
MOST = 2_000
_results: WeakKeyDictionary[Any, dict[Hashable, Any]] = WeakKeyDictionary()
_lock = threading.Lock()


def remembered(make: Callable[Concatenate[K, P], T]) -> Callable[Concatenate[K, P], T]:
    """The same function of counts (or visits), made once per counts and arguments; a result of None is not remembered.

    Everybody gets a frame of his own: pandas copies a column only when somebody writes to it. Other results are shared,
    so they and what is in them must not be changed.
    """

    @wraps(make)
    def ask(counts: K, /, *args: P.args, **named: P.kwargs) -> T:
        key = (make, tuple(map(_fixed, args)), tuple((name, _fixed(value)) for name, value in sorted(named.items())))
        with _lock:
            known = _results.setdefault(counts, {})
            found: T | None = known.get(key)
        if found is None:
            found = make(counts, *args, **named)
            with _lock:
                known[key] = found
                while len(known) > MOST:
                    del known[next(iter(known))]
        return found.copy(deep=False) if isinstance(found, pd.DataFrame) else found

    return ask


def _fixed(value: Any) -> Hashable:
    return tuple(value) if isinstance(value, list) else value
