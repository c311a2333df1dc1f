"""Responses that come in page by page: kept from the first answer on, completed by the last page, taken up again.
Never reads a form."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace

from cjo_core.store.assigning.arriving import Arrivals
from cjo_core.store.counts.ledger import SENT_TWICE, add_refusals, count_skips_of, day_of, forget_skips
from cjo_core.store.counts.unchanged import while_unchanged
from cjo_core.store.database import Store
from cjo_core.store.programs.outbox import Outbox
from cjo_core.store.set_up.limits import add_counts, segments_of
from cjo_core.store.writing.answers import AnswerRows, Spot
from cjo_core.store.writing.batch import save_batch
from cjo_core.store.writing.latest import mark_latest
from cjo_core.store.writing.lookups import Lookups, hooks_in, kept, questions_of
from cjo_core.survey.periods import UNDATED, week_of
from cjo_core.survey.responses import Answer, Response


@dataclass(frozen=True)
class Begun:
    """What is stored of a response that was begun: its answers by question id, and whether it is completed."""

    survey: int
    answers: dict[int, Answer]
    completed: bool
    respondent: str | None


def save_page(store: Store, response: Response, page: Collection[int]) -> bool:
    """Store one page of a response: `response.answers` are those of the questions in `page`, `response.asked` all
    questions put to this person so far, the page that comes next included.

    The first page that has an answer makes the response, later ones add to it, one sent again replaces what it held; a
    completed response takes no more (False, and the refusal is counted). Pages without any answer begin none (False).
    The week is that of the first page, so that one response never lies in two. Raises SurveyFull when the first page
    comes too late.
    """
    return store.commit(lambda connection: save_page_in(connection, response, page, kept(store, connection)))


def save_page_in(connection: sqlite3.Connection, response: Response, page: Collection[int], lookups: Lookups) -> bool:
    """The same, inside a transaction of the caller."""
    row = connection.execute(
        "SELECT id, completed FROM responses WHERE submission_key = ?", [response.submission_key]
    ).fetchone()
    if row is None and not response.answers:
        return False
    if row is None:
        return save_batch(connection, [response], lookups) == 1
    identity, completed = row
    if completed:
        add_refusals(connection, {(response.survey, day_of(response.submitted_at, lookups.zone), SENT_TWICE): 1})
        return False
    _go_on(connection, int(identity), response, page, lookups)
    return True


def _go_on(
    connection: sqlite3.Connection, identity: int, response: Response, page: Collection[int], lookups: Lookups
) -> None:
    week = connection.execute(
        "SELECT week FROM answers WHERE response_id = ?1 UNION ALL SELECT week FROM choices WHERE response_id = ?1 "
        "LIMIT 1",
        [identity],
    ).fetchone()
    if week is None:  # all that was given has been taken back
        moment = response.submitted_at
        week = (UNDATED if moment is None else week_of(moment, lookups.zone),)
    forget_skips(connection, identity)
    before = segments_of(connection, identity)
    for question in page:
        for table in ("answers", "choices"):
            connection.execute(f"DELETE FROM {table} WHERE response_id = ? AND question_id = ?", [identity, question])
    placed, _ruled = Arrivals(connection).placed(response)  # as the first page was
    rows = AnswerRows()
    asked = questions_of(connection, placed.survey, lookups)
    rows.add(connection, placed, identity, int(week[0]), Spot(placed.place, None), asked, lookups)
    rows.write(connection)
    counts = Counter((response.survey, segment) for segment in segments_of(connection, identity))
    counts.subtract((response.survey, segment) for segment in before)
    add_counts(connection, counts)
    if response.asked is not None:
        connection.executemany(
            "DELETE FROM not_asked WHERE response_id = ? AND question_id = ?",
            [(identity, question) for question in response.asked],
        )
    connection.execute("UPDATE responses SET completed = ? WHERE id = ?", [int(response.completed), identity])
    count_skips_of(connection, identity)
    outbox = Outbox(connection, hooks_in(connection, lookups))
    outbox.note(response, identity, new=False)
    outbox.write()
    if response.respondent is not None:
        mark_latest(connection, response.survey, response.respondent)


def begun(store: Store, submission_key: bytes) -> Begun | None:
    """What is stored under a submission key, None if nothing is."""
    with store.reading() as connection:
        row = connection.execute(
            "SELECT id, survey_id, completed, respondent FROM responses WHERE submission_key = ?", [submission_key]
        ).fetchone()
        if row is None:
            return None
        identity, survey, completed, respondent = row
        found = {
            question: Answer(question, score, comment)
            for question, score, comment in connection.execute(
                "SELECT question_id, score, comment FROM answers WHERE response_id = ?", [identity]
            ).fetchall()
        }
        options: dict[int, list[int]] = defaultdict(list)
        for question, option in connection.execute(
            "SELECT question_id, option_id FROM choices WHERE response_id = ? ORDER BY option_id", [identity]
        ).fetchall():
            options[question].append(option)
    for question, chosen in options.items():
        found[question] = replace(found.get(question, Answer(question, None)), options=tuple(chosen))
    return Begun(survey, found, bool(completed), respondent)


@dataclass(frozen=True)
class Reach:
    """How far responses got with one question: how many were asked it, how many answered, and how many of those who
    did not never went on."""

    question: int
    asked: int
    answered: int
    left: int


@while_unchanged
def reach(store: Store, survey_id: int, scored: tuple[tuple[int, int], ...] | None = None) -> list[Reach]:
    """Per question of a survey, in its order, how many of its responses were asked, answered, and left there.

    Who gave a comment and no score has answered. `left` are uncompleted responses that were asked the question and did
    not answer it. `scored` is how many scores each question has, where the caller knows them from the counts in
    memory: else all answers are read for it.
    """
    with store.reading() as connection:
        if scored is None:
            scored = tuple(connection.execute(_SCORED, [survey_id]).fetchall())
        rows = connection.execute(_REACH, [json.dumps(dict(scored)), survey_id]).fetchall()
    return [Reach(*row) for row in rows]


_SCORED = """
SELECT question_id, count(*) FROM answers WHERE score IS NOT NULL
AND question_id IN (SELECT id FROM questions WHERE survey_id = ?) GROUP BY question_id
"""
#: Asked are those who gave a score and those who are known to have given none: who answered before a question was
#: added was not asked it.
_REACH = """
WITH known AS (SELECT CAST(key AS INTEGER) AS question_id, value AS n FROM json_each(?))
SELECT q.id,
    coalesce((SELECT n FROM known k WHERE k.question_id = q.id), 0)
        + coalesce((SELECT sum(n) FROM skips s WHERE s.question_id = q.id), 0),
    coalesce((SELECT n FROM known k WHERE k.question_id = q.id), 0)
        + iif(q.kind IN ('single', 'multiple'), 0,
            (SELECT count(*) FROM answers a WHERE a.question_id = q.id AND a.score IS NULL))
        + (SELECT count(*) FROM (SELECT DISTINCT response_id FROM choices c WHERE c.question_id = q.id)),
    (SELECT count(*) FROM responses r WHERE r.survey_id = q.survey_id AND r.completed = 0
        AND NOT EXISTS (SELECT 1 FROM not_asked n WHERE n.question_id = q.id AND n.response_id = r.id)
        AND NOT EXISTS (SELECT 1 FROM answers a WHERE a.question_id = q.id AND a.response_id = r.id)
        AND NOT EXISTS (SELECT 1 FROM choices c WHERE c.question_id = q.id AND c.response_id = r.id))
FROM questions q WHERE q.survey_id = ? AND q.retired = 0 ORDER BY q.position
"""
