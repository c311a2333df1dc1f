"""What could still lead to a customer who was erased: keys, digests, the log beside the file, free space in it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from cjo_core.store import database
from cjo_core.store.database import Store, open_store
from cjo_core.store.programs.keys import key_number, make_key, once
from cjo_core.store.responses.erasing import (
    erase_customer,
    finish_erasing,
    log_holds_erased,
)
from cjo_core.store.responses.quarantine import discard, held, hold, is_held
from cjo_core.store.responses.writes import save_responses
from cjo_core.survey.periods import utc_text
from cjo_core.survey.responses import dated_key_of
from tests.store.conftest import Maker
from tests.store.responses.test_erasing import GONE, NOW, STAYS, WORDS, everything, know


def test_what_was_thrown_away_before_leads_to_nobody_and_what_others_sent_stays_known(
    store: Store, make: Maker
) -> None:
    know(store, "nps")
    rows = {who: replace(make(9, at=NOW, person=who), submission_key=dated_key_of(NOW, who)) for who in (GONE, STAYS)}
    nobody = replace(make(2, at=NOW), submission_key=dated_key_of(NOW, "nobody"))
    for one in (*rows.values(), nobody):
        hold(store, one, ["trap"], now=NOW)
    discard(store, [one.id for one in held(store)])
    erase_customer(store, GONE, now=NOW)
    assert not is_held(store, rows[GONE].submission_key)
    assert is_held(store, rows[STAYS].submission_key)
    assert is_held(store, nobody.submission_key)
    with store.reading() as connection:
        keys = {key for (key,) in connection.execute("SELECT submission_key FROM quarantine")}
    (new,) = keys - {rows[STAYS].submission_key, nobody.submission_key}
    assert new[:5] == dated_key_of(NOW.replace(hour=0), "")[:5], "not even when it was given"


def test_what_was_thrown_away_before_anybody_noted_whose_it_was_leads_to_nobody_either(
    store: Store, make: Maker
) -> None:
    old = replace(make(9, at=NOW, person=GONE), submission_key=dated_key_of(NOW, "nps", GONE))
    hold(store, old, ["trap"], now=NOW)
    discard(store, [one.id for one in held(store)])
    with store.writing() as connection:
        connection.execute("UPDATE quarantine SET whose = NULL")
    erase_customer(store, GONE, now=NOW)
    assert not is_held(store, old.submission_key)


def test_nobody_can_try_out_what_a_program_sent_about_somebody_who_was_erased(store: Store) -> None:
    body = json.dumps({"survey": "nps", "customer": GONE, "answers": {"nps": 2}}).encode()
    key_number(store, make_key(store, "shop", now=NOW), now=NOW)
    done: list[int] = []

    def work(_connection: object) -> dict[str, int]:
        done.append(1)
        return {"stored": 1}

    assert once(store, 1, f"order of {GONE}", body, work, now=NOW) == {"stored": 1}
    with store.writing() as connection:  # as an older version noted it
        old = [1, f"older order of {GONE}", hashlib.sha256(body).digest(), '{"stored": 1}', utc_text(NOW)]
        connection.execute("INSERT INTO api_requests VALUES (?, ?, ?, ?, ?)", old)
        new = connection.execute("SELECT idempotency_key, body_digest FROM api_requests").fetchall()
    assert not [one for one in new if one[0] != old[1] and (GONE in one[0] or one[1] == hashlib.sha256(body).digest())]
    erase_customer(store, GONE, now=NOW)
    assert GONE not in everything(store)
    with store.reading() as connection:
        assert connection.execute("SELECT DISTINCT body_digest FROM api_requests").fetchall() == [(b"",)]
    for key in (f"order of {GONE}", f"older order of {GONE}"):
        assert once(store, 1, key, body, work, now=NOW) == {"stored": 1}, "a retry does not bring it back"
    assert done == [1]


def test_what_was_left_in_the_log_is_remembered_and_removed_by_whoever_looks_next(
    store: Store, make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "FOLD_TRIES", 1)
    know(store, "nps")
    save_responses(store, [make(9, at=NOW, comment=WORDS, person=GONE)])
    log = store.path.with_name(store.path.name + "-wal")
    with store.reading() as connection:
        connection.execute("SELECT count(*) FROM responses").fetchone()
        assert erase_customer(store, GONE, now=NOW).left_in_log
        assert log_holds_erased(store)
        assert not finish_erasing(store), "somebody still reads"
    other = open_store(store.path)  # as another program would
    assert log_holds_erased(other)
    assert finish_erasing(other)
    other.close()
    assert not log_holds_erased(store)
    assert WORDS.encode() not in log.read_bytes()
    assert WORDS.encode() not in store.path.read_bytes()


def test_what_is_removed_is_written_over_however_sqlite_was_built(
    store: Store, make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = database._connect

    def careless(path: Path, patience: float = 1) -> sqlite3.Connection:
        connection = connect(path, patience)
        connection.execute("PRAGMA secure_delete = OFF")
        return connection

    store.close()
    monkeypatch.setattr(database, "_connect", careless)
    opened = open_store(store.path)
    know(opened, "nps")
    hold(opened, make(9, at=NOW, comment=WORDS, person=GONE), ["trap"], now=NOW)
    opened.fold()
    discard(opened, [one.id for one in held(opened)])
    erase_customer(opened, GONE, now=NOW)
    opened.close()
    assert not [text for text in (GONE, WORDS) if text.encode() in store.path.read_bytes()]
