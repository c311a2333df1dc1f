"""Responses in, once each. The one way by which answers get into a store; never checks scores itself (the tables
do)."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from zoneinfo import ZoneInfo

from cjo_core.errors import NotFound, StoreError
from cjo_core.locale import _
from cjo_core.store.assigning.arriving import Arrivals
from cjo_core.store.audience import TABLES, find
from cjo_core.store.database import DEMO, Store
from cjo_core.store.ledger import IMPORTED_AGAIN, SENT_TWICE, Refused, add_refusals, add_skips, day_of, forget_skips
from cjo_core.store.settings import team_zone
from cjo_core.survey.periods import UNDATED, utc_text, week_of
from cjo_core.survey.places import Place, dimension_name
from cjo_core.survey.responses import Response

#: Responses per transaction of a bulk write: about 40 ms of the write lock, so live answers hardly wait.
BATCH = 3_000
#: Keys that are looked up at a time.
_KEYS = 500


@dataclass
class _Lookups:
    """What a batch has looked up already, so that each name is looked up once, and what it has counted on the way."""

    zone: ZoneInfo
    places: dict[Place, int] = field(default_factory=dict)
    names: dict[tuple[str, str], int | None] = field(default_factory=dict)
    asked: dict[int, dict[int, tuple[int, int]]] = field(default_factory=dict)
    skipped: Counter[tuple[int, int]] = field(default_factory=Counter)
    refused: Counter[Refused] = field(default_factory=Counter)


def save_response(store: Store, response: Response) -> bool:
    """Store a response; False if its submission key was stored before (double click, replay, retry): then only the
    refusal is counted. Those who come at the same time are committed together."""
    _check_door(store, [response])
    return store.commit(lambda connection: _save(connection, [response], _Lookups(team_zone(connection)))) == 1


def save_responses(store: Store, responses: Iterable[Response]) -> int:
    """Store many, a batch per transaction, and return how many were new. An iterable may be endless in size, not in
    time."""
    waiting = iter(responses)
    stored = 0
    while batch := list(islice(waiting, BATCH)):
        _check_door(store, batch)
        with store.writing() as connection:
            stored += _save(connection, batch, _Lookups(team_zone(connection)))
    return stored


def _check_door(store: Store, batch: Iterable[Response]) -> None:
    if store.kind != DEMO and any(response.door == "demo" for response in batch):
        raise StoreError(_("demo answers can only be written into a store of demo data"))


def _save(connection: sqlite3.Connection, batch: list[Response], lookups: _Lookups) -> int:
    """Store a batch and return how many were new. One statement per table: half the time of one per response."""
    known = _known(connection, batch)
    number = _last_number(connection)
    responses: list[tuple[int | str | bytes | None, ...]] = []
    answers: list[tuple[int | str | None, ...]] = []
    people: dict[tuple[int, str], None] = {}
    arrivals = Arrivals(connection)
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
        responses.append((number, survey, key, text, response.respondent, response.door, ruled))
        week = UNDATED if moment is None else week_of(moment, lookups.zone)
        place = _place_id(connection, response.place, lookups)
        asked = _asked(connection, survey, lookups)
        answers.extend(_rows(connection, response, number, place, week, asked))
        scored = {answer.question for answer in response.answers if answer.score is not None}
        for question in asked.keys() - scored:
            lookups.skipped[question, week] += 1
        if response.respondent is not None:
            people[survey, response.respondent] = None
    connection.executemany(
        "INSERT INTO responses (id, survey_id, submission_key, submitted_at, respondent, door, ruled) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        responses,
    )
    connection.executemany(
        "INSERT INTO answers (response_id, question_id, place_id, week, scale_low, scale_high, score, comment) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        answers,
    )
    for person in people:
        mark_latest(connection, *person)
    add_skips(connection, lookups.skipped)
    add_refusals(connection, lookups.refused)
    return len(responses)


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


def _asked(connection: sqlite3.Connection, survey: int, lookups: _Lookups) -> dict[int, tuple[int, int]]:
    """The questions of a survey, each with the ends of its scale."""
    if survey not in lookups.asked:
        found = connection.execute("SELECT id, scale_low, scale_high FROM questions WHERE survey_id = ?", [survey])
        lookups.asked[survey] = {question: (low, high) for question, low, high in found.fetchall()}
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


def _rows(
    connection: sqlite3.Connection,
    response: Response,
    response_id: int,
    place: int,
    week: int,
    asked: dict[int, tuple[int, int]],
) -> Iterator[tuple[int | str | None, ...]]:
    for answer in response.answers:
        if answer.question not in asked:
            if connection.execute("SELECT 1 FROM questions WHERE id = ?", [answer.question]).fetchone() is None:
                raise NotFound(_("there is no question {number}").format(number=answer.question))
            words = _("question {number} does not belong to survey {survey}")
            raise NotFound(words.format(number=answer.question, survey=response.survey))
        yield response_id, answer.question, place, week, *asked[answer.question], answer.score, answer.comment


def _place_id(connection: sqlite3.Connection, place: Place, lookups: _Lookups) -> int:
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
        found = connection.execute("SELECT survey_id, respondent FROM responses WHERE id = ?", [response_id]).fetchone()
        forget_skips(connection, response_id)
        connection.execute("DELETE FROM answers WHERE response_id = ?", [response_id])
        connection.execute("DELETE FROM responses WHERE id = ?", [response_id])
        if found is not None and found[1] is not None:
            mark_latest(connection, *found)
        return found is not None


def edit_score(store: Store, answer_id: int, score: int) -> None:
    """Correct a score; the tables refuse one that is not on the question's scale."""
    with store.writing() as connection:
        if not connection.execute("UPDATE answers SET score = ? WHERE id = ?", [score, answer_id]).rowcount:
            raise NotFound(_("there is no answer {number}").format(number=answer_id))
