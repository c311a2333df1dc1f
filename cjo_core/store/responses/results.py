"""What was answered beside the scores, counted by question, week and place; and the few rows a result needs. Never
applies a filter to counts, and never judges who may see them (`metrics` does both).

Counts are read once per commit by an index that holds all they need, and added up in memory for every filter: a page
asks for many. Nothing here reads all answers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cjo_core.store.counts.unchanged import while_unchanged
from cjo_core.store.database import Store

Ints = NDArray[np.int64]
#: How many of the newest answers are read for what needs whole persons, not counts.
LOOKED_THROUGH = 100_000

_CHOSEN = """
SELECT week, place_id, option_id, count(*){sums} FROM choices c{weights} WHERE question_id = ?
GROUP BY week, place_id, option_id
"""
_CHOOSERS = """
SELECT week, place_id, 0, count(*){sums}
FROM (SELECT DISTINCT response_id, week, place_id FROM choices WHERE question_id = ?) c{weights} GROUP BY week, place_id
"""
#: What is asked beside the counts where any response has a weight; one without weighs 1.
_SUMS = ", sum(coalesce(w.weight, 1)), sum(coalesce(w.weight * w.weight, 1)), count(w.weight)"
_WEIGHTS = " LEFT JOIN response_weights w ON w.response_id = c.response_id"
_UNSCORED = """
SELECT week, place_id, 0, count(*) FROM answers WHERE question_id = ? AND score IS NULL GROUP BY week, place_id
"""
_PASSED = """
SELECT k.question_id, k.week, k.n FROM skips k JOIN questions q ON q.id = k.question_id
WHERE q.survey_id = ? AND k.n > 0
"""
_NEWEST = """
SELECT response_id, question_id, score, week, place_id FROM answers
WHERE id > (SELECT coalesce(max(id), 0) FROM answers) - ? AND score IS NOT NULL
AND question_id IN (SELECT value FROM json_each(?)) ORDER BY id
"""
_FINISHED = """
SELECT coalesce((SELECT n FROM response_counts WHERE survey_id = ?1 AND segment_id = 0), 0),
       (SELECT count(*) FROM responses WHERE survey_id = ?1 AND completed = 0)
"""


@dataclass(frozen=True, eq=False)
class Placed:
    """Counts by week (0: undated) and place, and by option where options are counted (else `option` is 0); Σw and Σw²
    beside them where anybody counted has a weight, else None."""

    week: Ints
    place: Ints
    option: Ints
    n: Ints
    mass: NDArray[np.float64] | None = None
    squares: NDArray[np.float64] | None = None


@while_unchanged
def chosen(store: Store, question_id: int) -> Placed:
    """How many people chose each option of a question."""
    return _weighed(store, _CHOSEN, question_id)


@while_unchanged
def choosers(store: Store, question_id: int) -> Placed:
    """How many people chose any option of a question: whoever chose several is one."""
    return _weighed(store, _CHOOSERS, question_id)


@while_unchanged
def unscored(store: Store, question_id: int) -> Placed:
    """How many people answered a question in words only."""
    return _placed(store, _UNSCORED, question_id)


def _placed(store: Store, sql: str, question_id: int) -> Placed:
    with store.reading() as connection:
        return _plain(connection.execute(sql, [question_id]).fetchall())


def _plain(rows: Sequence[Any]) -> Placed:
    table = np.array([row[:4] for row in rows], np.int64).reshape(-1, 4)
    return Placed(*table.T)


def _weighed(store: Store, sql: str, question_id: int) -> Placed:
    """The counts, and what those counted weigh if any of them has a weight."""
    with store.reading() as connection:
        weights = connection.execute("SELECT 1 FROM response_weights LIMIT 1").fetchone() is not None
        joined = {"sums": _SUMS, "weights": _WEIGHTS} if weights else {"sums": "", "weights": ""}
        rows = connection.execute(sql.format(**joined), [question_id]).fetchall()
    placed = _plain(rows)
    if not weights or not any(row[6] for row in rows):
        return placed
    return replace(placed, mass=np.array([row[4] for row in rows]), squares=np.array([row[5] for row in rows]))


@while_unchanged
def passed_over(store: Store, survey_id: int) -> Mapping[int, Mapping[int, int]]:
    """Per question of a survey and week, how many people were asked it and gave no score: skips, and all who answered
    what has no score."""
    found: dict[int, dict[int, int]] = {}
    with store.reading() as connection:
        for question, week, n in connection.execute(_PASSED, [survey_id]).fetchall():
            found.setdefault(question, {})[week] = n
    return found


@while_unchanged
def finished(store: Store, survey_id: int) -> tuple[int, int]:
    """How many responses a survey has, and how many of them were broken off."""
    with store.reading() as connection:
        whole, broken_off = connection.execute(_FINISHED, [survey_id]).fetchone()
    return int(whole), int(broken_off)


@dataclass(frozen=True, eq=False)
class Persons:
    """Scores person by person: `scores[i, k]` is what response i gave question k (NaN: nothing), with its week and its
    place at each question."""

    questions: tuple[int, ...]
    scores: NDArray[np.float64]
    week: Ints
    place: Ints


@while_unchanged
def newest_persons(store: Store, questions: tuple[int, ...]) -> Persons:
    """Scores of the newest responses to these questions, those among the last `LOOKED_THROUGH` answers of all."""
    with store.reading() as connection:
        rows: list[Any] = connection.execute(_NEWEST, [LOOKED_THROUGH, json.dumps(questions)]).fetchall()
    table = np.array(rows, np.int64).reshape(-1, 5)
    people, row = np.unique(table[:, 0], return_inverse=True)
    column = np.array([questions.index(int(one)) for one in table[:, 1]], np.int64)
    scores = np.full((len(people), len(questions)), np.nan)
    scores[row, column] = table[:, 2]
    place = np.zeros((len(people), len(questions)), np.int64)
    place[row, column] = table[:, 4]
    week = np.zeros(len(people), np.int64)
    week[row] = table[:, 3]
    return Persons(questions, scores, week, place)
