"""Responses in, once each. The one way by which answers get into a store; never checks scores itself (the tables
do)."""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import islice
from zoneinfo import ZoneInfo

from cjo_core.errors import NotFound, StoreError
from cjo_core.locale import _
from cjo_core.store.assigning.arriving import Arrivals
from cjo_core.store.audience import TABLES, find
from cjo_core.store.database import DEMO, Store
from cjo_core.store.ledger import IMPORTED_AGAIN, SENT_TWICE, Refused, add_refusals, add_skips, day_of, forget_skips
from cjo_core.store.limits import ALL, LIMITED_DOORS, add_counts, check_room, limits_of
from cjo_core.store.programs.outbox import Outbox
from cjo_core.store.settings import team_zone
from cjo_core.survey.periods import UNDATED, utc_text, week_of
from cjo_core.survey.places import Place, dimension_name
from cjo_core.survey.responses import Response

#: Responses per transaction of a bulk write: about 40 ms of the write lock, so live answers hardly wait.
BATCH = 3_000
#: Seconds of the write lock that a batch shall not exceed; the next one is smaller if it did.
HOLD = 0.05
#: Keys that are looked up at a time.
_KEYS = 500

AnswerRow = tuple[int | str | None, ...]
ChoiceRow = tuple[int, ...]


@dataclass(frozen=True)
class _Asked:
    """A question as the writer needs it: the ends of its scale, and where its answers belong if not where the
    response does."""

    low: int
    high: int
    stage: str | None
    touchpoint: str | None

    def place(self, given: Place) -> Place:
        if self.stage is None and self.touchpoint is None:
            return given
        return replace(given, stage=None if self.touchpoint else self.stage, touchpoint=self.touchpoint)


@dataclass
class Lookups:
    """What a batch has looked up already, so that each name is looked up once, and what it has counted on the way."""

    zone: ZoneInfo
    places: dict[Place, int] = field(default_factory=dict)
    names: dict[tuple[str, str], int | None] = field(default_factory=dict)
    asked: dict[int, dict[int, _Asked]] = field(default_factory=dict)
    limits: dict[int, dict[int, int]] = field(default_factory=dict)
    stored: Counter[tuple[int, int]] = field(default_factory=Counter)
    skipped: Counter[tuple[int, int]] = field(default_factory=Counter)
    refused: Counter[Refused] = field(default_factory=Counter)


def save_response(store: Store, response: Response) -> bool:
    """Store a response; False if its submission key was stored before (double click, replay, retry): then only the
    refusal is counted. Those who come at the same time are committed together."""
    _check_door(store, [response])
    return store.commit(lambda connection: save_batch(connection, [response], Lookups(team_zone(connection)))) == 1


def save_responses(store: Store, responses: Iterable[Response]) -> int:
    """Store many, a batch per transaction, and return how many were new. An iterable may be endless in size, not in
    time."""
    waiting = iter(responses)
    stored, size = 0, BATCH
    while batch := list(islice(waiting, size)):
        _check_door(store, batch)
        with store.writing() as connection:
            begun = time.perf_counter()
            stored += save_batch(connection, batch, Lookups(team_zone(connection)))
        taken = time.perf_counter() - begun
        if taken > HOLD or size < BATCH:  # a slow disk, or a large file: keys lie anywhere in their index
            size = min(BATCH, max(BATCH // 20, int(len(batch) * HOLD / taken)))
    return stored


def _check_door(store: Store, batch: Iterable[Response]) -> None:
    if store.kind != DEMO and any(response.door == "demo" for response in batch):
        raise StoreError(_("demo answers can only be written into a store of demo data"))


def save_batch(connection: sqlite3.Connection, batch: list[Response], lookups: Lookups) -> int:
    """Store a batch and return how many were new. One statement per table: half the time of one per response."""
    known = _known(connection, batch)
    number = _last_number(connection)
    responses: list[tuple[int | str | bytes | None, ...]] = []
    answers: list[AnswerRow] = []
    choices: list[ChoiceRow] = []
    not_asked: list[tuple[int, int]] = []
    weights: list[tuple[int, float]] = []
    people: dict[tuple[int, str], None] = {}
    arrivals, outbox = Arrivals(connection), Outbox(connection)
    for sent in batch:
        response, ruled = arrivals.placed(sent)
        key, moment, survey = response.submission_key, response.submitted_at, response.survey
        if key in known:
            reason = IMPORTED_AGAIN if response.door == "import" else SENT_TWICE
            lookups.refused[survey, day_of(moment, lookups.zone), reason] += 1
            continue
        known.add(key)
        number += 1
        text = None if moment is None else utc_text(moment)
        week = UNDATED if moment is None else week_of(moment, lookups.zone)
        asked = _asked(connection, survey, lookups)
        given, chosen = rows_of(connection, response, number, week, lookups)
        _count_in(connection, response, lookups)
        outbox.note(response, number)
        whole = int(response.completed)
        responses.append((number, survey, key, text, response.respondent, response.door, whole, ruled))
        answers.extend(given)
        choices.extend(chosen)
        put = asked.keys() if response.asked is None else asked.keys() & response.asked
        not_asked.extend((number, question) for question in asked.keys() - put)
        scored = {answer.question for answer in response.answers if answer.score is not None}
        for question in put - scored:
            lookups.skipped[question, week] += 1
        if response.respondent is not None:
            people[survey, response.respondent] = None
        if response.weight is not None:
            weights.append((number, response.weight))
    connection.executemany(
        "INSERT INTO responses (id, survey_id, submission_key, submitted_at, respondent, door, completed, ruled) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        responses,
    )
    insert_rows(connection, answers, choices)
    if not_asked:
        connection.executemany("INSERT INTO not_asked VALUES (?, ?)", not_asked)
    if weights:
        connection.executemany("INSERT INTO response_weights VALUES (?, ?)", weights)
    for person in people:
        mark_latest(connection, *person)
    add_skips(connection, lookups.skipped)
    add_refusals(connection, lookups.refused)
    add_counts(connection, lookups.stored)
    outbox.write()
    return len(responses)


def insert_rows(connection: sqlite3.Connection, answers: list[AnswerRow], choices: list[ChoiceRow]) -> None:
    """Add rows made by `rows_of`."""
    connection.executemany(
        "INSERT INTO answers (response_id, question_id, place_id, week, scale_low, scale_high, score, comment) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        answers,
    )
    if choices:
        connection.executemany(
            "INSERT INTO choices (response_id, question_id, option_id, place_id, week) VALUES (?, ?, ?, ?, ?)", choices
        )


def _count_in(connection: sqlite3.Connection, response: Response, lookups: Lookups) -> None:
    """Count a response, if its survey takes one more; raises SurveyFull."""
    survey, name = response.survey, response.place.segment
    if name is not None and ("segment", name) not in lookups.names:
        lookups.names["segment", name] = find(connection, "segment", name)
    segment = None if name is None else lookups.names["segment", name]
    if response.door in LIMITED_DOORS:
        if survey not in lookups.limits:
            lookups.limits[survey] = limits_of(connection, survey)
        if lookups.limits[survey]:
            check_room(connection, survey, segment, lookups.limits[survey], lookups.stored)
    lookups.stored[survey, ALL] += 1
    if segment is not None and response.answers:  # without any it lies nowhere
        lookups.stored[survey, segment] += 1


def _known(connection: sqlite3.Connection, batch: list[Response]) -> set[bytes]:
    """Those of the batch's keys that are stored. Nobody can add one in between: this writer holds the file's lock."""
    found: set[bytes] = set()
    for start in range(0, len(batch), _KEYS):
        keys = [response.submission_key for response in batch[start : start + _KEYS]]
        marks = ", ".join("?" * len(keys))
        rows = connection.execute(f"SELECT submission_key FROM responses WHERE submission_key IN ({marks})", keys)
        found.update(key for (key,) in rows.fetchall())
    return found


def _last_number(connection: sqlite3.Connection) -> int:
    """The highest number a response ever had: numbers of deleted ones are not given again."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'responses'").fetchone()
    return 0 if row is None else int(row[0])


def _asked(connection: sqlite3.Connection, survey: int, lookups: Lookups) -> dict[int, _Asked]:
    """The questions of a survey that are asked today, and those that were."""
    if survey not in lookups.asked:
        found = connection.execute(
            "SELECT q.id, q.scale_low, q.scale_high, s.name, t.name FROM questions q "
            "LEFT JOIN stages s ON s.id = q.stage_id LEFT JOIN touchpoints t ON t.id = q.touchpoint_id "
            "WHERE q.survey_id = ?",
            [survey],
        )
        lookups.asked[survey] = {question: _Asked(*rest) for question, *rest in found.fetchall()}
    return lookups.asked[survey]


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


def rows_of(
    connection: sqlite3.Connection, response: Response, response_id: int, week: int, lookups: Lookups
) -> tuple[list[AnswerRow], list[ChoiceRow]]:
    """A response's answers and chosen options as rows; raises NotFound for what its survey does not ask or offer."""
    asked = _asked(connection, response.survey, lookups)
    answers: list[AnswerRow] = []
    choices: list[ChoiceRow] = []
    for answer in response.answers:
        if answer.question not in asked:
            if connection.execute("SELECT 1 FROM questions WHERE id = ?", [answer.question]).fetchone() is None:
                raise NotFound(_("there is no question {number}").format(number=answer.question))
            words = _("question {number} does not belong to survey {survey}")
            raise NotFound(words.format(number=answer.question, survey=response.survey))
        question = asked[answer.question]
        place = _place_id(connection, question.place(response.place), lookups)
        if answer.score is not None or answer.comment is not None or not answer.options:
            row = (response_id, answer.question, place, week, question.low, question.high, answer.score, answer.comment)
            answers.append(row)
        for option in answer.options:
            _check_option(connection, answer.question, option)
            choices.append((response_id, answer.question, option, place, week))
    return answers, choices


def _check_option(connection: sqlite3.Connection, question: int, option: int) -> None:
    found = connection.execute("SELECT 1 FROM options WHERE id = ? AND question_id = ?", [option, question]).fetchone()
    if found is None:
        words = _("question {number} has no option {option}")
        raise NotFound(words.format(number=question, option=option))


def _place_id(connection: sqlite3.Connection, place: Place, lookups: Lookups) -> int:
    """The row of a place, made if it is new; raises NotFound for a name nobody has set up."""
    if place in lookups.places:
        return lookups.places[place]
    ids: dict[str, int | None] = dict.fromkeys(TABLES)
    for dimension, name in place.names().items():
        if dimension == "language":
            continue
        if (dimension, name) not in lookups.names:
            lookups.names[dimension, name] = find(connection, dimension, name)
        if (found := lookups.names[dimension, name]) is None:
            words = _("there is no {dimension} “{name}”")
            raise NotFound(words.format(dimension=dimension_name(dimension).lower(), name=name[:80]))
        ids[dimension] = found
    if ids["touchpoint"] is not None:
        ids["stage"] = None  # it brings its own, also after it has moved to another
    values = [*(ids[dimension] for dimension in TABLES), place.language]
    row = connection.execute(
        "SELECT id FROM places WHERE coalesce(stage_id, 0) = coalesce(?, 0) "
        "AND coalesce(touchpoint_id, 0) = coalesce(?, 0) AND coalesce(segment_id, 0) = coalesce(?, 0) "
        "AND coalesce(persona_id, 0) = coalesce(?, 0) AND coalesce(channel_id, 0) = coalesce(?, 0) "
        "AND coalesce(language, '') = coalesce(?, '')",
        values,
    ).fetchone()
    if row is None:
        row = connection.execute(
            "INSERT INTO places (stage_id, touchpoint_id, segment_id, persona_id, channel_id, language) "
            "VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
            values,
        ).fetchone()
    lookups.places[place] = int(row[0])
    return lookups.places[place]


def delete_response(store: Store, response_id: int) -> bool:
    """Remove a response and its answers for good; False if it was not there. Counts follow by themselves."""
    with store.writing() as connection:
        return remove_response(connection, response_id)


def remove_response(connection: sqlite3.Connection, response_id: int) -> bool:
    """The same, inside a transaction of the caller."""
    found = connection.execute("SELECT survey_id, respondent FROM responses WHERE id = ?", [response_id]).fetchone()
    if found is None:
        return False
    forget_skips(connection, response_id)
    add_counts(connection, {(found[0], segment): -1 for segment in (ALL, *segments_of(connection, response_id))})
    connection.execute("DELETE FROM answers WHERE response_id = ?", [response_id])
    connection.execute("DELETE FROM responses WHERE id = ?", [response_id])
    if found[1] is not None:
        mark_latest(connection, *found)
    return True


def segments_of(connection: sqlite3.Connection, response_id: int) -> list[int]:
    """The segment of a response, as a list of one or none."""
    found = connection.execute(
        "SELECT p.segment_id FROM (SELECT place_id FROM answers WHERE response_id = ?1 UNION "
        "SELECT place_id FROM choices WHERE response_id = ?1) a JOIN places p ON p.id = a.place_id "
        "WHERE p.segment_id IS NOT NULL LIMIT 1",
        [response_id],
    )
    return [int(row[0]) for row in found.fetchall()]


def edit_score(store: Store, answer_id: int, score: int) -> None:
    """Correct a score; the tables refuse one that is not on the question's scale."""
    with store.writing() as connection:
        if not connection.execute("UPDATE answers SET score = ? WHERE id = ?", [score, answer_id]).rowcount:
            raise NotFound(_("there is no answer {number}").format(number=answer_id))
