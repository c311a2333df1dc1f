"""Live refresh: every open page asks every second and a half whether anything was committed, and redraws only then.

The process that draws also takes answers, and Python runs one thread at a time. So pages that draw themselves anew do
it one after the other, and for no more than a share of the time that passes: however many are open while answers pour
in, nobody who sends one waits for all of them. The busier the machine, the longer a page takes, and the rarer they
come. What people click is never held up.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import streamlit as st

from cjo_core.store.database import Store

#: Seconds between two looks. A look costs microseconds; an answer is on every open page within two of them.
EVERY = 1.5
#: The share of the time in which pages may be redrawn, and for how many seconds they may be at once: enough for one
#: answer to be on twenty pages without any wait.
SHARE, AT_ONCE = 0.35, 2.5
#: A page that was to be redrawn waits so long for those before it, in seconds, then goes ahead.
PATIENCE = 5.0
_OURS = "_drawn_by_itself"


@dataclass
class Pace:
    """For how many seconds pages may still be redrawn. One per process; safe to use from many threads."""

    clock: Callable[[], float] = time.monotonic
    left: float = AT_ONCE
    since: float | None = None
    turn: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(1))
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def allows(self) -> bool:
        """Whether one more page may be redrawn now."""
        return self._add(0.0) > 0

    def _add(self, seconds: float) -> float:
        with self._guard:
            now = self.clock()
            earned = 0.0 if self.since is None else (now - self.since) * SHARE
            self.since = now
            self.left = min(AT_ONCE, self.left + earned) + seconds
            return self.left

    @contextmanager
    def drawing(self) -> Iterator[None]:
        """A page is redrawn inside the block: after those before it, and what it takes is accounted for."""
        ours = self.turn.acquire(timeout=PATIENCE)
        begun = self.clock()
        try:
            yield
        finally:
            self._add(begun - self.clock())
            if ours:
                self.turn.release()


PACE = Pace()


@st.fragment(run_every=EVERY)
def watch(store: Store, seen: int) -> None:
    """Rerun the page when the store has changed since `seen`. Draws nothing, so an idle page changes nothing on the
    screen."""
    if store.version() != seen and PACE.allows():
        st.session_state[_OURS] = True
        st.rerun()


@contextmanager
def drawing() -> Iterator[None]:
    """The page is drawn inside the block: in turn with the others if nobody but `watch` has asked for it."""
    if st.session_state.pop(_OURS, False):
        with PACE.drawing():
            yield
    else:
        yield
