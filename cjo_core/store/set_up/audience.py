"""Stages, touchpoints, segments, personas and channels: their names, in the team's order. Never answers or scores."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from cjo_core.errors import BadValue, NotFound
from cjo_core.locale import _, ngettext
from cjo_core.store.counts.unchanged import while_unchanged
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
#: Stages `s` of journeys `j` in the team's order: journey by journey.
IN_ORDER = "j.position, j.id, s.position, s.id"


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
            "SELECT t.name FROM touchpoints t JOIN stages s ON s.id = t.stage_id "
            f"JOIN journeys j ON j.id = s.journey_id ORDER BY {IN_ORDER}, t.position, t.id"
        )
    elif dimension == "stage":
        found = connection.execute(
            f"SELECT s.name FROM stages s JOIN journeys j ON j.id = s.journey_id ORDER BY {IN_ORDER}"
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
            "SELECT s.name, t.name FROM stages s JOIN journeys j ON j.id = s.journey_id "
            f"LEFT JOIN touchpoints t ON t.stage_id = s.id ORDER BY {IN_ORDER}, t.position, t.id"
        ).fetchall()
    found: dict[str, list[str]] = {}
    for stage, touchpoint in rows:
        found.setdefault(stage, []).extend([] if touchpoint is None else [touchpoint])
    return found


@while_unchanged
def retired_names(store: Store) -> dict[str, frozenset[str]]:
    """The names of each dimension that are not offered any more; with a stage, its touchpoints are not either."""
    with store.reading() as connection:
        found = {
            dimension: frozenset(
                row[0]
                for row in connection.execute(f"SELECT name FROM {table} WHERE retired_at IS NOT NULL").fetchall()
            )
            for dimension, table in TABLES.items()
        }
        if found["stage"]:
            below = connection.execute(
                "SELECT t.name FROM touchpoints t JOIN stages s ON s.id = t.stage_id WHERE s.retired_at IS NOT NULL"
            )
            found["touchpoint"] |= {row[0] for row in below.fetchall()}
    return found


@dataclass(frozen=True)
class KnownName:
    """Where a name that somebody wrote leads: today's spelling, and the name it was first known by (of a touchpoint
    with its first stage), which stays through every renaming and merge."""

    name: str
    first_name: str
    first_stage: str | None = None


@while_unchanged
def known_names(store: Store, dimension: str) -> dict[str, KnownName]:
    """All names of today and of before (casefolded), and what each leads to."""
    table, stage = TABLES[dimension], "first_stage" if dimension == "touchpoint" else "NULL"
    with store.reading() as connection:
        former = connection.execute(
            f"SELECT f.folded, t.name, f.first_name, f.first_stage FROM former_names f "
            f"JOIN {table} t ON t.id = f.{dimension}_id WHERE f.dimension = ?",
            [dimension],
        ).fetchall()
        now = connection.execute(f"SELECT name, name, first_name, {stage} FROM {table}").fetchall()
    return {folded(written): KnownName(*known) for written, *known in [*former, *now]}


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
        if present(connection, dimension, name) is not None:
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
    """The id behind a name (letter case does not matter, in any alphabet), or None. Names given before lead on."""
    found = _known(connection, dimension, name)
    return None if found is None else found[0]


def _known(connection: sqlite3.Connection, dimension: str, name: str) -> tuple[int, str] | None:
    """The id and today's spelling behind a name of today, or else of before: links were printed with those."""
    found = present(connection, dimension, name)
    if found is not None:
        return found
    row = connection.execute(
        f"SELECT t.id, t.name FROM former_names f JOIN {TABLES[dimension]} t ON t.id = f.{dimension}_id "
        "WHERE f.dimension = ? AND f.folded = ?",
        [dimension, folded(name)],
    ).fetchone()
    return None if row is None else (int(row[0]), str(row[1]))


def present(connection: sqlite3.Connection, dimension: str, name: str) -> tuple[int, str] | None:
    """The id and the spelling behind a name of today, or None."""
    wanted = folded(name)
    for identity, spelt in connection.execute(f"SELECT id, name FROM {TABLES[dimension]}").fetchall():
        if str(spelt).casefold() == wanted:
            return int(identity), str(spelt)
    return None


def ids_in(connection: sqlite3.Connection, dimension: str) -> dict[str, int]:
    """All ids at once, by the names of today and of before (`folded`)."""
    former = connection.execute(
        f"SELECT folded, {dimension}_id FROM former_names WHERE dimension = ?", [dimension]
    ).fetchall()
    now = connection.execute(f"SELECT name, id FROM {TABLES[dimension]}").fetchall()
    return {**dict(former), **{folded(name): identity for name, identity in now}}


def folded(name: str) -> str:
    """A name as names are compared. In Python: SQLite's NOCASE knows the letters A to Z only."""
    return " ".join(name.split()).casefold()


def known_place(store: Store, place: Place) -> tuple[Place, dict[str, str]]:
    """The place as far as its names are known (in the team's spelling), and the names that are not, by field.

    A touchpoint brings its own stage, so a stage given beside it is kept only when it says the same, or did when the
    link was made.
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
            own, earlier = _stages_of(connection, known["touchpoint"])
            if (given := known.get("stage", own)) != own and given not in earlier:
                unknown["stage"] = given
            known["stage"] = own
    return Place(**known), unknown


def _stages_of(connection: sqlite3.Connection, touchpoint: str) -> tuple[str, set[str]]:
    """The stage of a touchpoint, and those it belonged to before."""
    own = connection.execute(
        "SELECT s.name FROM touchpoints t JOIN stages s ON s.id = t.stage_id WHERE t.name = ?", [touchpoint]
    ).fetchone()[0]
    earlier = connection.execute(
        "SELECT s.name FROM former_stages f JOIN touchpoints t ON t.id = f.touchpoint_id "
        "JOIN stages s ON s.id = f.stage_id WHERE t.name = ?",
        [touchpoint],
    )
    return own, {row[0] for row in earlier.fetchall()}
