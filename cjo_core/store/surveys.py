"""Surveys and their questions, saved and found again. Never decides whether an answer is allowed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime

from cjo_core.errors import BadValue, NotFound, StoreError
from cjo_core.locale import _
from cjo_core.store.database import DEMO, Store
from cjo_core.survey.periods import read_utc, utc_text
from cjo_core.survey.surveys import DEMO_PREFIX, STATUSES, Question, Survey, Wording, WordingChange

_SURVEY = (
    "SELECT id, slug, title, status, identified, privacy_floor, unknown_values, default_language, latest_only "
    "FROM surveys "
)


def surveys(store: Store) -> list[Survey]:
    """All surveys, in the order in which they were made."""
    with store.reading() as connection:
        return [_survey(connection, row) for row in connection.execute(_SURVEY + "ORDER BY id").fetchall()]


def titles(store: Store) -> dict[str, str]:
    """The title of each survey by its slug, in the order in which they were made: for menus and labels, which need no
    questions."""
    with store.reading() as connection:
        return dict(connection.execute("SELECT slug, title FROM surveys ORDER BY id").fetchall())


def survey(store: Store, slug: str) -> Survey:
    """The survey whose link ends in `slug`; raises NotFound."""
    with store.reading() as connection:
        row = connection.execute(_SURVEY + "WHERE slug = ?", [slug]).fetchone()
        if row is None:
            raise NotFound(_("there is no survey “{name}”").format(name=slug[:80]))
        return _survey(connection, row)


def _survey(connection: sqlite3.Connection, row: tuple[int, str, str, str, int, int, str, str, int]) -> Survey:
    identity, slug, title, status, identified, floor, unknown, default, latest = row
    questions = []
    asked = connection.execute("SELECT id, kind FROM questions WHERE survey_id = ? ORDER BY position", [identity])
    for question_id, kind in asked.fetchall():
        words = connection.execute(
            "SELECT language, question, low_label, high_label, comment FROM wordings WHERE question_id = ?",
            [question_id],
        )
        questions.append(Question(kind, {code: Wording(*texts) for code, *texts in words.fetchall()}, question_id))
    return Survey(
        slug, title, tuple(questions), status, bool(identified), floor, unknown, default, identity, bool(latest)
    )


def save_survey(store: Store, new: Survey) -> Survey:
    """Add a survey with its questions and return it as stored; raises BadValue if its slug is taken or of the wrong
    kind of store."""
    if new.slug.startswith(DEMO_PREFIX) != (store.kind == DEMO):
        words = _("short names beginning with “{prefix}” belong to demo data, and only to them")
        raise StoreError(words.format(prefix=DEMO_PREFIX))
    with store.writing() as connection:
        if connection.execute("SELECT 1 FROM surveys WHERE slug = ?", [new.slug]).fetchone():
            words = _("there is a survey “{name}” already; choose another short name")
            raise BadValue(words.format(name=new.slug))
        identity = connection.execute(
            "INSERT INTO surveys (slug, title, status, identified, privacy_floor, unknown_values, default_language, "
            "latest_only) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                new.slug,
                new.title,
                new.status,
                int(new.identified),
                new.privacy_floor,
                new.unknown_values,
                new.default_language,
                int(new.latest_only),
            ],
        ).lastrowid
        for position, question in enumerate(new.questions):
            _save_question(connection, identity or 0, position, question)
    return survey(store, new.slug)


def _save_question(connection: sqlite3.Connection, survey_id: int, position: int, question: Question) -> None:
    scale = question.scale
    question_id = connection.execute(
        "INSERT INTO questions (survey_id, position, kind, scale_low, scale_high) VALUES (?, ?, ?, ?, ?)",
        [survey_id, position, question.kind, scale.low, scale.high],
    ).lastrowid
    for code, words in question.wordings.items():
        _put_wording(connection, question_id or 0, code, words)


def _put_wording(connection: sqlite3.Connection, question_id: int, language: str, words: Wording) -> None:
    connection.execute(
        "INSERT INTO wordings (question_id, language, question, low_label, high_label, comment) "
        "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (question_id, language) DO UPDATE SET question = excluded.question, "
        "low_label = excluded.low_label, high_label = excluded.high_label, comment = excluded.comment",
        [question_id, language, words.question, words.low_label, words.high_label, words.comment],
    )


def save_wording(
    store: Store, question_id: int, language: str, wording: Wording, *, now: datetime | None = None
) -> bool:
    """Word a question in one language; True if that made a new version.

    Once a question has answers its words are never changed silently: those they replace are kept with the time
    (UTC), and trends show where it was. A language that is new to the question is no change of the others.
    """
    with store.writing() as connection:
        if not connection.execute("SELECT 1 FROM questions WHERE id = ?", [question_id]).fetchone():
            raise NotFound(_("there is no question {number}").format(number=question_id))
        row = connection.execute(
            "SELECT question, low_label, high_label, comment FROM wordings WHERE question_id = ? AND language = ?",
            [question_id, language],
        ).fetchone()
        old = None if row is None else Wording(*row)
        answered = connection.execute("SELECT 1 FROM answers WHERE question_id = ? LIMIT 1", [question_id]).fetchone()
        versioned = old is not None and not old.asks_like(wording) and answered is not None
        if old is not None and versioned:
            when = utc_text(now or datetime.now(UTC))
            connection.execute(
                "INSERT INTO wording_versions (question_id, language, question, low_label, high_label, replaced_at) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                [question_id, language, old.question, old.low_label, old.high_label, when],
            )
        _put_wording(connection, question_id, language, wording)
    return versioned


def wording_changes(store: Store) -> list[WordingChange]:
    """Every rewording of a question that had answers, the oldest first."""
    with store.reading() as connection:
        found = connection.execute(
            "SELECT s.slug, q.kind, q.id, v.language, v.question, v.low_label, v.high_label, v.replaced_at "
            "FROM wording_versions v JOIN questions q ON q.id = v.question_id JOIN surveys s ON s.id = q.survey_id "
            "ORDER BY v.replaced_at, v.id"
        ).fetchall()
    return [
        WordingChange(slug, kind, question, language, Wording(*words), read_utc(when))
        for slug, kind, question, language, *words, when in found
    ]


def save_status(store: Store, slug: str, status: str) -> None:
    """Open, pause or close a survey."""
    if status not in STATUSES:
        words = _("status “{status}” is unknown; possible are {possible}")
        raise BadValue(words.format(status=status, possible=", ".join(STATUSES)))
    with store.writing() as connection:
        if not connection.execute("UPDATE surveys SET status = ? WHERE slug = ?", [status, slug]).rowcount:
            raise NotFound(_("there is no survey “{name}”").format(name=slug[:80]))


def open_slugs(found: Iterable[Survey]) -> list[str]:
    """The slugs of those that take answers now."""
    return [one.slug for one in found if one.status == "open"]
