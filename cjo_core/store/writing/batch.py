"""Responses as rows of all their tables, many in few statements, inside a transaction of the caller. Never checks a
score (the tables do), never commits."""

from __future__ import annotations

import sqlite3
from collections import defaultdict

from cjo_core.store.assigning.arriving import Arrivals
from cjo_core.store.counts.ledger import IMPORTED_AGAIN, SENT_TWICE, Refused, add_refusals, add_skips, day_of
from cjo_core.store.database import Store
from cjo_core.store.programs.outbox import Outbox
from cjo_core.store.set_up.limits import ALL, LIMITED_DOORS, add_counts, check_room
from cjo_core.store.writing.answers import AnswerRows, Spot
from cjo_core.store.writing.inserting import Value, insert
from cjo_core.store.writing.latest import mark_latest
from cjo_core.store.writing.lookups import (
    Lookups,
    hooks_in,
    kept_under,
    limits_in,
    name_number,
    questions_of,
    week_in,
)
from cjo_core.survey.periods import UNDATED, utc_text
from cjo_core.survey.places import Place
from cjo_core.survey.responses import Response

#: Keys that are looked up at a time.
_KEYS = 500
_ONE_BEFORE = """
SELECT version, (SELECT seq FROM sqlite_sequence WHERE name = 'responses'),
       EXISTS (SELECT 1 FROM responses WHERE submission_key = ?) FROM setup
"""
_RESPONSES = "responses (id, survey_id, submission_key, submitted_at, respondent, door, completed, ruled)"


def save_batch(connection: sqlite3.Connection, batch: list[Response], lookups: Lookups) -> int:
    """Store those of a batch whose keys are not stored yet, and return how many those are; the others are counted as
    refused. Raises SurveyFull, NotFound."""
    known, last = _stored_before(connection, [response.submission_key for response in batch])
    return _save_unknown(connection, batch, lookups, known, last)


def save_one(store: Store, connection: sqlite3.Connection, response: Response) -> bool:
    """Store one, unless its key is stored already; what is to be known before takes one look instead of three, for
    somebody waits. Raises SurveyFull, NotFound."""
    version, last, found = connection.execute(_ONE_BEFORE, [response.submission_key]).fetchone()
    known = {response.submission_key} if found else set()
    return _save_unknown(connection, [response], kept_under(version, store, connection), known, last or 0) == 1


def _save_unknown(
    connection: sqlite3.Connection, batch: list[Response], lookups: Lookups, known: set[bytes], last: int
) -> int:
    """Store those of a batch whose keys are not `known`, under numbers after the `last` one."""
    arrivals = None
    rows = _Rows(connection, lookups)
    number = last
    for sent in batch:
        if sent.submission_key in known:
            reason = IMPORTED_AGAIN if sent.door == "import" else SENT_TWICE
            rows.refused[sent.survey, day_of(sent.submitted_at, lookups.zone), reason] += 1
            continue
        known.add(sent.submission_key)
        number += 1
        if sent.respondent is None:
            rows.add(sent, 0, number)
        else:
            arrivals = arrivals or Arrivals(connection)
            rows.add(*arrivals.placed(sent), number)
    rows.write()
    return number - last


class _Rows:
    """The rows of a batch, and what is counted on the way. Not a dataclass: every single answer makes one."""

    def __init__(self, connection: sqlite3.Connection, lookups: Lookups) -> None:
        self.connection = connection
        self.lookups = lookups
        hooks = hooks_in(connection, lookups)
        self.outbox = Outbox(connection, hooks) if hooks else None
        self.responses: list[Value] = []
        self.answers = AnswerRows()
        self.not_asked: list[Value] = []
        self.weights: list[Value] = []
        #: By survey and the identity of a place: many responses share one, and equal places are only slower.
        self.spots: dict[int, dict[int, Spot]] = {}
        self.people: dict[tuple[int, str], None] = {}
        self.skipped: dict[tuple[int, int], int] = defaultdict(int)
        self.refused: dict[Refused, int] = defaultdict(int)

    def add(self, response: Response, ruled: int, number: int) -> None:
        """Add a response under its number; `ruled` as in the table. Raises SurveyFull, NotFound."""
        moment, survey, lookups = response.submitted_at, response.survey, self.lookups
        if moment is None:
            text, week = None, UNDATED
        else:
            text = utc_text(moment)
            week = lookups.weeks.get(text[:10]) or week_in(moment, text[:10], lookups)
        asked = lookups.asked.get(survey) or questions_of(self.connection, survey, lookups)
        spots = self.spots.get(survey)
        spot = spots.get(id(response.place)) if spots else None
        if spot is None:
            spot = self._new_spot(survey, response.place)
        door, given = response.door, response.answers
        if door in LIMITED_DOORS and (limits := limits_in(self.connection, survey, lookups)):
            check_room(self.connection, survey, spot.segment, limits, self._stored())
        scores = self.answers.add(self.connection, response, number, week, spot, asked, lookups)
        if given:
            spot.responses += 1
        else:
            spot.nowhere += 1
        if self.outbox is not None:
            self.outbox.note(response, number)
        self.responses += (
            number, survey, response.submission_key, text, response.respondent, door, int(response.completed), ruled
        )  # fmt: skip
        if response.asked is not None or scores < len(asked):
            self._note_skips(response, number, week)
        if response.respondent is not None:
            self.people[survey, response.respondent] = None
        if response.weight is not None:
            self.weights += (number, response.weight)

    def _new_spot(self, survey: int, place: Place) -> Spot:
        """A spot holds its place, so that no other gets the identity by which it is found."""
        segment = name_number(self.connection, "segment", place.segment, self.lookups)
        spot = self.spots.setdefault(survey, {})[id(place)] = Spot(place, segment)
        return spot

    def _note_skips(self, response: Response, number: int, week: int) -> None:
        asked = questions_of(self.connection, response.survey, self.lookups)
        put = asked.keys() if response.asked is None else asked.keys() & response.asked
        for question in asked.keys() - put:
            self.not_asked += (number, question)
        for question in put - {answer.question for answer in response.answers if answer.score is not None}:
            self.skipped[question, week] += 1

    def _stored(self) -> dict[tuple[int, int], int]:
        """How many responses the batch holds so far, by survey and segment."""
        counts: dict[tuple[int, int], int] = defaultdict(int)
        for survey, spots in self.spots.items():
            for spot in spots.values():
                counts[survey, ALL] += spot.responses + spot.nowhere
                if spot.segment is not None:
                    counts[survey, spot.segment] += spot.responses
        return counts

    def write(self) -> None:
        """Write all of it down."""
        connection = self.connection
        insert(connection, _RESPONSES, 8, self.responses)
        self.answers.write(connection)
        if self.not_asked:
            insert(connection, "not_asked (response_id, question_id)", 2, self.not_asked)
        if self.weights:
            insert(connection, "response_weights (response_id, weight)", 2, self.weights)
        for person in self.people:
            mark_latest(connection, *person)
        if self.skipped:
            add_skips(connection, self.skipped)
        if self.refused:
            add_refusals(connection, self.refused)
        if self.spots:
            add_counts(connection, self._stored())
        if self.outbox is not None:
            self.outbox.write()


def _stored_before(connection: sqlite3.Connection, keys: list[bytes]) -> tuple[set[bytes], int]:
    """The keys that are stored, perhaps with some others, and the highest number a response ever had: numbers of
    deleted ones are not given again. Nobody can add one in between: this writer holds the lock."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'responses'").fetchone()
    return _known(connection, keys), 0 if row is None else int(row[0])


def _known(connection: sqlite3.Connection, keys: list[bytes]) -> set[bytes]:
    """Keys that begin with time lie close together, and mostly nothing lies between them: then one look is enough."""
    if len(keys) > _KEYS:
        between = "SELECT submission_key FROM responses WHERE submission_key BETWEEN ? AND ? LIMIT ?"
        found = connection.execute(between, [min(keys), max(keys), len(keys)]).fetchall()
        if len(found) < len(keys):
            return {key for (key,) in found}
    known: set[bytes] = set()
    for start in range(0, len(keys), _KEYS):
        some = keys[start : start + _KEYS]
        marks = ", ".join("?" * len(some))
        rows = connection.execute(f"SELECT submission_key FROM responses WHERE submission_key IN ({marks})", some)
        known.update(key for (key,) in rows.fetchall())
    return known
