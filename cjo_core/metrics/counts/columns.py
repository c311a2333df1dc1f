"""Columns: the cells of one question, packed to about two bytes each.

The cells of a week are a block. A block knows its first cell; every other is told by its distance (of keys) to the one
before, in one byte, or in as many as make the whole column smallest, and its count in another. What does not fit is
said in more cells: a wide distance is walked in strides over cells that nobody is in (whole places wide, so that their
score is one of the scale), a large count stands in several cells at distance 0. Whoever adds up cells need not know.

A column is never changed: one with more cells is another column, which has packed anew the blocks that differ and
copied the bytes of all others. Packed blocks get a number that no block had before, their version.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cjo_core.metrics.counts.keys import NO_KEYS, PLACE_SHIFT, WEEK_SHIFT, Ints, Keys

_versions = count(1)
_IN_WEEK = (1 << WEEK_SHIFT) - 1
_PLACE = 1 << PLACE_SHIFT
_MOST = 255
_AT_A_TIME = 32_000
#: How distances may be kept; the widest takes every distance there is.
_WIDTHS = (np.uint8, np.uint16, np.uint32)


@dataclass(frozen=True, eq=False)
class Column:
    """The block of `weeks[i]` is `steps` and `counts` from `starts[i]` to before `starts[i + 1]`. Its first cell has
    the key `first[i]` (without question and week) and the step 0; `versions[i]` tells its content from any other's."""

    weeks: Keys
    starts: Keys
    first: Keys
    steps: NDArray[np.unsignedinteger[Any]]
    counts: NDArray[np.uint8]
    versions: Keys

    @property
    def nbytes(self) -> int:
        """What it takes in memory."""
        parts = (self.weeks, self.starts, self.first, self.steps, self.counts, self.versions)
        return sum(part.nbytes for part in parts)

    @property
    def lengths(self) -> Keys:
        """How many packed cells each block has."""
        return np.diff(self.starts)

    def cells(self, blocks: Ints) -> tuple[Keys, NDArray[np.uint8]]:
        """Keys (without the question) and counts of some blocks, given by their positions in order. There may be cells
        with the count 0, and several with one key, side by side."""
        keys, counts = self.in_weeks(blocks)
        keys += np.repeat(self.weeks[blocks] << WEEK_SHIFT, self.lengths[blocks])
        return keys, counts

    def in_weeks(self, blocks: Ints) -> tuple[Keys, NDArray[np.uint8]]:
        """The same with keys without question and week."""
        spans = [slice(*ends) for ends in np.stack([self.starts[blocks], self.starts[blocks + 1]], axis=1).tolist()]
        if len(spans) == 1:  # a large block, as a rule
            keys = np.cumsum(self.steps[spans[0]], dtype=np.int64)
            keys += self.first[blocks[0]]
            return keys, self.counts[spans[0]]
        lengths = self.lengths[blocks]
        keys = np.cumsum(_joined([self.steps[span] for span in spans], self.steps.dtype), dtype=np.int64)
        keys += np.repeat(self.first[blocks] - keys[_begins(lengths)], lengths)
        return keys, _joined([self.counts[span] for span in spans], np.dtype(np.uint8))

    def batches(self, blocks: Ints) -> Iterator[Ints]:
        """These blocks, a few at a time (at least one): what stays in the processor's cache is counted fastest."""
        ends = np.cumsum(self.lengths[blocks]).tolist()
        first = 0
        while first < len(blocks):
            last = max(first + 1, bisect_right(ends, (ends[first - 1] if first else 0) + _AT_A_TIME))
            yield blocks[first:last]
            first = last

    def within(self, first: int, last: int) -> Keys:
        """The positions of the blocks from one week to another, both included."""
        start, end = np.searchsorted(self.weeks, (first, last + 1))
        return np.arange(start, max(start, end))


def column_of(keys: Keys, counts: Ints, width: type[np.unsignedinteger[Any]] | None = None) -> Column:
    """The column of some cells: their keys (without the question) in order, each once, with a count above 0.

    `width` is how distances are kept; without it, whichever makes the column smallest.
    """
    weeks, cells = keys >> WEEK_SHIFT, keys & _IN_WEEK
    begin = np.flatnonzero(np.diff(weeks, prepend=-1))
    steps = np.diff(cells, prepend=0)
    steps[begin] = 0
    large = np.flatnonzero(counts > _MOST)
    more = np.asarray((counts[large] - 1) // _MOST, np.int64)
    width = width or _narrowest(steps, len(keys) + int(more.sum()))
    wide, strides, stride = _strides(steps, width)
    pieces = np.ones(len(keys), np.int64)
    pieces[wide] += strides
    pieces[large] += more
    ends = np.cumsum(pieces)
    own = ends - 1  # where each cell stands itself: after its strides, and before what it cannot say alone
    own[large] -= more
    total = int(ends[-1]) if len(ends) else 0
    packed, packed_counts = np.full(total, stride, width), np.zeros(total, np.uint8)
    steps[wide] -= strides * stride
    packed[own], packed_counts[own] = steps, counts
    if len(large):
        packed_counts[own[large]] = counts[large] - more * _MOST
        rest = np.repeat(own[large] + 1 - _begins(more), more) + np.arange(int(more.sum()))
        packed[rest], packed_counts[rest] = 0, _MOST
    versions = np.full(len(begin), next(_versions))
    return Column(weeks[begin], np.append(own[begin], total), cells[begin], packed, packed_counts, versions)


def read_column(weeks: Keys, starts: Keys, first: Keys, steps: NDArray[Any], counts: NDArray[Any]) -> Column:
    """A column from its parts, as they were written; ValueError if they do not fit together."""
    kinds = all(part.dtype == np.int64 for part in (weeks, starts, first)) and counts.dtype == np.uint8
    fits = len(starts) == len(weeks) + 1 == len(first) + 1 and len(steps) == len(counts) == starts[-1]
    if not kinds or not fits or steps.dtype.type not in _WIDTHS:
        raise ValueError("parts of a column that do not fit together")
    return Column(weeks, starts, first, steps, counts, np.full(len(weeks), next(_versions)))


def replaced(column: Column, weeks: Ints, by: Column) -> Column:
    """The column with the blocks of these weeks replaced by those of another, packed as wide; the rest is copied."""
    kept = np.flatnonzero(~np.isin(column.weeks, weeks))
    order = np.argsort(np.concatenate([column.weeks[kept], by.weeks]), kind="stable")

    def brought(old: NDArray[Any], new: NDArray[Any]) -> NDArray[Any]:
        return np.concatenate([old[kept], new])[order]

    lengths = brought(column.lengths, by.lengths)
    sources = [(column, block) for block in kept.tolist()] + [(by, block) for block in range(len(by.weeks))]
    spans = [(one, slice(int(one.starts[i]), int(one.starts[i + 1]))) for one, i in (sources[at] for at in order)]
    return Column(
        brought(column.weeks, by.weeks),
        np.append(_begins(lengths), lengths.sum()),
        brought(column.first, by.first),
        _joined([one.steps[span] for one, span in spans], by.steps.dtype),
        _joined([one.counts[span] for one, span in spans], np.dtype(np.uint8)),
        brought(column.versions, by.versions),
    )


def _joined(parts: Sequence[NDArray[Any]], kind: np.dtype[Any]) -> NDArray[Any]:
    return np.concatenate([np.zeros(0, kind), *parts])


def _begins(lengths: Keys) -> Keys:
    """Where each of some stretches begins that follow one another."""
    return np.asarray(np.cumsum(lengths) - lengths)


def _strides(steps: Keys, width: type[np.unsignedinteger[Any]]) -> tuple[Keys, Keys, int]:
    """Which distances are too wide, how many strides each needs before the rest fits, and how long a stride is."""
    most = int(np.iinfo(width).max)
    stride = most // _PLACE * _PLACE
    wide = np.flatnonzero(steps > most)
    return wide, -((most - steps[wide]) // stride), stride


def _narrowest(steps: Keys, cells: int) -> type[np.unsignedinteger[Any]]:
    """The width of distances that makes a column of these smallest, a byte for each count included."""
    sizes = [(cells + int(_strides(steps, width)[1].sum())) * (np.dtype(width).itemsize + 1) for width in _WIDTHS]
    return _WIDTHS[sizes.index(min(sizes))]


#: The column of a question that nobody answered.
NOBODY = column_of(NO_KEYS, NO_KEYS)
