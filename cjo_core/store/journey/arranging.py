"""Journeys and the stages in them: added, renamed, moved, removed. Answers stay where they are."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from cjo_core.errors import BadValue, NotFound
from cjo_core.locale import _
from cjo_core.store.database import Store
from cjo_core.store.journey.naming import identity_of, refuse_taken
from cjo_core.store.set_up.audience import check_name, folded, present


def _journey(connection: sqlite3.Connection, name: str) -> tuple[int, str]:
    found = _find_journey(connection, name)
    if found is None:
        raise NotFound(_("there is no journey “{name}”").format(name=name[:80]))
    return found


def _find_journey(connection: sqlite3.Connection, name: str) -> tuple[int, str] | None:
    for identity, spelt in connection.execute("SELECT id, name FROM journeys").fetchall():
        if str(spelt).casefold() == folded(name):
            return int(identity), str(spelt)
    return None


def add_journey(store: Store, name: str, stages: Sequence[str] = ()) -> tuple[str, ...]:
    """Add a journey and its first stages; returns their names.

    Names of stages are unique in the whole store: one that is taken gets the journey's name behind it.
    """
    name = check_name(name)
    with store.writing() as connection:
        _refuse_taken_journey(connection, name)
        identity = connection.execute(
            "INSERT INTO journeys (name, position) SELECT ?, coalesce(max(position), 0) + 1 FROM journeys", [name]
        ).lastrowid
        made = []
        for raw in stages:
            own = check_name(raw)
            if present(connection, "stage", own) is not None:
                own = check_name(f"{own} ({name})")
            refuse_taken(connection, "stage", own)
            _insert_stage(connection, own, identity or 0)
            made.append(own)
    return tuple(made)


def _refuse_taken_journey(connection: sqlite3.Connection, name: str, *, but: int | None = None) -> None:
    found = _find_journey(connection, name)
    if found is not None and found[0] != but:
        raise BadValue(_("there is a journey “{name}” already; choose another name").format(name=found[1]))


def _insert_stage(connection: sqlite3.Connection, name: str, journey: int) -> None:
    connection.execute(
        "INSERT INTO stages (name, journey_id, position) SELECT ?, ?, coalesce(max(position), 0) + 1 FROM stages",
        [name, journey],
    )


def rename_journey(store: Store, name: str, new: str) -> str:
    """Give a journey another name; returns it as stored."""
    new = check_name(new)
    with store.writing() as connection:
        identity, _spelt = _journey(connection, name)
        _refuse_taken_journey(connection, new, but=identity)
        connection.execute("UPDATE journeys SET name = ? WHERE id = ?", [new, identity])
    return new


def move_journey(store: Store, name: str, by: int) -> bool:
    """Move a journey `by` places down (up, if negative) in the list; False if it is at the end already."""
    with store.writing() as connection:
        identity, _spelt = _journey(connection, name)
        order = [one for (one,) in connection.execute("SELECT id FROM journeys ORDER BY position, id").fetchall()]
        at = order.index(identity)
        to = min(max(at + by, 0), len(order) - 1)
        order.insert(to, order.pop(at))
        connection.executemany(
            "UPDATE journeys SET position = ? WHERE id = ?", [(i, one) for i, one in enumerate(order, 1)]
        )
        return to != at


def remove_journey(store: Store, name: str) -> None:
    """Remove a journey without stages; raises BadValue for one that has some, and for the last one."""
    with store.writing() as connection:
        identity, spelt = _journey(connection, name)
        if connection.execute("SELECT 1 FROM stages WHERE journey_id = ?", [identity]).fetchone():
            words = _("the journey “{name}” has stages; move them to another journey, or remove them first")
            raise BadValue(words.format(name=spelt))
        if connection.execute("SELECT count(*) FROM journeys").fetchone()[0] == 1:
            raise BadValue(_("“{name}” is the only journey, and there must be one; rename it").format(name=spelt))
        connection.execute("DELETE FROM journeys WHERE id = ?", [identity])


def add_stage(store: Store, name: str, journey: str) -> str:
    """Add a stage at the end of a journey; returns its name as stored."""
    name = check_name(name)
    with store.writing() as connection:
        refuse_taken(connection, "stage", name)
        _insert_stage(connection, name, _journey(connection, journey)[0])
    return name


def move_stage(store: Store, name: str, journey: str) -> None:
    """Move a stage with its touchpoints to the end of another journey."""
    with store.writing() as connection:
        connection.execute(
            "UPDATE stages SET journey_id = :journey, position = (SELECT coalesce(max(position), 0) + 1 FROM stages) "
            "WHERE id = :stage AND journey_id <> :journey",
            {"stage": identity_of(connection, "stage", name)[0], "journey": _journey(connection, journey)[0]},
        )
