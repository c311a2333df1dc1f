"""Rows into a table, a hundred to a statement. Never knows what they mean.

For each statement SQLite prepares its tables anew, and for each value Python converts one: so rows go in by the
hundred, and what all of a hundred share (their survey, their question, often their week) is given once. Both together
take 40 % of the time of single rows.
"""

from __future__ import annotations

import sqlite3
from functools import cache

Value = int | float | str | bytes | None
#: Rows of one statement.
TOGETHER = 100


def insert(connection: sqlite3.Connection, table: str, width: int, values: list[Value], ending: str = "") -> None:
    """Insert rows of `width` columns into `table (columns)`; `values` are those of the first row, of the second…;
    `ending` says what else shall be done with a row (ON CONFLICT …)."""
    if len(values) == width:  # one answer, alone: somebody waits
        connection.execute(_row_statement(table, width, ending), values)
        return
    step = width * TOGETHER
    done = len(values) // step * step
    for start in range(0, done, step):
        _insert_together(connection, table, [values[start + i : start + step : width] for i in range(width)], ending)
    for start in range(done, len(values), width):
        connection.execute(_row_statement(table, width, ending), values[start : start + width])


def _insert_together(connection: sqlite3.Connection, table: str, columns: list[list[Value]], ending: str) -> None:
    shared = tuple(some[0] == some[-1] and some.count(some[0]) == TOGETHER for some in columns)
    once = [some[0] for some, same in zip(columns, shared, strict=True) if same]
    each = [some for some, same in zip(columns, shared, strict=True) if not same]
    given: list[Value] = [None] * (len(each) * TOGETHER)
    for i, some in enumerate(each):
        given[i :: len(each)] = some
    connection.execute(_statement(table, shared, TOGETHER, ending), once + given)


@cache
def _row_statement(table: str, width: int, ending: str) -> str:
    return _statement(table, (False,) * width, 1, ending)


@cache
def _statement(table: str, shared: tuple[bool, ...], rows: int, ending: str = "") -> str:
    """An INSERT of so many rows; the columns that are `shared` come first among its values, once for all rows.

    >>> _statement("t (a, b, c)", (False, True, False), 2)
    'INSERT INTO t (a, b, c) VALUES (?2, ?1, ?3), (?4, ?1, ?5)'
    """
    once = {column: place for place, column in enumerate((i for i, same in enumerate(shared) if same), start=1)}
    place, written = len(once), []
    for _row in range(rows):
        marks = []
        for column in range(len(shared)):
            if column not in once:
                place += 1
            marks.append(f"?{once.get(column, place)}")
        written.append(f"({', '.join(marks)})")
    return f"INSERT INTO {table} VALUES {', '.join(written)} {ending}".rstrip()
