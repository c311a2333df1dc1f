"""Invitations that are over, as demo data have them: who was asked, and what came of it. Never sends or opens anything.

They have no code, so no link leads to them. Real stores are refused: what happened there is written when it happens.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cjo_core.errors import NotFound, StoreError
from cjo_core.locale import _
from cjo_core.store.database import DEMO, Store
from cjo_core.store.invitations.making import VALID_DAYS
from cjo_core.survey.periods import utc_text


@dataclass(frozen=True)
class Past:
    """One person asked once; `bounced`: the mail came back."""

    customer: str
    language: str | None
    sent_at: datetime
    reminded_at: datetime | None = None
    answered_on: date | None = None
    bounced: bool = False


def save_past(store: Store, survey: str, batch: str, people: Iterable[Past]) -> None:
    """Write a batch of invitations down; raises StoreError but for demo data, NotFound for the survey."""
    if store.kind != DEMO:
        raise StoreError(_("only demo data have invitations that nobody made"))
    with store.writing() as connection:
        row = connection.execute("SELECT id FROM surveys WHERE slug = ?", [survey]).fetchone()
        if row is None:
            raise NotFound(_("there is no survey “{name}”").format(name=survey[:80]))
        connection.executemany(
            "INSERT INTO invitations (survey_id, batch, customer, language, created_at, expires_at, sent_at, "
            "reminded_at, reminders, begun_on, answered_on, bounced_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ([row[0], batch, *_values(one)] for one in people),
        )


def _values(one: Past) -> tuple[object, ...]:
    sent, answered = utc_text(one.sent_at), one.answered_on and one.answered_on.isoformat()
    reminded = one.reminded_at and utc_text(one.reminded_at)
    expires = utc_text(one.sent_at + timedelta(days=VALID_DAYS))
    return (
        one.customer, one.language, sent, expires, sent, reminded, int(reminded is not None), answered, answered,
        sent if one.bounced else None,
    )  # fmt: skip
