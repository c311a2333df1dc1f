"""Changing a survey that exists: what has been answered is versioned or retired, never silently changed. Never takes
answers."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime

from cjo_core.errors import BadValue, NotFound, StoreError
from cjo_core.locale import _
from cjo_core.store.database import DEMO, Store
from cjo_core.store.set_up.survey_rows import (
    put_wording,
    read_surveys,
    reword,
    update_head,
    update_question,
    write_options,
    write_question,
    write_surroundings,
)
from cjo_core.store.set_up.surveys import survey as find_survey
from cjo_core.survey.paging import check_order
from cjo_core.survey.surveys import DEMO_PREFIX, Question, Survey


def save_changes(store: Store, changed: Survey, *, now: datetime | None = None) -> Survey:
    """Bring a stored survey (found by its id) to what `changed` says, all of it or, if anything is refused, nothing.

    Questions with an id stay the same questions. One that is missing is removed, or retired if it has answers; words
    that were answered to are kept as a version. Raises BadValue for what would falsify answers: another kind or a
    shorter scale of a question that has them, a slug that is taken, a condition that cannot be decided; for what would
    leave an open survey without words; and for what would break the promise under which people answered.
    """
    check_order(changed)
    when = now or datetime.now(UTC)
    with store.writing() as connection:
        row = connection.execute("SELECT slug FROM surveys WHERE id = ?", [changed.id]).fetchone()
        if row is None:
            raise NotFound(_("there is no survey “{name}”").format(name=changed.slug))
        _check_slug(connection, store, str(row[0]), changed)
        old = read_surveys(connection, str(row[0]))[0]
        _check_promise(connection, changed)
        if old.status == "open":
            changed.check_words()
        update_head(connection, changed)
        _write_questions(connection, old, changed, when)
        write_surroundings(connection, changed.id, changed)
    return find_survey(store, changed.slug)


def answered(store: Store, survey_id: int) -> dict[int, int]:
    """How many responses answered each question of a survey, by its id; such questions keep their kind and scale."""
    with store.reading() as connection:
        return dict(
            connection.execute(
                "SELECT q.id, (SELECT count(*) FROM answers a WHERE a.question_id = q.id) "
                "+ (SELECT count(DISTINCT c.response_id) FROM choices c WHERE c.question_id = q.id) "
                "FROM questions q WHERE q.survey_id = ?",
                [survey_id],
            ).fetchall()
        )


def copy_survey(store: Store, slug: str, *, new_slug: str, title: str) -> Survey:
    """A draft with the same questions, words and texts under another slug, without any answers."""
    from cjo_core.store.set_up.surveys import save_survey

    one = find_survey(store, slug)
    questions = tuple(
        replace(question, id=0, options=tuple(replace(option, id=0) for option in question.offered))
        for question in one.asked
    )
    return save_survey(
        store,
        replace(
            one, slug=new_slug, title=title, status="draft", id=0, questions=questions, opens_at=None, closes_at=None
        ),
    )


def delete_draft(store: Store, slug: str) -> None:
    """Remove a survey nobody has answered; raises BadValue if somebody has."""
    one = find_survey(store, slug)
    with store.writing() as connection:
        if connection.execute("SELECT 1 FROM responses WHERE survey_id = ? LIMIT 1", [one.id]).fetchone():
            raise BadValue(_("“{name}” has answers; close it instead").format(name=one.title))
        for question in one.questions:
            _remove_question(connection, question.id)
        for table in ("quotas", "survey_texts", "redirects", "response_counts", "refusals"):
            connection.execute(f"DELETE FROM {table} WHERE survey_id = ?", [one.id])
        connection.execute("DELETE FROM surveys WHERE id = ?", [one.id])


def promised_floor(store: Store, survey_id: int) -> int:
    """The privacy floor under which people have answered a survey that keeps them unknown, or wait in quarantine: it
    may rise, not fall. 1: nobody was promised anything."""
    with store.reading() as connection:
        return _promised(connection, survey_id)


def _promised(connection: sqlite3.Connection, survey_id: int) -> int:
    row = connection.execute(
        "SELECT privacy_floor FROM surveys WHERE id = ?1 AND identified = 0 AND privacy_floor > 1 AND EXISTS "
        "(SELECT 1 FROM responses WHERE survey_id = ?1 UNION ALL "
        "SELECT 1 FROM quarantine WHERE survey_id = ?1 AND status = 'held')",
        [survey_id],
    ).fetchone()
    return 1 if row is None else int(row[0])


def _check_promise(connection: sqlite3.Connection, changed: Survey) -> None:
    """Who answered unknown stays so, in groups no smaller than it was said: else whoever can change a survey could look
    at everybody."""
    floor = _promised(connection, changed.id)
    if (changed.privacy_floor if changed.keeps_unknown else 1) < floor:
        words = _(
            "people have answered “{name}” who must stay unknown in groups of fewer than {floor}; that can be made "
            "stricter, not looser. To ask known customers, copy the survey"
        )
        raise BadValue(words.format(name=changed.title, floor=floor))


def _check_slug(connection: sqlite3.Connection, store: Store, old: str, changed: Survey) -> None:
    if changed.slug.startswith(DEMO_PREFIX) != (store.kind == DEMO):
        words = _("short names beginning with “{prefix}” belong to demo data, and only to them")
        raise StoreError(words.format(prefix=DEMO_PREFIX))
    taken = connection.execute("SELECT 1 FROM surveys WHERE slug = ? AND id <> ?", [changed.slug, changed.id])
    if changed.slug != old and taken.fetchone():
        words = _("there is a survey “{name}” already; choose another short name")
        raise BadValue(words.format(name=changed.slug))


def _write_questions(connection: sqlite3.Connection, old: Survey, changed: Survey, now: datetime) -> None:
    known = {question.id: question for question in old.questions}
    kept = [question for question in changed.questions if question.id in known]
    taken = {question.key for question in changed.questions if question.key}
    connection.execute("UPDATE questions SET position = -1 - position WHERE survey_id = ?", [old.id])
    for position, question in enumerate(changed.questions):
        if question.id in known:
            _change(connection, known[question.id], question, now)
            connection.execute("UPDATE questions SET position = ? WHERE id = ?", [position, question.id])
        else:
            write_question(connection, old.id, position, question, taken)
    last = len(changed.questions)
    for gone in known.keys() - {question.id for question in kept}:
        if _has_answers(connection, gone):
            connection.execute("UPDATE questions SET retired = 1, position = ? WHERE id = ?", [last, gone])
            last += 1
        else:
            _remove_question(connection, gone)


def _change(connection: sqlite3.Connection, old: Question, new: Question, now: datetime) -> None:
    """Bring one question to its new form."""
    if (old.kind, old.scale) != (new.kind, new.scale):
        if _has_answers(connection, old.id):
            words = _("“{question}” has answers, so its kind and scale stay; retire it and add a new question")
            raise BadValue(words.format(question=old.key))
        values = [new.kind, new.scale.low, new.scale.high, old.id]
        connection.execute("UPDATE questions SET kind = ?, scale_low = ?, scale_high = ? WHERE id = ?", values)
    update_question(connection, old.id, new.key or old.key, new)
    for language, wording in new.wordings.items():
        if old.wordings.get(language) != wording:
            reword(connection, old.id, language, wording, now)
    for language in old.wordings.keys() - new.wordings.keys():
        if _has_answers(connection, old.id):
            put_wording(connection, old.id, language, old.wordings[language])  # answered to: its words stay
        else:
            connection.execute("DELETE FROM wordings WHERE question_id = ? AND language = ?", [old.id, language])
    write_options(connection, old.id, new)


def _has_answers(connection: sqlite3.Connection, question_id: int) -> bool:
    return any(
        connection.execute(f"SELECT 1 FROM {table} WHERE question_id = ? LIMIT 1", [question_id]).fetchone()
        for table in ("answers", "choices")
    )


def _remove_question(connection: sqlite3.Connection, question_id: int) -> None:
    for table in ("wordings", "wording_versions", "skips", "not_asked", "options"):
        connection.execute(f"DELETE FROM {table} WHERE question_id = ?", [question_id])
    connection.execute("DELETE FROM questions WHERE id = ?", [question_id])
