"""Opening files: new ones, old ones, wrong ones; many writers at once; and a process that is killed."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from cjo_core.errors import StoreError
from cjo_core.store.database import DEMO, Store, create_store, default_path, demo_path, open_store
from cjo_core.store.responses.writes import save_response, save_responses

from .conftest import Maker

ROOT = Path(__file__).parents[2]


def _count(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM responses").fetchone()[0])


def test_a_new_store_is_durable_and_checks_its_links(store: Store) -> None:
    with store.writing() as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_who_brings_the_log_into_the_file_waits_for_the_disk_too(store: Store) -> None:
    assert store._folder.execute("PRAGMA synchronous").fetchone() == (2,)


def test_the_log_is_brought_in_while_somebody_writes(store: Store, make: Maker) -> None:
    save_response(store, make(9))
    with store.writing() as connection:
        connection.execute("UPDATE answers SET score = 3")
        store.fold_beside()
    store.fold_beside()
    with closing(sqlite3.connect(f"file:{store.path}?immutable=1", uri=True)) as without_log:
        assert without_log.execute("SELECT score FROM answers").fetchall() == [(3,)]


def test_a_store_that_exists_is_not_made_again(store: Store) -> None:
    with pytest.raises(StoreError, match="exists already"):
        create_store(store.path)


def test_a_missing_file_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no database"):
        open_store(tmp_path / "none.db")


def test_a_text_file_is_no_store_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("my notes, much longer than sixteen bytes")
    with pytest.raises(StoreError, match="not an SQLite file"):
        open_store(path)
    assert path.read_text().startswith("my notes")


def test_a_foreign_sqlite_file_is_no_store_and_gets_no_tables(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE cats (name TEXT)")
    with pytest.raises(StoreError, match="not one of this program"):
        open_store(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (1,)


@pytest.mark.parametrize("migrated", [False, True])
def test_a_foreign_file_that_has_answers_and_settings_too_is_not_changed(tmp_path: Path, migrated: bool) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript("CREATE TABLE answers (text); CREATE TABLE settings (name, value);")
        if migrated:
            connection.execute("CREATE TABLE _sqlite_migrations (id, migration_set, name, applied_at)")
            connection.execute("INSERT INTO _sqlite_migrations VALUES (1, 'theirs', 'first', '2026-01-01')")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="not one of this program"):
        open_store(path)
    assert path.read_bytes() == before


def test_an_old_file_without_a_kind_is_refused_before_it_is_brought_up_to_date(store: Store) -> None:
    with store.writing() as connection:
        connection.execute("DROP TRIGGER settings_kind_stays")
        connection.execute("DELETE FROM settings WHERE name = 'kind'")
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = (SELECT max(name) FROM _sqlite_migrations)")
    store.close()
    before = store.path.read_bytes()
    with pytest.raises(StoreError, match="real or demo"):
        open_store(store.path)
    assert store.path.read_bytes() == before


def test_a_store_that_cannot_be_made_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_database: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cjo_core.store.database.migrations.apply", interrupted)
    with pytest.raises(KeyboardInterrupt):
        create_store(tmp_path / "cjo.db")
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_a_newer_version_is_refused(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
            "VALUES ('cjo', 'of_tomorrow', '2030-01-01')"
        )
    store.close()
    with pytest.raises(StoreError, match=r"newer version.*of_tomorrow"):
        open_store(store.path)


def test_a_store_opened_again_holds_what_it_held(store: Store, make: Maker) -> None:
    save_response(store, make(9))
    store.close()
    again = open_store(store.path)
    assert again.kind == "real"
    assert _count(store.path) == 1
    again.close()


def test_a_transaction_that_raises_leaves_nothing(store: Store) -> None:
    def half() -> None:
        with store.writing() as connection:
            connection.execute("INSERT INTO segments (name, position) VALUES ('Half', 9)")
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        half()
    with store.reading() as connection:
        assert connection.execute("SELECT count(*) FROM segments WHERE name = 'Half'").fetchone() == (0,)


def test_a_commit_that_is_refused_leaves_nothing_and_keeps_nobody_out(store: Store) -> None:
    def promise() -> None:
        with store.writing() as connection:
            connection.execute("PRAGMA defer_foreign_keys = ON")
            connection.execute("INSERT INTO touchpoints (stage_id, name, position) VALUES (999, 'Nowhere', 9)")

    with pytest.raises(sqlite3.IntegrityError):
        promise()
    with store.writing() as connection:
        assert connection.execute("SELECT count(*) FROM touchpoints WHERE name = 'Nowhere'").fetchone() == (0,)


def test_a_transaction_within_another_is_refused_and_keeps_nobody_out(store: Store) -> None:
    with store.writing() as connection:
        connection.execute("INSERT INTO segments (name, position) VALUES ('Outer', 9)")
        with pytest.raises(sqlite3.OperationalError, match="within a transaction"), store.writing():
            pass
    others: list[int] = []

    def count() -> None:
        with store.writing() as connection:
            others.append(connection.execute("SELECT count(*) FROM segments WHERE name = 'Outer'").fetchone()[0])

    thread = threading.Thread(target=count, daemon=True)
    thread.start()
    thread.join(10)
    assert others == [1]


def test_bytes_and_nothing_are_stored_as_they_are(store: Store) -> None:
    with store.reading() as connection:
        found = connection.execute("SELECT typeof(?1), ?1, typeof(?2), ?2", [b"\x00\xff", None]).fetchone()
    assert found == ("blob", b"\x00\xff", "null", None)


def test_a_reading_connection_cannot_write(store: Store) -> None:
    with store.reading() as connection, pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("DELETE FROM segments")


def test_a_reader_sees_one_moment(store: Store, make: Maker) -> None:
    with store.reading() as connection:
        assert connection.execute("SELECT count(*) FROM responses").fetchone() == (0,)
        save_response(store, make(9))
        assert connection.execute("SELECT count(*) FROM responses").fetchone() == (0,)


def test_eight_threads_save_fifty_answers_each_without_a_lock_error(store: Store, make: Maker) -> None:
    failures: list[BaseException] = []
    waiting = [[make(i % 11) for i in range(50)] for _thread in range(8)]

    def work(responses: list) -> None:  # type: ignore[type-arg]
        try:
            for response in responses:
                assert save_response(store, response)
                with store.reading() as connection:
                    connection.execute("SELECT count(*) FROM answers").fetchone()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=[responses]) for responses in waiting]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert _count(store.path) == 400


def test_two_processes_may_write_at_once(store: Store, make: Maker) -> None:
    other = open_store(store.path)
    save_responses(store, [make(9)])
    save_responses(other, [make(8)])
    other.close()
    assert _count(store.path) == 2


_ENDLESS = """
import sys
from itertools import count
from cjo_core.store.database import open_store
from cjo_core.store.responses.writes import save_response
from cjo_core.survey.responses import Answer, Response, new_submission_key
store = open_store(sys.argv[1])
for i in count():
    save_response(store, Response(1, (Answer(1, 9),), new_submission_key(), None))
    print(i + 1, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_every_acknowledged_answer_survives_a_killed_process(store: Store) -> None:
    store.close()
    process = subprocess.Popen(
        [sys.executable, "-c", _ENDLESS, str(store.path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(0.3)
    process.send_signal(signal.SIGKILL)
    acknowledged = int(["1", *process.stdout.read().split()][-1])
    process.wait()
    with closing(sqlite3.connect(store.path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert acknowledged <= _count(store.path) <= acknowledged + 1


def test_the_path_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CJO_DB", str(tmp_path / "ours.db"))
    assert default_path() == tmp_path / "ours.db"
    assert demo_path() == tmp_path / "demo.db"
    monkeypatch.delenv("CJO_DB")
    assert default_path() == ROOT / "data" / "cjo.db"


def test_a_store_of_demo_data_can_never_become_a_real_one(tmp_path: Path) -> None:
    demo = create_store(tmp_path / "demo.db", DEMO)
    for statement in (
        "UPDATE settings SET value = 'real' WHERE name = 'kind'",
        "DELETE FROM settings WHERE name = 'kind'",
    ):
        with pytest.raises(sqlite3.IntegrityError), demo.writing() as connection:
            connection.execute(statement)
    demo.close()
    again = open_store(tmp_path / "demo.db")
    assert again.kind == DEMO
    again.close()
