"""What a team sets once: its name, its time zone. Never more than a name and a text each."""

from __future__ import annotations

import sqlite3
from zoneinfo import ZoneInfo

from cjo_core.store.counts.unchanged import while_unchanged
from cjo_core.store.database import Store
from cjo_core.survey.periods import read_utc, time_zone, week_of


@while_unchanged
def setting(store: Store, name: str, default: str = "") -> str:
    """The value of a setting, or `default`."""
    with store.reading() as connection:
        return _value(connection, name, default)


@while_unchanged
def settings(store: Store) -> dict[str, str]:
    """All settings at once, but for the store's secret."""
    with store.reading() as connection:
        return dict(connection.execute("SELECT name, value FROM settings WHERE name <> 'secret'").fetchall())


def _value(connection: sqlite3.Connection, name: str, default: str = "") -> str:
    row = connection.execute("SELECT value FROM settings WHERE name = ?", [name]).fetchone()
    return default if row is None else str(row[0])


def save_setting(store: Store, name: str, value: str) -> None:
    """Set a setting. The kind of a store cannot be changed (the file itself refuses)."""
    with store.writing() as connection:
        connection.execute(
            "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [name, value],
        )


def setup_version(connection: sqlite3.Connection) -> int:
    """A number that is another one after every change to names, questions, words or settings, whoever made it."""
    return int(connection.execute("SELECT version FROM setup").fetchone()[0])


def team_zone(connection: sqlite3.Connection) -> ZoneInfo:
    """The team's time zone, in which weeks begin and end."""
    return time_zone(_value(connection, "time_zone", "UTC"))


def save_time_zone(store: Store, name: str) -> int:
    """Move the team to another time zone and put every answer into its week there; returns how many changed week."""
    from cjo_core.store.counts.ledger import COUNT_SKIPS  # which needs the team's zone itself

    zone = time_zone(name)
    with store.writing() as connection:
        connection.create_function("week_there", 1, lambda text: week_of(read_utc(text), zone), deterministic=True)
        connection.execute("UPDATE settings SET value = ? WHERE name = 'time_zone'", [name])
        moved = connection.execute(
            "UPDATE answers SET week = week_there(r.submitted_at) FROM responses r WHERE r.id = answers.response_id "
            "AND r.submitted_at IS NOT NULL AND week_there(r.submitted_at) <> answers.week"
        )
        connection.execute(
            "UPDATE choices SET week = week_there(r.submitted_at) FROM responses r WHERE r.id = choices.response_id "
            "AND r.submitted_at IS NOT NULL AND week_there(r.submitted_at) <> choices.week"
        )
        if moved.rowcount:
            connection.execute("DELETE FROM skips")
            connection.execute(COUNT_SKIPS)
        return moved.rowcount
