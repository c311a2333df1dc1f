"""Stages, touchpoints, segments, personas and channels: their names, in the team's order. Never answers or scores."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Iterable

from cjo_core.errors import BadValue, NotFound
from cjo_core.locale import _, ngettext
from cjo_core.store.database import Store
from cjo_core.survey.places import Place

#: The table of each dimension that has names of its own (a language is its own name).
TABLES = {
    "stage": "stages",
    "touchpoint": "touchpoints",
    "segment": "segments",
    "persona": "personas",
    "channel": "channels",
}
NAME_LIMIT = 120


def names(store: Store, dimension: str) -> list[str]:
    """The names of a dimension, in the team's order."""
    with store.reading() as connection:
        return names_in(connection, dimension)


def names_in(connection: sqlite3.Connection, dimension: str) -> list[str]:
    """The same, inside a transaction of yours."""
    if dimension == "language":
        found = connection.execute("SELECT DISTINCT language FROM places WHERE language IS NOT NULL ORDER BY language")
    elif dimension == "touchpoint":
        found = connection.execute(
            "SELECT t.name FROM touchpoints t JOIN stages s ON s.id = t.stage_id ORDER BY s.position, t.position, t.id"
        )
    elif dimension in TABLES:
        found = connection.execute(f"SELECT name FROM {TABLES[dimension]} ORDER BY position, id")
    else:
        raise BadValue(f"“{dimension}” has no names; possible are {', '.join([*TABLES, 'language'])}")
    return [row[0] for row in found.fetchall()]


def touchpoints_by_stage(store: Store) -> dict[str, list[str]]:
    """The touchpoints of each stage, in order; stages without any are there too."""
    with store.reading() as connection:
        rows = connection.execute(
            "SELECT s.name, t.name FROM stages s LEFT JOIN touchpoints t ON t.stage_id = s.id "
            "ORDER BY s.position, s.id, t.position, t.id"
        ).fetchall()
    found: dict[str, list[str]] = {}
    for stage, touchpoint in rows:
        found.setdefault(stage, []).extend([] if touchpoint is None else [touchpoint])
    return found


def add_names(store: Store, dimension: str, wanted: Iterable[str], *, stage: str | None = None) -> list[str]:
    """Add the names that are missing (touchpoints need their `stage`) and return those that were new."""
    with store.writing() as connection:
        return add_names_in(connection, dimension, wanted, stage=stage)


def add_names_in(
    connection: sqlite3.Connection, dimension: str, wanted: Iterable[str], *, stage: str | None = None
) -> list[str]:
    """The same, inside a writing transaction of yours."""
    table = TABLES.get(dimension)
    if table is None:
        raise BadValue(f"names cannot be added to “{dimension}”; possible are {', '.join(TABLES)}")
    added = []
    for raw in wanted:
        name = check_name(raw)
        if find(connection, dimension, name) is not None:
            continue
        position = connection.execute(f"SELECT coalesce(max(position), 0) + 1 FROM {table}").fetchone()[0]
        if dimension == "touchpoint":
            stage_id = find(connection, "stage", stage or "")
            if stage_id is None:
                words = _("the touchpoint “{name}” needs a stage that exists, not “{stage}”")
                raise NotFound(words.format(name=name, stage=stage or ""))
            connection.execute(
                "INSERT INTO touchpoints (stage_id, name, position) VALUES (?, ?, ?)", [stage_id, name, position]
            )
        else:
            connection.execute(f"INSERT INTO {table} (name, position) VALUES (?, ?)", [name, position])
        added.append(name)
    return added


def check_name(raw: str) -> str:
    """A name as it is stored: one line, no surrounding space, not empty, not too long."""
    name = " ".join(raw.split())
    if not name:
        raise BadValue(_("a name must not be empty"))
    if not name.isprintable() and (shown := visible(name)) != name:
        words = _("the name “{name}” holds characters that cannot be shown (here “�”); leave them out")
        raise BadValue(words.format(name=shown[:40]))
    if len(name) > NAME_LIMIT:
        words = ngettext(
            "the name “{name}…” has {count} character; at most {limit} are allowed",
            "the name “{name}…” has {count} characters; at most {limit} are allowed",
            len(name),
        )
        raise BadValue(words.format(name=name[:40], count=len(name), limit=NAME_LIMIT))
    return name


def visible(text: str) -> str:
    """The text with “�” for what is no character to be seen or stored: control characters and broken bytes."""
    return "".join("�" if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)


def find(connection: sqlite3.Connection, dimension: str, name: str) -> int | None:
    """The id behind a name (letter case does not matter, in any alphabet), or None."""
    found = _known(connection, dimension, name)
    return None if found is None else found[0]


def _known(connection: sqlite3.Connection, dimension: str, name: str) -> tuple[int, str] | None:
    """The id and the spelling behind a name. Compared here: SQLite's NOCASE knows the letters A to Z only."""
    wanted = " ".join(name.split()).casefold()
    for identity, spelt in connection.execute(f"SELECT id, name FROM {TABLES[dimension]}").fetchall():
        if str(spelt).casefold() == wanted:
            return int(identity), str(spelt)
    return None


def known_place(store: Store, place: Place) -> tuple[Place, dict[str, str]]:
    """The place as far as its names are known (in the team's spelling), and the names that are not, by field.

    A touchpoint brings its own stage, so a stage given beside it is kept only when it says the same.
    """
    unknown: dict[str, str] = {}
    known: dict[str, str] = {}
    with store.reading() as connection:
        for dimension, name in place.names().items():
            if dimension == "language":
                known[dimension] = name
                continue
            found = _known(connection, dimension, name)
            if found is None:
                unknown[dimension] = name
            else:
                known[dimension] = found[1]
        if "touchpoint" in known:
            stage = connection.execute(
                "SELECT s.name FROM touchpoints t JOIN stages s ON s.id = t.stage_id WHERE t.name = ?",
                [known["touchpoint"]],
            ).fetchone()[0]
            if known.get("stage", stage) != stage:
                unknown["stage"] = known["stage"]
            known["stage"] = stage
    return Place(**known), unknown
