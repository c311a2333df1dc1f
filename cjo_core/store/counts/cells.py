"""Score counts in memory, always as fresh as the file. Fills `metrics.cells.Cells`; never turns counts into a metric.

`fresh_cells` asks SQLite whether anybody committed anything (microseconds), and if so reads only what is new: answers
with a higher id, and the log of edits and deletions. (A change to an answer that had not been read yet is skipped: the
answer was then read as it is now.) What is new is kept in a few late cells, which now and then are folded into the
columns: those of the newest weeks at once, and when all weeks have some (an import of old answers) a few weeks with
each refresh, so that none takes long. Readers are never blocked: each refresh publishes a new immutable `Cells`. A
start begins with the snapshot beside the file, if one can be trusted (`snapshot.py`), and reads what is newer.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from cjo_core.metrics.counts.cubes import Cubes
from cjo_core.metrics.counts.folding import folded_in, merged, slimmed
from cjo_core.metrics.counts.keys import Ints, Keys
from cjo_core.metrics.counts.state import AskedQuestion, Cells
from cjo_core.store.counts import snapshot
from cjo_core.store.counts.heavier import PACKED, is_stale, read_heavier
from cjo_core.store.counts.places import PlaceBook, read_places
from cjo_core.store.counts.snapshot import Saved
from cjo_core.store.database import Store
from cjo_core.survey.scales import SCALES

#: Late cells are folded into the columns when they are this many: few enough to count one by one in every view.
LATE_LIMIT = 4_000
#: So many cells may be packed anew in one refresh: about 20 ms.
AT_ONCE = 300_000
#: Seconds between two such steps in quiet moments: others work meanwhile, and each makes pages be computed anew.
REST = 1.0
_NEW = "id > ? AND id <= ? AND score IS NOT NULL"
_LAST = (
    "SELECT (SELECT coalesce(max(id), 0) FROM answers), (SELECT coalesce(max(id), 0) FROM answer_changes), "
    "(SELECT version FROM weights_version)"
)
_CHUNK = 2_000_000
_SET_UP = "SELECT version, (SELECT coalesce(max(id), 0) FROM places) FROM setup"
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
    #: When late cells were last folded in a quiet moment, by the monotonic clock.
    settled: float = -REST
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


def settle(counting: Counting) -> bool:
    """Fold some of the late cells that no commit has folded; whether any were. For quiet moments, again and again.

    It takes as long as a refresh at most, and only that long does a refresh wait for it. Counts nothing new: what has
    been committed since is read by the next refresh.
    """
    cells = counting.cells
    if cells is None or len(cells.late_keys) <= LATE_LIMIT or time.monotonic() < counting.settled + REST:
        return False
    if not counting.lock.acquire(blocking=False):  # somebody is reading: then it is no quiet moment
        return False
    try:
        if counting.cells is not cells or counting.store.version() != counting.version:
            return False
        counting.cells = _folded(cells, LATE_LIMIT // 2)
        counting.settled = time.monotonic()
        return True
    finally:
        counting.lock.release()


def keep(counting: Counting) -> bool:
    """Write the snapshot for the next start if the last one lacks enough; whether one was written."""
    with counting.saving:  # one at a time; whoever ends the server waits for the one under way
        with counting.lock:
            cells, answer, change = counting.cells, counting.last_answer, counting.last_change
            if cells is None or counting.unsaved < snapshot.DUE:
                return False
            counting.unsaved = 0  # also if it fails: a full disk must not be tried again with every answer
        settled = _settled(cells, 0)
        settled = replace(settled, columns=slimmed(settled.columns))
        with counting.lock:
            if counting.cells is cells:  # what was folded for the file need not be folded again
                counting.cells = settled
        saved = Saved(settled.columns, answer, change)
        with counting.store.reading() as connection:
            return snapshot.save(counting.store.path, connection, PACKED, saved)


def _refresh(counting: Counting, connection: sqlite3.Connection) -> Cells:
    old, seen, seen_change = counting.cells, counting.last_answer, counting.last_change
    if old is None:
        saved = snapshot.load(counting.store.path, connection, PACKED)
        seen, seen_change = (saved.last_answer, saved.last_change) if saved else (0, 0)
        old = Cells(saved.columns if saved else {})
    newest, newest_change, weights = connection.execute(_LAST).fetchone()
    last, last_change = max(seen, newest), max(seen_change, newest_change)
    cells = described(counting, connection, old)
    for (keys,) in _numbers(connection, f"SELECT group_concat({PACKED}) FROM answers WHERE {_NEW}", seen, last):
        cells = _with_late(cells, *np.unique(keys, return_counts=True))
        if counting.cells is None:
            cells = _settled(cells, LATE_LIMIT)
    changes = f"SELECT group_concat({PACKED}), group_concat(delta) FROM answer_changes WHERE {_NEW} AND answer_id <= ?"
    for keys, deltas in _numbers(connection, changes, seen_change, last_change, seen):
        cells = _with_late(cells, keys, deltas)
    if len(cells.late_keys) > LATE_LIMIT:
        cells = _folded(cells, LATE_LIMIT // 2)  # so that there is room again
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


def _with_late(cells: Cells, keys: Keys, counts: Ints) -> Cells:
    """The cells with some more late ones, unsorted ones and repeated ones too."""
    keys, counts = merged([cells.late_keys, keys], [cells.late_counts, counts])
    return replace(cells, late_keys=keys, late_counts=counts)


def _folded(cells: Cells, leave: int) -> Cells:
    """The cells with late ones folded in until no more than so many are left, but no more than one refresh may, or than
    takes less time than reading them did."""
    most = max(AT_ONCE, 2 * len(cells.late_keys))
    columns, keys, counts = folded_in(cells.columns, cells.late_keys, cells.late_counts, most=most, leave=leave)
    return replace(cells, columns=columns, late_keys=keys, late_counts=counts)


def _settled(cells: Cells, leave: int) -> Cells:
    """The cells with no more than so many late ones, however long it takes."""
    while len(cells.late_keys) > leave:
        cells = _folded(cells, leave)
    return cells


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
