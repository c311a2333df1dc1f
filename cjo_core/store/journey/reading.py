"""Journeys with everything a team said about them, in order. Never scores, never changes."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from datetime import datetime

from cjo_core.errors import NotFound
from cjo_core.locale import _
from cjo_core.store.counts.unchanged import while_unchanged
from cjo_core.store.database import Store
from cjo_core.store.set_up.audience import IN_ORDER, folded
from cjo_core.survey.journey import NOTE_KINDS, Journey, Note, Stage, Touchpoint
from cjo_core.survey.periods import read_utc

_KINDS_IN_ORDER = " ".join(["CASE n.kind", *(f"WHEN '{kind}' THEN {i}" for i, kind in enumerate(NOTE_KINDS)), "END"])


@while_unchanged
def journeys(store: Store) -> tuple[Journey, ...]:
    """All journeys, those without stages too."""
    with store.reading() as connection:
        stages: dict[str, list[Stage]] = {
            name: [] for (name,) in connection.execute("SELECT name FROM journeys ORDER BY position, id").fetchall()
        }
        touchpoints, notes = _touchpoints(connection), _notes(connection)
        found = connection.execute(
            f"SELECT s.name, j.name, s.retired_at FROM stages s JOIN journeys j ON j.id = s.journey_id "
            f"ORDER BY {IN_ORDER}"
        )
        for name, journey_name, retired in found.fetchall():
            stages[journey_name].append(
                Stage(name, journey_name, tuple(touchpoints[name]), tuple(notes[name]), _moment(retired))
            )
    return tuple(Journey(name, tuple(own)) for name, own in stages.items())


def journey(store: Store, name: str) -> Journey:
    """The journey of that name (letter case does not matter); raises NotFound."""
    for one in journeys(store):
        if one.name.casefold() == folded(name):
            return one
    raise NotFound(_("there is no journey “{name}”").format(name=name[:80]))


@while_unchanged
def touchpoint_targets(store: Store, metric: str) -> dict[str, float]:
    """The touchpoints that have a target of their own for a metric, and that target."""
    with store.reading() as connection:
        found = connection.execute(
            "SELECT name, target FROM touchpoints WHERE metric = ? AND target IS NOT NULL ORDER BY position, id",
            [metric],
        )
        return dict(found.fetchall())


def _touchpoints(connection: sqlite3.Connection) -> dict[str, list[Touchpoint]]:
    found: dict[str, list[Touchpoint]] = defaultdict(list)
    rows = connection.execute(
        "SELECT t.name, s.name, c.name, t.element, t.owner, t.metric, t.target, v.slug, t.retired_at "
        "FROM touchpoints t JOIN stages s ON s.id = t.stage_id LEFT JOIN channels c ON c.id = t.channel_id "
        "LEFT JOIN surveys v ON v.id = t.survey_id ORDER BY t.position, t.id"
    )
    for name, stage, channel, element, owner, metric, target, survey, retired in rows.fetchall():
        said = Touchpoint(name, stage, channel, element, owner, metric, target, survey, _moment(retired))
        found[stage].append(said)
    return found


def _notes(connection: sqlite3.Connection) -> dict[str, list[Note]]:
    """By stage: about everybody first, then persona by persona, each in the order of the kinds."""
    found: dict[str, list[Note]] = defaultdict(list)
    rows = connection.execute(
        "SELECT s.name, p.name, n.kind, n.text, n.updated_at, n.id FROM journey_notes n "
        "JOIN stages s ON s.id = n.stage_id LEFT JOIN personas p ON p.id = n.persona_id "
        f"ORDER BY n.persona_id IS NOT NULL, p.position, p.id, {_KINDS_IN_ORDER}, n.position, n.id"
    )
    for stage, persona, kind, text, updated, identity in rows.fetchall():
        found[stage].append(Note(stage, persona, kind, text, read_utc(updated), identity))
    return found


def _moment(text: str | None) -> datetime | None:
    return None if text is None else read_utc(text)
