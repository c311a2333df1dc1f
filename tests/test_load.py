"""The load script's three runs, small and short: they find what a real one would, without a word on how fast it was."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest

from tests.benchmarks.load.runs import Load, fresh, killed, killed_rows, limited_rows, steady, steady_rows
from tests.benchmarks.timing import Row

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems give a machine one loopback address")
T = TypeVar("T")
LOAD = Load(rate=10, seconds=3, connections=8, dashboards=1, limit=7)


def missed(rows: list[Row]) -> list[Row]:
    """Goals that were missed, but for those of time."""
    return [row for row in rows if row.met is False and not row.goal.endswith("ms")]


def apart(run: Callable[[Path, Load], T], path: Path) -> T:
    """A run in a thread of its own: a browser that another test has left open keeps this one's event loop."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(run, path, LOAD).result()


def test_every_acknowledged_answer_is_stored_once(tmp_path: Path) -> None:
    found = apart(steady, fresh(tmp_path, "steady"))
    assert missed(steady_rows(found, LOAD)) == []
    assert len(found.tally.acknowledged) == found.kept.responses == 30


def test_an_answer_that_was_acknowledged_outlives_a_killed_server(tmp_path: Path) -> None:
    found = apart(killed, fresh(tmp_path, "killed"))
    assert missed(killed_rows(found, LOAD)) == []
    assert found.last.kept.responses == len(found.last.tally.acknowledged) == 30


def test_a_limit_is_met_exactly_and_the_rest_is_told_politely(tmp_path: Path) -> None:
    found = apart(steady, fresh(tmp_path, "limited", LOAD.limit))
    assert missed(limited_rows(found, LOAD)) == []
    assert found.kept.responses == 7
    assert found.tally.late + len(found.tally.too_late) == 23
