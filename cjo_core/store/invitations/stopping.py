"""Ending invitations: one is revoked, a person unsubscribes, an unfinished answer becomes nobody's. Never sends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from cjo_core.store.database import Store
from cjo_core.survey.invitations import Invitation
from cjo_core.survey.periods import utc_text

#: How long the link of an invitation leads back to an unfinished answer that is not known to be its customer's.
RESUMED_FOR = timedelta(days=30)


def revoke(store: Store, numbers: Sequence[int], *, now: datetime) -> int:
    """End invitations: their links open nothing any more. Those that are answered stay as they are, but of unknown
    people all end alike, or it would tell who has answered; how many ended."""
    unknown = "(unknown OR survey_id IN (SELECT id FROM surveys WHERE identified = 0 AND privacy_floor > 1))"
    with store.writing() as connection:
        return sum(
            connection.execute(
                "UPDATE invitations SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL "
                f"AND (answered_on IS NULL OR {unknown})",
                [utc_text(now), number],
            ).rowcount
            for number in numbers
        )


def unsubscribe(store: Store, invitation: Invitation, *, now: datetime) -> None:
    """Never invite this customer, nor this address, again, to whatever survey. Asking twice changes nothing."""
    contacts = [("customer", invitation.customer)]
    contacts += [("email", invitation.email)] if invitation.email else []
    with store.writing() as connection:
        connection.executemany(
            "INSERT INTO unsubscribed (kind, contact, since) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            [(*contact, now.date().isoformat()) for contact in contacts],
        )


def forget_unfinished(store: Store, *, now: datetime) -> int:
    """Let go of unfinished answers whose time to be resumed is over: nothing leads to whose they are any more."""
    with store.reading() as connection:
        old = [(now - RESUMED_FOR).date().isoformat()]
        which = "begun_key IS NOT NULL AND begun_on < ?"
        if connection.execute(f"SELECT 1 FROM invitations WHERE {which} LIMIT 1", old).fetchone() is None:
            return 0
    with store.writing() as connection:
        return connection.execute(f"UPDATE invitations SET begun_key = NULL WHERE {which}", old).rowcount
