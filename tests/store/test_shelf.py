"""Files that are replaced, removed or unusable while the app has them open."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cjo_core.errors import StoreError
from cjo_core.store import shelf
from cjo_core.store.database import DEMO, REAL, Store, create_store
from cjo_core.store.responses.writes import save_responses

from .conftest import Maker, filled


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the app looks for its files; what it opened is closed afterwards."""
    monkeypatch.setenv("CJO_DB", str(tmp_path / "cjo.db"))
    monkeypatch.delenv("CJO_DEMO", raising=False)
    yield tmp_path
    shelf.close_all()


def _open(kind: str = REAL) -> shelf.Opened:
    found = shelf.opened(kind)
    assert found is not None
    return found


def _backup(path: Path, to: Path) -> None:
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)


def test_a_backup_put_in_place_while_the_app_runs_is_never_mixed_with_the_old_log(
    folder: Path, store: Store, make: Maker
) -> None:
    path, backup = folder / "cjo.db", folder / "backup.db"
    save_responses(store, [make(9) for _i in range(300)])
    _backup(path, backup)
    store.close()
    app = _open()
    save_responses(app.store, [make(1) for _i in range(200)])
    assert app.cells().answers() == 500
    before = backup.read_bytes()
    os.replace(backup, path)
    for _try in range(2):
        with pytest.raises(StoreError, match=r"remove cjo\.db-wal and cjo\.db-shm"):
            shelf.opened(REAL)
    with pytest.raises(StoreError, match="replaced while the app was running"):
        shelf.stores()
    shelf.close_all()
    assert path.read_bytes() == before
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink()  # as the message says
    again = _open()
    with again.store.reading() as connection:
        assert connection.execute("SELECT count(*) FROM responses").fetchone() == (300,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_file_replaced_without_a_log_beside_it_is_opened_anew(folder: Path) -> None:
    filled(folder / "cjo.db").close()
    filled(folder / "other.db").close()
    first = _open()
    os.replace(folder / "other.db", folder / "cjo.db")
    second = _open()
    assert second is not first
    assert second is _open()
    with pytest.raises(sqlite3.ProgrammingError):
        first.store.version()


def test_a_demo_made_anew_is_found_while_the_old_one_stays_open(folder: Path) -> None:
    create_store(folder / "demo.db", DEMO).close()
    create_store(folder / "new.db", DEMO).close()
    first = _open(DEMO)
    with first.store.writing() as connection:
        connection.execute("INSERT INTO segments (name, position) VALUES ('Old', 1)")
    for ending in ("-wal", "-shm"):
        (folder / f"demo.db{ending}").unlink()
    os.replace(folder / "new.db", folder / "demo.db")
    second = _open(DEMO)
    with second.store.reading() as connection:
        assert connection.execute("SELECT count(*) FROM segments").fetchone() == (0,)
    first.store.version()
    first.store.close()


def test_a_real_store_that_was_open_and_is_gone_is_an_error_until_it_is_back(folder: Path) -> None:
    filled(folder / "cjo.db").close()
    first = _open()
    assert shelf.gone() == []
    (folder / "cjo.db").rename(folder / "away.db")
    assert shelf.gone() == [REAL]
    with pytest.raises(StoreError, match="is gone"):
        shelf.opened(REAL)
    (folder / "away.db").rename(folder / "cjo.db")
    assert _open() is first
    assert shelf.gone() == []


def test_a_demo_that_was_open_and_is_gone_is_missed_but_hides_no_real_store(folder: Path) -> None:
    filled(folder / "cjo.db").close()
    create_store(folder / "demo.db", DEMO).close()
    assert len(shelf.stores()) == 2
    (folder / "demo.db").unlink()
    assert [store.kind for store in shelf.stores()] == [REAL]
    assert shelf.gone() == [DEMO]


def test_a_store_that_never_was_there_is_not_missed(folder: Path) -> None:
    assert shelf.stores() == []
    assert shelf.gone() == []


def test_a_real_store_called_like_the_demo_is_never_taken_for_both(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CJO_DB", str(folder / "demo.db"))
    filled(folder / "demo.db").close()
    assert _open(REAL).store.kind == REAL
    with pytest.raises(StoreError, match="holds real data, but stands where demo data belong"):
        shelf.opened(DEMO)


def test_a_folder_where_the_database_belongs_is_said_plainly(folder: Path) -> None:
    (folder / "cjo.db").mkdir()
    with pytest.raises(StoreError, match=r"cjo\.db cannot be read"):
        shelf.opened(REAL)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="may read everything")
def test_a_folder_that_may_not_be_read_is_said_plainly(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = folder / "closed"
    closed.mkdir()
    shutil.copy(filled(folder / "some.db").path, closed / "cjo.db")
    monkeypatch.setenv("CJO_DB", str(closed / "cjo.db"))
    closed.chmod(0)
    try:
        with pytest.raises(StoreError, match="cannot be read"):
            shelf.opened(REAL)
    finally:
        closed.chmod(0o700)
