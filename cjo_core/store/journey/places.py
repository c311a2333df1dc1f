"""Places re-pointed from one name to another, and emptied ones forgotten. Every answer keeps its score, its week and
its question; counts in memory follow by the log of changes.

Places that become equal are one from then on, so the answers of the one move to the other. Looking for the answers of a
place reads all of them; for many places an index is made meanwhile (five seconds for ten million answers).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from cjo_core.store.journey.references import references_to
from cjo_core.store.set_up.audience import TABLES

_COLUMNS = (*(f"{dimension}_id" for dimension in TABLES), "language")
#: From so many places on, an index pays.
_MANY = 6


def merge_places(connection: sqlite3.Connection, dimension: str, old: int, new: int) -> None:
    """Let every place that names `old` name `new`."""
    column = f"{dimension}_id"
    same = " AND ".join(f"q.{one} IS p.{one}" for one in _COLUMNS if one != column)
    twins = connection.execute(
        f"SELECT p.id, q.id FROM places p JOIN places q ON q.{column} = ? AND {same} WHERE p.{column} = ?", [new, old]
    ).fetchall()
    if twins:
        connection.execute("CREATE TEMP TABLE IF NOT EXISTS merged (old INTEGER PRIMARY KEY, new INTEGER NOT NULL)")
        connection.execute("DELETE FROM temp.merged")
        connection.executemany("INSERT INTO temp.merged (old, new) VALUES (?, ?)", twins)
        with _quick_to_find(connection, len(twins)):
            for one in references_to(connection, "places"):
                connection.execute(
                    f'UPDATE "{one.table}" SET "{one.column}" = '
                    f'(SELECT m.new FROM temp.merged m WHERE m.old = "{one.table}"."{one.column}") '
                    f'WHERE "{one.column}" IN (SELECT m.old FROM temp.merged m)'
                )
            connection.execute("DELETE FROM places WHERE id IN (SELECT m.old FROM temp.merged m)")
        connection.execute("DELETE FROM temp.merged")
    connection.execute(f"UPDATE places SET {column} = ? WHERE {column} = ?", [new, old])


def forget_empty_places(connection: sqlite3.Connection, dimension: str, identity: int) -> None:
    """Remove the places of a name at which nobody has an answer any more."""
    used = " AND ".join(
        f'id NOT IN (SELECT "{one.column}" FROM "{one.table}" WHERE "{one.column}" IS NOT NULL)'
        for one in references_to(connection, "places")
    )
    empty = connection.execute(f"SELECT id FROM places WHERE {dimension}_id = ? AND {used}", [identity]).fetchall()
    if empty:
        with _quick_to_find(connection, len(empty)):
            connection.executemany("DELETE FROM places WHERE id = ?", empty)


@contextmanager
def _quick_to_find(connection: sqlite3.Connection, places: int) -> Iterator[None]:
    """Within this block the answers of a place are found quickly, if there are many places to ask for."""
    if places >= _MANY:
        connection.execute("CREATE INDEX answers_of_place_meanwhile ON answers (place_id)")
    yield
    if places >= _MANY:
        connection.execute("DROP INDEX answers_of_place_meanwhile")
