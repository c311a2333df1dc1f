"""Score counts in memory, always as fresh as the file. Fills `metrics.cells.Cells`; never turns counts into a metric.

`fresh_cells` asks SQLite whether anybody committed anything (microseconds), and if so reads only what is new: answers
with a higher id, and the log of edits and deletions. (A change to an answer that had not been read yet is skipped: the
answer was then read as it is now.) What is new is kept in a few late cells, which now and then are folded into the
sorted ones and into the cubes made of them: one copy of the arrays, about 20 ms at ten million answers. Readers are
never blocked: each refresh publishes a new immutable `Cells`. A start begins with the snapshot beside the file, if one
can be trusted (`snapshot.py`), and reads what is newer.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cjo_core.metrics.cells import QUESTION_SHIFT, AskedQuestion, Cells, cube_of
from cjo_core.metrics.cubes import Cubes, plus
from cjo_core.store import snapshot
from cjo_core.store.database import Store
from cjo_core.store.heavier import PACKED, is_stale, read_heavier
from cjo_core.store.places import PlaceBook, read_places
from cjo_core.store.snapshot import Saved
from cjo_core.survey.scales import SCALES

Keys = NDArray[np.int64]
Counts = NDArray[np.int64]

#: Late cells are folded into the sorted ones when they are this many: few enough to count one by one in every view.
LATE_LIMIT = 4_000
_NEW = "id > ? AND id <= ? AND score IS NOT NULL"
_LAST = (
    "SELECT (SELECT coalesce(max(id), 0) FROM answers), (SELECT coalesce(max(id), 0) FROM answer_changes), "
    "(SELECT version FROM weights_version)"
)
_CHUNK = 2_000_000
_SET_UP = "SELECT version, (SELECT coalesce(max(id), 0) FROM places) FROM setup"
_NOTHING = np.zeros(0, np.int64)
#: Kinds of question that feed a metric; scores of others (ratings) are counted too, but belong to their question alone.
_MEASURED = json.dumps([*SCALES])


@dataclass
class Counting:
    """What one store's counts were last read from. One per process and store; `fresh_cells` alone touches it."""

    store: Store
    cells: Cells | None = None
    version: int = -1
    last_answer: int = 0
    last_change: int = 0
    #: The state of the weights that was read; -1: none yet.
    weights: int = -1
    #: Answers and changes counted here that are not in the snapshot beside the file.
    unsaved: int = 0
    places: PlaceBook = field(default_factory=PlaceBook)
    lock: threading.Lock = field(default_factory=threading.Lock)
    saving: threading.Lock = field(default_factory=threading.Lock)


def fresh_cells(counting: Counting) -> Cells:
    """The counts as of the newest commit."""
    version = counting.store.version()
    if version == counting.version and counting.cells is not None:  # asked first: cells are published before it
        return counting.cells
    with counting.lock:
        version = counting.store.version()  # before reading: a commit in between is read now or next time, never lost
        if counting.cells is None or version != counting.version:
            try:
                with counting.store.reading() as connection:
                    counting.cells = _refresh(counting, connection)
            except BaseException:
                counting.places = PlaceBook()  # may know what the cells do not: it is read anew with the next try
                raise
            counting.version = version
        return counting.cells


def keep(counting: Counting) -> bool:
    """Write the snapshot for the next start if the last one lacks enough; whether one was written."""
    with counting.saving:  # one at a time; whoever ends the server waits for the one under way
        with counting.lock:
            cells, answer, change = counting.cells, counting.last_answer, counting.last_change
            if cells is None or counting.unsaved < snapshot.DUE:
                return False
            counting.unsaved = 0  # also if it fails: a full disk must not be tried again with every answer
        saved = Saved(*folded(cells.keys, cells.counts, cells.late_keys, cells.late_counts), answer, change)
        with counting.store.reading() as connection:
            return snapshot.save(counting.store.path, connection, PACKED, saved)


def _refresh(counting: Counting, connection: sqlite3.Connection) -> Cells:
    old, seen, seen_change = counting.cells, counting.last_answer, counting.last_change
    if old is None:
        saved = snapshot.load(counting.store.path, connection, PACKED)
        seen, seen_change = (saved.last_answer, saved.last_change) if saved else (0, 0)
        keys, counts = (saved.keys, saved.counts) if saved else (_NOTHING, np.zeros(0, np.int32))
        old = Cells(keys, counts, (), {}, {}, _NOTHING, _NOTHING)
    newest, newest_change, weights = connection.execute(_LAST).fetchone()
    last, last_change = max(seen, newest), max(seen_change, newest_change)
    cells = described(counting, connection, old)
    for (keys,) in _numbers(connection, f"SELECT group_concat({PACKED}) FROM answers WHERE {_NEW}", seen, last):
        cells = _added(cells, *np.unique(keys, return_counts=True))
    changes = f"SELECT group_concat({PACKED}), group_concat(delta) FROM answer_changes WHERE {_NEW} AND answer_id <= ?"
    for keys, deltas in _numbers(connection, changes, seen_change, last_change, seen):
        cells = _added(cells, keys, deltas)
    if weights != counting.weights or is_stale(old.heavier, connection, (seen, last), (seen_change, last_change)):
        cells = replace(cells, heavier=read_heavier(connection))
    # only now, when nothing can fail any more: a refresh that breaks off must be done again from where it began
    counting.unsaved += last - seen + last_change - seen_change
    counting.last_answer, counting.last_change, counting.weights = last, last_change, weights
    return cells


def _numbers(connection: sqlite3.Connection, sql: str, seen: int, last: int, *more: int) -> Iterator[list[Keys]]:
    """Columns of numbers of the rows after `seen`, a chunk at a time: ten million at once would need a gigabyte.

    SQLite joins them to one text, which numpy reads: half the time of fetching them as rows.
    """
    for start in range(seen, last, _CHUNK):
        texts = connection.execute(sql, [start, min(start + _CHUNK, last), *more]).fetchone()
        if texts[0] is not None:
            yield [np.fromstring(text, np.int64, sep=",") for text in texts]


def _added(cells: Cells, keys: Keys, counts: Counts) -> Cells:
    """The cells with some more; unsorted ones and repeated ones too."""
    return _with_late(cells, *merged([cells.late_keys, keys], [cells.late_counts, counts]))


def merged(keys: list[Keys], counts: list[Counts]) -> tuple[Keys, Counts]:
    """Add up the counts of equal keys; sorted, without cells that came to nothing (a late cell may be below zero)."""
    joined, weights = np.concatenate(keys), np.concatenate(counts)
    if not len(joined):
        return joined, weights
    order = np.argsort(joined, kind="stable")
    joined, weights = joined[order], weights[order]
    first = np.flatnonzero(np.r_[True, joined[1:] != joined[:-1]])
    sums = np.add.reduceat(weights, first)
    kept = sums != 0
    return joined[first][kept], sums[kept]


def _with_late(cells: Cells, keys: Keys, counts: Counts) -> Cells:
    """The cells with these late ones, folded in if they are many."""
    if len(keys) <= LATE_LIMIT:
        return replace(cells, late_keys=keys, late_counts=counts)
    folded_keys, folded_counts = folded(cells.keys, cells.counts, keys, counts)
    made = dict(cells.cubes.made)
    cubes = Cubes()
    questions = {question.id: question for question in cells.questions}
    for (question, axes), cube in made.items():
        start, end = np.searchsorted(keys, (question << QUESTION_SHIFT, (question + 1) << QUESTION_SHIFT))
        more = cube_of(cells, questions[question], axes, keys[start:end], counts[start:end])
        cubes.made[question, axes] = plus(cube, more) if end > start else cube
    return replace(cells, keys=folded_keys, counts=folded_counts, late_keys=_NOTHING, late_counts=_NOTHING, cubes=cubes)


def folded(
    base_keys: Keys, base_counts: NDArray[np.integer[Any]], keys: Keys, counts: Counts
) -> tuple[Keys, NDArray[np.int32]]:
    """Sorted cells with some more folded in, by insertion: the large arrays are copied, never sorted again."""
    at = np.searchsorted(base_keys, keys)
    inside = at < len(base_keys)
    inside[inside] = base_keys[at[inside]] == keys[inside]
    summed = base_counts.astype(np.int32)  # a copy: readers keep the old one
    summed[at[inside]] += counts[inside].astype(np.int32)
    gone = at[inside][summed[at[inside]] == 0]
    if len(gone):
        at = at - np.searchsorted(gone, at)  # where the rest will stand
        base_keys, summed = np.delete(base_keys, gone), np.delete(summed, gone)
    new = ~inside
    return _with(base_keys, at[new], keys[new]), _with(summed, at[new], counts[new].astype(np.int32))


def _with(array: NDArray[Any], at: NDArray[np.int64], more: NDArray[Any]) -> NDArray[Any]:
    """`np.insert`, three times as fast for few insertions into a long array: it copies the stretches between them."""
    if not len(at):
        return array
    if len(at) > len(array) // 100:
        return np.insert(array, at, more)
    found = np.empty(len(array) + len(more), array.dtype)
    ends = [*at.tolist(), len(array)]
    for i, (start, end) in enumerate(pairwise([0, *ends])):
        found[start + i : end + i] = array[start:end]
    found[at + np.arange(len(at))] = more
    return found


def described(counting: Counting, connection: sqlite3.Connection, cells: Cells) -> Cells:
    """The same cells with today's questions, names and places. Cubes made for other names or places are forgotten.

    Reads two numbers and no more while nothing was set up since and no place is new, as after most answers.
    """
    book = counting.places
    version, newest = connection.execute(_SET_UP).fetchone()
    if (version, newest) == (book.version, book.last) and cells.codes:
        return cells
    questions = tuple(
        AskedQuestion(identity, kind, survey, floor, bool(latest))
        for identity, kind, survey, floor, latest in connection.execute(
            "SELECT q.id, q.kind, s.slug, iif(s.identified, 1, s.privacy_floor), s.latest_only FROM questions q "
            "JOIN surveys s ON s.id = q.survey_id WHERE q.kind IN (SELECT value FROM json_each(?)) "
            "ORDER BY s.id, q.position",
            [_MEASURED],
        ).fetchall()
    )
    names, codes, moved = read_places(book, connection)
    book.version = version
    cubes = Cubes() if moved else cells.cubes
    return replace(cells, questions=questions, names=names, codes=codes, cubes=cubes)
