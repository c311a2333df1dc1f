"""Visits as columns: who was at which stage when, from events and from dated answers of identified customers. Never
judges, and never reads a respondent of a survey that is not identified: of those there are no paths.

Read once and kept as long as nothing they are made of has changed: a new answer to an anonymous survey does not matter.
"""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cjo_core.store.audience import TABLES, names_in
from cjo_core.store.database import Store
from cjo_core.survey.periods import utc_text

Ints = NDArray[np.int64]
#: Only so many of the newest events, and of the newest answers, are read: about 200 MB.
MOST = 2_000_000
#: Dimensions that tell customers apart, as their newest dated answer says.
GROUPED = ("segment", "persona")


@dataclass(frozen=True, eq=False)
class VisitRows:
    """One row per event and dated answer. `customer`: a number that stands for the id; `time`: seconds since 1970, UTC;
    `stage`, `touchpoint`, `channel`: positions in `names`, −1 where not given; `answered`: an answer, not an event.
    `groups`: per dimension the position of each customer, −1 where not given. `first`: where events or answers before
    it were too many to read, the second from which on all are here; else None."""

    customer: Ints
    time: Ints
    stage: Ints
    touchpoint: Ints
    channel: Ints
    answered: NDArray[np.bool_]
    names: dict[str, tuple[str, ...]]
    groups: dict[str, Ints]
    first: int | None

    def __len__(self) -> int:
        return len(self.customer)


_EVENTS = """
SELECT e.customer, CAST(strftime('%s', e.happened_at) AS INTEGER), coalesce(t.stage_id, e.stage_id), e.touchpoint_id,
       e.channel_id, NULL, NULL
FROM events e LEFT JOIN touchpoints t ON t.id = e.touchpoint_id
ORDER BY e.id DESC LIMIT ?
"""
_ANSWERS = """
SELECT r.respondent, CAST(strftime('%s', r.submitted_at) AS INTEGER), coalesce(t.stage_id, p.stage_id),
       p.touchpoint_id, p.channel_id, p.segment_id, p.persona_id
FROM responses r JOIN surveys s ON s.id = r.survey_id AND s.identified = 1
JOIN answers a ON a.id = (SELECT min(id) FROM answers WHERE response_id = r.id)
JOIN places p ON p.id = a.place_id LEFT JOIN touchpoints t ON t.id = p.touchpoint_id
WHERE r.respondent IS NOT NULL AND r.submitted_at IS NOT NULL
ORDER BY r.id DESC LIMIT ?
"""
_STATE = """
SELECT (SELECT value FROM settings WHERE name = 'odata_version'), (SELECT version FROM setup),
       (SELECT max(id) FROM answer_changes), (SELECT group_concat(id) FROM surveys WHERE identified = 1)
"""
_NEWER = """
SELECT max(r.id) FROM responses r JOIN surveys s ON s.id = r.survey_id AND s.identified = 1
WHERE r.id > ? AND r.respondent IS NOT NULL AND r.submitted_at IS NOT NULL
"""
_LAST = "SELECT coalesce(max(id), 0) FROM responses"


@dataclass
class _Known:
    """What was read last, and what it was read from."""

    state: tuple[Any, ...]
    last: int
    rows: VisitRows


_known: WeakKeyDictionary[Store, _Known] = WeakKeyDictionary()
_lock = threading.Lock()


def visit_rows(store: Store) -> VisitRows:
    """The visits as of now: the same object as long as nothing has changed, so that results may be kept by it."""
    with _lock, store.reading() as connection:
        state = tuple(connection.execute(_STATE).fetchone())
        known = _known.get(store)
        last = int(connection.execute(_LAST).fetchone()[0])
        newer = None if known is None else connection.execute(_NEWER, [known.last]).fetchone()[0]
        if known is not None and known.state == state and newer is None:
            known.last = last
            return known.rows
        rows = _read(connection)
        _known[store] = _Known(state, last, rows)
        return rows


def _read(connection: sqlite3.Connection) -> VisitRows:
    events = connection.execute(_EVENTS, [MOST]).fetchall()
    answers = connection.execute(_ANSWERS, [MOST]).fetchall()
    rows = [*reversed(events), *reversed(answers)]
    who, when, *places = zip(*rows, strict=True) if rows else ((),) * 7
    customer, _ids = pd.factorize(np.array(who, dtype=object))
    time = np.array(when, np.int64)
    names, codes = {}, {}
    dimensions = ("stage", "touchpoint", "channel", *GROUPED)
    for dimension, ids in zip(dimensions, places, strict=True):
        names[dimension], codes[dimension] = _coded(connection, dimension, ids)
    answered = np.arange(len(rows)) >= len(events)
    limits = [int(time[part].min()) for part, read in ((~answered, events), (answered, answers)) if len(read) == MOST]
    groups = {dimension: _newest(customer.astype(np.int64), time, codes[dimension]) for dimension in GROUPED}
    kept = codes["stage"] >= 0
    return VisitRows(
        customer=customer.astype(np.int64)[kept],
        time=time[kept],
        stage=codes["stage"][kept],
        touchpoint=codes["touchpoint"][kept],
        channel=codes["channel"][kept],
        answered=answered[kept],
        names=names,
        groups=groups,
        first=max(limits) if limits else None,
    )


def _coded(connection: sqlite3.Connection, dimension: str, ids: tuple[Any, ...]) -> tuple[tuple[str, ...], Ints]:
    """The names of a dimension in the team's order, and the position of each id among them."""
    found = tuple(names_in(connection, dimension))
    of = dict(connection.execute(f"SELECT name, id FROM {TABLES[dimension]}").fetchall())
    position = np.full(1 + max(of.values(), default=0), -1, np.int64)
    for i, name in enumerate(found):
        position[of[name]] = i
    given = np.array([0 if one is None else one for one in ids], np.int64)
    return found, np.where(given > 0, position[given], -1)


def _newest(customer: Ints, time: Ints, code: Ints) -> Ints:
    """The newest code given of each customer, −1 where there is none."""
    found = np.full(1 + int(customer.max(initial=-1)), -1, np.int64)
    rows = np.flatnonzero(code >= 0)
    rows = rows[np.lexsort((rows, time[rows]))]
    found[customer[rows]] = code[rows]  # the last one written stays
    return found


def order_values(store: Store, since: datetime | None = None, until: datetime | None = None) -> NDArray[np.float64]:
    """The known values of the orders of a period, whatever became of them."""
    begin, end = (None if one is None else utc_text(one) for one in (since, until))
    with store.reading() as connection:
        rows = connection.execute(
            "SELECT value FROM orders WHERE value IS NOT NULL AND (? IS NULL OR ordered_at >= ?) "
            "AND (? IS NULL OR ordered_at < ?)",
            [begin, begin, end, end],
        ).fetchall()
    return np.array([row[0] for row in rows], np.float64)


__all__ = ["GROUPED", "MOST", "VisitRows", "order_values", "visit_rows"]
