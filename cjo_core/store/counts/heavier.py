"""What weighted answers weigh, read from the file: anew when a weight changes, or an answer that has one.

Weights come with imports and are seldom touched, so a change reads all of them again (about a second per million); a
store without weights is asked for one number. Never counts answers, never gives anybody a weight.
"""

from __future__ import annotations

import sqlite3

import numpy as np

from cjo_core.metrics.counts.heavier import WEIGHTLESS, Heavier
from cjo_core.metrics.counts.keys import PLACE_SHIFT, QUESTION_SHIFT, SUPERSEDED_SHIFT, WEEK_SHIFT

#: A cell as one number, made of an answer's columns.
PACKED = (
    f"(question_id << {QUESTION_SHIFT}) | (week << {WEEK_SHIFT}) | (place_id << {PLACE_SHIFT}) "
    f"| (superseded << {SUPERSEDED_SHIFT}) | score"
)
_WEIGHED = (
    f"SELECT {PACKED}, count(*), sum(w.weight), sum(w.weight * w.weight) "
    "FROM response_weights w CROSS JOIN answers a ON a.response_id = w.response_id WHERE a.score IS NOT NULL{only} "
    "GROUP BY 1 ORDER BY 1"
)
_ADDED = (
    "SELECT 1 FROM answers a JOIN response_weights w ON w.response_id = a.response_id WHERE a.id > ? AND a.id <= ? "
    "LIMIT 1"
)
#: Changes of answers that have a weight, and of answers that are gone and may have had one.
_TOUCHED = (
    "SELECT DISTINCT c.question_id, w.weight IS NOT NULL FROM answer_changes c "
    "LEFT JOIN answers a ON a.id = c.answer_id LEFT JOIN response_weights w ON w.response_id = a.response_id "
    "WHERE c.id > ? AND c.id <= ? AND (a.id IS NULL OR w.weight IS NOT NULL)"
)


def read_heavier(connection: sqlite3.Connection, begin: str | None = None, end: str | None = None) -> Heavier:
    """What the weighted answers weigh, of all responses or of those sent from `begin` to before `end` (as stored)."""
    only, values = "", []
    for bound, sign in ((begin, ">="), (end, "<")):
        if bound is not None:
            only += f" AND (SELECT submitted_at FROM responses WHERE id = w.response_id) {sign} ?"
            values.append(bound)
    rows = connection.execute(_WEIGHED.format(only=only), values).fetchall()
    if not rows:
        return WEIGHTLESS
    keys, counts, mass, squares = zip(*rows, strict=True)
    return Heavier(np.array(keys, np.int64), np.array(counts, np.int64), np.array(mass), np.array(squares))


def is_stale(
    known: Heavier, connection: sqlite3.Connection, answers: tuple[int, int], changes: tuple[int, int]
) -> bool:
    """Whether answers or changes after the first and up to the second number concern answers that have weights."""
    if connection.execute("SELECT 1 FROM response_weights LIMIT 1").fetchone() is None:
        return False
    questions = set(np.unique(known.keys >> QUESTION_SHIFT).tolist())
    touched = connection.execute(_TOUCHED, changes).fetchall()
    if any(weighted or question in questions for question, weighted in touched):
        return True
    return connection.execute(_ADDED, answers).fetchone() is not None
