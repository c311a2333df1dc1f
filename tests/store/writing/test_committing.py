"""Writers who wait together: an answer is on disk before it is acknowledged, and each one's mistake is its own."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from cjo_core.errors import NotFound, StoreError
from cjo_core.locale import language, speaking
from cjo_core.store.database import Store, open_store
from cjo_core.store.responses.writes import save_response
from cjo_core.store.writing.committing import MOST, Queue
from cjo_core.survey.places import Place
from cjo_core.survey.responses import Answer, Response
from tests.store.conftest import Maker, filled


def _count(store: Store) -> int:
    with store.reading() as connection:
        return int(connection.execute("SELECT count(*) FROM responses").fetchone()[0])


def all_at_once(store: Store, works: list[Callable[[], object]]) -> list[object]:
    """What each of the works gives (or raises) when all have come before the first can begin."""
    found: list[object] = [None] * len(works)

    def run(i: int) -> None:
        try:
            found[i] = works[i]()
        except Exception as error:
            found[i] = error

    threads = [threading.Thread(target=run, args=[i]) for i in range(len(works))]
    with store.writing():  # nobody can commit before all wait
        for thread in threads:
            thread.start()
        while len(store._queue.waiting) < len(works) - 1:  # the first leads and waits for the lock
            time.sleep(0.001)
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()
    return found


def test_everybody_who_comes_at_once_is_stored_once(store: Store, make: Maker) -> None:
    responses = [make(i % 11) for i in range(3 * MOST)]
    found = all_at_once(store, [lambda r=r: save_response(store, r) for r in [*responses, responses[0]]])
    assert found.count(True) == len(responses)
    assert found.count(False) == 1
    assert _count(store) == len(responses)


def test_one_mistake_fails_alone(store: Store, make: Maker) -> None:
    wrong = [make(9, place=Place(segment="Nobody")), make(99)]
    works = [lambda r=r: save_response(store, r) for r in (make(1), wrong[0], make(2), wrong[1], make(3))]
    found = all_at_once(store, works)
    assert [found[0], found[2], found[4]] == [True, True, True]
    assert isinstance(found[1], NotFound)
    assert isinstance(found[3], sqlite3.IntegrityError)
    assert _count(store) == 3


def test_each_is_answered_in_its_own_language(store: Store) -> None:
    def in_language(code: str) -> str:
        with speaking(code):
            return store.commit(lambda connection: language())

    codes = ["en", "pl", "zh", "pl", "en", "zh"]
    assert all_at_once(store, [lambda code=code: in_language(code) for code in codes]) == codes


def test_those_who_wait_share_one_transaction(store: Store) -> None:
    with store.writing() as connection:
        connection.execute("CREATE TABLE seen (number)")

    def note(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO seen SELECT total_changes()")

    before = _frames(store)
    all_at_once(store, [lambda: store.commit(note) for _i in range(40)])
    together = _frames(store) - before
    before = _frames(store)
    for _i in range(40):
        store.commit(note)
    assert together * 5 < _frames(store) - before  # each transaction writes its pages anew


def _frames(store: Store) -> int:
    """The size of the write-ahead log in bytes."""
    return store.path.with_name(store.path.name + "-wal").stat().st_size


def test_a_commit_that_fails_fails_for_everybody_in_it(tmp_path: Path) -> None:
    queue, gate, results = Queue(), threading.Event(), []
    with closing(sqlite3.connect(tmp_path / "a.db", isolation_level=None, check_same_thread=False)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
        connection.execute(
            "CREATE TABLE child (id INTEGER REFERENCES parent(id) DEFERRABLE INITIALLY DEFERRED)"  # seen at COMMIT only
        )

        @contextmanager
        def transaction() -> Iterator[sqlite3.Connection]:
            gate.wait(10)
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                connection.execute("ROLLBACK")
                raise

        def submit(sql: str) -> None:
            try:
                queue.commit(transaction, lambda c: c.execute(sql))
                results.append("stored")
            except sqlite3.IntegrityError:
                results.append("failed")

        first = threading.Thread(target=submit, args=["INSERT INTO parent VALUES (1)"])
        first.start()
        while not queue.led or queue.waiting:
            time.sleep(0.001)
        rest = [threading.Thread(target=submit, args=["INSERT INTO child VALUES (7)"])]
        rest += [threading.Thread(target=submit, args=["INSERT INTO child VALUES (1)"]) for _i in range(3)]
        for thread in rest:
            thread.start()
        while len(queue.waiting) < 4:
            time.sleep(0.001)
        gate.set()
        for thread in [first, *rest]:
            thread.join(10)
        assert sorted(results) == ["failed"] * 4 + ["stored"]
        assert connection.execute("SELECT count(*) FROM child").fetchone() == (0,)
        queue.commit(transaction, lambda c: c.execute("INSERT INTO child VALUES (1)"))  # and the queue goes on
        assert connection.execute("SELECT count(*) FROM child").fetchone() == (1,)


def test_nobody_waits_for_himself(store: Store) -> None:
    with pytest.raises(StoreError, match="inside writing"), store.writing():
        store.commit(lambda connection: None)
    assert store.commit(lambda connection: 1) == 1


def test_what_was_acknowledged_survives_kill_9(tmp_path: Path) -> None:
    filled(tmp_path / "cjo.db").close()
    for _round in range(3):
        reader, writer = os.pipe()
        process = multiprocessing.get_context("fork").Process(target=_submit_on, args=[tmp_path / "cjo.db", writer])
        process.start()
        os.close(writer)
        acknowledged = b""
        while len(acknowledged) < 16 * 300:
            acknowledged += os.read(reader, 65536)
        os.kill(process.pid or 0, signal.SIGKILL)
        while more := os.read(reader, 65536):
            acknowledged += more
        os.close(reader)
        process.join()
        keys = {acknowledged[i : i + 16] for i in range(0, len(acknowledged) // 16 * 16, 16)}
        store = open_store(tmp_path / "cjo.db")
        with store.reading() as connection:
            there = {key for (key,) in connection.execute("SELECT submission_key FROM responses").fetchall()}
            answers = connection.execute("SELECT count(*) FROM answers").fetchone()[0]
        store.close()
        assert keys <= there
        assert answers == len(there)


def _submit_on(path: Path, acknowledge: int) -> None:
    """Sixteen submitters who tell each key as soon as it is acknowledged; sixteen bytes go through a pipe whole."""
    store = open_store(path)

    def submit() -> None:
        while True:
            key = os.urandom(16)
            save_response(store, Response(1, (Answer(1, 9),), key, None))
            os.write(acknowledge, key)

    for _i in range(16):
        threading.Thread(target=submit, daemon=True).start()
    time.sleep(60)
