"""Which invitation or reminder may be sent now, and what became of it. Never sends anything, and never waits.

Each mail is noted twice: before it is handed over (`claim`) and after (`note_sent`). If the sender stops in between,
that one invitation stays claimed: it may have arrived, so it is never sent again by itself, and a person decides. So no
mail is ever sent twice, and at most one per sender is in doubt.

Where nobody may learn who has answered, those who have are due like the silent: their mail is not sent, but noted as if
it had been (`pass_over`), so neither the numbers nor anybody's next invitation tells the two apart.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from cjo_core.store.database import Store
from cjo_core.store.invitations.making import every_days, last_asked
from cjo_core.store.invitations.reading import COLUMNS, FROM, STOPPED, UNKNOWN, as_invitation
from cjo_core.survey.invitations import Invitation
from cjo_core.survey.periods import utc_text

#: The setting of how many days lie before a reminder, and what it is if nobody set it; and how many are sent.
REMIND_DAYS, REMIND_DAYS_DEFAULT, MOST_REMINDERS = "remind_after_days", 7, 2
_STANDS = "i.revoked_at IS NULL AND i.sending_at IS NULL AND (i.expires_at IS NULL OR i.expires_at > ?2)"
_SILENT = "i.answered_on IS NULL AND i.bounced_at IS NULL"
#: A reminder bounces for the silent only, so of unknown people it counts for nothing; a first mail does.
_ALIKE = f"{UNKNOWN} AND (i.bounced_at IS NULL OR i.bounced_at <> i.sent_at)"
#: What a first invitation and a reminder need; ?3 is the latest time of the mail before.
_FIRST = "i.sent_at IS NULL AND ?3 = ?3"
_AGAIN = (
    f"i.sent_at IS NOT NULL AND i.reminders < {MOST_REMINDERS} AND max(i.sent_at, coalesce(i.reminded_at, '')) <= ?3"
)
#: What a mail leaves behind; ?2 is when it was sent.
_NOTED = (
    "reminders = reminders + (sent_at IS NOT NULL), reminded_at = iif(sent_at IS NULL, NULL, ?2), "
    "sent_at = coalesce(sent_at, ?2)"
)


def due(store: Store, survey: str, batch: str | None, *, reminders: bool, now: datetime) -> list[Invitation]:
    """Whose invitation (or reminder) may be sent now: not answered, revoked or expired, with an address, not
    unsubscribed, and not asked too lately by any survey. Of unknown people also the answered, as the team may know
    them: `claim` refuses those, and `pass_over` notes them."""
    which = _AGAIN if reminders else _FIRST
    with store.reading() as connection:
        values = [survey, utc_text(now), utc_text(now - timedelta(days=remind_days(connection))), batch]
        rows = connection.execute(
            f"SELECT {COLUMNS} {FROM} WHERE s.slug = ?1 AND {_STANDS} AND ({_SILENT} OR {_ALIKE}) AND {which} "
            "AND (?4 IS NULL OR i.batch = ?4) "
            "AND i.email IS NOT NULL ORDER BY i.id",
            values,
        ).fetchall()
        lately = now - timedelta(days=every_days(connection))
        found = [one for one in map(as_invitation, rows) if not one.unsubscribed]
        return [_as_due(one) for one in found if not _asked_since(connection, one, lately)]


def claim(store: Store, one: Invitation, *, now: datetime) -> bool:
    """Note that a mail is about to be handed over; False if that must not be any more: somebody else sends it, or it
    was answered, revoked or unsubscribed in the meantime."""
    with store.writing() as connection:
        changed = connection.execute(
            "UPDATE invitations AS i SET sending_at = ?2 WHERE i.id = ?1 AND i.reminders = ?3 "
            f"AND (i.sent_at IS NULL) = ?4 AND {_STANDS} AND {_SILENT} "
            f"AND NOT {STOPPED}",
            [one.id, utc_text(now), one.reminders, one.sent_at is None],
        )
        return changed.rowcount == 1


def pass_over(store: Store, one: Invitation, *, now: datetime) -> bool:
    """Note for an unknown person who has answered, or whose reminder bounced, what `note_sent` notes for the silent,
    though no mail is sent; False for anybody else."""
    if not one.unknown:
        return False
    with store.writing() as connection:
        changed = connection.execute(
            f"UPDATE invitations AS i SET {_NOTED} WHERE i.id = ?1 AND i.reminders = ?3 AND (i.sent_at IS NULL) = ?4 "
            f"AND {_STANDS} AND NOT ({_SILENT})",
            [one.id, utc_text(now), one.reminders, one.sent_at is None],
        )
        return changed.rowcount == 1


def note_sent(store: Store, number: int, *, now: datetime) -> None:
    """Note that a claimed mail was taken by the mail server: as the invitation, or as a reminder of it."""
    with store.writing() as connection:
        connection.execute(
            f"UPDATE invitations SET sending_at = NULL, {_NOTED} WHERE id = ?1 AND sending_at IS NOT NULL",
            [number, utc_text(now)],
        )


def note_bounced(store: Store, number: int, *, now: datetime) -> None:
    """Note that an address takes no mail."""
    with store.writing() as connection:
        connection.execute(
            "UPDATE invitations SET sending_at = NULL, sent_at = coalesce(sent_at, ?1), bounced_at = ?1 WHERE id = ?2",
            [utc_text(now), number],
        )


def let_go(store: Store, numbers: Sequence[int]) -> int:
    """Note that claimed mails were not sent after all, or that a person wants them sent again; how many there were."""
    with store.writing() as connection:
        return sum(
            connection.execute(
                "UPDATE invitations SET sending_at = NULL WHERE id = ? AND sending_at IS NOT NULL", [number]
            ).rowcount
            for number in numbers
        )


def in_doubt(store: Store, survey: str) -> list[int]:
    """Mails that were on their way when sending stopped, also reminders to unknown people: how many, never whose."""
    with store.reading() as connection:
        rows = connection.execute(f"SELECT i.id {FROM} WHERE s.slug = ? AND i.sending_at IS NOT NULL", [survey])
        return [number for (number,) in rows.fetchall()]


def note_handed_out(store: Store, numbers: Sequence[int], *, now: datetime) -> int:
    """Note that links were sent by other means (a list that was exported); how many were new."""
    with store.writing() as connection:
        return sum(
            connection.execute(
                "UPDATE invitations SET sent_at = ?, sending_at = NULL WHERE id = ? AND sent_at IS NULL "
                "AND revoked_at IS NULL",
                [utc_text(now), number],
            ).rowcount
            for number in numbers
        )


def remind_days(connection: sqlite3.Connection) -> int:
    """How many days lie between an invitation and its reminder."""
    row = connection.execute("SELECT value FROM settings WHERE name = ?", [REMIND_DAYS]).fetchone()
    return int(row[0]) if row is not None and str(row[0]).isdigit() else REMIND_DAYS_DEFAULT


def _as_due(one: Invitation) -> Invitation:
    """As the team may know it, but with its number of reminders: those of unknown people are noted alike."""
    return replace(one.as_told(), reminders=one.reminders)


def _asked_since(connection: sqlite3.Connection, one: Invitation, moment: datetime) -> bool:
    when = last_asked(connection, one.customer, one.email, but=one.id, mailed=True)
    return when is not None and when > moment


def mail_text(store: Store, survey: str, language: str) -> tuple[str, str]:
    """The team's own subject and words of a mail in one language; empty where it has none."""
    with store.reading() as connection:
        row = connection.execute(
            "SELECT m.subject, m.body FROM mail_texts m JOIN surveys s ON s.id = m.survey_id "
            "WHERE s.slug = ? AND m.language = ?",
            [survey, language],
        ).fetchone()
    return ("", "") if row is None else (row[0], row[1])


def save_mail_text(store: Store, survey: str, language: str, subject: str, body: str) -> None:
    """Set the subject and the words of a mail; both empty: the survey's own words again."""
    with store.writing() as connection:
        connection.execute(
            "INSERT INTO mail_texts (survey_id, language, subject, body) "
            "SELECT id, ?2, ?3, ?4 FROM surveys WHERE slug = ?1 "
            "ON CONFLICT (survey_id, language) DO UPDATE SET subject = excluded.subject, body = excluded.body",
            [survey, language, " ".join(subject.split()), body.strip()],
        )
