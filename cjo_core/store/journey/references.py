"""Who points at a row. Read from the tables themselves, so that tables which come later are followed too. Never changes
answers or places (`merging.py` does)."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from dataclasses import dataclass

_SAME = ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY")


@dataclass(frozen=True)
class Reference:
    """A column that holds ids of another table. `belongs`: its rows go (or forget it) when that row goes."""

    table: str
    column: str
    belongs: bool


def references_to(connection: sqlite3.Connection, table: str) -> list[Reference]:
    """The columns of all tables that refer to `table` by its id."""
    found = []
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    for (name,) in tables:
        keys: dict[int, list[tuple[str, str, str | None, str]]] = defaultdict(list)
        for number, _seq, parent, column, to, _update, delete, _match in connection.execute(
            f'PRAGMA foreign_key_list("{name}")'
        ).fetchall():
            keys[number].append((parent, column, to, delete))
        for columns in keys.values():
            parent, column, to, delete = columns[0]
            if len(columns) == 1 and parent.lower() == table and (to or "id").lower() == "id":
                found.append(Reference(name, column, delete in ("CASCADE", "SET NULL")))
    return found


def repoint(connection: sqlite3.Connection, reference: Reference, old: int, new: int) -> int:
    """Let every row that points at `old` point at `new`; returns how many did. Where a row of `new` says the same
    already (the table allows one only), that one stays and the other goes."""
    table, column = f'"{reference.table}"', f'"{reference.column}"'
    pointed = int(connection.execute(f"SELECT count(*) FROM {table} WHERE {column} = ?", [old]).fetchone()[0])
    if not pointed:
        return 0
    try:
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", [new, old])
    except sqlite3.IntegrityError as error:
        if error.sqlite_errorname not in _SAME:
            raise
        connection.execute(f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {column} = ?", [new, old])
        connection.execute(f"DELETE FROM {table} WHERE {column} = ?", [old])
    return pointed


def pointing_at(connection: sqlite3.Connection, table: str, identity: int) -> dict[str, int]:
    """How many rows of each table point at a row and would be left without it; tables without any are left out."""
    found: dict[str, int] = {}
    for one in references_to(connection, table):
        if not one.belongs:
            sql = f'SELECT count(*) FROM "{one.table}" WHERE "{one.column}" = ?'
            number = int(connection.execute(sql, [identity]).fetchone()[0])
            if number:
                found[one.table] = found.get(one.table, 0) + number
    return found
