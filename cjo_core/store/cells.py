"""Score counts in memory, always as fresh as the file. Fills `metrics.cells.Cells`; never turns counts into a metric.

`fresh_cells` asks SQLite whether anybody committed anything (microseconds), and if so reads only what is new:
answers with
a higher id, and the log of edits and deletions. (A change to an answer that had not been read yet is skipped: the
answer was
then read as it is now.) What is new is kept in a few late cells, which now and then are folded into the sorted ones and
into the cubes made of them: one copy of the arrays, about 20 ms at ten million answers. Readers are never blocked: each
refresh publishes a new immutable `Cells`.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cjo_core.metrics.cells import (
    PLACE_SHIFT,
    QUESTION_SHIFT,
    SUPERSEDED_SHIFT,
    WEEK_SHIFT,
    AskedQuestion,
    Cells,
    cube_of,
)
from cjo_core.metrics.cubes import Cubes, plus
from cjo_core.store.database import Store
from cjo_core.store.places import PlaceBook, read_places

Keys = NDArray[np.int64]
Counts = NDArray[np.int64]

#: Late cells are folded into the sorted ones when they are this many: few enough to count one by one in every view.
LATE_LIMIT = 4_000
PACKED = (
    f"(question_id << {QUESTION_SHIFT}) | (week << {WEEK_SHIFT}) | (place_id << {PLACE_SHIFT}) "
    f"| (superseded << {SUPERSEDED_SHIFT}) | score"
)
_CHUNK = 250_000
_NOTHING = np.zeros(0, np.int64)


@dataclass
class Counting:
    """What one store's counts were last read from. One per process and store; `fresh_cells` alone touches it."""

    store: Store
    cells: Cells | None = None
    version: int = -1
    last_answer: int = 0
    last_change: int = 0
    places: PlaceBook = field(default_factory=PlaceBook)
    lock: threading.Lock = field(default_factory=threading.Lock)


def fresh_cells(counting: Counting) -> Cells:
    """The counts as of the newest commit."""
    version = counting.store.version()
    if version == counting.version and counting.cells is not None:  # asked first: cells are published before it
        return counting.cells
    with counting.lock:
        version = counting.store.version()  # before reading: a commit in between is read now or next time, never lost
        if counting.cells is None or version != counting.version:
            with counting.store.reading() as connection:
                counting.cells = _refresh(counting, connection)
            counting.version = version
        return counting.cells


def _refresh(counting: Counting, connection: sqlite3.Connection) -> Cells:
    old = counting.cells or Cells(_NOTHING, np.zeros(0, np.int32), (), {}, {}, _NOTHING, _NOTHING)
    seen = counting.last_answer
    last_answer = max(seen, *connection.execute("SELECT coalesce(max(id), 0) FROM answers").fetchone())
    keys, deltas = [old.late_keys], [old.late_counts]
    for some_keys, some_counts in _new_answers(connection, seen, last_answer):
        keys.append(some_keys)
        deltas.append(some_counts)
    changed = connection.execute(
        f"SELECT {PACKED}, delta, answer_id, id FROM answer_changes WHERE id > ? ORDER BY id", [counting.last_change]
    ).fetchall()
    known = [row for row in changed if row[2] <= seen and row[0] is not None]
    keys.append(np.array([row[0] for row in known], np.int64))
    deltas.append(np.array([row[1] for row in known], np.int64))
    cells = described(counting, connection, replace(old, late_keys=_NOTHING, late_counts=_NOTHING))
    cells = _with_late(cells, *merged(keys, deltas))
    # only now, when nothing can fail any more: a refresh that breaks off must be done again from where it began
    counting.last_answer = last_answer
    counting.last_change = changed[-1][3] if changed else counting.last_change
    return cells


def _new_answers(connection: sqlite3.Connection, seen: int, last: int) -> Iterator[tuple[Keys, Counts]]:
    """The cells of answers not read yet, a chunk at a time: ten million at once would need a gigabyte."""
    new = connection.execute(
        f"SELECT {PACKED} FROM answers WHERE id > ? AND id <= ? AND score IS NOT NULL", [seen, last]
    )
    new.row_factory = lambda _cursor, row: row[0]
    while rows := new.fetchmany(_CHUNK):
        yield merged([np.fromiter(rows, np.int64, len(rows))], [np.ones(len(rows), np.int64)])


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
    all_keys = np.insert(base_keys, at[~inside], keys[~inside])
    all_counts = np.insert(summed, at[~inside], counts[~inside].astype(np.int32))
    if (all_counts == 0).any():
        kept = all_counts != 0
        all_keys, all_counts = all_keys[kept], all_counts[kept]
    return all_keys, all_counts


def described(counting: Counting, connection: sqlite3.Connection, cells: Cells) -> Cells:
    """The same cells with today's questions, names and places. Cubes made for other names or places are forgotten."""
    questions = tuple(
        AskedQuestion(identity, kind, survey, floor, bool(latest))
        for identity, kind, survey, floor, latest in connection.execute(
            "SELECT q.id, q.kind, s.slug, iif(s.identified, 1, s.privacy_floor), s.latest_only FROM questions q "
            "JOIN surveys s ON s.id = q.survey_id ORDER BY s.id, q.position"
        ).fetchall()
    )
    names, codes, moved = read_places(counting.places, connection)
    cubes = Cubes() if moved else cells.cubes
    return replace(cells, questions=questions, names=names, codes=codes, cubes=cubes)
