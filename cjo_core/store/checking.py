"""Whether a store is sound: the file itself, its references, and the counts in memory against a recount. It only looks.

The recount is SQL's own (`GROUP BY` over all answers), read in order, so that it needs little memory at any size.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cjo_core.metrics.counts.folding import merged, unpacked
from cjo_core.metrics.counts.keys import (
    PLACE_MASK,
    PLACE_SHIFT,
    QUESTION_SHIFT,
    SCORE_MASK,
    SUPERSEDED_SHIFT,
    WEEK_MASK,
    WEEK_SHIFT,
    Ints,
    Keys,
)
from cjo_core.metrics.counts.state import Cells
from cjo_core.store.counts.cells import Counting, fresh_cells
from cjo_core.store.counts.heavier import PACKED, read_heavier
from cjo_core.store.database import Store
from cjo_core.store.set_up.limits import miscounted
from cjo_core.survey.periods import UNDATED, week_name

#: More differences than this are only counted.
SHOWN = 20
_CHUNK = 100_000


def faults_of_file(store: Store) -> list[str]:
    """What SQLite finds wrong with the file, rows that refer to others that are not there, and counts kept for the
    limits of surveys that are not those of a recount."""
    with store.reading() as connection:
        found = [str(row[0]) for row in connection.execute(f"PRAGMA integrity_check({SHOWN})").fetchall()]
        broken = connection.execute("PRAGMA foreign_key_check").fetchmany(SHOWN)
        counted = miscounted(connection)
    lost = [f"{table}, row {row}: refers to {parent}, which has no such row" for table, row, parent, _number in broken]
    wrong = [
        f"responses of {survey}{f', {segment}' if segment else ''}: {said} counted for its limits, {there} are there"
        for survey, segment, said, there in counted[:SHOWN]
    ]
    return [line for line in found if line != "ok"] + lost + wrong


def differences(counting: Counting) -> list[str]:
    """Where the counts in memory (from the snapshot, where there is one) differ from those of the answers, in words."""
    while True:
        memory = fresh_cells(counting)
        wrong = list(_differing(memory, counting.store))
        heavier = _heavier_differ(memory, counting.store)
        if fresh_cells(counting) is memory:  # else somebody wrote in between: both must be of one moment
            break
    keys = np.concatenate([keys for keys, _more in wrong]) if wrong else np.zeros(0, np.int64)
    more = np.concatenate([more for _keys, more in wrong]) if wrong else keys
    found = [_words(memory, int(key), int(one)) for key, one in zip(keys[:SHOWN], more[:SHOWN], strict=True)]
    return found + ([f"… and {len(keys) - SHOWN} more"] if len(keys) > SHOWN else []) + heavier


def _differing(memory: Cells, store: Store) -> Iterator[tuple[Keys, Ints]]:
    """The cells whose count in memory is not that of the answers, and by how much it is higher."""
    low = -1
    with store.reading() as connection:
        recount = connection.execute(
            f"SELECT {PACKED}, count(*) FROM answers WHERE score IS NOT NULL GROUP BY 1 ORDER BY 1"
        )
        while low < np.iinfo(np.int64).max:
            rows = recount.fetchmany(_CHUNK)
            keys = np.array([row[0] for row in rows], np.int64)
            high = int(keys[-1]) if len(rows) == _CHUNK else np.iinfo(np.int64).max
            cells, counts = unpacked(memory.columns, low, high)
            late = slice(*np.searchsorted(memory.late_keys, (low, high), side="right"))
            yield merged(
                [cells, memory.late_keys[late], keys],
                [counts, memory.late_counts[late], np.array([-row[1] for row in rows], np.int64)],
            )
            low = high


def _heavier_differ(memory: Cells, store: Store) -> list[str]:
    """Whether the weights in memory are not those of the answers, in words."""
    with store.reading() as connection:
        there = read_heavier(connection)
    known = memory.heavier
    same = np.array_equal(known.keys, there.keys) and np.array_equal(known.counts, there.counts)
    if same and np.allclose(known.mass, there.mass, rtol=1e-9) and np.allclose(known.squares, there.squares, rtol=1e-9):
        return []
    return [f"weights: {len(known)} cells in memory, summing to {known.mass.sum():g}, against {there.mass.sum():g}"]


def _words(cells: Cells, key: int, more: int) -> str:
    """One difference as people read it."""
    question, week = key >> QUESTION_SHIFT, (key >> WEEK_SHIFT) & WEEK_MASK
    place, score = (key >> PLACE_SHIFT) & PLACE_MASK, key & SCORE_MASK
    asked = {one.id: f"{one.survey}, {one.kind}" for one in cells.questions}.get(question, f"question {question}")
    known = [(cells.names[name], codes[place]) for name, codes in cells.codes.items() if place < len(codes)]
    where = ", ".join(names[code] for names, code in known if code >= 0) or "nowhere"
    when = "undated" if week == UNDATED else week_name(week)
    old = ", superseded" if (key >> SUPERSEDED_SHIFT) & 1 else ""
    return f"{asked}, {when}, {where}, score {score}{old}: {more:+d} in memory"
