"""Erasing one customer from every table (GDPR, Article 17): what a store knows of them goes, and is nowhere in the file
afterwards. It cannot be undone. Never touches files somebody exported, nor backups.

Answers to surveys of known customers are removed, or left as scores of nobody without a word. Answers to surveys that
keep their people unknown only lose the person, and how many there were is never told. What stays gets a random key, for
that of an import or a program is worked out from what it was sent, the person included. Invitations stay as those of
nobody, so that response rates stay true and the ledger says “removed since”; who unsubscribed is remembered by a digest
under the store's secret alone, so that a file imported again invites nobody against their will.
"""

from __future__ import annotations

import secrets
import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime

from cjo_core.errors import BadValue
from cjo_core.locale import _
from cjo_core.store.database import Store
from cjo_core.store.invitations.making import forgotten_contact
from cjo_core.store.programs.keys import forget_bodies
from cjo_core.store.responses.quarantine import whose_discarded
from cjo_core.store.responses.writes import remove_response
from cjo_core.survey.periods import read_utc, utc_text
from cjo_core.survey.responses import random_key_of

#: How the customer of an invitation is called that is nobody's any more; a random end follows.
NOBODY = "erased-"


@dataclass(frozen=True)
class Erased:
    """What was erased, or would be, as far as it may be told. `left_in_log`: somebody was reading all the while, so an
    older copy is still in the write-ahead log beside the file; `finish_erasing` removes it."""

    responses: int = 0
    held: int = 0
    profile: int = 0
    orders: int = 0
    events: int = 0
    assignments: int = 0
    invitations: int = 0
    left_in_log: bool = False

    @property
    def anything(self) -> bool:
        return replace(self, left_in_log=False) != Erased()


class _OnlyLooked(Exception):
    """Undoes the transaction of a look; seen by nobody else."""


def erase_customer(store: Store, customer: str, *, keep_scores: bool = False, now: datetime) -> Erased:
    """Erase a customer, known by the id exactly as it is stored; raises BadValue for an empty one. With `keep_scores`
    the scores of known answers stay, as nobody's. One transaction: all goes, or nothing."""
    with store.writing() as connection:
        found = _erase(connection, _checked(customer), keep_scores, now)
        connection.execute("INSERT INTO left_in_log DEFAULT VALUES")
    return replace(found, left_in_log=not _emptied(store, None))


def log_holds_erased(store: Store) -> bool:
    """Whether an older copy of somebody who was erased may still lie in the log beside the file."""
    with store.reading() as connection:
        return connection.execute("SELECT 1 FROM left_in_log LIMIT 1").fetchone() is not None


def finish_erasing(store: Store) -> bool:
    """Empty the log if somebody was erased since it was emptied last, without waiting for those who read from it; False
    if they kept it. Costs one small query where nothing is left."""
    return not log_holds_erased(store) or _emptied(store, 1)


def _emptied(store: Store, tries: int | None) -> bool:
    with store.reading() as connection:
        (last,) = connection.execute("SELECT max(id) FROM left_in_log").fetchone()
    if not store.fold(tries):
        return False
    with store.writing() as connection:  # not what somebody else has begun meanwhile
        connection.execute("DELETE FROM left_in_log WHERE id <= ?", [last])
    store.fold(1)
    return True


def to_be_erased(store: Store, customer: str, *, now: datetime) -> Erased:
    """What `erase_customer` would erase. Changes nothing."""
    found = Erased()
    try:
        with store.writing() as connection:
            found = _erase(connection, _checked(customer), False, now)
            raise _OnlyLooked
    except _OnlyLooked:
        return found


def _checked(customer: str) -> str:
    if not customer.strip():
        raise BadValue(_("say which customer is to be erased, by the id"))
    return customer


def _erase(connection: sqlite3.Connection, customer: str, keep_scores: bool, now: datetime) -> Erased:
    forget_bodies(connection)
    return Erased(
        responses=_responses(connection, customer, keep_scores),
        held=_held(connection, customer),
        profile=_rows(connection, "customers", customer),
        orders=_rows(connection, "orders", customer),
        events=_rows(connection, "events", customer),
        assignments=_rows(connection, "assignments", customer),
        invitations=_invitations(connection, customer, now),
    )


def _rows(connection: sqlite3.Connection, table: str, customer: str) -> int:
    return connection.execute(f"DELETE FROM {table} WHERE customer = ?", [customer]).rowcount


def _responses(connection: sqlite3.Connection, customer: str, keep_scores: bool) -> int:
    """Remove or unlink the customer's responses; how many of known customers' surveys there were."""
    surveys = connection.execute("SELECT id, identified FROM surveys").fetchall()
    known = [survey for survey, identified in surveys if identified]
    mine = [
        response
        for survey in known
        for (response,) in connection.execute(
            "SELECT id FROM responses WHERE survey_id = ? AND respondent = ?", [survey, customer]
        ).fetchall()
    ]
    for response in mine:
        if not keep_scores or not _leave_scores(connection, response):
            remove_response(connection, response)
            connection.execute("DELETE FROM deliveries WHERE response_id = ?", [response])
    for survey, _identified in surveys:  # by survey: that is how they are indexed
        left = connection.execute(
            "SELECT id, submitted_at FROM responses WHERE survey_id = ? AND respondent = ?", [survey, customer]
        )
        connection.executemany(
            "UPDATE responses SET respondent = NULL, submission_key = ? WHERE id = ?",
            [(random_key_of(read_utc(when) if when else None), response) for response, when in left.fetchall()],
        )
    return len(mine)


def _leave_scores(connection: sqlite3.Connection, response: int) -> bool:
    """Take a response's words away; False, and nothing is changed, if nothing would be left of it then."""
    left = (
        "SELECT 1 FROM answers WHERE response_id = ?1 AND score IS NOT NULL "
        "UNION ALL SELECT 1 FROM choices WHERE response_id = ?1"
    )
    if connection.execute(left, [response]).fetchone() is None:
        return False
    connection.execute("DELETE FROM answers WHERE response_id = ? AND score IS NULL", [response])
    connection.execute("UPDATE answers SET comment = NULL WHERE response_id = ? AND comment IS NOT NULL", [response])
    return True


def _held(connection: sqlite3.Connection, customer: str) -> int:
    """Throw away what waits in quarantine, of known customers' surveys; of the others only the person goes. What was
    thrown away before keeps that it came, under a key that leads to nobody; so does all of which nobody noted whose it
    was."""
    mine = "status = 'held' AND response ->> 'respondent' = ?"
    known = "survey_id IN (SELECT id FROM surveys WHERE identified = 1)"
    gone = "status = 'discarded' AND (whose IS NULL OR whose = ?)"
    found = connection.execute(
        f"SELECT id, received_at FROM quarantine WHERE {mine} OR {gone}",
        [customer, whose_discarded(connection, customer)],
    ).fetchall()
    connection.executemany(
        "UPDATE quarantine SET submission_key = ?, whose = iif(status = 'discarded', x'', NULL) WHERE id = ?",
        [(random_key_of(read_utc(when)), number) for number, when in found],
    )
    thrown = connection.execute(
        f"UPDATE quarantine SET status = 'discarded', response = NULL, whose = x'' WHERE {mine} AND {known}", [customer]
    ).rowcount
    connection.execute(
        f"UPDATE quarantine SET response = json_set(response, '$.respondent', NULL) WHERE {mine}", [customer]
    )
    return thrown


def _invitations(connection: sqlite3.Connection, customer: str, now: datetime) -> int:
    """Make the customer's invitations nobody's, and their wish to get none a digest."""
    mine = connection.execute("SELECT id, email FROM invitations WHERE customer = ?", [customer]).fetchall()
    for number, _email in mine:
        connection.execute(
            "UPDATE invitations SET customer = ?, email = NULL, language = NULL, place = '{}', digest = NULL, "
            "begun_key = NULL, sending_at = NULL, revoked_at = coalesce(revoked_at, ?) WHERE id = ?",
            [NOBODY + secrets.token_hex(6), utc_text(now), number],
        )
    contacts = {("customer", customer)} | {("email", email) for _number, email in mine if email}
    for kind, contact in sorted(contacts):
        if kind == "email" and connection.execute("SELECT 1 FROM invitations WHERE email = ?", [contact]).fetchone():
            continue  # somebody else's, too
        connection.execute(
            "UPDATE OR REPLACE unsubscribed SET contact = ? WHERE kind = ? AND contact = ?",
            [forgotten_contact(connection, contact), kind, contact],
        )
    return len(mine)
