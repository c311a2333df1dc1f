"""Rows in statements of a hundred are the rows that were given, whatever they share."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from hypothesis import given
from hypothesis import strategies as st

from cjo_core.store.writing.inserting import TOGETHER, Value, insert

VALUES = st.one_of(st.none(), st.integers(-3, 3), st.sampled_from([b"", b"key", "", "text", "3", 0.5]))


@given(st.integers(0, 2 * TOGETHER + 5), st.lists(st.lists(VALUES, min_size=1, max_size=3), min_size=1, max_size=4))
def test_what_rows_share_is_written_into_each(rows: int, cycles: list[list[Value]]) -> None:
    wanted = [tuple(cycle[row % len(cycle)] for cycle in cycles) for row in range(rows)]
    names = ", ".join(f"c{i}" for i in range(len(cycles)))
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"CREATE TABLE t ({names})")
        insert(connection, f"t ({names})", len(cycles), [value for row in wanted for value in row])
        found = connection.execute("SELECT * FROM t ORDER BY rowid").fetchall()
    assert found == wanted


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(-3, 3)), max_size=2 * TOGETHER + 5))
def test_what_is_there_already_is_added_up_as_the_ending_says(rows: list[tuple[int, int]]) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, n)")
        ending = "ON CONFLICT (a) DO UPDATE SET n = n + excluded.n"
        insert(connection, "t (a, n)", 2, [value for row in rows for value in row], ending)
        found = dict(connection.execute("SELECT a, n FROM t").fetchall())
    assert found == {a: sum(n for b, n in rows if b == a) for a, _n in rows}


def test_a_value_that_only_the_last_row_has_otherwise_is_kept() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE t (a, b)")
        rows: list[Value] = [1, 7] * (TOGETHER - 1) + [1, 8]
        insert(connection, "t (a, b)", 2, rows)
        assert connection.execute("SELECT a, b, count(*) FROM t GROUP BY a, b ORDER BY b").fetchall() == [
            (1, 7, TOGETHER - 1),
            (1, 8, 1),
        ]
