"""One name into another of its kind, with everything that points at it: answers, notes, and what later tables bring.

No total changes: an answer of the one is an answer of the other from then on, as if it had been placed there. It
cannot be undone, so `what_would_merge` tells beforehand. The old name still works in links.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from cjo_core.errors import BadValue, StoreError
from cjo_core.locale import _
from cjo_core.store.database import Store
from cjo_core.store.journey.naming import first_names, identity_of, remember
from cjo_core.store.journey.places import merge_places
from cjo_core.store.journey.references import pointing_at, references_to, repoint
from cjo_core.store.set_up.audience import TABLES
from cjo_core.store.set_up.limits import merge_limits

#: What the remaining touchpoint takes over where it says nothing itself; a target goes with its metric.
_SAID = ("channel_id", "element", "owner", "survey_id")


@dataclass(frozen=True)
class Merge:
    """What a merge moves: answers, touchpoints (of a stage), notes, and rows of other tables by the table's name."""

    name: str
    into: str
    answers: int
    touchpoints: int
    notes: int
    others: dict[str, int]


def what_would_merge(store: Store, dimension: str, name: str, into: str) -> Merge:
    """What merging `name` into `into` would move. Changes nothing."""
    with store.reading() as connection:
        return _looked_at(connection, dimension, name, into)[2]


def merge(store: Store, dimension: str, name: str, into: str) -> Merge:
    """Merge a name into another of its kind and return what was moved."""
    with store.writing() as connection:
        old, new, found = _looked_at(connection, dimension, name, into)
        table, first = TABLES[dimension], first_names(connection, dimension, old)
        try:
            if dimension == "stage":
                _line_up(connection, old, new)
            if dimension == "touchpoint":
                _take_over(connection, old, new)
            if dimension == "segment":
                merge_limits(connection, old, new)
            merge_places(connection, dimension, old, new)
            for reference in references_to(connection, table):
                repoint(connection, reference, old, new)
            connection.execute(f"DELETE FROM {table} WHERE id = ?", [old])
        except sqlite3.IntegrityError as error:
            words = _("“{name}” cannot be merged into “{into}” ({error}); nothing was changed")
            raise StoreError(words.format(name=found.name, into=found.into, error=error)) from error
        remember(connection, dimension, found.name, new, first)
    return found


def _looked_at(connection: sqlite3.Connection, dimension: str, name: str, into: str) -> tuple[int, int, Merge]:
    old, spelt = identity_of(connection, dimension, name)
    new, target = identity_of(connection, dimension, into)
    if old == new:
        raise BadValue(_("“{name}” cannot be merged into itself; choose another name").format(name=spelt))
    places = f"SELECT id FROM places WHERE {dimension}_id = :id"
    if dimension == "stage":
        places += " OR touchpoint_id IN (SELECT id FROM touchpoints WHERE stage_id = :id)"
    answers = connection.execute(f"SELECT count(*) FROM answers WHERE place_id IN ({places})", {"id": old})
    others = pointing_at(connection, TABLES[dimension], old)
    others.pop("places", None)
    touchpoints = others.pop("touchpoints", 0) if dimension == "stage" else 0
    notes = others.pop("journey_notes", 0)
    return old, new, Merge(spelt, target, int(answers.fetchone()[0]), touchpoints, notes, others)


def _line_up(connection: sqlite3.Connection, old: int, new: int) -> None:
    """Put touchpoints and notes of the old stage behind those of the new one."""
    for table in ("touchpoints", "journey_notes"):
        connection.execute(
            f"UPDATE {table} SET position = position + "
            f"(SELECT coalesce(max(position), 0) FROM {table} WHERE stage_id = ?) WHERE stage_id = ?",
            [new, old],
        )
    connection.execute(
        "INSERT OR IGNORE INTO former_stages (touchpoint_id, stage_id) SELECT id, stage_id FROM touchpoints "
        "WHERE stage_id = ?",
        [old],
    )


def _take_over(connection: sqlite3.Connection, old: int, new: int) -> None:
    """Fill what the remaining touchpoint does not say with what the other one said."""
    said = ", ".join(f"{one} = coalesce({one}, (SELECT o.{one} FROM touchpoints o WHERE o.id = :old))" for one in _SAID)
    connection.execute(f"UPDATE touchpoints SET {said} WHERE id = :new", {"old": old, "new": new})
    connection.execute(
        "UPDATE touchpoints SET (metric, target) = (SELECT metric, target FROM touchpoints WHERE id = :old) "
        "WHERE id = :new AND metric IS NULL",
        {"old": old, "new": new},
    )
    connection.execute(  # links say the stage the old touchpoint stood in
        "INSERT OR IGNORE INTO former_stages (touchpoint_id, stage_id) SELECT :new, stage_id FROM touchpoints "
        "WHERE id = :old",
        {"old": old, "new": new},
    )
