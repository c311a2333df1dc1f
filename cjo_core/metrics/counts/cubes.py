"""Cubes: a question's cells added up over the dimensions a view needs, cumulative over the weeks, and remembered.

Cells grow with what was collected; a cube has the size of what is shown (weeks × groups × scores), and of the groups
only those that some place belongs to. Any period is the difference of two of its slices, whether ten thousand or ten
million answers lie behind it. Blocks of the column that have another version since are added up anew when somebody
asks, so that taking in late cells costs no cube anything. Immutable but for the memory of what was made. Never fetches.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cjo_core.metrics.counts.columns import Column
from cjo_core.metrics.counts.keys import NO_KEYS, Ints, Keys

#: A cube may have this many numbers (2 or 4 bytes each); wider views are counted from the cells every time.
MOST_NUMBERS = 3_000_000
#: All cubes of a store together may take this many bytes; the one unused for longest goes first.
MOST_TOGETHER = 32_000_000
#: How views of cubes with up to so many groups are made is remembered, for so many views.
NARROW, MOST_WAYS = 1_000, 1_000

Key = tuple[int, tuple[str, ...]]


@dataclass(frozen=True, eq=False)
class Cube:
    """`cumulative[i]` holds the counts of all weeks before `weeks[i]`, per group and score: shape (weeks + 1, groups,
    scores), in two bytes each if they fit, as they do where groups are many. `groups` are the numbers of the groups, in
    order; `versions` those of the blocks that were counted."""

    weeks: Keys
    versions: Keys
    groups: Keys
    cumulative: Ints

    def between(self, first: int, last: int) -> NDArray[np.int64]:
        """Counts of the weeks from `first` to `last`, both included: shape (groups, scores)."""
        start, end = self._ends(first, last)
        return np.asarray(np.subtract(self.cumulative[end], self.cumulative[start], dtype=np.int64))

    def each(self, first: int, last: int) -> tuple[Keys, NDArray[np.int64]]:
        """The weeks from `first` to `last` and the counts of each: shape (weeks, groups, scores)."""
        start, end = self._ends(first, last)
        return self.weeks[start:end], np.diff(self.cumulative[start : end + 1], axis=0).astype(np.int64)

    def _ends(self, first: int, last: int) -> tuple[int, int]:
        start, end = (int(i) for i in np.searchsorted(self.weeks, (first, last + 1)))
        return start, max(start, end)  # a period that ends before it begins holds nothing


def empty_cube(width: int) -> Cube:
    """The cube of no groups and no weeks."""
    return Cube(NO_KEYS, NO_KEYS, NO_KEYS, np.zeros((1, 0, width), np.int32))


def caught_up(cube: Cube, column: Column, groups: Keys, place: Callable[[Keys], Ints]) -> Cube:
    """The cube of a column, of which an earlier state is known: only blocks of other versions are counted.

    `groups` are those that may occur; `place` gives for keys without week where each belongs among groups × scores.
    """
    width = cube.cumulative.shape[2]
    size = len(groups) * width
    before = _wider(cube, groups).reshape(-1, size)
    at, same = _known(cube, column)
    steady = int(np.argmin(np.append(same & (at == np.arange(len(same))), False)))  # so many weeks stay as they are
    cumulative = np.zeros((len(column.weeks) + 1, size), np.int32)
    cumulative[: steady + 1] = before[: steady + 1]
    kept = steady + np.flatnonzero(same[steady:])
    cumulative[kept + 1] = before[at[kept] + 1] - before[at[kept]]
    _count(cumulative, column, np.flatnonzero(~same), place)
    np.cumsum(cumulative[steady:], axis=0, dtype=np.int32, out=cumulative[steady:])
    small = cumulative[-1].max(initial=0) <= np.iinfo(np.uint16).max
    kept_as = cumulative.astype(np.uint16) if small else cumulative
    return Cube(column.weeks, column.versions, groups, kept_as.reshape(-1, len(groups), width))


def _wider(cube: Cube, groups: Keys) -> Ints:
    """What the cube counted, with room for more groups."""
    if len(groups) == len(cube.groups):
        return cube.cumulative
    found = np.zeros((len(cube.cumulative), len(groups), cube.cumulative.shape[2]), cube.cumulative.dtype)
    found[:, np.searchsorted(groups, cube.groups)] = cube.cumulative
    return found


def _known(cube: Cube, column: Column) -> tuple[Ints, NDArray[np.bool_]]:
    """For each block of a column: where its week stands in the cube, and whether it was counted as it is."""
    if not len(cube.weeks):
        return np.zeros(len(column.weeks), np.int64), np.zeros(len(column.weeks), np.bool_)
    at = np.minimum(np.searchsorted(cube.weeks, column.weeks), len(cube.weeks) - 1)
    return at, (cube.weeks[at] == column.weeks) & (cube.versions[at] == column.versions)


def _count(table: NDArray[np.int32], column: Column, blocks: Ints, place: Callable[[Keys], Ints]) -> None:
    """Count blocks of a column into the rows after their own."""
    size = table.shape[1]
    for some in column.batches(blocks):
        keys, counts = column.in_weeks(some)
        index = place(keys)
        if len(some) > 1:
            index += np.repeat(np.arange(len(some)) * size, column.lengths[some])
        flat = np.bincount(index, counts, len(some) * size)
        table[some + 1] = flat.reshape(len(some), size)


@dataclass(frozen=True, eq=False)
class Way:
    """How a view is made of the `groups` of a cube: take those in `order`, add up each stretch that begins at `first`,
    and put the sums into the places `target` of `size`."""

    groups: Keys
    order: Ints
    first: Ints
    target: Ints
    size: int

    def narrowed(self, counts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Counts of a cube's groups, filtered and added up to those of the view: (weeks, groups, scores) to the
        same."""
        found = np.zeros((counts.shape[0], self.size, counts.shape[2]), np.int64)
        if len(self.order):
            some = counts[:, self.order]
            found[:, self.target] = some if len(self.first) == len(self.order) else np.add.reduceat(some, self.first, 1)
        return found


@dataclass(eq=False)
class Cubes:
    """The cubes made so far, by question and dimensions. They belong to certain names and codes, and to any state of
    the columns: whoever finds one of another state brings it up to date. `ways`: how views are made of them."""

    made: dict[Key, Cube] = field(default_factory=dict)
    ways: dict[Hashable, Way] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: Key) -> Cube | None:
        """The cube of a question and dimensions, as it was last asked for."""
        with self.lock:
            found = self.made.pop(key, None)
            if found is not None:
                self.made[key] = found  # youngest again
            return found

    def put(self, key: Key, cube: Cube) -> None:
        """Remember a cube."""
        with self.lock:
            self.made.pop(key, None)
            self.made[key] = cube
            while sum(one.cumulative.nbytes for one in self.made.values()) > MOST_TOGETHER and len(self.made) > 1:
                del self.made[next(iter(self.made))]

    def keep(self, key: Hashable, way: Way) -> None:
        """Remember how a view is made, if that is not much."""
        if len(way.groups) <= NARROW:
            with self.lock:
                self.ways[key] = way
                while len(self.ways) > MOST_WAYS:
                    del self.ways[next(iter(self.ways))]
