"""Writes: many answers at once against sqlite-utils and pandas, single durable ones against the disk, 64 submitters
against connections of their own.

Both sides of the bulk write get the same rows under the same keys (those that an import makes: the row's moment, then
a hash), in two tables of the same columns with the same uniqueness, on disk with every commit. Ours has in it all that
the product does beside: looking keys, names, places and questions up, foreign keys and checks, weeks, counts.
"""

from __future__ import annotations

import os
import random
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import sqlite_utils

from cjo_core.store.database import Store, create_store
from cjo_core.store.responses.writes import save_response, save_responses
from cjo_core.store.set_up.audience import add_names
from cjo_core.store.set_up.surveys import save_survey
from cjo_core.survey.places import Place
from cjo_core.survey.responses import Answer, Response, dated_key_of, new_submission_key
from cjo_core.survey.surveys import Question, Survey, Wording
from tests.benchmarks.timing import Row, apart, peak, resident, size_words

SUBMITTERS, SECONDS = 64, 4.0
#: Answers, of six pages each, until the log is as long as it gets.
WARM = 1_000
#: Rounds of single answers in turn with the disk's own appends, and how many of either are in one: enough that most
#: rounds also pay for bringing the log into the file.
ROUNDS, EACH = 12, 500
START = datetime(2026, 1, 1, tzinfo=UTC)
#: The same two tables for the others, with the same uniqueness and none of our other checks.
_TABLES = """
CREATE TABLE responses (id INTEGER PRIMARY KEY AUTOINCREMENT, survey_id INTEGER, submission_key BLOB NOT NULL UNIQUE,
    submitted_at TEXT, respondent TEXT, door TEXT);
CREATE TABLE answers (id INTEGER PRIMARY KEY AUTOINCREMENT, response_id INTEGER, question_id INTEGER,
    place_id INTEGER, week INTEGER, scale_low INTEGER, scale_high INTEGER, score INTEGER, comment TEXT);
CREATE UNIQUE INDEX one_answer_per_question ON answers (response_id, question_id);
"""


def bulk_rows(folder: Path, answers: int) -> list[Row]:
    """One answer per response, as an import brings them; every way in a process of its own, twice, in turn."""
    ways: tuple[Callable[[Path, int], tuple[float, float, float]], ...] = (_ours, _sqlite_utils, _to_sql)
    runs: dict[str, list[tuple[float, float, float]]] = {way.__name__: [] for way in ways}
    for _round in range(2):
        for way in ways:
            runs[way.__name__].append(apart(way, folder, answers))
    best = {name: min(some) for name, some in runs.items()}
    rate = {name: answers / seconds for name, (seconds, _memory, _lock) in best.items()}
    ours, utils, pandas = best["_ours"], best["_sqlite_utils"], best["_to_sql"]
    ratio, memory = rate["_ours"] / rate["_sqlite_utils"], pandas[1] / max(ours[1], 0.1)
    lock = min(one[2] for one in runs["_ours"])
    size = size_words(answers)
    return [
        Row("bulk import, answers/s, against sqlite-utils insert_all into the same two tables", size,
            f"{rate['_ours']:,.0f}/s", f"{rate['_sqlite_utils']:,.0f}/s", f"{ratio:.2f} ×", "≥ 2 ×", ratio >= 2),
        Row("bulk import, more memory than before, against pandas to_sql", size, f"{ours[1]:.1f} MB",
            f"{pandas[1]:,.0f} MB (sqlite-utils {utils[1]:.1f} MB)", f"1/{memory:.0f}", "≤ 1/30", memory >= 30),
        Row("bulk import, answers/s, against pandas to_sql (one flat table, no key)", size, f"{rate['_ours']:,.0f}/s",
            f"{rate['_to_sql']:,.0f}/s", f"{rate['_ours'] / rate['_to_sql']:.2f} ×"),
        Row("the longest hold of the write lock in it", size, f"{lock * 1000:.0f} ms", "", f"{lock * 1000:.0f} ms",
            "≤ 100 ms", lock <= 0.1),
    ]  # fmt: skip


def _store(folder: str) -> Store:
    store = create_store(Path(folder) / "cjo.db")
    save_survey(store, Survey("nps", "NPS", (Question("nps", {"en": Wording("How was it?")}),), privacy_floor=5))
    add_names(store, "stage", ["Buy", "Use"])
    add_names(store, "touchpoint", [f"Touchpoint {i}" for i in range(12)], stage="Buy")
    add_names(store, "segment", ["New", "Old"])
    return store


_PLACES = [Place(touchpoint=f"Touchpoint {i}", segment=segment) for i in range(12) for segment in ("New", "Old")]


def _rows(answers: int) -> Iterator[tuple[bytes, datetime, int, int]]:
    """Key, moment, score and place of each answer: the same for every way."""
    rng, first = random.Random(5), int.from_bytes(dated_key_of(START)[:5], "big")
    for i in range(answers):
        key = (first + 7 * i).to_bytes(5, "big") + rng.randbytes(11)
        yield key, START + timedelta(seconds=7 * i), i % 11, i % len(_PLACES)


def _ours(folder: Path, answers: int) -> tuple[float, float, float]:
    with tempfile.TemporaryDirectory(dir=folder) as own:
        store = _store(own)
        held, writing = [0.0], store.writing

        def timed() -> Any:
            return _Timed(writing(), held)

        store.writing = timed  # type: ignore[method-assign]
        before = _settled(lambda: save_responses(store, _responses(1)))
        start = time.perf_counter()
        assert save_responses(store, _responses(answers)) == answers - 1
        return time.perf_counter() - start, peak() - before, max(held)


class _Timed:
    """A transaction that notes how long it was open."""

    def __init__(self, inner: Any, held: list[float]) -> None:
        self.inner, self.held = inner, held

    def __enter__(self) -> Any:
        found = self.inner.__enter__()
        self.start = time.perf_counter()  # the lock is ours from here
        return found

    def __exit__(self, *error: Any) -> Any:
        left = self.inner.__exit__(*error)
        self.held.append(time.perf_counter() - self.start)
        return left


def _responses(answers: int) -> Iterator[Response]:
    for key, moment, score, place in _rows(answers):
        yield Response(1, (Answer(1, score),), key, moment, _PLACES[place], None, "import")


def _settled(warm_up: Callable[[], object]) -> float:
    """Memory after everything was used once."""
    warm_up()
    return resident()


def _sqlite_utils(folder: Path, answers: int) -> tuple[float, float, float]:
    with tempfile.TemporaryDirectory(dir=folder) as own:
        connection = sqlite3.connect(Path(own) / "utils.db")
        connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;" + _TABLES)
        database: Any = sqlite_utils.Database(connection)
        before = resident()
        start = time.perf_counter()
        database["responses"].insert_all(
            ({"id": i + 1, "survey_id": 1, "submission_key": key, "submitted_at": f"{moment.isoformat()[:19]}Z",
              "respondent": None, "door": "import"} for i, (key, moment, _s, _p) in enumerate(_rows(answers))),
            ignore=True,
        )  # fmt: skip
        database["answers"].insert_all(
            {"response_id": i + 1, "question_id": 1, "place_id": place + 1, "scale_low": 0, "scale_high": 10,
             "week": moment.year * 100 + 1, "score": score, "comment": None}
            for i, (_key, moment, score, place) in enumerate(_rows(answers))
        )  # fmt: skip
        taken = time.perf_counter() - start
        assert connection.execute("SELECT count(*) FROM answers").fetchone()[0] == answers
        connection.close()
        return taken, peak() - before, taken


def _to_sql(folder: Path, answers: int) -> tuple[float, float, float]:
    with (
        tempfile.TemporaryDirectory(dir=folder) as own,
        closing(sqlite3.connect(Path(own) / "pandas.db")) as connection,
    ):
        before = resident()
        start = time.perf_counter()
        frame = pd.DataFrame(_rows(answers), columns=["key", "submitted_at", "score", "place"])
        frame.to_sql("answers", connection, index=False)
        return time.perf_counter() - start, peak() - before, 0.0


def single_rows(folder: Path) -> list[Row]:
    """Durable single answers: one writer against the disk's own rate, then 64 submitters against own connections."""
    rate, disk, ratio = apart(_single, folder)
    ours, own = apart(_submitters, folder, True), apart(_submitters, folder, False)
    wait = own[2] / ours[2]
    return [
        Row("durable single answers/s, against appended fdatasyncs/s", "", f"{rate:,.0f}/s", f"{disk:,.0f}/s",
            f"{ratio:.2f} ×", "≥ 1 ×", ratio >= 1),
        Row(f"{SUBMITTERS} submitters, the store against own connections: answers/s", "", f"{ours[0]:,.0f}/s",
            f"{own[0]:,.0f}/s", f"{ours[0] / own[0]:.2f} ×"),
        Row("the same: errors and acknowledged answers lost", "", f"{ours[1]} and {ours[3]}", f"{own[1]} and {own[3]}",
            f"{ours[1]} and {ours[3]}", "0 and 0", ours[1] == ours[3] == 0),
        Row("the same: the longest wait", "", f"{ours[2] * 1000:,.0f} ms", f"{own[2] * 1000:,.0f} ms", f"1/{wait:.1f}",
            "≤ 1/10", wait >= 10),
    ]  # fmt: skip


def _single(folder: Path) -> tuple[float, float, float]:
    """Answers per second through the store, appends of 4 KiB with fdatasync per second, and the median of their ratios
    in short rounds in turn, so that the moods of the disk meet both.

    An append is one page, whatever an answer weighs; what our answer brings to the log are six (its rows in two tables
    and two indexes, the counter of its survey, the last number given). The store has taken some answers before, so
    that its log has the length it keeps, as that of a server has a minute after its start: before, each answer makes
    the log longer (and takes a quarter longer than later)."""
    with tempfile.TemporaryDirectory(dir=folder) as own, open(Path(own) / "log", "wb", buffering=0) as log:
        store = _store(own)
        ready = [
            Response(1, (Answer(1, i % 11),), new_submission_key(), START, _PLACES[i % len(_PLACES)])
            for i in range(WARM + ROUNDS * EACH)
        ]
        for response in ready[:WARM]:
            save_response(store, response)
        del ready[:WARM]
        ours, disk = [], []
        for round_ in range(ROUNDS):
            start = time.perf_counter()
            for response in ready[round_ * EACH : round_ * EACH + EACH]:
                save_response(store, response)
            ours.append(EACH / (time.perf_counter() - start))
            start = time.perf_counter()
            for _i in range(EACH):
                log.write(b"x" * 4096)
                os.fdatasync(log.fileno())
            disk.append(EACH / (time.perf_counter() - start))
        ratio = statistics.median(ours[i] / disk[i] for i in range(ROUNDS))
        return statistics.median(ours), statistics.median(disk), ratio


def _submitters(folder: Path, through_store: bool) -> tuple[float, int, float, int]:
    """Answers per second, errors, the longest wait, and acknowledged answers that are not there afterwards."""
    with tempfile.TemporaryDirectory(dir=folder) as own:
        store = _store(own)
        waits: list[float] = []
        errors: list[str] = []
        end = time.perf_counter() + SECONDS

        def submit() -> None:
            connection = None if through_store else _connection(store.path)
            while time.perf_counter() < end:
                start = time.perf_counter()
                try:
                    if connection is None:
                        save_response(store, Response(1, (Answer(1, 9),), new_submission_key(), START, _PLACES[0]))
                    else:
                        _save_alone(connection)
                    waits.append(time.perf_counter() - start)
                except sqlite3.Error as error:
                    errors.append(str(error))

        save_response(store, Response(1, (Answer(1, 9),), new_submission_key(), START, _PLACES[0]))
        threads = [threading.Thread(target=submit) for _i in range(SUBMITTERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with store.reading() as reading:
            there = reading.execute("SELECT count(*) FROM answers").fetchone()[0] - 1
        return len(waits) / SECONDS, len(errors), max(waits), len(waits) - there


def _connection(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=5, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def _save_alone(connection: sqlite3.Connection) -> None:
    """The same two rows, by a connection of one's own that waits up to five seconds for the others."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        number = connection.execute(
            "INSERT INTO responses (survey_id, submission_key, submitted_at, door) VALUES (1, ?, "
            "'2026-01-01T00:00:00Z', 'web')",
            [new_submission_key()],
        ).lastrowid
        connection.execute(
            "INSERT INTO answers (response_id, question_id, place_id, week, scale_low, scale_high, score) "
            "VALUES (?, 1, 1, 202601, 0, 10, 9)",
            [number],
        )
        connection.execute("COMMIT")
    except sqlite3.Error:
        connection.execute("ROLLBACK")
        raise
