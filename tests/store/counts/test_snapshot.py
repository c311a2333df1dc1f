"""Counts kept beside the file: taken up where they were left, and never believed when something is wrong with them."""

from __future__ import annotations

import logging
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings

from cjo_core.commands import main
from cjo_core.metrics.cells import tally
from cjo_core.metrics.counts.folding import packed
from cjo_core.store import shelf
from cjo_core.store.counts.cells import Counting, fresh_cells, keep
from cjo_core.store.counts.counting import counted_cells
from cjo_core.store.counts.heavier import PACKED
from cjo_core.store.counts.snapshot import Saved, load, save, snapshot_path
from cjo_core.store.database import Store, open_store
from cjo_core.store.responses.writes import delete_response, edit_score, save_response, save_responses
from tests.store.conftest import Maker, filled, filled_anew
from tests.store.counts.test_cells import _assert_same, _do, _steps

DAY = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def always_due(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cjo_core.store.counts.snapshot.DUE", 0)


def kept(store: Store) -> Path:
    """Write the snapshot of the store as it is now; returns its path."""
    counting = Counting(store)
    fresh_cells(counting)
    assert keep(counting)
    return snapshot_path(store.path)


def loaded(store: Store) -> Saved | None:
    with store.reading() as connection:
        return load(store.path, connection, PACKED)


@settings(max_examples=30, deadline=None)
@given(st.lists(_steps, max_size=15), st.lists(_steps, max_size=15), st.sampled_from([0, 2, 4_000]))
def test_counts_taken_up_from_a_snapshot_equal_counts_by_sql(before: list[Any], after: list[Any], late: int) -> None:
    """Whatever happened before it was taken, and whatever since."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr("cjo_core.store.counts.snapshot.DUE", 0)
        patch.setattr("cjo_core.store.counts.cells.LATE_LIMIT", late)
        store = filled(Path(folder) / "cjo.db")
        running = Counting(store)
        for step in before:
            if step[0] == "refresh":
                fresh_cells(running)
            else:
                _do(store, step)
        fresh_cells(running)
        assert keep(running)
        for step in after:
            if step[0] != "refresh":
                _do(store, step)
        _assert_same(fresh_cells(Counting(store)), counted_cells(store))
        store.close()


def test_a_snapshot_is_taken_up_and_only_newer_answers_are_read(store: Store, make: Maker) -> None:
    save_responses(store, [make(score) for score in (9, 9, 2)])
    kept(store)
    save_response(store, make(7))
    edit_score(store, 1, 3)
    delete_response(store, 3)
    counting = Counting(store)
    assert tally(fresh_cells(counting), "nps").counts[0].nonzero()[0].tolist() == [3, 7, 9]
    assert counting.unsaved == 4  # one answer, two lines for the edit, one for the removal


@pytest.mark.parametrize("harm", ["cut", "flip", "text", "empty", "lacking", "folder"])
def test_a_damaged_snapshot_is_noticed(store: Store, make: Maker, harm: str, caplog: Any) -> None:
    save_responses(store, [make(9) for _i in range(50)])
    path = kept(store)
    raw = bytearray(path.read_bytes())
    if harm == "lacking":
        np.savez(path, keys=np.zeros(1, np.int64))
    elif harm == "folder":
        path.unlink()
        path.mkdir()
    else:
        raw[raw.index(b"counts-1.npy") + 150] ^= 1
        path.write_bytes({"cut": raw[:-300], "flip": raw, "text": b"x" * 99, "empty": b""}[harm])
    with caplog.at_level(logging.WARNING, "cjo"):
        assert loaded(store) is None
    assert "damaged" in caplog.text
    _assert_same(fresh_cells(Counting(store)), counted_cells(store))


def test_a_snapshot_damaged_anywhere_stops_nobody(store: Store, make: Maker) -> None:
    """Each byte of the zip file's own directory wrong in turn: whatever its reader raises, the answers are counted."""
    save_responses(store, [make(9) for _i in range(50)])
    path = kept(store)
    sound = path.read_bytes()
    expected = tally(fresh_cells(Counting(store)), "nps").counts.tolist()
    for at in range(sound.index(b"PK\x01\x02"), len(sound), 3):
        path.write_bytes(sound[:at] + bytes([sound[at] ^ 64]) + sound[at + 1 :])
        assert tally(fresh_cells(Counting(store)), "nps").counts.tolist() == expected, at


def test_a_snapshot_of_an_older_form_is_noticed_and_written_anew(store: Store, make: Maker, caplog: Any) -> None:
    """As it was when cells were kept as sorted keys."""
    save_responses(store, [make(9) for _i in range(5)])
    path = kept(store)
    with np.load(path) as file:
        others = {name: file[name] for name in ("last", "store", "witnesses", "witness_keys", "changes")}
    np.savez(path, keys=np.zeros(5, np.int64), counts=np.ones(5, np.int32), **others)
    with caplog.at_level(logging.WARNING, "cjo"):
        _assert_same(fresh_cells(Counting(store)), counted_cells(store))
    assert "of an older form" in caplog.text
    kept(store)
    assert loaded(store) is not None


def test_what_was_folded_for_the_snapshot_need_not_be_folded_again(store: Store, make: Maker) -> None:
    save_responses(store, [make(score) for score in (9, 3)])
    counting = Counting(store)
    assert len(fresh_cells(counting).late_keys) == 2
    assert keep(counting)
    assert len(fresh_cells(counting).late_keys) == 0
    _assert_same(fresh_cells(counting), counted_cells(store))


def test_a_snapshot_of_another_store_is_left_alone(store: Store, make: Maker, tmp_path: Path, caplog: Any) -> None:
    save_responses(store, [make(9), make(3)])
    other = filled_anew(tmp_path / "other.db")
    save_responses(other, [make(1), make(1)])
    shutil.copy(kept(other), snapshot_path(store.path))
    other.close()
    with caplog.at_level(logging.WARNING, "cjo"):
        assert tally(fresh_cells(Counting(store)), "nps").counts[0].nonzero()[0].tolist() == [3, 9]
    assert "another store" in caplog.text


@pytest.fixture
def restored(store: Store, make: Maker, tmp_path: Path) -> Iterator[Store]:
    """A store put back to where it was before its snapshot was taken."""
    save_responses(store, [make(score) for score in (9, 9)])
    edit_score(store, 1, 8)
    with closing(sqlite3.connect(store.path)) as connection:
        connection.execute("VACUUM INTO ?", [str(tmp_path / "backup.db")])
    save_responses(store, [make(score) for score in (1, 2)])
    edit_score(store, 2, 7)
    shutil.move(kept(store), snapshot_path(tmp_path / "backup.db"))
    opened = open_store(tmp_path / "backup.db")
    yield opened
    opened.close()


@pytest.mark.parametrize("since", ["nothing", "other answers", "other changes", "as many of both"])
def test_a_restored_backup_is_noticed(restored: Store, make: Maker, since: str, caplog: Any) -> None:
    if since in ("other answers", "as many of both"):
        save_responses(restored, [make(score) for score in (5, 5)])
    if since in ("other changes", "as many of both"):
        edit_score(restored, 2, 4)
    with caplog.at_level(logging.WARNING, "cjo"):
        assert loaded(restored) is None
    assert "newer than the store" in caplog.text or "another history" in caplog.text
    _assert_same(fresh_cells(Counting(restored)), counted_cells(restored))


def test_answers_removed_since_are_no_other_history(store: Store, make: Maker) -> None:
    save_responses(store, [make(score) for score in (1, 2, 3)])
    kept(store)
    delete_response(store, 3)
    assert loaded(store) is not None
    delete_response(store, 1)
    delete_response(store, 2)
    assert loaded(store) is None  # nothing left that could witness; nothing left to read either


def test_a_folder_that_cannot_be_written_fails_nobody(store: Store, make: Maker, monkeypatch: Any) -> None:
    def refuse(*_args: Any, **_named: Any) -> None:
        raise OSError(28, "no space left")

    save_response(store, make(9))
    counting = Counting(store)
    fresh_cells(counting)
    monkeypatch.setattr(np, "savez", refuse)
    assert keep(counting) is False
    assert counting.unsaved == 0


def test_the_server_keeps_a_large_store_s_counts(store: Store, make: Maker, monkeypatch: Any) -> None:
    monkeypatch.setenv("CJO_DB", str(store.path))
    monkeypatch.setattr("cjo_core.store.shelf.DUE", 3)
    monkeypatch.setattr("cjo_core.store.counts.snapshot.DUE", 3)
    save_responses(store, [make(9), make(9)])
    opened = shelf.opened("real")
    assert opened is not None
    opened.cells()
    shelf.close_all()
    assert not snapshot_path(store.path).exists()  # not worth a file
    opened = shelf.opened("real")
    assert opened is not None
    save_response(store, make(9))
    opened.cells()
    shelf.close_all()
    assert snapshot_path(store.path).exists()


def _check(store: Store) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["check", "--db", str(store.path)])
    return result.exit_code, result.output


def test_check_finds_nothing_in_a_sound_store(store: Store, make: Maker) -> None:
    assert _check(store)[0] == 0
    save_responses(store, [make(9, at=DAY), make(3), make(None, comment="only words")])
    kept(store)
    delete_response(store, 1)
    code, text = _check(store)
    assert code == 0
    assert text.startswith("OK")


def test_check_tells_where_a_snapshot_lies(store: Store, make: Maker) -> None:
    save_responses(store, [make(9, at=DAY), make(3)])
    cells = fresh_cells(Counting(store))
    with store.reading() as connection:
        wrong = Saved(packed(cells.late_keys, cells.late_counts + np.array([0, 2])), 2, 0)
        assert save(store.path, connection, PACKED, wrong)
    code, text = _check(store)
    assert code == 1
    assert "nps, nps, 2026-W10, nowhere, score 9: +2 in memory" in text


def test_check_finds_rows_that_refer_to_nothing(store: Store, make: Maker) -> None:
    save_response(store, make(9))
    with closing(sqlite3.connect(store.path)) as raw, raw:
        raw.execute("DELETE FROM responses")
    code, text = _check(store)
    assert code == 1
    assert "answers, row 1: refers to responses" in text
