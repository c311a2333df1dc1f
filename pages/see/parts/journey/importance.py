"""How closely scores go along with recommending, over everything the store knows: it moves slowly, so it is computed
once an hour at most, for all sessions."""

from __future__ import annotations

import threading
import time
from weakref import WeakKeyDictionary

from cjo_core.insight.importance import Importance, importance
from cjo_core.store.counts.customer_scores import customer_scores
from cjo_core.store.database import Store
from pages.ui.session import View

Known = dict[tuple[str, str, str], Importance]
#: Seconds for which a result stands.
STANDS = 3600.0
_known: WeakKeyDictionary[Store, tuple[float, object, Known]] = WeakKeyDictionary()
_lock = threading.Lock()


def importance_of(now: View) -> Known:
    """Importance per kind and place; empty where too few customers can be recognised."""
    layout = (now.cells.names["stage"], now.cells.names["touchpoint"])
    with _lock:
        known = _known.get(now.store)
        if known is None or known[1] != layout or time.monotonic() - known[0] > STANDS:
            known = (time.monotonic(), layout, importance(customer_scores(now.store)))
            _known[now.store] = known
        return known[2]
