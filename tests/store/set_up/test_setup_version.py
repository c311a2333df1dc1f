"""One number tells whether anything was set up anew, so that nobody reads all names after every answer."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from cjo_core.metrics.cells import tally
from cjo_core.store.counts.cells import Counting, fresh_cells
from cjo_core.store.database import Store
from cjo_core.store.responses.writes import edit_score, save_response
from cjo_core.store.schema.setup_version import SET_UP
from cjo_core.store.set_up.audience import TABLES, add_names
from cjo_core.store.set_up.settings import save_setting, setup_version
from cjo_core.survey.filters import Filter
from cjo_core.survey.places import Place
from tests.store.conftest import Maker


def _version(store: Store) -> int:
    with store.reading() as connection:
        return setup_version(connection)


def test_every_table_of_names_is_watched() -> None:
    assert set(TABLES.values()) <= set(SET_UP)


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO settings (name, value) VALUES ('a', 'b')",
        "UPDATE surveys SET title = 'Other'",
        "UPDATE questions SET position = 7 WHERE id = 1",
        "UPDATE wordings SET comment = 'Why?'",
        "DELETE FROM channels",
        "UPDATE personas SET position = 9",
        "UPDATE places SET segment_id = 2",
        "DELETE FROM touchpoints WHERE name = 'Desk'",
        "INSERT INTO survey_texts (survey_id, language, thanks) VALUES (1, 'en', 'Bye')",
        "INSERT INTO redirects (survey_id, score_low, score_high, url) VALUES (1, 9, 10, 'https://a.example')",
        "INSERT INTO options (question_id, key, position) VALUES (1, 'a', 0)",
        "INSERT INTO webhooks (url, secret, events, created_at) "
        "VALUES ('https://a.example', 's', '[]', '2026-01-01T00:00:00Z')",
    ],
)
def test_a_change_by_any_program_is_told(store: Store, make: Maker, change: str) -> None:
    save_response(store, make(9, place=Place(segment="New")))
    before = _version(store)
    with closing(sqlite3.connect(store.path)) as other, other:
        other.execute(change)
    assert _version(store) != before


def test_answers_are_no_change_of_what_is_set_up(store: Store, make: Maker) -> None:
    before = _version(store)
    save_response(store, make(9, place=Place(segment="New")))
    edit_score(store, 1, 3)
    assert _version(store) == before


def test_a_change_that_is_undone_lends_its_number_to_nobody(store: Store) -> None:
    with closing(sqlite3.connect(store.path)) as other:
        other.execute("UPDATE surveys SET title = 'Never'")
        undone = setup_version(other)
        other.rollback()
    save_setting(store, "organisation", "Ours")
    assert _version(store) != undone


def test_a_name_and_a_place_that_are_new_are_counted_at_once(store: Store, make: Maker) -> None:
    counting = Counting(store)
    save_response(store, make(9, place=Place(segment="New")))
    assert tally(fresh_cells(counting), "nps", ["segment"]).labels == (("New",),)
    save_response(store, make(9, place=Place(segment="Old", language="pl")))
    assert tally(fresh_cells(counting), "nps", ["language"]).labels == (("pl",), (None,))
    add_names(store, "segment", ["Newest"])
    save_response(store, make(9, place=Place(segment="Newest")))
    assert tally(fresh_cells(counting), "nps", ["segment"]).labels == (("New",), ("Old",), ("Newest",))


def test_cubes_of_other_places_are_forgotten_even_if_the_refresh_broke_off(
    store: Store, make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cjo_core.store.counts.cells.LATE_LIMIT", 0)
    counting = Counting(store)
    save_response(store, make(9, place=Place(touchpoint="Cart")))
    fresh_cells(counting)
    use = Filter({"stage": ("Use",)})
    assert tally(fresh_cells(counting), "nps", (), use).n.tolist() == [0]
    with store.writing() as connection:
        connection.execute("UPDATE touchpoints SET stage_id = 2 WHERE name = 'Cart'")
        connection.execute("ALTER TABLE answer_changes RENAME COLUMN delta TO gone")
        connection.execute("INSERT INTO answer_changes SELECT 99, 1, 1, 1, 0, 0, 9, 1")
    with pytest.raises(sqlite3.OperationalError):
        fresh_cells(counting)
    with store.writing() as connection:
        connection.execute("DELETE FROM answer_changes WHERE id = 99")
        connection.execute("ALTER TABLE answer_changes RENAME COLUMN gone TO delta")
    assert tally(fresh_cells(counting), "nps", (), use).n.tolist() == [1]
