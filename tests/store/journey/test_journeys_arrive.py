"""A file from before there were several journeys: it is brought up to date with everything that was in it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from types import ModuleType

import pytest
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from cjo_core.store import migrations
from cjo_core.store.checking import differences, faults_of_file
from cjo_core.store.counts.cells import Counting
from cjo_core.store.database import open_store
from cjo_core.store.journey.reading import journeys
from cjo_core.store.schema import journeys as topic
from cjo_core.store.set_up.audience import known_names, names


def _older(path: Path) -> None:
    """A store as it was before this topic: the earlier ones, two stages, a touchpoint and an answer."""
    earlier: list[ModuleType] = list(migrations.TOPICS[: migrations.TOPICS.index(topic)])
    before = Migrations("cjo")
    for one in earlier:

        def bring_in(db: Database, one: ModuleType = one) -> None:
            migrations._run(db, one.SCRIPT)

        before(name=one.__name__.rpartition(".")[2])(bring_in)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        before.apply(Database(connection))
        connection.executescript(
            """
            INSERT INTO settings (name, value) VALUES ('kind', 'real'), ('secret', 'x'), ('time_zone', 'UTC');
            INSERT INTO stages (name, position) VALUES ('Use', 2), ('Buy', 1);
            INSERT INTO touchpoints (name, stage_id, position) VALUES ('Cart', 2, 1);
            INSERT INTO channels (name, position) VALUES ('web', 1);
            INSERT INTO surveys (slug, title) VALUES ('nps', 'NPS');
            INSERT INTO questions (survey_id, position, kind, scale_low, scale_high) VALUES (1, 0, 'nps', 0, 10);
            INSERT INTO places (touchpoint_id) VALUES (1);
            INSERT INTO responses (survey_id, submission_key, door) VALUES (1, randomblob(16), 'form');
            INSERT INTO answers (response_id, question_id, place_id, week, scale_low, scale_high, score)
            VALUES (1, 1, 1, 0, 0, 10, 9);
            """
        )


def test_an_older_file_gets_one_journey_and_keeps_everything(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    _older(path)
    with pytest.raises(sqlite3.OperationalError), closing(sqlite3.connect(path)) as raw:
        raw.execute("SELECT * FROM journeys")
    store = open_store(path)
    (only,) = journeys(store)
    assert [(stage.name, [one.name for one in stage.touchpoints]) for stage in only.stages] == [
        ("Buy", ["Cart"]),
        ("Use", []),
    ]
    assert names(store, "stage") == ["Buy", "Use"]
    cart = known_names(store, "touchpoint")["cart"]
    assert (cart.first_name, cart.first_stage) == ("Cart", "Buy"), "keys of earlier imports are made of these"
    assert differences(Counting(store)) == []
    assert faults_of_file(store) == []
    store.close()
