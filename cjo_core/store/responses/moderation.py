"""Comments for a screen that everybody sees, and which of them somebody approved for it. Never a metric.

Nothing is ever approved by itself. An approval goes with its answer, and when the comment is changed (both by the
tables). Only the newest comments are looked through, so that a screen costs the same however many there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cjo_core.store.database import Store
from cjo_core.survey.periods import read_utc, utc_text

#: How far back among all comments one looks for those of one question.
LOOKED_THROUGH = 2_000

_COLUMNS = "a.id, a.score, a.comment, p.language, r.submitted_at, m.approved_at IS NOT NULL"
_ASKED = "(SELECT q.id FROM questions q JOIN surveys v ON v.id = q.survey_id WHERE v.slug = ? AND q.kind = ?)"
_NEWEST = f"""
SELECT {_COLUMNS}
FROM (SELECT id, response_id, question_id, place_id, week, score, comment FROM answers
      WHERE comment IS NOT NULL AND week >= ? ORDER BY week DESC, id DESC LIMIT {LOOKED_THROUGH}) a
JOIN responses r ON r.id = a.response_id JOIN places p ON p.id = a.place_id
LEFT JOIN moderation m ON m.answer_id = a.id
WHERE a.question_id IN {_ASKED} AND (? IS NULL OR r.submitted_at >= ?) AND (? OR m.answer_id IS NULL)
ORDER BY a.week DESC, a.id DESC LIMIT ?
"""
_APPROVED = f"""
SELECT {_COLUMNS}
FROM moderation m JOIN answers a ON a.id = m.answer_id
JOIN responses r ON r.id = a.response_id JOIN places p ON p.id = a.place_id
WHERE a.comment IS NOT NULL AND a.week >= ? AND a.question_id IN {_ASKED} AND (? IS NULL OR r.submitted_at >= ?)
ORDER BY m.approved_at DESC, a.id DESC LIMIT ?
"""


@dataclass(frozen=True)
class Comment:
    """What one person wrote beside a score. Not where they belong: a wall must not tell who it was."""

    answer_id: int
    score: int | None
    comment: str
    language: str | None
    submitted_at: datetime | None
    approved: bool


def newest_comments(
    store: Store,
    survey: str,
    kind: str,
    *,
    since: datetime | None = None,
    first_week: int = 0,
    waiting_only: bool = False,
    limit: int = 3,
) -> list[Comment]:
    """The newest comments on a survey's question of `kind`, approved or not (`waiting_only`: those that are not)."""
    begin = None if since is None else utc_text(since)
    values: list[str | int | None] = [first_week, survey, kind, begin, begin, not waiting_only, limit]
    return _comments(store, _NEWEST, values)


def approved_comments(
    store: Store, survey: str, kind: str, *, since: datetime | None = None, first_week: int = 0, limit: int = 3
) -> list[Comment]:
    """The comments on a survey's question of `kind` that were approved, the latest approval first."""
    begin = None if since is None else utc_text(since)
    return _comments(store, _APPROVED, [first_week, survey, kind, begin, begin, limit])


def _comments(store: Store, sql: str, values: list[str | int | None]) -> list[Comment]:
    with store.reading() as connection:
        found = connection.execute(sql, values).fetchall()
    return [
        Comment(answer, score, text, language, None if at is None else read_utc(at), bool(approved))
        for answer, score, text, language, at, approved in found
    ]


def approve(store: Store, answers: Iterable[int], now: datetime) -> int:
    """Approve the comments of these answers; returns how many were new. Answers without a comment are left out."""
    with store.writing() as connection:
        made = connection.executemany(
            "INSERT INTO moderation (answer_id, approved_at) SELECT id, ? FROM answers "
            "WHERE id = ? AND comment IS NOT NULL ON CONFLICT (answer_id) DO NOTHING",
            [[utc_text(now), answer] for answer in answers],
        )
        return max(made.rowcount, 0)


def withdraw(store: Store, answer: int) -> bool:
    """Take an approval back; False if there was none."""
    with store.writing() as connection:
        return connection.execute("DELETE FROM moderation WHERE answer_id = ?", [answer]).rowcount == 1
