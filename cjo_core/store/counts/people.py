"""How many different people answered in a week, never who. The counts of scores cannot tell: they know no people.

Reading a week's answers takes 0.4 s among ten million, so those of the weeks looked at are kept in memory, a few
numbers each, and brought up to date like the counts: by higher ids and by the log of changes.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from cjo_core.errors import BadValue
from cjo_core.metrics.cells import Cells, asked_in, places_in
from cjo_core.store.database import Store
from cjo_core.survey.filters import Filter

#: Weeks kept per store; the one not looked at for longest goes first.
WEEKS = 8
#: With more changed answers than this, the week is read anew.
MANY = 500
#: Answers read at a time.
_AT_ONCE = 5_000
_NOW = """
SELECT (SELECT version FROM setup), (SELECT coalesce(max(id), 0) FROM answers),
       (SELECT coalesce(max(id), 0) FROM answer_changes)
"""
_CHANGED = "SELECT DISTINCT answer_id FROM answer_changes WHERE id > ? AND answer_id <= ? LIMIT ?"
_ANSWERS = """
SELECT a.id, a.question_id, a.place_id, a.response_id, r.respondent
FROM answers a JOIN responses r ON r.id = a.response_id
WHERE a.week = ? AND a.score IS NOT NULL AND
"""


@dataclass(eq=False)
class _Week:
    """The scores of a week: answer, question, place and person. A person is the response, or below 0 somebody known;
    `people` are the same persons numbered from 0, None until somebody looks."""

    set_up: int | None = None
    last_answer: int = 0
    last_change: int = 0
    rows: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 4), np.int64))
    people: NDArray[np.int64] | None = None
    known: dict[str, int] = field(default_factory=dict)


_kept: WeakKeyDictionary[Store, dict[int, _Week]] = WeakKeyDictionary()
_lock = threading.Lock()


def customers(store: Store, cells: Cells, where: Filter) -> int:
    """How many different respondents gave the scores of one week that `where` lets through (responses without an id
    count one each). Whether an answer has been superseded makes no difference: its person answered."""
    if where.first_week is None or where.first_week != where.last_week:
        raise BadValue(f"customers are counted in one week, not from {where.first_week} to {where.last_week}")
    rows, people = _rows(store, where.first_week)
    places = places_in(cells, where)
    known = rows[:, 2] < len(places)  # a place newer than the counts comes with the next look
    if not known.all():
        rows, people = rows[known], people[known]
    chosen = places[rows[:, 2]] & np.isin(rows[:, 1], asked_in(cells, where))
    return int(np.count_nonzero(np.bincount(people[chosen])))


def _rows(store: Store, number: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The scores of a week as of now, and their people numbered from 0. They are never changed in place: others may be
    counting them."""
    with _lock, store.reading() as connection:
        weeks = _kept.setdefault(store, {})
        week = weeks.pop(number, None) or _Week()
        _refresh(week, connection, number)
        weeks[number] = week  # youngest again; one whose refresh broke off is read anew
        while len(weeks) > WEEKS:
            del weeks[next(iter(weeks))]
        if week.people is None:
            week.people = np.unique(week.rows[:, 3], return_inverse=True)[1]
        return week.rows, week.people


def _refresh(week: _Week, connection: sqlite3.Connection, number: int) -> None:
    now = connection.execute(_NOW).fetchone()
    if now == (week.set_up, week.last_answer, week.last_change):
        return
    set_up, last_answer, last_change = now
    found = connection.execute(_CHANGED, [week.last_change, week.last_answer, MANY + 1]).fetchall()
    changed = [answer for (answer,) in found]
    if set_up != week.set_up or len(changed) > MANY:
        week.rows, week.people, week.last_answer, changed = week.rows[:0], None, 0, []
    parts = [*_read(week, connection.execute(f"{_ANSWERS} a.id > ?", [number, week.last_answer]))]
    if changed:
        week.rows, week.people = week.rows[~np.isin(week.rows[:, 0], changed)], None
        marks = ", ".join("?" * len(changed))
        parts += _read(week, connection.execute(f"{_ANSWERS} a.id IN ({marks})", [number, *changed]))
    if parts:
        week.rows, week.people = np.concatenate([week.rows, *parts]), None
    week.set_up, week.last_answer, week.last_change = set_up, max(last_answer, week.last_answer), last_change


def _read(week: _Week, answers: sqlite3.Cursor) -> Iterator[NDArray[np.int64]]:
    """The answers found as rows of a week, some at a time: as Python's numbers they would need ten times the memory."""
    while some := answers.fetchmany(_AT_ONCE):
        yield np.array([(*place, _person(week, response, who)) for *place, response, who in some], np.int64)


def _person(week: _Week, response: int, respondent: str | None) -> int:
    return response if respondent is None else -week.known.setdefault(respondent, 1 + len(week.known))
