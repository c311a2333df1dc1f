"""Live refresh: every open page asks every second and a half whether anything was committed, and redraws only then.

The process that draws also takes answers, and Python runs one thread at a time. So pages that draw themselves anew do
it one after the other, and for no more than a share of the time that passes: however many are open while answers pour
in, nobody who sends one waits for all of them. The busier the machine, the rarer they come. What people click is never
held up.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import streamlit as st

from cjo_core.store import shelf
from cjo_core.store.database import Store

#: Seconds between two looks. A look costs microseconds; an answer is on every open page within two of them.
EVERY = 1.5
#: The share of the time in which pages may be redrawn, and for how many seconds they may be at once: enough for one
#: answer to be on twenty pages without any wait.
SHARE, AT_ONCE = 0.35, 2.5
#: A page that was to be redrawn waits so long for those before it, in seconds, then goes ahead.
PATIENCE = 5.0
#: However long a page took, the next is redrawn after so many seconds at the latest: a machine that stood still for a
#: moment must not leave every open page behind for minutes.
AT_LATEST = 5.0
_OURS = "_drawn_by_itself"


@dataclass
class Pace:
    """For how many seconds pages may still be redrawn. One per process; safe to use from many threads."""

    clock: Callable[[], float] = time.monotonic
    worked: Callable[[], float] = time.thread_time
    left: float = AT_ONCE
    #: What the last page took, as it was counted: so much is set aside for the next.
    usual: float = 0.1
    since: float | None = None
    turn: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(1))
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def reserve(self) -> float:
        """The seconds set aside for one more page that may be redrawn now; 0 if none may."""
        with self._guard:
            self._earn()
            if self.left <= 0:
                return 0.0
            self.left -= self.usual
            return self.usual

    def _earn(self) -> None:
        now = self.clock()
        earned = 0.0 if self.since is None else (now - self.since) * SHARE
        self.since = now
        self.left = min(AT_ONCE, self.left + earned)

    @contextmanager
    def drawing(self, reserved: float) -> Iterator[None]:
        """A page is redrawn inside the block: after those before it, and the time it takes is accounted for. A page
        that took three times as long as it worked, because others worked meanwhile, counts three times."""
        ours = self.turn.acquire(timeout=PATIENCE)
        begun, before = self.clock(), self.worked()
        try:
            yield
        finally:
            taken = self.clock() - begun
            worked = max(self.worked() - before, 0.001)
            with self._guard:
                self._earn()
                self.usual = taken * max(1.0, taken / worked)
                self.left = max(self.left + reserved - self.usual, -AT_LATEST * SHARE)
            if ours:
                self.turn.release()


PACE = Pace()


@st.fragment(run_every=EVERY)
def watch(store: Store, seen: int) -> None:
    """Rerun the page when the store has changed since `seen`. Draws nothing, so an idle page changes nothing on the
    screen; while nothing happens, an import that has just ended is tidied up after."""
    if store.version() == seen:
        shelf.tidy(store)
    elif reserved := PACE.reserve():
        st.session_state[_OURS] = reserved
        st.rerun()


@contextmanager
def drawing() -> Iterator[None]:
    """The page is drawn inside the block: in turn with the others if nobody but `watch` has asked for it."""
    if reserved := st.session_state.pop(_OURS, 0.0):
        with PACE.drawing(reserved):
            yield
    else:
        yield
