"""The one answer to an invitation: stored, and the invitation noted as used, in one transaction. Never reads a form.

Where the survey does not know its customers, nothing stored leads from the response to the invitation or back: the
invitation only says on which day it was answered.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from zoneinfo import ZoneInfo

from cjo_core.errors import CjoError
from cjo_core.store.counts.ledger import day_of
from cjo_core.store.database import Store
from cjo_core.store.responses.partial import save_page_in
from cjo_core.store.set_up.settings import team_zone
from cjo_core.store.writing.batch import save_batch
from cjo_core.store.writing.lookups import Lookups, kept
from cjo_core.survey.invitations import answer_key
from cjo_core.survey.responses import Response


class InvitationUsed(CjoError):
    """An invitation has its answer, or was revoked, in the moment before this one came."""


def save_invited(store: Store, response: Response, number: int) -> bool:
    """Store a whole response to invitation `number`; False if the same one is stored already. Raises InvitationUsed."""
    return store.commit(lambda connection: _save_whole(connection, response, number, kept(store, connection)))


def save_invited_page(store: Store, response: Response, page: Collection[int], number: int) -> bool:
    """Store one page of a response to invitation `number` (see `partial.save_page`). Raises InvitationUsed."""
    return store.commit(lambda connection: _save_page(connection, response, page, number, kept(store, connection)))


def note_released(connection: sqlite3.Connection, response: Response) -> None:
    """Note that an invitation has its answer after all: it was held, and somebody released it. Where the survey does
    not know its customers nobody can tell whose it was: that invitation stays open."""
    if response.door != "invitation" or response.respondent is None:
        return
    secret = str(connection.execute("SELECT value FROM settings WHERE name = 'secret'").fetchone()[0])
    mine = connection.execute(
        "SELECT id FROM invitations WHERE survey_id = ? AND customer = ?", [response.survey, response.respondent]
    )
    for (number,) in mine.fetchall():
        if answer_key(secret, number) == response.submission_key:
            _note(connection, response, number, team_zone(connection))


def _save_whole(connection: sqlite3.Connection, response: Response, number: int, lookups: Lookups) -> bool:
    _check_free(connection, response.submission_key, number)
    stored = save_batch(connection, [response], lookups) == 1
    _note(connection, response, number, lookups.zone)
    return stored


def _save_page(
    connection: sqlite3.Connection, response: Response, page: Collection[int], number: int, lookups: Lookups
) -> bool:
    _check_free(connection, response.submission_key, number)
    stored = save_page_in(connection, response, page, lookups)
    _note(connection, response, number, lookups.zone)
    return stored


def _check_free(connection: sqlite3.Connection, key: bytes, number: int) -> None:
    """Pass if the invitation has no other response; raises InvitationUsed."""
    row = connection.execute(
        "SELECT answered_on, revoked_at, begun_key FROM invitations WHERE id = ?", [number]
    ).fetchone()
    if row is None or row[1] is not None:
        raise InvitationUsed(f"invitation {number} is not valid any more")
    mine = connection.execute("SELECT 1 FROM responses WHERE submission_key = ?", [key]).fetchone()
    if mine is None and (row[0] is not None or row[2] is not None):
        raise InvitationUsed(f"invitation {number} has its answer")


def _note(connection: sqlite3.Connection, response: Response, number: int, zone: ZoneInfo) -> None:
    day = day_of(response.submitted_at, zone)
    key = response.submission_key if response.respondent is None and not response.completed else None
    connection.execute(
        "UPDATE invitations SET begun_on = coalesce(begun_on, ?1), begun_key = ?2, "
        "answered_on = coalesce(answered_on, iif(?3, ?1, NULL)) WHERE id = ?4",
        [day, key, int(response.completed), number],
    )
