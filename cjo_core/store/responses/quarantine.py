"""Submissions set apart because something speaks against them: out of every score until somebody releases them, and
never lost on the way. Never decides what is suspicious (`survey.suspicion` does).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from cjo_core.errors import NotFound
from cjo_core.locale import _
from cjo_core.store.assigning.rules import RULED
from cjo_core.store.database import Store
from cjo_core.store.invitations.answering import note_released
from cjo_core.store.responses.keyed import keyed_digest
from cjo_core.store.responses.writes import remove_response
from cjo_core.store.set_up.audience import find
from cjo_core.store.writing.batch import save_batch
from cjo_core.store.writing.lookups import kept
from cjo_core.survey.periods import read_utc, utc_text
from cjo_core.survey.places import Place
from cjo_core.survey.responses import Answer, Response


@dataclass(frozen=True)
class Held:
    """One submission that waits for a decision. `response` is what would be stored."""

    id: int
    survey: str
    title: str
    received_at: datetime
    reasons: tuple[str, ...]
    response: Response


#: What became of a submission that was to be held: it is; it was already (or thrown away since); it is stored.
HELD, KNOWN, STORED = "held", "known", "stored"


def hold(store: Store, response: Response, reasons: Iterable[str], *, now: datetime) -> str:
    """Set a submission apart and say what became of it: HELD, KNOWN or STORED. One that is stored stays stored."""
    row = [response.survey, response.submission_key, utc_text(now), json.dumps([*reasons]), _written(response)]
    return store.commit(lambda connection: _hold(connection, row))


def is_held(store: Store, key: bytes) -> bool:
    """Whether the submission with this key is held, or was thrown away."""
    with store.reading() as connection:
        return connection.execute("SELECT 1 FROM quarantine WHERE submission_key = ?", [key]).fetchone() is not None


def _hold(connection: sqlite3.Connection, row: list[Any]) -> str:
    if connection.execute("SELECT 1 FROM responses WHERE submission_key = ?", [row[1]]).fetchone():
        return STORED
    made = connection.execute(
        "INSERT INTO quarantine (survey_id, submission_key, received_at, reasons, response) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (submission_key) DO NOTHING",
        row,
    )
    return HELD if made.rowcount else KNOWN


def held(store: Store, *, survey: str | None = None, limit: int = 200) -> list[Held]:
    """What waits for a decision, newest first."""
    where, values = ("", []) if survey is None else ("AND s.slug = ?", [survey])
    with store.reading() as connection:
        found = connection.execute(
            "SELECT q.id, s.slug, s.title, q.received_at, q.reasons, q.submission_key, q.response FROM quarantine q "
            f"JOIN surveys s ON s.id = q.survey_id WHERE q.status = 'held' {where} ORDER BY q.id DESC LIMIT ?",
            [*values, limit],
        ).fetchall()
    return [
        Held(number, slug, title, read_utc(when), tuple(json.loads(reasons)), _read(key, text))
        for number, slug, title, when, reasons, key, text in found
    ]


def held_number(store: Store) -> int:
    """How many submissions wait for a decision."""
    with store.reading() as connection:
        return int(connection.execute("SELECT count(*) FROM quarantine WHERE status = 'held'").fetchone()[0])


def release(store: Store, numbers: Sequence[int]) -> int:
    """Store held submissions as if nothing had spoken against them, all or none; how many were new. Limits of the
    survey hold for them too: raises SurveyFull. Names given up since lead to those of today; a name removed since
    places nothing."""
    with store.writing() as connection:
        batch = [_taken(connection, number) for number in numbers]
        stored = save_batch(connection, batch, kept(store, connection))
        for response in batch:
            note_released(connection, response)
        return stored


def discard(store: Store, numbers: Sequence[int]) -> int:
    """Throw held submissions away for good: their content is removed, that they came and why they were held is kept,
    and whose they were as a digest, by which erasing finds them."""
    with store.writing() as connection:
        return sum(_discard(connection, number) for number in numbers)


def _discard(connection: sqlite3.Connection, number: int) -> int:
    held_of = "SELECT response ->> 'respondent' FROM quarantine WHERE id = ? AND status = 'held'"
    row = connection.execute(held_of, [number]).fetchone()
    if row is None:
        return 0
    whose = b"" if row[0] is None else whose_discarded(connection, str(row[0]))
    return connection.execute(
        "UPDATE quarantine SET status = 'discarded', response = NULL, whose = ? WHERE id = ?", [whose, number]
    ).rowcount


def whose_discarded(connection: sqlite3.Connection, respondent: str) -> bytes:
    """What is kept of the person whose submission was thrown away."""
    return keyed_digest(connection, "discarded", respondent.encode("utf-8", "replace"))


def set_apart(store: Store, key: bytes, reasons: Iterable[str], *, now: datetime) -> None:
    """Take a stored response, found by its submission key, out of every score: it can be released again. Raises
    NotFound."""
    with store.writing() as connection:
        found = connection.execute("SELECT id FROM responses WHERE submission_key = ?", [key]).fetchone()
        _set_apart(connection, 0 if found is None else int(found[0]), reasons, now)


def report(store: Store, response_id: int, *, now: datetime) -> None:
    """The same by hand, for a response found by its number."""
    with store.writing() as connection:
        _set_apart(connection, response_id, ["reported"], now)


def _set_apart(connection: sqlite3.Connection, response_id: int, reasons: Iterable[str], now: datetime) -> None:
    response = _stored(connection, response_id)
    row = [response.survey, response.submission_key, utc_text(now), json.dumps([*reasons]), _written(response)]
    remove_response(connection, response_id)
    _hold(connection, row)


def answered_since(store: Store, survey_id: int, respondent: str, since: datetime) -> bool:
    """Whether a person has answered a survey since a moment, or has a submission held since then."""
    text = utc_text(since)
    with store.reading() as connection:
        stored = connection.execute(
            "SELECT 1 FROM responses WHERE survey_id = ? AND respondent = ? AND submitted_at >= ? LIMIT 1",
            [survey_id, respondent, text],
        ).fetchone()
        return bool(stored) or bool(
            connection.execute(
                "SELECT 1 FROM quarantine WHERE survey_id = ? AND status = 'held' AND received_at >= ? "
                "AND response ->> 'respondent' = ? LIMIT 1",
                [survey_id, text, respondent],
            ).fetchone()
        )


def _taken(connection: sqlite3.Connection, number: int) -> Response:
    """A held submission, taken out of quarantine inside the caller's transaction."""
    row = connection.execute(
        "DELETE FROM quarantine WHERE id = ? AND status = 'held' RETURNING submission_key, response", [number]
    ).fetchone()
    if row is None:
        raise NotFound(_("submission {number} is not held any more").format(number=number))
    response = _read(*row)
    known = {one: name for one, name in response.place.names().items() if _leads_somewhere(connection, one, name)}
    return replace(response, place=Place(**known))


def _leads_somewhere(connection: sqlite3.Connection, dimension: str, name: str) -> bool:
    return dimension == "language" or find(connection, dimension, name) is not None


def _written(response: Response) -> str:
    """A submission as JSON: all but its survey's questions."""
    plain = asdict(response)
    plain["submission_key"] = None
    plain["submitted_at"] = None if response.submitted_at is None else utc_text(response.submitted_at)
    plain["place"] = response.place.names()
    plain["asked"] = None if response.asked is None else sorted(response.asked)
    return json.dumps(plain, ensure_ascii=False)


def _read(key: bytes, text: str) -> Response:
    plain: Mapping[str, Any] = json.loads(text)
    answers = tuple(
        Answer(one["question"], one["score"], one["comment"], tuple(one["options"])) for one in plain["answers"]
    )
    moment = plain["submitted_at"]
    return Response(
        survey=plain["survey"],
        answers=answers,
        submission_key=key,
        submitted_at=None if moment is None else read_utc(moment),
        place=Place(**plain["place"]),
        respondent=plain["respondent"],
        door=plain["door"],
        completed=plain["completed"],
        asked=None if plain["asked"] is None else frozenset(plain["asked"]),
        weight=plain.get("weight"),
    )


def _stored(connection: sqlite3.Connection, response_id: int) -> Response:
    """A stored response as it came in: without the segment and persona that a rule gave it since."""
    row = connection.execute(
        "SELECT survey_id, submission_key, submitted_at, respondent, door, completed, ruled, w.weight "
        "FROM responses r LEFT JOIN response_weights w ON w.response_id = r.id WHERE r.id = ?",
        [response_id],
    ).fetchone()
    if row is None:
        raise NotFound(_("there is no response {number}").format(number=response_id))
    survey, key, moment, respondent, door, completed, ruled, weight = row
    answers = {
        question: Answer(question, score, comment)
        for question, score, comment in connection.execute(
            "SELECT question_id, score, comment FROM answers WHERE response_id = ?", [response_id]
        ).fetchall()
    }
    for question, option in connection.execute(
        "SELECT question_id, option_id FROM choices WHERE response_id = ? ORDER BY option_id", [response_id]
    ).fetchall():
        old = answers.get(question, Answer(question, None))
        answers[question] = replace(old, options=(*old.options, option))
    place = Place(*(connection.execute(_PLACE, [response_id, response_id]).fetchone() or ()))
    given = {one: name for one, name in place.names().items() if not ruled & RULED.get(one, 0)}
    unasked = connection.execute("SELECT question_id FROM not_asked WHERE response_id = ?", [response_id]).fetchall()
    every = connection.execute("SELECT id FROM questions WHERE survey_id = ?", [survey]).fetchall()
    return Response(
        survey=survey,
        answers=tuple(answers.values()),
        submission_key=key,
        submitted_at=None if moment is None else read_utc(moment),
        place=Place(**given),
        respondent=respondent,
        door=door,
        completed=bool(completed),
        asked=frozenset(one for (one,) in every) - {one for (one,) in unasked} if unasked else None,
        weight=weight,
    )


#: Where a response belongs: the place of an answer whose question has none of its own.
_PLACE = """
SELECT iif(t.id IS NULL, s.name, NULL), t.name, g.name, o.name, c.name, p.language
FROM (
    SELECT place_id, question_id FROM answers WHERE response_id = ?
    UNION SELECT place_id, question_id FROM choices WHERE response_id = ?
) a JOIN questions q ON q.id = a.question_id JOIN places p ON p.id = a.place_id
LEFT JOIN stages s ON s.id = p.stage_id LEFT JOIN touchpoints t ON t.id = p.touchpoint_id
LEFT JOIN segments g ON g.id = p.segment_id LEFT JOIN personas o ON o.id = p.persona_id
LEFT JOIN channels c ON c.id = p.channel_id
ORDER BY q.stage_id IS NOT NULL OR q.touchpoint_id IS NOT NULL LIMIT 1
"""
