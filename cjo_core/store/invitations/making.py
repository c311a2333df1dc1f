"""Inviting people: each once a batch, nobody too often, and never who unsubscribed. Never reads a file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cjo_core.errors import BadValue, NotFound, StoreError
from cjo_core.locale import _
from cjo_core.store.database import DEMO, Store
from cjo_core.store.responses.keyed import keyed_digest
from cjo_core.survey.invitations import Invitee, code_digest, code_of
from cjo_core.survey.periods import read_utc, utc_text

#: Why somebody is not invited.
TWICE, THERE, LATELY, UNSUBSCRIBED = "twice", "there", "lately", "unsubscribed"
#: The setting of how many days lie between two invitations of one person, and what it is if nobody set it.
EVERY_DAYS, EVERY_DAYS_DEFAULT = "invite_every_days", 30
#: How long a link works if nobody says otherwise.
VALID_DAYS = 90
BATCH_LIMIT = 80


@dataclass
class Invited:
    """What came of a list: the numbers of the new invitations, and who was left out, why, and (if lately) when they
    were last asked. In a dry run, what would come of it."""

    made: list[int] = field(default_factory=list)
    left_out: list[tuple[Invitee, str, datetime | None]] = field(default_factory=list)


class _DryRun(Exception):
    """Undoes the transaction of a dry run; seen by nobody else."""


def invite(
    store: Store,
    survey: str,
    batch: str,
    people: Iterable[Invitee],
    *,
    now: datetime,
    valid_days: int = VALID_DAYS,
    dry_run: bool = False,
) -> Invited:
    """Make an invitation for each of `people` who may be asked; raises NotFound for the survey, BadValue for the batch,
    StoreError for a store of demo data: nobody real is asked for those."""
    if store.kind == DEMO:
        raise StoreError(_("demo data are sealed: nobody can be invited to their surveys"))
    name = " ".join(batch.split())
    if not 0 < len(name) <= BATCH_LIMIT:
        raise BadValue(_("a batch needs a name of at most {limit} characters").format(limit=BATCH_LIMIT))
    found = Invited()
    try:
        with store.writing() as connection:
            _invite(connection, survey, name, people, found, now, now + timedelta(days=valid_days))
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return found


def _invite(
    connection: sqlite3.Connection,
    slug: str,
    batch: str,
    people: Iterable[Invitee],
    found: Invited,
    now: datetime,
    expires: datetime,
) -> None:
    row = connection.execute("SELECT id FROM surveys WHERE slug = ?", [slug]).fetchone()
    if row is None:
        raise NotFound(_("there is no survey “{name}”").format(name=slug[:80]))
    secret = str(connection.execute("SELECT value FROM settings WHERE name = 'secret'").fetchone()[0])
    if not secret:
        raise StoreError(_("the store has no secret to sign forms with; nothing was saved"))
    lately = now - timedelta(days=every_days(connection))
    seen: set[str] = set()
    for one in people:
        reason, when = _reason(connection, int(row[0]), batch, one, seen, lately)
        seen.add(one.customer)
        if reason:
            found.left_out.append((one, reason, when))
            continue
        made = connection.execute(
            "INSERT INTO invitations (survey_id, batch, customer, email, language, place, created_at, expires_at, "
            "unknown) VALUES (?, ?, ?, ?, ?, ?, ?, ?, "
            "(SELECT identified = 0 AND privacy_floor > 1 FROM surveys WHERE id = ?1)) RETURNING id",
            [
                row[0],
                batch,
                one.customer,
                one.email and one.email.lower(),
                one.language,
                json.dumps(one.place.names(), ensure_ascii=False),
                utc_text(now),
                utc_text(expires),
            ],
        )
        number = int(made.fetchone()[0])
        connection.execute(
            "UPDATE invitations SET digest = ? WHERE id = ?", [code_digest(code_of(secret, number)), number]
        )
        found.made.append(number)


def _reason(
    connection: sqlite3.Connection, survey: int, batch: str, one: Invitee, seen: set[str], lately: datetime
) -> tuple[str, datetime | None]:
    """Why somebody is left out ("" if not), and when they were asked last."""
    if one.customer in seen:
        return TWICE, None
    if has_unsubscribed(connection, one.customer, one.email):
        return UNSUBSCRIBED, None
    there = "SELECT 1 FROM invitations WHERE survey_id = ? AND batch = ? AND customer = ?"
    if connection.execute(there, [survey, batch, one.customer]).fetchone():
        return THERE, None
    when = last_asked(connection, one.customer, one.email)
    return (LATELY, when) if when is not None and when > lately else ("", None)


def last_asked(
    connection: sqlite3.Connection, customer: str, email: str | None, *, but: int = 0, mailed: bool = False
) -> datetime | None:
    """When a person was last asked for an answer, by any survey; invitations revoked before they were sent do not
    count. `but`: without that invitation; `mailed`: only what was sent."""
    made = "sent_at" if mailed else "iif(revoked_at IS NULL, coalesce(sent_at, created_at), sent_at)"
    asked = f"SELECT max(max({made}, coalesce(reminded_at, ''))) AS moment FROM invitations WHERE id <> ?1 AND"
    row = connection.execute(
        f"SELECT max(moment) FROM ({asked} customer = ?2 UNION ALL {asked} email = ?3)",
        [but, customer, email and email.lower()],
    ).fetchone()
    return read_utc(row[0]) if row[0] else None


def has_unsubscribed(connection: sqlite3.Connection, customer: str, email: str | None) -> bool:
    """Whether a person wants no more invitations, also one who was erased since."""
    contacts = [("customer", customer)] + ([("email", email.lower())] if email else [])
    return any(
        connection.execute(
            "SELECT 1 FROM unsubscribed WHERE kind = ? AND contact IN (?, ?)",
            [kind, contact, forgotten_contact(connection, contact)],
        ).fetchone()
        for kind, contact in contacts
    )


def forgotten_contact(connection: sqlite3.Connection, contact: str) -> str:
    """What is kept of an unsubscribed contact that was erased: it is known again, but cannot be read back."""
    return "digest " + keyed_digest(connection, "contact", contact.encode()).hex()


def every_days(connection: sqlite3.Connection) -> int:
    """How many days lie between two invitations of one person."""
    row = connection.execute("SELECT value FROM settings WHERE name = ?", [EVERY_DAYS]).fetchone()
    return int(row[0]) if row is not None and str(row[0]).isdigit() else EVERY_DAYS_DEFAULT
