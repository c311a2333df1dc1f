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
#: Views per counts, and as many of the parts they are made of; the oldest go first.
MOST = 2_000
#: Tables of more numbers than this are no small part.
MOST_NUMBERS = 4_000
_Shelf = WeakKeyDictionary[Any, dict[Hashable, Any]]
_views: _Shelf = WeakKeyDictionary()
_parts: _Shelf = WeakKeyDictionary()
_lock = threading.Lock()


def remembered(make: Callable[Concatenate[K, P], T]) -> Callable[Concatenate[K, P], T]:
    """The same function of counts (or visits), made once per counts and arguments; a result of None is not remembered.

    Everybody gets a frame of his own: pandas copies a column only when somebody writes to it. Other results are shared,
    so they and what is in them must not be changed.
    """
    return _remembered(make, _views, lambda _found: True)


def remembered_part(make: Callable[Concatenate[K, P], T]) -> Callable[Concatenate[K, P], T]:
    """`remembered` for what views are made of: many and small (wide tables are made anew), and kept beside the views,
    so that they never push one out."""
    return _remembered(make, _parts, lambda found: getattr(getattr(found, "counts", None), "size", 0) <= MOST_NUMBERS)


def _remembered(
    make: Callable[Concatenate[K, P], T], shelf: _Shelf, fits: Callable[[T], bool]
) -> Callable[Concatenate[K, P], T]:
    @wraps(make)
    def ask(counts: K, /, *args: P.args, **named: P.kwargs) -> T:
        key: Hashable = (make, tuple([tuple(one) if type(one) is list else one for one in args]))
        if named:
            key = (key, tuple((name, tuple(x) if type(x) is list else x) for name, x in sorted(named.items())))
        known = shelf.get(counts)  # looking needs no lock, only those who put something there wait for each other
        found: T | None = None if known is None else known.get(key)
        if found is None:
            found = make(counts, *args, **named)
            if fits(found):
                with _lock:
                    known = shelf.setdefault(counts, {})
                    known[key] = found
                    while len(known) > MOST:
                        del known[next(iter(known))]
        return found.copy(deep=False) if isinstance(found, pd.DataFrame) else found

    return ask
