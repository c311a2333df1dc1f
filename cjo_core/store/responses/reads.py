"""Comments and rows: what score counts cannot tell. Always a page of limited length; never a metric."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cjo_core.store.counts.unchanged import while_unchanged
from cjo_core.store.database import Store
from cjo_core.survey.filters import EVERYTHING, Filter
from cjo_core.survey.periods import read_utc

_FROM = """
FROM answers a
JOIN responses r ON r.id = a.response_id
JOIN surveys v ON v.id = r.survey_id
JOIN questions q ON q.id = a.question_id
JOIN places p ON p.id = a.place_id
LEFT JOIN touchpoints t ON t.id = p.touchpoint_id
LEFT JOIN stages s ON s.id = coalesce(t.stage_id, p.stage_id)
LEFT JOIN segments g ON g.id = p.segment_id
LEFT JOIN personas o ON o.id = p.persona_id
LEFT JOIN channels c ON c.id = p.channel_id
"""
_COLUMN = {
    "survey": "v.slug",
    "stage": "s.name",
    "touchpoint": "t.name",
    "segment": "g.name",
    "persona": "o.name",
    "channel": "c.name",
    "language": "p.language",
}


#: Of surveys (slugs), the only places whose answers are listed.
Listed = tuple[tuple[str, tuple[int, ...]], ...]
#: How many responses back `last_answer_at` looks.
LATELY = 5_000


@dataclass(frozen=True)
class Row:
    """One answer in words."""

    answer_id: int
    response_id: int
    kind: str
    score: int | None
    comment: str | None
    submitted_at: datetime | None
    week: int
    survey: str
    survey_title: str
    stage: str | None
    touchpoint: str | None
    segment: str | None
    persona: str | None
    channel: str | None
    language: str | None
    respondent: str | None
    door: str


_SELECT = (
    "SELECT a.id, a.response_id, q.kind, a.score, a.comment, r.submitted_at, a.week, v.slug, v.title, s.name, "
    "t.name, g.name, "
    "o.name, c.name, p.language, r.respondent, r.door"
)


@while_unchanged
def rows(
    store: Store,
    where: Filter = EVERYTHING,
    *,
    comments_only: bool = False,
    kind: str | None = None,
    scores: Sequence[int] | None = None,
    containing: str = "",
    question: int | None = None,
    listed: Listed | None = None,
    limit: int = 50,
    offset: int = 0,
) -> list[Row]:
    """Answers, newest first (undated last). `scores` keeps those scores of `kind`; `containing` searches the
    comments; `question` keeps what one question was answered in words only; `listed` leaves out of some surveys what
    lies elsewhere."""
    condition, values = _condition(where, comments_only, kind, scores, containing, question, listed)
    sql = f"{_SELECT} {_FROM} WHERE {condition} ORDER BY a.week DESC, r.submitted_at DESC, a.id DESC LIMIT ? OFFSET ?"
    with store.reading() as connection:
        found = connection.execute(sql, [*values, limit, offset]).fetchall()
    return [_row(one) for one in found]


@while_unchanged
def count_rows(
    store: Store,
    where: Filter = EVERYTHING,
    *,
    comments_only: bool = False,
    kind: str | None = None,
    scores: Sequence[int] | None = None,
    containing: str = "",
    question: int | None = None,
    listed: Listed | None = None,
) -> int:
    """How many answers `rows` would give without a limit."""
    condition, values = _condition(where, comments_only, kind, scores, containing, question, listed)
    with store.reading() as connection:
        return int(connection.execute(f"SELECT count(*) {_FROM} WHERE {condition}", values).fetchone()[0])


@while_unchanged
def last_answer_at(store: Store) -> datetime | None:
    """When the newest answer was given, or None. Imports bring old answers in late, so they count only if nothing else
    came lately."""
    with store.reading() as connection:
        live, latest = connection.execute(
            "SELECT max(submitted_at) FILTER (WHERE door <> 'import'), max(submitted_at) FROM "
            "(SELECT submitted_at, door FROM responses ORDER BY id DESC LIMIT ?)",
            [LATELY],
        ).fetchone()
    found = live or latest
    return None if found is None else read_utc(found)


def _condition(
    where: Filter,
    comments_only: bool,
    kind: str | None,
    scores: Sequence[int] | None,
    containing: str,
    question: int | None,
    listed: Listed | None,
) -> tuple[str, list[Any]]:
    parts: list[str] = ["1"]
    values: list[Any] = []
    if where.first_week is not None or where.last_week is not None:
        parts.append("a.week BETWEEN ? AND ?")
        values += [where.first_week or 1, where.last_week or 299953]
    for dimension, names in where.where.items():
        given = [name for name in names if name is not None]
        alternatives = [f"{_COLUMN[dimension]} IS NULL"] if None in names else []
        if given:
            alternatives.append(f"{_COLUMN[dimension]} COLLATE NOCASE IN ({', '.join('?' * len(given))})")
            values += given
        parts.append(f"({' OR '.join(alternatives)})")
    if comments_only:
        parts.append("a.comment IS NOT NULL")
    if kind is not None:
        parts.append("q.kind = ?")
        values.append(kind)
    if scores is not None:
        parts.append(f"a.score IN ({', '.join('?' * len(scores))})")
        values += list(scores)
    if question is not None:
        parts.append("a.question_id = ? AND a.score IS NULL")
        values.append(question)
    for survey, places in listed or ():
        parts.append("(v.slug <> ? OR p.id IN (SELECT value FROM json_each(?)))")
        values += [survey, json.dumps(places)]
    if containing.strip():
        parts.append("a.comment LIKE ? ESCAPE '\\'")
        text = containing.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        values.append(f"%{text}%")
    return " AND ".join(parts), values


def _row(found: tuple[Any, ...] | sqlite3.Row) -> Row:
    values = list(found)
    values[5] = None if values[5] is None else read_utc(values[5])
    return Row(*values)
