"""Invitations found: by the code of a link, as lists, and counted. Never writes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cjo_core.metrics.formulas.response_rate import Outcomes
from cjo_core.store.counts.unchanged import while_unchanged
from cjo_core.store.database import Store
from cjo_core.survey.invitations import CODE, Invitation, code_digest
from cjo_core.survey.periods import read_utc
from cjo_core.survey.places import Place

#: Whether somebody wants no more invitations.
STOPPED = """
EXISTS (SELECT 1 FROM unsubscribed u WHERE (u.kind = 'customer' AND u.contact = i.customer)
    OR (u.kind = 'email' AND u.contact = i.email))
"""
#: Whether nobody may learn who of those invited has answered: promised then, or asked for now.
UNKNOWN = "(i.unknown OR (s.identified = 0 AND s.privacy_floor > 1))"
COLUMNS = f"""
i.id, s.slug, i.batch, i.customer, i.email, i.language, i.place, i.created_at, i.expires_at, i.sending_at, i.sent_at,
i.reminded_at, i.reminders, i.begun_on, i.answered_on, i.bounced_at, i.revoked_at, {STOPPED}, {UNKNOWN}
"""
FROM = "FROM invitations i JOIN surveys s ON s.id = i.survey_id"


def invitation_of(store: Store, code: str) -> Invitation | None:
    """The invitation behind the code of a link, with all that is known of it; None if there is none."""
    if not CODE.fullmatch(code):
        return None
    with store.reading() as connection:
        row = connection.execute(f"SELECT {COLUMNS} {FROM} WHERE i.digest = ?", [code_digest(code)]).fetchone()
    return None if row is None else as_invitation(row)


def invitations(store: Store, survey: str, batch: str | None = None) -> list[Invitation]:
    """The invitations to a survey as the team may know them, those of a batch in the order of its file, the newest
    batch first."""
    with store.reading() as connection:
        rows = connection.execute(
            f"SELECT {COLUMNS} {FROM} WHERE s.slug = ?1 AND (?2 IS NULL OR i.batch = ?2) "
            "ORDER BY (SELECT max(b.id) FROM invitations b WHERE b.survey_id = i.survey_id AND b.batch = i.batch) DESC,"
            " i.id",
            [survey, batch],
        ).fetchall()
    return [as_invitation(row).as_told() for row in rows]


def keeps_unknown(store: Store, survey: str) -> bool:
    """Whether nobody may learn who of those invited to a survey has answered."""
    with store.reading() as connection:
        row = connection.execute(
            "SELECT max(identified = 0 AND privacy_floor > 1, EXISTS (SELECT 1 FROM invitations i "
            "WHERE i.survey_id = s.id AND i.unknown)) FROM surveys s WHERE slug = ?",
            [survey],
        ).fetchone()
    return row is not None and bool(row[0])


def batches(store: Store, survey: str) -> list[str]:
    """The names of a survey's batches, the newest first."""
    with store.reading() as connection:
        rows = connection.execute(
            f"SELECT i.batch {FROM} WHERE s.slug = ? GROUP BY i.batch ORDER BY max(i.id) DESC", [survey]
        ).fetchall()
    return [batch for (batch,) in rows]


def begun_key(connection: sqlite3.Connection, number: int) -> bytes | None:
    """The key of the response that is under way for an invitation, where only this knows it."""
    row = connection.execute("SELECT begun_key FROM invitations WHERE id = ?", [number]).fetchone()
    return None if row is None else row[0]


@dataclass(frozen=True)
class Asked:
    """What became of the people who were asked: `delivered` is all but `bounced`; `refused` unsubscribed unanswered."""

    complete: int = 0
    partial: int = 0
    refused: int = 0
    silent: int = 0
    bounced: int = 0

    @property
    def delivered(self) -> int:
        return self.complete + self.partial + self.refused + self.silent

    @property
    def outcomes(self) -> Outcomes:
        """The same as AAPOR names it."""
        return Outcomes(
            complete=self.complete,
            partial=self.partial,
            refused=self.refused,
            not_reached=self.silent,
            not_eligible=self.bounced,
        )

    def __add__(self, other: Asked) -> Asked:
        return Asked(
            self.complete + other.complete,
            self.partial + other.partial,
            self.refused + other.refused,
            self.silent + other.silent,
            self.bounced + other.bounced,
        )


_ASKED = f"""
SELECT s.slug,
    count(*) FILTER (WHERE i.answered_on IS NOT NULL),
    count(*) FILTER (WHERE i.answered_on IS NULL AND i.begun_on IS NOT NULL),
    count(*) FILTER (WHERE i.answered_on IS NULL AND i.begun_on IS NULL AND i.bounced_at IS NULL AND {STOPPED}),
    count(*) FILTER (WHERE i.answered_on IS NULL AND i.begun_on IS NULL AND i.bounced_at IS NULL AND NOT {STOPPED}),
    count(*) FILTER (WHERE i.answered_on IS NULL AND i.begun_on IS NULL AND i.bounced_at IS NOT NULL)
{FROM}
WHERE i.answered_on IS NOT NULL OR i.begun_on IS NOT NULL
    OR (i.sent_at IS NOT NULL AND (i.revoked_at IS NULL OR {UNKNOWN}))
GROUP BY s.slug HAVING NOT max({UNKNOWN}) OR count(*) >= s.privacy_floor
"""


@while_unchanged
def inviting_surveys(store: Store) -> frozenset[str]:
    """The surveys (slugs) that anybody was ever invited to."""
    surveys = "SELECT slug FROM surveys WHERE EXISTS (SELECT 1 FROM invitations WHERE survey_id = surveys.id)"
    with store.reading() as connection:
        return frozenset(slug for (slug,) in connection.execute(surveys).fetchall())


@while_unchanged
def asked(store: Store) -> dict[str, Asked]:
    """Per survey (by slug), what became of everybody whose invitation was sent. What was revoked unanswered, or not
    sent yet, is not counted; surveys without invitations are left out. Of unknown people the revoked stay counted: who
    revoked one and looked at the sums would learn whether it was answered; and fewer of them than the privacy floor are
    left out, for of a single one the sum is the answer."""
    with store.reading() as connection:
        return {slug: Asked(*counts) for slug, *counts in connection.execute(_ASKED).fetchall()}


def asked_of_kind(store: Store, kind: str) -> Asked:
    """The same over all surveys with a question of `kind`; somebody asked counts once for each such question."""
    with store.reading() as connection:
        often = connection.execute(
            "SELECT s.slug, count(*) FROM questions q JOIN surveys s ON s.id = q.survey_id WHERE q.kind = ? GROUP BY 1",
            [kind],
        ).fetchall()
    found = asked(store)
    return sum((found[slug] for slug, times in often if slug in found for _each in range(times)), Asked())


def as_invitation(row: Sequence[Any]) -> Invitation:
    """A row of COLUMNS."""
    (number, survey, batch, customer, email, language, place, created, expires, sending, sent, reminded, reminders,
     begun, answered, bounced, revoked, stopped, unknown) = row  # fmt: skip
    return Invitation(
        id=number,
        survey=survey,
        batch=batch,
        customer=customer,
        email=email,
        language=language,
        place=Place(**json.loads(place)),
        created_at=read_utc(created),
        expires_at=read_utc(expires) if expires else None,
        sending=sending is not None,
        sent_at=read_utc(sent) if sent else None,
        reminded_at=read_utc(reminded) if reminded else None,
        reminders=reminders,
        begun_on=date.fromisoformat(begun) if begun else None,
        answered_on=date.fromisoformat(answered) if answered else None,
        bounced_at=read_utc(bounced) if bounced else None,
        revoked_at=read_utc(revoked) if revoked else None,
        unsubscribed=bool(stopped),
        unknown=bool(unknown),
    )
