"""Readings are remembered until anybody commits, and never a moment longer."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from cjo_core.errors import NotFound
from cjo_core.store.counts.unchanged import while_unchanged
from cjo_core.store.database import Store
from cjo_core.store.set_up.settings import save_setting, settings
from cjo_core.store.set_up.surveys import titles


def test_a_reading_is_done_once_until_somebody_commits(store: Store) -> None:
    done = []

    @while_unchanged
    def look(store: Store, name: str) -> list[str]:
        done.append(name)
        return [name]

    assert [look(store, "a"), look(store, "a"), look(store, "b")] == [["a"], ["a"], ["b"]]
    assert done == ["a", "b"]
    save_setting(store, "organisation", "Ours")
    assert look(store, "a") == ["a"]
    assert done == ["a", "b", "a"]


def test_what_another_program_commits_is_read_at_once(store: Store) -> None:
    assert titles(store)["nps"] == "NPS"
    with closing(sqlite3.connect(store.path)) as other, other:
        other.execute("UPDATE surveys SET title = 'Loyalty' WHERE slug = 'nps'")
    assert titles(store)["nps"] == "Loyalty"


def test_everybody_has_a_list_of_his_own(store: Store) -> None:
    mine = settings(store)
    mine["organisation"] = "Mine alone"
    assert "organisation" not in settings(store)


def test_an_error_is_not_remembered(store: Store) -> None:
    tries = []

    @while_unchanged
    def look(store: Store) -> int:
        tries.append(1)
        if len(tries) == 1:
            raise NotFound("not yet")
        return 7

    with pytest.raises(NotFound):
        look(store)
    assert look(store) == 7
