"""Of each person's scores for a question the newest counts, the others are marked. Never decides whether a view asks
for that."""

from __future__ import annotations

import sqlite3


def mark_latest(connection: sqlite3.Connection, survey_id: int, respondent: str) -> None:
    """Mark all scores of a person as superseded but the newest of each question (undated ones count as oldest)."""
    given = connection.execute(
        "SELECT a.question_id, a.id, a.superseded FROM responses r JOIN answers a ON a.response_id = r.id "
        "WHERE r.survey_id = ? AND r.respondent = ? AND a.score IS NOT NULL "
        "ORDER BY r.submitted_at IS NOT NULL, r.submitted_at, a.id",
        [survey_id, respondent],
    ).fetchall()
    newest = {question: answer for question, answer, _mark in given}
    wrong = [(int(newest[q] != answer), answer) for q, answer, mark in given if mark != (newest[q] != answer)]
    if wrong:
        connection.executemany("UPDATE answers SET superseded = ? WHERE id = ?", wrong)
