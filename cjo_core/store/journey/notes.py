"""What a team knows about a stage, beside the data: for everybody or for one persona. Words only."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from cjo_core.errors import BadValue
from cjo_core.locale import _
from cjo_core.store.database import Store
from cjo_core.store.journey.naming import identity_of
from cjo_core.store.set_up.audience import visible
from cjo_core.survey.journey import NOTE_KINDS
from cjo_core.survey.periods import utc_text

TEXT_LIMIT = 500


def write_all_notes(
    store: Store, stage: str, persona: str | None, texts: Mapping[str, Iterable[str]], *, now: datetime | None = None
) -> bool:
    """Let the notes of these kinds about a stage and a persona (None: everybody) be these, in this order; False if they
    were so already. A note whose words stay keeps the day on which they were written. It is one step: a text that is
    refused leaves all of them as they were."""
    if unknown := sorted(set(texts) - set(NOTE_KINDS)):
        words = _("notes of kind “{kind}” are unknown; possible are {possible}")
        raise BadValue(words.format(kind=unknown[0], possible=", ".join(NOTE_KINDS)))
    wanted = {kind: list(dict.fromkeys(filter(None, map(_checked, lines)))) for kind, lines in texts.items()}
    when = utc_text(now or datetime.now(UTC))
    with store.writing() as connection:
        stage_id = identity_of(connection, "stage", stage)[0]
        persona_id = None if persona is None else identity_of(connection, "persona", persona)[0]
        changed = [_write(connection, stage_id, persona_id, kind, lines, when) for kind, lines in wanted.items()]
    return any(changed)


def _write(
    connection: sqlite3.Connection, stage: int, persona: int | None, kind: str, wanted: list[str], when: str
) -> bool:
    about = [stage, persona, kind]
    found = connection.execute(
        "SELECT text, updated_at FROM journey_notes WHERE stage_id = ? AND persona_id IS ? AND kind = ? "
        "ORDER BY position, id",
        about,
    ).fetchall()
    if [text for text, _when in found] == wanted:
        return False
    written = dict(found)
    connection.execute("DELETE FROM journey_notes WHERE stage_id = ? AND persona_id IS ? AND kind = ?", about)
    connection.executemany(
        "INSERT INTO journey_notes (stage_id, persona_id, kind, text, position, updated_at) VALUES (?, ?, ?, ?, ?, ?)",
        [[*about, text, i, written.get(text, when)] for i, text in enumerate(wanted, 1)],
    )
    return True


def _checked(text: str) -> str:
    """A note as it is stored: one line without surrounding space; empty if nothing was written."""
    note = visible(" ".join(text.split()))
    if len(note) > TEXT_LIMIT:
        words = _("the note “{text}…” has {count} characters; at most {limit} are allowed")
        raise BadValue(words.format(text=note[:40], count=len(note), limit=TEXT_LIMIT))
    return note
