"""Score counts in memory, always as fresh as the file. Fills `metrics.cells.Cells`; never turns counts into a metric.

`fresh_cells` asks SQLite whether anybody committed anything (microseconds), and if so reads only what is new:
answers with a higher
id, and the log of edits and deletions. A change to an answer that had not been read yet is skipped, for the answer
was then
read as it is now. Readers are never blocked: each refresh publishes a new immutable `Cells`.
"""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from cjo_core.metrics.cells import PLACE_SHIFT, QUESTION_SHIFT, WEEK_SHIFT, AskedQuestion, Cells
from cjo_core.store.audience import names_in
from cjo_core.store.database import Store
from cjo_core.survey.places import PLACE_FIELDS

#: Late cells are merged into the sorted ones when they are this many.
LATE_LIMIT = 20_000
_PACKED = f"(question_id << {QUESTION_SHIFT}) | (week << {WEEK_SHIFT}) | (place_id << {PLACE_SHIFT}) | score"
_CHUNK = 200_000


@dataclass
class Counting:
    """What one store's counts were last read from. One per process and store; `fresh_cells` is the only one to touch
    it."""

    store: Store
    cells: Cells | None = None
    version: int = -1
    last_answer: int = 0
    last_change: int = 0
    places_version: str = ""
    place_rows: list[tuple[int | str | None, ...]] = field(default_factory=list)
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
    empty = np.zeros(0, np.int64)
    old = counting.cells or Cells(empty, empty, (), {}, {}, empty, empty)
    seen = counting.last_answer
    keys, deltas = [old.late_keys], [old.late_counts]
    last_answer = max(seen, *(connection.execute("SELECT coalesce(max(id), 0) FROM answers").fetchone()))
    new = connection.execute(
        f"SELECT {_PACKED} FROM answers WHERE id > ? AND id <= ? AND score IS NOT NULL", [seen, last_answer]
    )
    while rows := new.fetchmany(_CHUNK):
        chunk, counts = _merge(
            [np.fromiter((row[0] for row in rows), np.int64, len(rows))], [np.ones(len(rows), np.int64)]
        )
        keys.append(chunk)
        deltas.append(counts)
    changed = connection.execute(
        f"SELECT {_PACKED}, delta, answer_id, id FROM answer_changes WHERE id > ? ORDER BY id", [counting.last_change]
    ).fetchall()
    if changed:
        known = [row for row in changed if row[2] <= seen and row[0] is not None]
        keys.append(np.array([row[0] for row in known], np.int64))
        deltas.append(np.array([row[1] for row in known], np.int64))
    late_keys, late_counts = _merge(keys, deltas)
    base_keys, base_counts = old.keys, old.counts
    if len(late_keys) > LATE_LIMIT:
        base_keys, base_counts = _merge([base_keys, late_keys], [base_counts, late_counts])
        late_keys, late_counts = empty, empty
    cells = _describe(
        counting,
        connection,
        replace(old, keys=base_keys, counts=base_counts, late_keys=late_keys, late_counts=late_counts),
    )
    # only now, when nothing can fail any more: a refresh that breaks off must be done again from where it began
    counting.last_answer = last_answer
    counting.last_change = changed[-1][3] if changed else counting.last_change
    return cells


def _merge(
    keys: list[NDArray[np.int64]], counts: list[NDArray[np.int64]]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
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


def _describe(counting: Counting, connection: sqlite3.Connection, cells: Cells) -> Cells:
    """The same cells with today's questions and names; places are read anew only when one was added or moved."""
    moved = connection.execute("SELECT value FROM settings WHERE name = 'places_version'").fetchone()
    version = "" if moved is None else str(moved[0])
    if version != counting.places_version:
        counting.place_rows, counting.places_version = [], version
    last = int(counting.place_rows[-1][0] or 0) if counting.place_rows else 0
    counting.place_rows += connection.execute(
        "SELECT id, stage_id, touchpoint_id, segment_id, persona_id, channel_id, language "
        "FROM places WHERE id > ? ORDER BY id",
        [last],
    ).fetchall()
    questions = tuple(
        AskedQuestion(*row)
        for row in connection.execute(
            "SELECT q.id, q.kind, s.slug, iif(s.identified, 1, s.privacy_floor) FROM questions q "
            "JOIN surveys s ON s.id = q.survey_id ORDER BY s.id, q.position"
        ).fetchall()
    )
    names = {dimension: tuple(names_in(connection, dimension)) for dimension in PLACE_FIELDS}
    return replace(cells, questions=questions, names=names, codes=_codes(connection, counting.place_rows, names))


def _codes(
    connection: sqlite3.Connection, rows: list[tuple[int | str | None, ...]], names: dict[str, tuple[str, ...]]
) -> dict[str, NDArray[np.int32]]:
    from cjo_core.store.audience import TABLES

    size = int(rows[-1][0] or 0) + 1 if rows else 1
    stage_of = dict(connection.execute("SELECT id, stage_id FROM touchpoints").fetchall())
    codes = {dimension: np.full(size, -1, np.int32) for dimension in PLACE_FIELDS}
    position: dict[str, dict[int | str | None, int]] = {
        "language": {code: i for i, code in enumerate(names["language"])}
    }
    for dimension, table in TABLES.items():
        ids = dict(connection.execute(f"SELECT name, id FROM {table}").fetchall())
        position[dimension] = {ids[name]: i for i, name in enumerate(names[dimension])}
    for row in rows:
        place, stage, touchpoint, *others = row
        stage = stage if touchpoint is None else stage_of[touchpoint]
        for dimension, value in zip(PLACE_FIELDS, (stage, touchpoint, *others), strict=True):
            if value is not None:
                codes[dimension][int(place or 0)] = position[dimension][value]
    return codes
