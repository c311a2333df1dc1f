"""What the counts of scores do not tell: submissions refused and questions skipped. Never knows who, and never judges.

Both are counted as they happen (`store.responses.writes`), a row per survey and day or per question and week, so that
accounting for a number costs the same at ten million answers as at ten.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from cjo_core.store.counts.unchanged import while_unchanged
from cjo_core.store.database import Store
from cjo_core.store.set_up.settings import team_zone

#: Why a submission was not stored: the same form came twice, or the same row of a file.
SENT_TWICE, IMPORTED_AGAIN = "sent_twice", "imported_again"
#: Not refused for good: set apart until somebody decides.
QUARANTINED = "quarantined"

Refused = tuple[int, str, str]  # survey, day, reason
_DUPLICATES = """
SELECT f.reason, sum(f.n) FROM refusals f JOIN questions q ON q.survey_id = f.survey_id
WHERE q.kind = ? GROUP BY f.reason
"""
_APART = "SELECT count(*) FROM quarantine h JOIN questions q ON q.survey_id = h.survey_id WHERE q.kind = ?"
_WEEK = (
    "coalesce((SELECT week FROM answers WHERE response_id = r.id LIMIT 1), "
    "(SELECT week FROM choices WHERE response_id = r.id LIMIT 1))"
)
#: Responses and the questions they were asked but gave no score to.
_SKIPPED = """
FROM responses r JOIN questions q ON q.survey_id = r.survey_id
WHERE NOT EXISTS (
    SELECT 1 FROM answers a WHERE a.response_id = r.id AND a.question_id = q.id AND a.score IS NOT NULL
) AND NOT EXISTS (SELECT 1 FROM not_asked n WHERE n.response_id = r.id AND n.question_id = q.id)
"""
_SKIPPED_BY_ONE = f"SELECT q.id, {_WEEK} {_SKIPPED} AND r.id = ?"
#: Fills `skips` from the responses, when weeks begin elsewhere.
COUNT_SKIPS = f"""
INSERT INTO skips (question_id, week, n)
SELECT q.id, {_WEEK} AS of_week, count(*) {_SKIPPED} GROUP BY q.id, of_week HAVING of_week IS NOT NULL
"""


@while_unchanged
def skipped(store: Store, kind: str) -> dict[int, int]:
    """Per week (0: undated), how many responses gave a question of `kind` no score; a response counts once for each
    such question of its survey."""
    with store.reading() as connection:
        return dict(
            connection.execute(
                "SELECT k.week, sum(k.n) FROM skips k JOIN questions q ON q.id = k.question_id "
                "WHERE q.kind = ? GROUP BY k.week HAVING sum(k.n) > 0",
                [kind],
            ).fetchall()
        )


@while_unchanged
def refused(store: Store, kind: str) -> dict[str, int]:
    """Per reason, how many submissions to surveys with a question of `kind` were not stored: a second time, or because
    they are in quarantine (those that were thrown away from there included)."""
    with store.reading() as connection:
        found = dict(connection.execute(_DUPLICATES, [kind]).fetchall())
        apart = int(connection.execute(_APART, [kind]).fetchone()[0])
    return found | ({QUARANTINED: apart} if apart else {})


def save_refusals(store: Store, survey: int, reason: str, number: int, *, now: datetime) -> None:
    """Note that so many submissions were not stored; nothing is written for none."""
    if number:
        with store.writing() as connection:
            add_refusals(connection, {(survey, day_of(now, team_zone(connection)), reason): number})


def day_of(moment: datetime | None, zone: ZoneInfo) -> str:
    """The day under which a refusal is counted; "" where nobody knows."""
    return "" if moment is None else moment.astimezone(zone).date().isoformat()


def add_refusals(connection: sqlite3.Connection, counts: Mapping[Refused, int]) -> None:
    """Count refusals, inside a transaction of the caller."""
    if not counts:
        return
    connection.executemany(
        "INSERT INTO refusals (survey_id, day, reason, n) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (survey_id, day, reason) DO UPDATE SET n = n + excluded.n",
        [(*key, number) for key, number in counts.items()],
    )


def add_skips(connection: sqlite3.Connection, counts: Mapping[tuple[int, int], int]) -> None:
    """Count questions without a score, by question and week, inside a transaction of the caller."""
    if not counts:
        return
    connection.executemany(
        "INSERT INTO skips (question_id, week, n) VALUES (?, ?, ?) "
        "ON CONFLICT (question_id, week) DO UPDATE SET n = n + excluded.n",
        [(*key, number) for key, number in counts.items()],
    )


def forget_skips(connection: sqlite3.Connection, response_id: int) -> None:
    """Take back what a response skipped, before it is changed or deleted."""
    gone: Iterable[tuple[int, int | None]] = connection.execute(_SKIPPED_BY_ONE, [response_id]).fetchall()
    connection.executemany("UPDATE skips SET n = max(0, n - 1) WHERE question_id = ? AND week = ?", gone)


def count_skips_of(connection: sqlite3.Connection, response_id: int) -> None:
    """Count what a response skips as it stands now, after it was changed."""
    found = connection.execute(_SKIPPED_BY_ONE, [response_id]).fetchall()
    add_skips(connection, {(question, week): 1 for question, week in found if week is not None})
