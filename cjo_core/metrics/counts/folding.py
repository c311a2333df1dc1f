"""Folding: late cells taken into the columns. A week's block of a question is packed anew if it has late cells, and so
many blocks at a time that nobody waits; late cells of the others stay late. Never changes what it is given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from cjo_core.metrics.counts.columns import NOBODY, Column, column_of, replaced
from cjo_core.metrics.counts.keys import NO_KEYS, QUESTION_SHIFT, WEEK_MASK, WEEK_SHIFT, Ints, Keys

Columns = Mapping[int, Column]
#: A column with no more packed cells than this is packed anew as a whole: so a young one gets the width that suits it.
SMALL = 100_000
_IN_QUESTION = (1 << QUESTION_SHIFT) - 1


def packed(keys: Keys, counts: Ints) -> dict[int, Column]:
    """The columns of some cells, given in order, each once."""
    return {
        question: column_of(keys[start:end] & _IN_QUESTION, counts[start:end])
        for question, start, end in zip(*(part.tolist() for part in _stretches(keys, QUESTION_SHIFT)), strict=True)
    }


def unpacked(columns: Columns, low: int = -1, high: int = int(np.iinfo(np.int64).max)) -> tuple[Keys, Ints]:
    """The cells with keys above `low` and up to `high`, in order: keys, and counts, among which there may be 0."""
    keys, counts = [NO_KEYS], [NO_KEYS]
    for question in sorted(columns):
        own = question << QUESTION_SHIFT
        if own + _IN_QUESTION <= low or own > high:
            continue
        first, last = (min(max(end - own, 0), _IN_QUESTION) >> WEEK_SHIFT for end in (low, high))
        some, n = columns[question].cells(columns[question].within(first, last))
        here = slice(*np.searchsorted(some + own, (low, high), side="right"))
        keys.append(some[here] + own)
        counts.append(n[here].astype(np.int64))
    return np.concatenate(keys), np.concatenate(counts)


def folded_in(
    columns: Columns, keys: Keys, counts: Ints, *, most: int, leave: int = 0
) -> tuple[dict[int, Column], Keys, Ints]:
    """The columns with late cells taken in, and the late cells that wait.

    The blocks with most late cells for their size come first, until no more than `leave` are late, or more than `most`
    cells would have to be packed anew (but for the first block). A count that comes to nothing leaves no cell.
    """
    now = _due(columns, keys, most, leave)
    found = dict(columns)
    some, n = keys[now], counts[now]
    for question, start, end in zip(*(part.tolist() for part in _stretches(some, QUESTION_SHIFT)), strict=True):
        column = _with_more(found.get(question, NOBODY), some[start:end] & _IN_QUESTION, n[start:end])
        if len(column.weeks):
            found[question] = column
        else:
            found.pop(question, None)
    return found, keys[~now], counts[~now]


def _due(columns: Columns, keys: Keys, most: int, leave: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which late cells are taken in now."""
    blocks, starts, ends = _stretches(keys, WEEK_SHIFT)
    late = ends - starts
    sizes = late.copy()
    for question in np.unique(blocks >> (QUESTION_SHIFT - WEEK_SHIFT)).tolist():
        column = columns.get(question, NOBODY)
        at = np.searchsorted(column.weeks, blocks & WEEK_MASK)
        at[at == len(column.weeks)] = 0
        here = blocks >> (QUESTION_SHIFT - WEEK_SHIFT) == question
        if len(column.weeks):
            here &= column.weeks[at] == blocks & WEEK_MASK
            sizes[here] += column.lengths[at[here]]
    order = np.argsort(sizes / late, kind="stable")
    waiting = len(keys) - np.cumsum(late[order]) + late[order]  # when it is the block's turn
    due = np.zeros(len(blocks), np.bool_)
    due[order] = (np.cumsum(sizes[order]) <= most) & (waiting > leave)
    due[order[:1]] = True
    return np.repeat(due, late)


def _stretches(keys: Keys, shift: int) -> tuple[Keys, Keys, Keys]:
    """What sorted keys begin with, without their last bits: each such beginning, where it starts and where it ends."""
    begin = np.flatnonzero(np.diff(keys >> shift, prepend=-1))
    return keys[begin] >> shift, begin, np.append(begin[1:], len(keys))[: len(begin)]


def _with_more(column: Column, keys: Keys, counts: Ints) -> Column:
    """A column with late cells taken in."""
    weeks, _starts, _ends = _stretches(keys, WEEK_SHIFT)
    small = len(column.steps) <= SMALL
    touched = np.arange(len(column.weeks)) if small else np.flatnonzero(np.isin(column.weeks, weeks))
    old, n = column.cells(touched)
    keys, counts = merged([old, keys], [n.astype(np.int64), counts])
    some = counts > 0  # below 0 there is nothing to keep; only a snapshot that is wrong could lead there
    if small:
        return column_of(keys[some], counts[some])
    return replaced(column, weeks, column_of(keys[some], counts[some], column.steps.dtype.type))


def slimmed(columns: Columns) -> dict[int, Column]:
    """The columns, those packed anew as a whole of which more than a third are strides: their cells have come to lie
    farther apart than when the width of their distances was chosen."""
    found = dict(columns)
    for question, column in columns.items():
        if 3 * int((column.counts == 0).sum()) > len(column.counts):
            keys, counts = column.cells(np.arange(len(column.weeks)))
            found[question] = column_of(*merged([keys], [counts.astype(np.int64)]))
    return found


def merged(keys: Sequence[Keys], counts: Sequence[Ints], how: np.ufunc = np.add) -> tuple[Keys, Ints]:
    """Add up the counts of equal keys, or bring them together otherwise; in order, without cells that came to nothing
    (a late cell may be below 0)."""
    joined, weights = np.concatenate(keys), np.concatenate(counts)
    if not len(joined):
        return joined, weights
    order = np.argsort(joined, kind="stable")
    joined, weights = joined[order], weights[order]
    first = np.flatnonzero(np.diff(joined, prepend=joined[0] - 1))
    sums = how.reduceat(weights, first)
    kept = sums != 0
    return joined[first][kept], sums[kept]
