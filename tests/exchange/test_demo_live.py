"""A live demo goes on where the year ends, in the sealed file only, at about the pace asked for."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

from cjo_core.commands import main
from cjo_core.errors import BadValue, StoreError
from cjo_core.exchange.demo import make_demo, story, stream_answers
from cjo_core.exchange.starter import make_store
from cjo_core.store.counts.cells import Counting, fresh_cells
from cjo_core.store.database import open_store
from cjo_core.store.responses.reads import Row, rows

UNTIL = date(2026, 11, 21)
RECORDED = (("customers", "signed_up_at"), ("orders", "ordered_at"), ("events", "happened_at"))


class Clock:
    """A clock that only waiting moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 9, tzinfo=UTC)

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("live") / "demo.db"
    make_demo(path, responses=800, seed=7, until=UNTIL).close()
    return path


@pytest.fixture
def demo(year: Path, tmp_path: Path) -> Path:
    path = tmp_path / "demo.db"
    path.write_bytes(year.read_bytes())
    return path


def streamed(path: Path, *, per_minute: float = 30, seed: int = 7, minutes: float = 10) -> list[Row]:
    clock = Clock()
    begin = clock.now
    stream_answers(path, per_minute=per_minute, seed=seed, minutes=minutes, wait=clock.wait, clock=lambda: clock.now)
    store = open_store(path)
    try:
        found = rows(store, limit=10_000)
    finally:
        store.close()
    return [row for row in found if row.submitted_at and row.submitted_at >= begin]


def test_answers_come_now_at_the_pace_asked_for(demo: Path) -> None:
    found = streamed(demo)
    assert 240 <= len(found) <= 360  # 300 on average
    assert {row.door for row in found} == {"demo"}
    moments = sorted(row.submitted_at for row in found if row.submitted_at)
    gaps = [(b - a).total_seconds() for a, b in pairwise(moments)]
    assert max(gaps) > 4 > 1 >= min(gaps)  # people, not a clock


def test_they_fit_the_world_of_the_year(demo: Path) -> None:
    found = streamed(demo, per_minute=120)
    kinds = Counter(row.kind for row in found)
    assert set(kinds) == {"nps", "csat", "ces"}
    assert {row.stage for row in found} <= set(story.STAGES)
    assert {row.segment for row in found} <= {*story.SEGMENTS, None}
    assert 0.2 < sum(row.comment is not None for row in found) / len(found) < 0.5
    scores = [row.score for row in found if row.kind == "nps" and row.score is not None]
    assert 6.5 < sum(scores) / len(scores) < 8.8


def test_the_group_that_must_stay_hidden_gets_no_more_answers(demo: Path) -> None:
    found = streamed(demo, per_minute=300)
    assert not [row for row in found if (row.stage, row.segment) == (story.TINY_STAGE, story.TINY_SEGMENT)]


def test_the_same_seed_gives_the_same_answers_and_each_run_adds_its_own(demo: Path) -> None:
    first = [(row.score, row.comment) for row in streamed(demo, minutes=2)]
    both = [(row.score, row.comment) for row in streamed(demo, minutes=2)]
    assert len(both) == 2 * len(first)
    assert Counter(both) == Counter(first + first)


def test_counts_follow(demo: Path) -> None:
    store = open_store(demo)
    counting = Counting(store)
    before = fresh_cells(counting)
    streamed(demo, minutes=1)
    assert fresh_cells(counting) is not before
    store.close()


def records(path: Path, table: str, moment: str) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"SELECT customer, {moment} FROM {table}").fetchall()


def test_conversion_and_funnel_move_too(demo: Path) -> None:
    before = {table: len(records(demo, table, when)) for table, when in RECORDED}
    streamed(demo, per_minute=60)
    for table, when in RECORDED:
        added = len(records(demo, table, when)) - before[table]
        assert added > 50, table
    now = "2026-11-22T09:10:00Z"
    assert max(moment for _customer, moment in records(demo, "events", "happened_at")) <= now  # nothing of tomorrow
    fresh = {customer for customer, moment in records(demo, "events", "happened_at") if moment > "2026-11-21T23:00:00Z"}
    with closing(sqlite3.connect(demo)) as connection:
        stages = connection.execute(
            "SELECT DISTINCT s.name FROM events e JOIN touchpoints t ON t.id = e.touchpoint_id "
            "JOIN stages s ON s.id = t.stage_id WHERE e.happened_at > '2026-11-22'"
        ).fetchall()
    assert len(fresh) > 100
    assert {name for (name,) in stages} == set(story.STAGES)


def test_each_run_records_its_own_people(demo: Path) -> None:
    clock = Clock()
    for _run in range(2):
        before = len(records(demo, "events", "happened_at"))
        stream_answers(demo, minutes=1, wait=clock.wait, clock=lambda: clock.now)
        assert len(records(demo, "events", "happened_at")) > before


def test_a_real_store_is_refused_and_left_alone(tmp_path: Path) -> None:
    make_store(tmp_path / "cjo.db").close()
    before = (tmp_path / "cjo.db").read_bytes()
    with pytest.raises(StoreError, match="real answers"):
        stream_answers(tmp_path / "cjo.db", minutes=1)
    assert (tmp_path / "cjo.db").read_bytes() == before
    with pytest.raises(StoreError, match="no database"):
        stream_answers(tmp_path / "none.db", minutes=1)
    with pytest.raises(BadValue):
        stream_answers(tmp_path / "cjo.db", per_minute=0)


def stored(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM responses").fetchone()[0])


def test_the_command_streams_into_the_demo_there_is(demo: Path) -> None:
    before = stored(demo)
    done = CliRunner().invoke(main, ["demo", "--live", "--per-minute", "6000", "--minutes", "0.01", "--db", str(demo)])
    assert done.exit_code == 0, done.output
    added = stored(demo) - before
    assert added > 10
    assert f"{added} made-up answers came in." in done.output


def test_the_command_makes_a_missing_demo_first(tmp_path: Path) -> None:
    path = tmp_path / "demo.db"
    options = ["--live", "--responses", "50", "--per-minute", "6000", "--minutes", "0.005", "--db", str(path)]
    done = CliRunner().invoke(main, ["demo", *options])
    assert done.exit_code == 0, done.output
    assert "holds 50 made-up answers" in done.output
    assert stored(path) > 50


def test_ctrl_c_is_a_good_end(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_seconds: float) -> None:
        raise KeyboardInterrupt

    before = stored(demo)
    real = stream_answers

    def impatient(path: Path, **options: object) -> None:
        real(path, **{**options, "wait": interrupted})  # type: ignore[arg-type]

    monkeypatch.setattr("cjo_core.exchange.demo.stream_answers", impatient)
    done = CliRunner().invoke(main, ["demo", "--live", "--db", str(demo)])
    assert done.exit_code == 0
    assert done.output.strip() == "0 made-up answers came in."
    assert stored(demo) == before


def test_the_command_refuses_a_real_store(tmp_path: Path) -> None:
    make_store(tmp_path / "cjo.db").close()
    done = CliRunner().invoke(main, ["demo", "--live", "--db", str(tmp_path / "cjo.db")])
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: ")
    assert "real answers" in done.stderr
