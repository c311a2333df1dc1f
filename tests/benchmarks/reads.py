"""Reads: one heat map against pandas and SQL; the reads of every page at ten million answers against 100 thousand; and
how soon, and how cheaply, a new answer is in them."""

from __future__ import annotations

import random
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from cjo_core.insight.journey_map import ONE_SCALE, curve_changes, experience_curve
from cjo_core.insight.pain_points import pain_points
from cjo_core.insight.this_week import current_week, week_report, weeks_with_answers
from cjo_core.metrics import remembered
from cjo_core.metrics.breakdown import breakdown
from cjo_core.metrics.cells import Cells
from cjo_core.metrics.changes.verdicts import against_rest
from cjo_core.store.counts.cells import LATE_LIMIT, Counting, fresh_cells
from cjo_core.store.database import open_store
from cjo_core.store.responses.writes import save_response, save_responses
from cjo_core.survey.filters import EVERYTHING, Filter
from cjo_core.survey.places import Place
from cjo_core.survey.responses import Answer, Response, new_submission_key
from tests.benchmarks import peers
from tests.benchmarks.made import KINDS
from tests.benchmarks.timing import Row, apart, in_turn, ms, peak, resident, size_words

WEEK = 202645
YEAR, TWELVE = EVERYTHING.weeks(202546, WEEK), EVERYTHING.weeks(202634, WEEK)


def heat_rows(path: Path, answers: int) -> list[Row]:
    """Stage × segment, ready to draw: ours against each of the others."""
    ours, cached, memory = apart(_ours_and_kept, path)
    naive, naive_peak = apart(_naive, path)
    again, covering = apart(_ours_and_index, path)
    large = answers >= 10_000_000
    size, what = size_words(answers), "heat map, stage × segment, "

    def line(against: str, one: float, other: float, goal: float) -> Row:
        ratio = other / one
        return Row(
            what + against, size, ms(one), ms(other), f"{ratio:,.0f} ×",
            f"≥ {goal:,.0f} ×" if large else "", ratio >= goal if large else None,
        )  # fmt: skip

    share = memory[1] / memory[0]
    return [
        line(f"pandas reading the table (peak {naive_peak:,.0f} MB)", ours, naive, 2000),
        line("pandas on a kept frame with categories", ours, cached, 20),
        line("SQL with a covering index", again, covering, 20),
        Row(
            "memory of the counts, cubes included, against that frame", size, f"{memory[0]:.1f} MB",
            f"{memory[1]:,.1f} MB", f"1/{share:.1f}", "≤ 1/15" if large else "", share >= 15 if large else None,
        ),
    ]  # fmt: skip


def _heat(cells: Cells) -> pd.DataFrame:
    return breakdown(cells, "nps", ["stage", "segment"])


def _same(ours: pd.DataFrame, other: pd.DataFrame) -> None:
    """The same groups have the same figures; hidden ones we do not show."""
    figures = ["value", "low", "high", "n"]
    theirs = dict(zip(other.index, other[figures].to_numpy(), strict=True))
    seen = ours[ours["n"] > 0]
    for stage, segment, *row in seen[["stage", "segment", *figures]].itertuples(index=False):
        np.testing.assert_allclose(np.array(row, float), theirs[stage, segment], rtol=1e-9)
    assert len(seen) > 10


def _ours_and_kept(path: Path) -> tuple[float, float, tuple[float, float]]:
    remembered.MOST = 0  # what is measured is counting, not remembering
    store = open_store(path)
    cells = fresh_cells(Counting(store))
    frame = peers.kept_frame(path)
    _same(_heat(cells), peers.group(frame))
    taken = in_turn({"ours": lambda: _heat(cells), "kept": lambda: peers.group(frame)}, 9)
    return taken["ours"], taken["kept"], (held(cells), float(frame.memory_usage(deep=True).sum()) / 1e6)


def held(cells: Cells) -> float:
    """Megabytes of the counts, cubes included."""
    cubes = sum(cube.cumulative.nbytes for cube in cells.cubes.made.values())
    return (sum(column.nbytes for column in cells.columns.values()) + cubes) / 1e6


def _naive(path: Path) -> tuple[float, float]:
    rounds = 1 if path.stat().st_size > 5e8 else 3
    before = resident()
    return in_turn({"naive": lambda: peers.read_and_group(path)}, rounds)["naive"], peak() - before


def _ours_and_index(path: Path) -> tuple[float, float]:
    remembered.MOST = 0
    store = open_store(path)
    cells = fresh_cells(Counting(store))
    with closing(sqlite3.connect(peers.indexed(path))) as connection:
        _same(_heat(cells), peers.by_index(connection))
        taken = in_turn({"ours": lambda: _heat(cells), "index": lambda: peers.by_index(connection)}, 9)
    return taken["ours"], taken["index"]


def _journey(cells: Cells, where: Filter) -> object:
    """What the journey map counts, with the period before beside it."""
    where = where.weeks(TWELVE.first_week, WEEK)
    earlier = where.weeks(202622, 202633)
    return (
        experience_curve(cells, ONE_SCALE, where), pain_points(cells, KINDS, where),
        experience_curve(cells, ONE_SCALE, earlier), curve_changes(cells, KINDS, earlier, where),
    )  # fmt: skip


def wide_rows(path: Path, small: Path, answers: int, small_answers: int) -> list[Row]:
    """The journey map of twelve stages and sixty touchpoints beside *This week*, and at both sizes."""
    found = apart(_page_times, small, path)
    own, other = found["Journey map"][0], found["This week"][0]
    little = found["Journey map"][1]
    size, ratio, growth = size_words(answers), own / other, own / little
    return [
        Row("reads of “Journey map”, 12 stages and 60 touchpoints, against “This week”", size, ms(own), ms(other),
            f"{ratio:.2f} ×", "≤ 3 ×", ratio <= 3),
        Row(f"the same, against {size_words(small_answers)} answers", size, ms(own), ms(little), f"{growth:.2f} ×",
            "≤ 3 ×", growth <= 3),
    ]  # fmt: skip


def _page_reads() -> dict[str, Callable[[Cells, Filter], object]]:
    """What each page counts, with a filter that changes."""

    def dimension(name: str) -> Callable[[Cells, Filter], object]:
        def reads(cells: Cells, where: Filter) -> object:
            where = where.weeks(TWELVE.first_week, WEEK)
            return (
                breakdown(cells, "nps", [name], where), against_rest(cells, "nps", name, where),
                breakdown(cells, "nps", [name, "stage" if name != "stage" else "segment"], where),
            )  # fmt: skip

        return reads

    return {
        "This week": lambda cells, where: (
            weeks_with_answers(cells), current_week(cells, WEEK), week_report(cells, WEEK, where)
        ),
        "Journey map": _journey,
        "By stage": dimension("stage"),
        "By segment": dimension("segment"),
        "By persona": dimension("persona"),
        "Over time": lambda cells, where: breakdown(cells, "nps", ["week"], where.weeks(YEAR.first_week, WEEK)),
        "Over time, per stage": lambda cells, where: breakdown(
            cells, "nps", ["week", "stage"], where.weeks(YEAR.first_week, WEEK)
        ),
    }  # fmt: skip


def page_rows(small: Path, large: Path, answers: int, small_answers: int) -> list[Row]:
    """Each page's reads, a filter changing every time, at both sizes in one process."""
    found = apart(_page_times, small, large)
    rows = []
    for name, (one, other) in found.items():
        ratio = one / other
        rows.append(
            Row(f"reads of “{name}”, against {size_words(small_answers)} answers", size_words(answers), ms(one),
                ms(other), f"{ratio:.2f} ×", "≤ 3 ×", ratio <= 3)
        )  # fmt: skip
    return rows


def _page_times(small: Path, large: Path) -> dict[str, tuple[float, float]]:
    remembered.MOST = 0
    filters = [EVERYTHING, *(Filter({"persona": (f"Persona {i}",)}) for i in range(3))]
    cells = [fresh_cells(Counting(open_store(path))) for path in (large, small)]
    found = {}
    for name, reads in _page_reads().items():
        for one in cells:
            for where in filters:
                reads(one, where)  # cubes are made once, at the first look
        taken: dict[int, list[float]] = {0: [], 1: []}
        for _round in range(4):
            for where in filters:
                for i, one in enumerate(cells):
                    start = time.perf_counter()
                    reads(one, where)
                    taken[i].append(time.perf_counter() - start)
        middle = [sorted(some)[len(some) // 2] for some in taken.values()]
        found[name] = (middle[0], middle[1])
    return found


def fresh_rows(path: Path, answers: int) -> list[Row]:
    """A new answer in the counts; the longest refresh, and what it leaves to the page that is looked at next."""
    nothing, one, live, old, after = apart(_fresh_times, path)
    size = size_words(answers)
    return [
        Row("refresh, nothing new", size, f"{nothing * 1e6:.1f} µs", "", f"{nothing * 1e6:.1f} µs"),
        Row("refresh after one new answer", size, ms(one), "", ms(one), "≤ 1 ms", one <= 0.001),
        Row("the longest refresh: 2,666 answers of the newest weeks, folded", size, ms(live), "", ms(live), "≤ 100 ms",
            live <= 0.1),
        Row("the longest refresh: 2,666 answers of all weeks at a time, as from an import", size, ms(old), "", ms(old),
            "≤ 100 ms", old <= 0.1),
        Row("reads of “This week” after a fold, its cubes brought up to date", size, ms(after), "", ms(after)),
    ]  # fmt: skip


def _fresh_times(path: Path) -> tuple[float, float, float, float, float]:
    copy = path.with_name(f"scratch-{path.name}")
    shutil.copy(path, copy)
    store = open_store(copy)
    counting = Counting(store)
    cells = fresh_cells(counting)
    for reads in _page_reads().values():  # the cubes of the pages are there
        reads(cells, EVERYTHING)
        reads(cells, Filter({"persona": ("Persona 1",), "segment": ("Segment 1",)}))
    nothing = in_turn({"nothing": lambda: fresh_cells(counting)}, 200)["nothing"]
    rng = random.Random(3)
    taken = []
    for _i in range(60):
        save_response(store, _answer(rng))
        start = time.perf_counter()
        fresh_cells(counting)
        taken.append(time.perf_counter() - start)
    longest, after = [], []
    for weeks in (2, 150):
        folds = []
        for _i in range(8):  # more than the limit of late cells, every second time
            save_responses(store, [_answer(rng, weeks) for _j in range(LATE_LIMIT * 2 // 3)])
            start = time.perf_counter()
            cells = fresh_cells(counting)
            folds.append(time.perf_counter() - start)
            start = time.perf_counter()
            _page_reads()["This week"](cells, EVERYTHING)
            after.append(time.perf_counter() - start)
        longest.append(max(folds))
    store.close()
    for ending in ("", "-wal", "-shm"):
        copy.with_name(copy.name + ending).unlink(missing_ok=True)
    return nothing, sorted(taken)[30], *longest, max(after)


def _answer(rng: random.Random, weeks: int = 2) -> Response:
    """An answer of one of the newest weeks."""
    place = Place(
        touchpoint=f"Touchpoint {rng.randrange(30)}", segment=f"Segment {rng.randrange(6)}",
        persona=f"Persona {rng.randrange(8)}", channel=f"Channel {rng.randrange(5)}", language="en",
    )  # fmt: skip
    moment = datetime(2026, 11, 14, 12, tzinfo=UTC) - timedelta(days=rng.randrange(7 * weeks))
    return Response(1, (Answer(1, rng.randrange(11)),), new_submission_key(), moment, place)
