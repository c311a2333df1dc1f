"""A file from before invitations carried a promise: those to people who were to stay unknown get it, and a webhook's
secret has the age of its webhook."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from cjo_core.store import migrations
from cjo_core.store.database import open_store
from cjo_core.store.invitations.reading import invitations, keeps_unknown
from cjo_core.store.programs.webhooks import webhooks
from cjo_core.store.schema import unknown_guests as topic
from cjo_core.survey.periods import utc_text


def older(path: Path) -> None:
    before = Migrations("cjo")
    for one in migrations.TOPICS[: migrations.TOPICS.index(topic)]:

        def bring_in(db: Database, script: str = one.SCRIPT) -> None:
            migrations._run(db, script)

        before(name=one.__name__.rpartition(".")[2])(bring_in)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        before.apply(Database(connection))
        connection.executescript(
            """
            INSERT INTO settings (name, value) VALUES ('kind', 'real'), ('secret', 'x'), ('time_zone', 'UTC');
            INSERT INTO surveys (slug, title, identified, privacy_floor)
            VALUES ('unknown', '', 0, 5), ('known', '', 1, 5), ('open', '', 0, 1);
            INSERT INTO invitations (survey_id, batch, customer, created_at, sent_at, answered_on)
            SELECT id, 'a', 'c-1', '2026-11-01T09:00:00Z', '2026-11-01T09:00:00Z', '2026-11-02' FROM surveys;
            INSERT INTO webhooks (url, secret, events, created_at)
            VALUES ('https://example.org', 's', '["score.low"]', '2026-11-01T09:00:00Z');
            """
        )


def test_an_older_file_keeps_the_promise_it_made(tmp_path: Path) -> None:
    older(tmp_path / "old.db")
    store = open_store(tmp_path / "old.db")
    answered = {slug: invitations(store, slug)[0].answered_on is not None for slug in ("unknown", "known", "open")}
    assert answered == {"unknown": False, "known": True, "open": True}
    with store.writing() as connection:
        connection.execute("UPDATE surveys SET identified = 1")
    assert keeps_unknown(store, "unknown")
    assert invitations(store, "unknown")[0].answered_on is None
    assert [utc_text(one.secret_at) for one in webhooks(store)] == ["2026-11-01T09:00:00Z"]
    store.close()
