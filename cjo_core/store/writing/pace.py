"""How many responses a bulk write stores before others have their turn: as many as hold the write lock for a blink.
Never looks at what is stored.

Small at first, for a strange disk may be slow; then as many as the last ones allow. What counts is the time from the
lock to the commit, the moving of the log into the file (a checkpoint) included, which some commits do for all.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

FIRST, LEAST, MOST = 1_000, 100, 2_000
#: Seconds of the write lock a batch aims at: half of what a live answer would notice.
HOLD = 0.04
#: How much larger the next batch may be: one quick batch is no promise.
GROWTH = 1.5


def next_size(size: int, held: float) -> int:
    """How many responses to store next, after `size` of them held the lock for `held` seconds; a multiple of 100.

    >>> next_size(1000, 0.010), next_size(2000, 0.010), next_size(2000, 0.080), next_size(1000, 5.0)
    (1500, 2000, 1000, 100)
    """
    fitting = min(size * HOLD / max(held, 1e-9), size * GROWTH, MOST)
    return max(LEAST, int(fitting) // 100 * 100)


@contextmanager
def uncollected() -> Iterator[None]:
    """Let Python look for no garbage meanwhile: a batch is thousands of small objects that all go at its end, and
    looking through them again and again takes a tenth of the time. For some hundredths of a second at a time."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
