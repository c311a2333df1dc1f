"""The demo store as a file: same bytes for the same seed, sealed off from real answers, replaced in one step."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from cjo_core.errors import BadValue, StoreError
from cjo_core.exchange.demo import make_demo
from cjo_core.store.database import DEMO, create_store, open_store
from cjo_core.store.set_up.settings import setting

UNTIL = date(2026, 11, 20)
ROOT = Path(__file__).parents[2]


def demo_bytes(path: Path, responses: int = 300, seed: int = 7, until: date = UNTIL) -> bytes:
    make_demo(path, responses=responses, seed=seed, until=until).close()
    return path.read_bytes()


def built_in_another_process(path: Path, hash_seed: str) -> bytes:
    code = (
        "from datetime import date; from cjo_core.exchange.demo import make_demo; "
        f"make_demo({str(path)!r}, responses=300, seed=7, until=date(2026, 11, 20)).close()"
    )
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "TZ": "Asia/Tokyo", "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment, cwd=ROOT)
    return path.read_bytes()


def files_in(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_the_same_seed_gives_the_same_bytes_in_any_process(tmp_path: Path) -> None:
    here = demo_bytes(tmp_path / "a.db")
    assert built_in_another_process(tmp_path / "b.db", "1") == here
    assert built_in_another_process(tmp_path / "c.db", "2") == here


def test_building_over_an_old_demo_gives_the_same_bytes_too(tmp_path: Path) -> None:
    wanted = demo_bytes(tmp_path / "a.db")
    demo_bytes(tmp_path / "b.db", seed=1)
    assert demo_bytes(tmp_path / "b.db") == wanted


def test_opening_a_demo_to_look_leaves_its_bytes_alone(tmp_path: Path) -> None:
    before = demo_bytes(tmp_path / "a.db")
    store = open_store(tmp_path / "a.db")
    setting(store, "organisation")
    store.close()
    assert (tmp_path / "a.db").read_bytes() == before


@pytest.mark.parametrize("other", [{"seed": 8}, {"responses": 301}, {"until": date(2026, 11, 19)}])
def test_another_seed_number_or_last_day_gives_another_year(tmp_path: Path, other: dict[str, int | date]) -> None:
    assert demo_bytes(tmp_path / "a.db", **other) != demo_bytes(tmp_path / "b.db")  # type: ignore[arg-type]


def test_the_file_alone_is_complete(tmp_path: Path) -> None:
    content = demo_bytes(tmp_path / "a.db")
    assert files_in(tmp_path) == ["a.db"]
    (tmp_path / "elsewhere.db").write_bytes(content)
    with closing(sqlite3.connect(tmp_path / "elsewhere.db")) as connection:
        assert connection.execute("SELECT count(*) FROM responses").fetchone() == (300,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_the_store_that_comes_back_is_open_and_says_that_it_is_a_demo(tmp_path: Path) -> None:
    store = make_demo(tmp_path / "new folder" / "a.db", responses=20, until=UNTIL)
    assert store.kind == DEMO
    assert setting(store, "organisation") == "Nordhaus"
    assert setting(store, "time_zone") == "Europe/Warsaw"
    assert setting(store, "demo_until") == "2026-11-20"
    store.close()


def test_a_demo_without_answers_has_its_world_all_the_same(tmp_path: Path) -> None:
    store = make_demo(tmp_path / "a.db", responses=0, until=UNTIL)
    with store.reading() as connection:
        assert connection.execute("SELECT count(*) FROM answers").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM stages").fetchone() == (5,)
    store.close()


def test_fewer_than_no_responses_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match="-1"):
        make_demo(tmp_path / "a.db", responses=-1, until=UNTIL)
    assert files_in(tmp_path) == []


def test_a_real_store_is_never_replaced_or_even_written_to(tmp_path: Path) -> None:
    path = tmp_path / "cjo.db"
    create_store(path).close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="real answers"):
        make_demo(path, responses=10, until=UNTIL)
    assert path.read_bytes() == before
    assert files_in(tmp_path) == ["cjo.db"]


def test_a_real_store_that_is_open_is_refused_with_its_unsaved_log_in_place(tmp_path: Path) -> None:
    path = tmp_path / "cjo.db"
    store = create_store(path)
    with pytest.raises(StoreError, match="real answers"):
        make_demo(path, responses=10, until=UNTIL)
    with store.reading() as connection:
        assert connection.execute("SELECT value FROM settings WHERE name = 'kind'").fetchone() == ("real",)
    store.close()


def test_a_file_that_is_no_store_is_never_replaced(tmp_path: Path) -> None:
    text, other, folder = tmp_path / "notes.txt", tmp_path / "other.db", tmp_path / "folder"
    text.write_text("Do not lose me. " * 100)
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE settings (name, value)")
        connection.execute("INSERT INTO settings VALUES ('kind', 'demo')")
        connection.commit()
    folder.mkdir()
    for path in (text, other, folder):
        with pytest.raises(StoreError, match="othing was changed"):
            make_demo(path, responses=10, until=UNTIL)
    assert text.read_text().startswith("Do not lose me.")
    assert files_in(tmp_path) == ["folder", "notes.txt", "other.db"]


def test_a_build_that_fails_half_way_leaves_the_old_demo_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    path = tmp_path / "demo.db"
    before = demo_bytes(path)
    monkeypatch.setattr("cjo_core.exchange.demo.build.save_responses", full)
    with pytest.raises(sqlite3.OperationalError):
        make_demo(path, responses=300, until=UNTIL)
    assert path.read_bytes() == before
    assert files_in(tmp_path) == ["demo.db"]


@pytest.mark.parametrize("until", [date(1, 1, 5), date(1999, 12, 31), date(2100, 1, 2), date.max])
def test_a_demo_ends_in_this_century(tmp_path: Path, until: date) -> None:
    with pytest.raises(BadValue, match="possible are 2000-01-01 to 2100-01-01"):
        make_demo(tmp_path / "demo.db", responses=300, until=until)
    assert files_in(tmp_path) == []


@pytest.mark.parametrize("until", [date(2000, 1, 1), date(2100, 1, 1)])
def test_the_first_and_the_last_day_a_demo_may_end_on_do_work(tmp_path: Path, until: date) -> None:
    make_demo(tmp_path / "demo.db", responses=50, until=until).close()


def test_logs_left_by_a_crashed_process_do_not_spoil_the_new_demo(tmp_path: Path) -> None:
    path = tmp_path / "demo.db"
    wanted = demo_bytes(path)
    path.unlink()
    (tmp_path / "demo.db-wal").write_bytes(b"left over")
    (tmp_path / "demo.db-shm").write_bytes(b"left over")
    assert demo_bytes(path) == wanted
    assert files_in(tmp_path) == ["demo.db"]


def test_answers_given_in_the_old_demo_are_gone_with_it(tmp_path: Path) -> None:
    path = tmp_path / "demo.db"
    old = make_demo(path, responses=50, until=UNTIL)
    with old.writing() as connection:
        connection.execute("DELETE FROM answers")
    new = make_demo(path, responses=50, until=UNTIL)  # while the old one is still open somewhere
    with new.reading() as connection:
        assert connection.execute("SELECT count(*) FROM answers").fetchone() == (50,)
    old.close()
    new.close()
