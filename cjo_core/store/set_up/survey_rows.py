"""A survey as rows: how its questions, options, words, texts and limits are read and written. Never opens a
transaction, and never decides what may change (`studio.py` does)."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from dataclasses import asdict
from datetime import datetime
from typing import Any

from cjo_core.errors import NotFound
from cjo_core.locale import _
from cjo_core.survey.periods import read_utc, utc_text
from cjo_core.survey.surveys import Condition, Option, Question, Redirect, Survey, Texts, Wording

_COLUMNS = (
    "slug, title, status, identified, privacy_floor, unknown_values, default_language, latest_only, opens_at, "
    "closes_at, response_limit"
)
_QUESTIONS = """
SELECT q.survey_id, q.id, q.kind, q.key, q.required, q.style, q.scale_high, q.condition, q.new_page, s.name, t.name,
       q.dimension, q.retired
FROM questions q LEFT JOIN stages s ON s.id = q.stage_id LEFT JOIN touchpoints t ON t.id = q.touchpoint_id
WHERE q.survey_id IN (SELECT value FROM json_each(?)) ORDER BY q.survey_id, q.position
"""
_OPTIONS = """
SELECT o.question_id, o.id, o.key, o.retired FROM options o JOIN questions q ON q.id = o.question_id
WHERE q.survey_id IN (SELECT value FROM json_each(?)) ORDER BY o.question_id, o.position
"""
_LABELS = """
SELECT l.option_id, l.language, l.label FROM option_labels l JOIN options o ON o.id = l.option_id
JOIN questions q ON q.id = o.question_id WHERE q.survey_id IN (SELECT value FROM json_each(?))
"""
_WORDINGS = """
SELECT w.question_id, w.language, w.question, w.low_label, w.high_label, w.comment, w.comment_low, w.comment_high
FROM wordings w JOIN questions q ON q.id = w.question_id WHERE q.survey_id IN (SELECT value FROM json_each(?))
"""

Rows = dict[int, list[tuple[Any, ...]]]


def read_surveys(connection: sqlite3.Connection, slug: str | None = None) -> list[Survey]:
    """All surveys in the order in which they were made, or the one called `slug`; a handful of queries, however many
    there are."""
    where, values = ("", []) if slug is None else ("WHERE slug = ?", [slug])
    heads = connection.execute(f"SELECT id, {_COLUMNS} FROM surveys {where} ORDER BY id", values).fetchall()
    mine = json.dumps([head[0] for head in heads])
    questions = _questions(connection, mine)
    quotas = _grouped(
        connection, "SELECT q.survey_id, g.name, q.maximum FROM quotas q JOIN segments g ON g.id = q.segment_id"
    )
    texts = _grouped(connection, "SELECT survey_id, language, title, intro, thanks, closed FROM survey_texts")
    redirects = _grouped(
        connection, "SELECT survey_id, score_low, score_high, url FROM redirects ORDER BY score_low, score_high"
    )
    return [
        Survey(
            slug=name,
            title=title,
            questions=tuple(questions[identity]),
            status=status,
            identified=bool(identified),
            privacy_floor=floor,
            unknown_values=unknown,
            default_language=default,
            id=identity,
            latest_only=bool(latest),
            opens_at=read_utc(opens) if opens else None,
            closes_at=read_utc(closes) if closes else None,
            limit=limit,
            quotas=dict(quotas[identity]),
            texts={code: Texts(*words) for code, *words in texts[identity]},
            redirects=tuple(Redirect(*one) for one in redirects[identity]),
        )
        for identity, name, title, status, identified, floor, unknown, default, latest, opens, closes, limit in heads
    ]


def _questions(connection: sqlite3.Connection, mine: str) -> dict[int, list[Question]]:
    labels = _grouped(connection, _LABELS, mine)
    options = {
        question: [Option(key, dict(labels[one]), one, bool(retired)) for one, key, retired in rows]
        for question, rows in _grouped(connection, _OPTIONS, mine).items()
    }
    wordings = _grouped(connection, _WORDINGS, mine)
    found: dict[int, list[Question]] = defaultdict(list)
    for (
        survey,
        one,
        kind,
        key,
        required,
        style,
        high,
        condition,
        new_page,
        stage,
        touchpoint,
        dimension,
        retired,
    ) in connection.execute(_QUESTIONS, [mine]).fetchall():
        found[survey].append(
            Question(
                kind=kind,
                wordings={code: Wording(*words) for code, *words in wordings[one]},
                id=one,
                key=key,
                required=bool(required),
                options=tuple(options.get(one, ())),
                style=style,
                high=high if kind == "rating" else 5,
                condition=_condition(condition),
                new_page=bool(new_page),
                stage=stage,
                touchpoint=touchpoint,
                dimension=dimension,
                retired=bool(retired),
            )
        )
    return found


def _grouped(connection: sqlite3.Connection, sql: str, *values: str) -> Rows:
    """Rows by their first column."""
    found: Rows = defaultdict(list)
    for key, *rest in connection.execute(sql, values).fetchall():
        found[key].append(tuple(rest))
    return found


def _condition(text: str | None) -> Condition | None:
    if text is None:
        return None
    raw = json.loads(text)
    return Condition(raw["question"], raw["low"], raw["high"], tuple(raw["options"]))


def write_survey(connection: sqlite3.Connection, new: Survey) -> int:
    """Add a survey with all that belongs to it; its number."""
    marks = ", ".join("?" * 11)
    identity = connection.execute(f"INSERT INTO surveys ({_COLUMNS}) VALUES ({marks})", _head(new)).lastrowid or 0
    keys: set[str] = set()
    for position, question in enumerate(new.questions):
        write_question(connection, identity, position, question, keys)
    write_surroundings(connection, identity, new)
    return identity


def update_head(connection: sqlite3.Connection, changed: Survey) -> None:
    """Bring a survey's own row up to date."""
    names = ", ".join(f"{name} = ?" for name in _COLUMNS.split(", "))
    connection.execute(f"UPDATE surveys SET {names} WHERE id = ?", [*_head(changed), changed.id])


def _head(one: Survey) -> list[str | int | None]:
    return [
        one.slug,
        one.title,
        one.status,
        int(one.identified),
        one.privacy_floor,
        one.unknown_values,
        one.default_language,
        int(one.latest_only),
        None if one.opens_at is None else utc_text(one.opens_at),
        None if one.closes_at is None else utc_text(one.closes_at),
        one.limit,
    ]


def write_surroundings(connection: sqlite3.Connection, survey_id: int, one: Survey) -> None:
    """Replace a survey's quotas, texts and redirects."""
    for table in ("quotas", "survey_texts", "redirects"):
        connection.execute(f"DELETE FROM {table} WHERE survey_id = ?", [survey_id])
    for segment, maximum in one.quotas.items():
        found = _named(connection, "segments", segment, _("there is no segment “{name}”"))
        connection.execute("INSERT INTO quotas VALUES (?, ?, ?)", [survey_id, found, maximum])
    for language, texts in one.texts.items():
        row = [survey_id, language, texts.title, texts.intro, texts.thanks, texts.closed]
        connection.execute("INSERT INTO survey_texts VALUES (?, ?, ?, ?, ?, ?)", row)
    for redirect in one.redirects:
        row = [survey_id, redirect.low, redirect.high, redirect.url]
        connection.execute("INSERT OR REPLACE INTO redirects VALUES (?, ?, ?, ?)", row)


def write_question(
    connection: sqlite3.Connection, survey_id: int, position: int, question: Question, taken: set[str]
) -> int:
    """Add a question with its words and options; its number. One without a key gets a free one."""
    key = question.key or _free_key(question.kind, taken)
    taken.add(key)
    scale = question.scale
    identity = (
        connection.execute(
            "INSERT INTO questions (survey_id, position, kind, scale_low, scale_high, key) VALUES (?, ?, ?, ?, ?, ?)",
            [survey_id, position, question.kind, scale.low, scale.high, key],
        ).lastrowid
        or 0
    )
    update_question(connection, identity, key, question)
    for code, words in question.wordings.items():
        put_wording(connection, identity, code, words)
    write_options(connection, identity, question)
    return identity


def update_question(connection: sqlite3.Connection, identity: int, key: str, question: Question) -> None:
    """Bring a question's own row up to date: all but its kind, scale and place in the order."""
    condition = None if question.condition is None else json.dumps(asdict(question.condition))
    connection.execute(
        "UPDATE questions SET key = ?, required = ?, style = ?, new_page = ?, condition = ?, stage_id = ?, "
        "touchpoint_id = ?, dimension = ?, retired = ? WHERE id = ?",
        [
            key,
            int(question.required),
            question.style,
            int(question.new_page),
            condition,
            _named(connection, "stages", question.stage, _("there is no stage “{name}”")),
            _named(connection, "touchpoints", question.touchpoint, _("there is no touchpoint “{name}”")),
            question.dimension,
            int(question.retired),
            identity,
        ],
    )


def write_options(connection: sqlite3.Connection, question_id: int, question: Question) -> None:
    """Bring a question's options up to date. One that is missing is removed, or retired if somebody chose it."""
    known = dict(connection.execute("SELECT key, id FROM options WHERE question_id = ?", [question_id]).fetchall())
    for position, option in enumerate(question.options):
        identity = connection.execute(
            "INSERT INTO options (question_id, key, position, retired) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (question_id, key) DO UPDATE SET position = excluded.position, retired = excluded.retired "
            "RETURNING id",
            [question_id, option.key, position, int(option.retired)],
        ).fetchone()[0]
        connection.execute("DELETE FROM option_labels WHERE option_id = ?", [identity])
        labels = [(identity, code, label) for code, label in option.labels.items() if label.strip()]
        connection.executemany("INSERT INTO option_labels VALUES (?, ?, ?)", labels)
    for key in known.keys() - {option.key for option in question.options}:
        if connection.execute("SELECT 1 FROM choices WHERE option_id = ? LIMIT 1", [known[key]]).fetchone():
            connection.execute("UPDATE options SET retired = 1 WHERE id = ?", [known[key]])
        else:
            connection.execute("DELETE FROM options WHERE id = ?", [known[key]])


def reword(connection: sqlite3.Connection, question_id: int, language: str, wording: Wording, now: datetime) -> bool:
    """Word a question in one language; True if words that were answered to were kept as a version."""
    row = connection.execute(
        "SELECT question, low_label, high_label, comment, comment_low, comment_high FROM wordings "
        "WHERE question_id = ? AND language = ?",
        [question_id, language],
    ).fetchone()
    old = None if row is None else Wording(*row)
    answered = connection.execute("SELECT 1 FROM answers WHERE question_id = ? LIMIT 1", [question_id]).fetchone()
    versioned = old is not None and not old.asks_like(wording) and answered is not None
    if old is not None and versioned:
        connection.execute(
            "INSERT INTO wording_versions (question_id, language, question, low_label, high_label, replaced_at) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            [question_id, language, old.question, old.low_label, old.high_label, utc_text(now)],
        )
    put_wording(connection, question_id, language, wording)
    return versioned


def put_wording(connection: sqlite3.Connection, question_id: int, language: str, words: Wording) -> None:
    """Write a question's words in one language over those that are there."""
    connection.execute(
        "INSERT INTO wordings (question_id, language, question, low_label, high_label, comment, comment_low, "
        "comment_high) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (question_id, language) DO UPDATE SET "
        "question = excluded.question, low_label = excluded.low_label, high_label = excluded.high_label, "
        "comment = excluded.comment, comment_low = excluded.comment_low, comment_high = excluded.comment_high",
        [
            question_id,
            language,
            words.question,
            words.low_label,
            words.high_label,
            words.comment,
            words.comment_low,
            words.comment_high,
        ],
    )


def _free_key(kind: str, taken: set[str]) -> str:
    number = 1
    while (key := kind if number == 1 else f"{kind}_{number}") in taken:
        number += 1
    return key


def _named(connection: sqlite3.Connection, table: str, name: str | None, refusal: str) -> int | None:
    if name is None:
        return None
    found = connection.execute(f"SELECT id FROM {table} WHERE name = ?", [name]).fetchone()
    if found is None:
        raise NotFound(refusal.format(name=name[:80]))
    return int(found[0])
