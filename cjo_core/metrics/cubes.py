"""Cubes: the cells of one question added up over the dimensions a view needs, cumulative over the weeks, and
remembered.

Cells grow with what was collected; a cube has the size of what is shown (weeks × groups × scores). It is made once,
by one
pass over the question's cells, and then any period is the difference of two of its slices, whether ten thousand or ten
million answers lie behind it. New answers are counted beside it until they are folded into the cells; then they are
added
to the cubes too (`plus`), so none is ever made twice. Immutable but for the memory of what was made. Never fetches.
"""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: A cube may have this many numbers (4 bytes each); wider views are counted from the cells every time.
MOST_NUMBERS = 3_000_000
#: All cubes together may have this many; the one unused for longest goes first.
MOST_TOGETHER = 24_000_000

#: Cells that are counted at a time.
BLOCK = 32_000

Key = tuple[int, tuple[str, ...]]


@dataclass(frozen=True, eq=False)
class Cube:
    """`cumulative[i]` holds the counts of all weeks before `weeks[i]`, per group and score: shape (weeks + 1,
    groups, scores)."""

    weeks: NDArray[np.int64]
    cumulative: NDArray[np.int32]

    def between(self, first: int, last: int) -> NDArray[np.int64]:
        """Counts of the weeks from `first` to `last`, both included: shape (groups, scores)."""
        start, end = self._ends(first, last)
        return np.asarray(np.subtract(self.cumulative[end], self.cumulative[start], dtype=np.int64))

    def each(self, first: int, last: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The weeks from `first` to `last` and the counts of each: shape (weeks, groups, scores)."""
        start, end = self._ends(first, last)
        return self.weeks[start:end], np.diff(self.cumulative[start : end + 1], axis=0).astype(np.int64)

    def _ends(self, first: int, last: int) -> tuple[int, int]:
        start, end = (int(i) for i in np.searchsorted(self.weeks, (first, last + 1)))
        return start, max(start, end)  # a period that ends before it begins holds nothing


def make_cube(
    keys: NDArray[np.int64],
    counts: NDArray[np.integer[Any]],
    shift: int,
    mask: int,
    columns: Callable[[NDArray[np.int64]], NDArray[np.int64]],
    groups: int,
    width: int,
) -> Cube:
    """The cube of sorted cells of one question, whose week is `(key >> shift) & mask`; `columns` gives the column of
    each (group × width + score). Goes through them in blocks that stay in the processor's cache: three times as fast.
    """
    starts = [0]
    while starts[-1] < len(keys):
        starts.append(int(np.searchsorted(keys, ((keys[starts[-1]] >> shift) + 1) << shift)))
    weeks = (keys[starts[:-1]] >> shift) & mask
    size = groups * width
    cumulative = np.zeros((len(weeks) + 1, size), np.int32)
    first = 0
    while first < len(weeks):
        last = max(first + 1, bisect_right(starts, starts[first] + BLOCK) - 1)
        inside = slice(starts[first], starts[last])
        row = np.repeat(np.arange(last - first), np.diff(starts[first : last + 1]))
        flat = np.bincount(row * size + columns(keys[inside]), counts[inside], (last - first) * size)
        cumulative[first + 1 : last + 1] = flat.reshape(last - first, size)
        first = last
    np.cumsum(cumulative, axis=0, out=cumulative)
    return Cube(weeks, cumulative.reshape(len(weeks) + 1, groups, width))


def plus(cube: Cube, more: Cube) -> Cube:
    """The cube of both sets of cells."""
    if np.isin(more.weeks, cube.weeks).all():  # as always but for a week's first answer: only its end changes
        start = int(np.searchsorted(cube.weeks, more.weeks[0])) if len(more.weeks) else len(cube.weeks)
        cumulative = cube.cumulative.copy()
        cumulative[start + 1 :] += more.cumulative[np.searchsorted(more.weeks, cube.weeks[start:], side="right")]
        return Cube(cube.weeks, cumulative)
    weeks = np.union1d(cube.weeks, more.weeks)
    # the counts of all weeks before weeks[i], from either cube
    one = cube.cumulative[np.searchsorted(cube.weeks, weeks)]
    two = more.cumulative[np.searchsorted(more.weeks, weeks)]
    return Cube(weeks, np.concatenate([one + two, cube.cumulative[-1:] + more.cumulative[-1:]]))


@dataclass(eq=False)
class Cubes:
    """The cubes made of one set of merged cells, by question and dimensions."""

    made: dict[Key, Cube] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: Key, make: Callable[[], Cube]) -> Cube:
        """The cube of a question and dimensions, made if it is new."""
        with self.lock:
            found = self.made.pop(key, None)
            if found is not None:
                self.made[key] = found  # youngest again
                return found
        found = make()  # outside the lock: making one must not hold up those who read others
        with self.lock:
            self.made[key] = found
            while sum(cube.cumulative.size for cube in self.made.values()) > MOST_TOGETHER and len(self.made) > 1:
                del self.made[next(iter(self.made))]
        return found
