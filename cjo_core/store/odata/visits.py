"""Visits as columns: who was at which stage when, from events and from dated answers of identified customers. Never
judges, and never reads a respondent of a survey that is not identified: of those there are no paths.

Kept in memory and kept up: a new answer is put where it belongs. When events change, or an answer goes or moves, all is
read anew (rare).
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from cjo_core.store.counts.places import Codes, Names, PlaceBook, read_places
from cjo_core.store.database import Store

Ints = NDArray[np.int64]
T = TypeVar("T")
#: Only so many of the newest events, and of the newest answers, are read: about 200 MB.
MOST = 2_000_000
#: Dimensions that tell customers apart, as their newest dated answer says.
GROUPED = ("segment", "persona")
_PLACED = ("stage", "touchpoint", "channel")
_CHUNK = 200_000
#: Results kept per visits.
_RESULTS = 500
#: More seconds than any time has: a customer and a time in one number sort as the two do.
_SPAN = 1 << 34


@dataclass(frozen=True, eq=False)
class VisitRows:
    """One row per event and dated answer with a stage, in the order of customer and time.

    `customer`: a position in `ids`; `time`: seconds since 1970, UTC; `stage`, `touchpoint`, `channel`: positions in
    `names`, −1 where not given; `answered`: an answer, not an event. `groups`: per dimension the position of each
    customer, −1 where not given. `first`: where events or answers before it were too many to read, the second from
    which on all are here; else None.
    """

    customer: Ints
    time: Ints
    stage: Ints
    touchpoint: Ints
    channel: Ints
    answered: NDArray[np.bool_]
    ids: tuple[str, ...]
    names: Names
    groups: Mapping[str, Ints]
    first: int | None
    _results: dict[Hashable, Any] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.customer)

    def remembered(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made once per rows and key: nobody may change it."""
        if key not in self._results:
            if len(self._results) >= _RESULTS:
                self._results.clear()
            self._results[key] = make()
        found: T = self._results[key]
        return found


_EVENTS = """
SELECT customer, CAST(strftime('%s', happened_at) AS INTEGER), coalesce(stage_id, 0), coalesce(touchpoint_id, 0),
       coalesce(channel_id, 0)
FROM events WHERE id > (SELECT coalesce(max(id), 0) FROM events) - ? ORDER BY id
"""
_ANSWERS = """
SELECT respondent, CAST(strftime('%s', submitted_at) AS INTEGER), place FROM (
    SELECT r.respondent, r.submitted_at, (SELECT min(id) FROM answers WHERE response_id = r.id) AS answer
    FROM responses r JOIN surveys s ON s.id = r.survey_id AND s.identified = 1
    WHERE r.id > ? AND r.respondent IS NOT NULL AND r.submitted_at IS NOT NULL ORDER BY r.id
) JOIN (SELECT id, place_id AS place FROM answers) ON id = answer
"""
_STATE = "SELECT (SELECT version FROM odata), (SELECT group_concat(id) FROM surveys WHERE identified = 1)"
_UNDONE = """
SELECT 1 FROM answer_changes c LEFT JOIN answers a ON a.id = c.answer_id
WHERE c.id > ? AND (a.id IS NULL OR a.place_id <> c.place_id) LIMIT 1
"""
_LAST = "SELECT (SELECT coalesce(max(id), 0) FROM responses), (SELECT coalesce(max(id), 0) FROM answer_changes)"


@dataclass
class _Book:
    """What one store's visits were read from; `visit_rows` alone touches it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    version: int = -1
    state: tuple[Any, ...] = ()
    last_response: int = 0
    last_change: int = 0
    #: The positions of the ids met so far; events (5 columns) and answers (3) as read.
    ids: dict[str, int] = field(default_factory=dict)
    events: list[Ints] = field(default_factory=list)
    answers: list[Ints] = field(default_factory=list)
    first: int | None = None
    places: PlaceBook = field(default_factory=PlaceBook)
    named_at: dict[str, Ints] = field(default_factory=dict)
    rows: VisitRows | None = None


_books: WeakKeyDictionary[Store, _Book] = WeakKeyDictionary()
_lock = threading.Lock()


def visit_rows(store: Store) -> VisitRows:
    """The visits as of now: the same object as long as nothing has changed, so that results may be kept by it."""
    with _lock:
        book = _books.setdefault(store, _Book())
    with book.lock:
        version = store.version()  # before reading: a commit in between is read now or next time
        if book.rows is None or version != book.version:
            old, book.rows = book.rows, None  # a refresh that breaks off is done again from the beginning
            with store.reading() as connection:
                book.rows = _refreshed(book, connection, old)
            book.version = version
        return book.rows


def _refreshed(book: _Book, connection: sqlite3.Connection, old: VisitRows | None) -> VisitRows:
    state = tuple(connection.execute(_STATE).fetchone())
    undone = connection.execute(_UNDONE, [book.last_change]).fetchone() is not None
    last, book.last_change = connection.execute(_LAST).fetchone()
    again = old is None or state != book.state or undone
    if again:
        book.state, book.ids = state, {}
        book.events = _columns(book, connection, _EVENTS, MOST)
        book.last_response = max(0, last - MOST)
        book.answers = []
    added = _columns(book, connection, _ANSWERS, book.last_response) if last > book.last_response else []
    book.last_response = last
    if added:
        book.answers = _joined([book.answers, added]) if book.answers else added
    if again:
        book.first = _limit(book, last)
    names, codes, moved = read_places(book.places, connection)
    if old is None or again or moved:
        return _made(book, names, codes, _placed(book.events, connection, names))
    return _extended(book, old, codes, added) if added else old


def _columns(book: _Book, connection: sqlite3.Connection, sql: str, value: int) -> list[Ints]:
    """The columns of a query as numbers; the customers in the first one by their positions. [] if it gives no row."""
    cursor = connection.execute(sql, [value])
    ids, parts = book.ids, []
    while rows := cursor.fetchmany(_CHUNK):
        who, *rest = zip(*rows, strict=True)
        coded = np.fromiter((ids.setdefault(one, len(ids)) for one in who), np.int64, len(who))
        parts.append([coded, *(np.array(column, np.int64) for column in rest)])
    return _joined(parts) if parts else []


def _joined(parts: list[list[Ints]]) -> list[Ints]:
    return [np.concatenate(columns) for columns in zip(*parts, strict=True)]


def _limit(book: _Book, last: int) -> int | None:
    """The second before which not everything was read, if there was too much of it."""
    limits = [int(book.events[1].min())] if book.events and len(book.events[0]) == MOST else []
    if last > MOST and book.answers:
        limits.append(int(book.answers[1].min()))
    return max(limits) if limits else None


def _placed(events: list[Ints], connection: sqlite3.Connection, names: Names) -> list[Ints]:
    """Stage, touchpoint and channel of the events as positions in `names`; a touchpoint brings its own stage."""
    if not events:
        return [np.zeros(0, np.int64)] * 3
    at: dict[str, dict[int, int]] = {}
    for dimension, table in (("stage", "stages"), ("touchpoint", "touchpoints"), ("channel", "channels")):
        position = {name: i for i, name in enumerate(names[dimension])}
        rows = connection.execute(f"SELECT id, name FROM {table}").fetchall()
        at[dimension] = {int(number): position[name] for number, name in rows}
    own = {
        int(point): at["stage"][stage]
        for point, stage in connection.execute("SELECT id, stage_id FROM touchpoints").fetchall()
    }
    _who, _when, stage, point, channel = events
    stages = np.where(point > 0, _by_id(own)[point], _by_id(at["stage"])[stage])
    return [stages, _by_id(at["touchpoint"])[point], _by_id(at["channel"])[channel]]


def _by_id(positions: Mapping[int, int]) -> Ints:
    found = np.full(max([0, *positions]) + 1, -1, np.int64)
    for number, position in positions.items():
        found[number] = position
    return found


def _made(book: _Book, names: Names, codes: Codes, placed: list[Ints]) -> VisitRows:
    nothing = [np.zeros(0, np.int64)] * 3
    events, answers = (read[:2] or nothing[:2] for read in (book.events, book.answers))
    place = book.answers[2] if book.answers else nothing[0]
    customer, time = (np.concatenate(pair) for pair in zip(events, answers, strict=True))
    columns = [
        np.concatenate((known, codes[one][place].astype(np.int64))) for one, known in zip(_PLACED, placed, strict=True)
    ]
    answered = np.arange(len(customer)) >= len(events[0])
    order = np.lexsort((time, customer))  # of one moment: events first, then answers as they came
    order = order[columns[0][order] >= 0]
    nobody = np.full(len(book.ids), -1, np.int64)
    groups = {}
    for one in GROUPED:
        named = (*answers, codes[one][place].astype(np.int64))
        groups[one], book.named_at[one] = _newest(named, nobody, nobody)
    stage, point, channel = (column[order] for column in columns)
    return VisitRows(
        customer[order], time[order], stage, point, channel, answered[order], tuple(book.ids), names, groups, book.first
    )


def _extended(book: _Book, old: VisitRows, codes: Codes, added: list[Ints]) -> VisitRows:
    """The visits with a few answers more, put where they belong: sorting all of them anew would take ten times as
    long."""
    more = np.full(len(book.ids) - len(old.ids), -1, np.int64)
    groups = {}
    for one in GROUPED:
        named = (added[0], added[1], codes[one][added[2]].astype(np.int64))
        before, since = (np.concatenate((known[one], more)) for known in (old.groups, book.named_at))
        groups[one], book.named_at[one] = _newest(named, before, since)
    order = np.lexsort((added[1], added[0]))
    order = order[codes["stage"][added[2][order]] >= 0]
    who, when, place = (column[order] for column in added)
    at = np.searchsorted(old.customer * _SPAN + old.time, who * _SPAN + when, side="right")
    stage, point, channel = (
        np.insert(known, at, codes[one][place])
        for one, known in zip(_PLACED, (old.stage, old.touchpoint, old.channel), strict=True)
    )
    customer, time = np.insert(old.customer, at, who), np.insert(old.time, at, when)
    answered = np.insert(old.answered, at, True)
    return VisitRows(customer, time, stage, point, channel, answered, tuple(book.ids), old.names, groups, old.first)


def _newest(answers: tuple[Ints, ...], known: Ints, since: Ints) -> tuple[Ints, Ints]:
    """The group of each customer and when it was named, `known` since `since` before these answers (customer, time,
    group) came."""
    given = np.flatnonzero((answers[2] >= 0) & (answers[1] >= since[answers[0]]))
    given = given[np.argsort(answers[1][given], kind="stable")]
    customer, time, code = (column[given] for column in answers)
    found, at = known.copy(), since.copy()
    found[customer], at[customer] = code, time  # of several, the last one written stays
    return found, at


__all__ = ["GROUPED", "MOST", "VisitRows", "visit_rows"]
