"""Names that place answers: renamed, put in order, retired, brought back, removed. Answers stay where they are.

A name that is given up is kept: printed links and old files still say it (`audience.find` follows it).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime

from cjo_core.errors import BadValue, NotFound
from cjo_core.locale import _, ngettext, whole
from cjo_core.store.database import Store
from cjo_core.store.journey.places import forget_empty_places
from cjo_core.store.journey.references import pointing_at
from cjo_core.store.set_up.audience import TABLES, check_name, folded, present
from cjo_core.survey.periods import utc_text
from cjo_core.survey.places import dimension_name

#: What decides among whom a name has its position.
_SIBLINGS = {"stage": "journey_id", "touchpoint": "stage_id"}


def identity_of(connection: sqlite3.Connection, dimension: str, name: str) -> tuple[int, str]:
    """The id and the spelling of a name of today; raises NotFound."""
    if dimension not in TABLES:
        raise BadValue(f"“{dimension}” has no names of its own; possible are {', '.join(TABLES)}")
    found = present(connection, dimension, name)
    if found is None:
        words = _("there is no {dimension} “{name}”")
        raise NotFound(words.format(dimension=dimension_name(dimension).lower(), name=name[:80]))
    return found


def refuse_taken(connection: sqlite3.Connection, dimension: str, name: str, *, but: int | None = None) -> None:
    """Raise BadValue, saying where the name is in use, if another than `but` has it."""
    found = present(connection, dimension, name)
    if found is None or found[0] == but:
        return
    if dimension == "stage":
        (where,) = connection.execute(
            "SELECT j.name FROM stages s JOIN journeys j ON j.id = s.journey_id WHERE s.id = ?", [found[0]]
        ).fetchone()
        words = _(
            "there is a stage “{name}” already, in the journey “{where}”; links and imports place answers by this "
            "name, so each can be given once in all journeys: choose another, or merge the two"
        )
    elif dimension == "touchpoint":
        (where,) = connection.execute(
            "SELECT s.name FROM touchpoints t JOIN stages s ON s.id = t.stage_id WHERE t.id = ?", [found[0]]
        ).fetchone()
        words = _(
            "there is a touchpoint “{name}” already, in the stage “{where}”; links and imports place answers by this "
            "name, so each can be given once in all journeys: choose another, or merge the two"
        )
    else:
        where = ""
        words = _("there is a {dimension} “{name}” already; choose another name, or merge the two")
    raise BadValue(words.format(name=found[1], where=where, dimension=dimension_name(dimension).lower()))


def remember(
    connection: sqlite3.Connection, dimension: str, name: str, identity: int, first: tuple[str, str | None]
) -> None:
    """Let a name that was given up lead to `identity` from now on; `first` is what `first_names` said of its owner."""
    connection.execute("DELETE FROM former_names WHERE dimension = ? AND folded = ?", [dimension, folded(name)])
    connection.execute(
        f"INSERT INTO former_names (dimension, name, folded, {dimension}_id, first_name, first_stage) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [dimension, name, folded(name), identity, *first],
    )


def first_names(connection: sqlite3.Connection, dimension: str, identity: int) -> tuple[str, str | None]:
    """The name something was first known by, and the first stage of a touchpoint."""
    stage = "first_stage" if dimension == "touchpoint" else "NULL"
    row = connection.execute(f"SELECT first_name, {stage} FROM {TABLES[dimension]} WHERE id = ?", [identity])
    name, first_stage = row.fetchone()
    return name, first_stage


def rename(store: Store, dimension: str, name: str, new: str) -> str:
    """Give a name another spelling or another word; links with the old one still work. Returns it as stored."""
    with store.writing() as connection:
        return rename_in(connection, dimension, name, new)


def rename_in(connection: sqlite3.Connection, dimension: str, name: str, new: str) -> str:
    """The same, inside a writing transaction of yours."""
    new = check_name(new)
    identity, old = identity_of(connection, dimension, name)
    if old == new:
        return new
    refuse_taken(connection, dimension, new, but=identity)
    connection.execute(f"UPDATE {TABLES[dimension]} SET name = ? WHERE id = ?", [new, identity])
    if folded(old) != folded(new):
        connection.execute(f"DELETE FROM former_names WHERE folded = ? AND {dimension}_id = ?", [folded(new), identity])
        remember(connection, dimension, old, identity, first_names(connection, dimension, identity))
    return new


def retire(store: Store, dimension: str, name: str, *, now: datetime | None = None) -> None:
    """Offer a name no more: not for new answers, not in filters. Its history stays, and printed links still work."""
    _set_retired(store, dimension, name, utc_text(now or datetime.now(UTC)))


def bring_back(store: Store, dimension: str, name: str) -> None:
    """Offer a retired name again."""
    _set_retired(store, dimension, name, None)


def _set_retired(store: Store, dimension: str, name: str, when: str | None) -> None:
    with store.writing() as connection:
        identity, _spelt = identity_of(connection, dimension, name)
        connection.execute(
            f"UPDATE {TABLES[dimension]} SET retired_at = ? WHERE id = ? AND (retired_at IS NULL) <> (? IS NULL)",
            [when, identity, when],
        )


def move(store: Store, dimension: str, name: str, by: int) -> bool:
    """Move a name `by` places down (up, if negative) among its like; False if it is at the end already.

    Stages move within their journey, touchpoints within their stage. Retired ones keep apart.
    """
    with store.writing() as connection:
        identity, _spelt = identity_of(connection, dimension, name)
        table, column = TABLES[dimension], _SIBLINGS.get(dimension)
        group = "" if column is None else f"AND {column} = (SELECT {column} FROM {table} WHERE id = :id)"
        rows = connection.execute(
            f"SELECT id, retired_at IS NULL = (SELECT retired_at IS NULL FROM {table} WHERE id = :id) FROM {table} "
            f"WHERE 1 {group} ORDER BY position, id",
            {"id": identity},
        ).fetchall()
        like = [one for one, alike in rows if alike]
        at = like.index(identity)
        to = min(max(at + by, 0), len(like) - 1)
        if to == at:
            return False
        like.insert(to, like.pop(at))
        _number(connection, table, like + [one for one, alike in rows if not alike])
        return True


def put_in_order_in(connection: sqlite3.Connection, dimension: str, names: Sequence[str]) -> None:
    """Put names into this order, inside a writing transaction of yours; those not mentioned keep theirs, behind. Stages
    stay in their journeys, touchpoints in their stages."""
    wanted = [identity_of(connection, dimension, name)[0] for name in names]
    table, first = TABLES[dimension], set(wanted)
    rest = [one for (one,) in connection.execute(f"SELECT id FROM {table} ORDER BY position, id").fetchall()]
    _number(connection, table, wanted + [one for one in rest if one not in first])


def _number(connection: sqlite3.Connection, table: str, identities: Sequence[int]) -> None:
    connection.executemany(
        f"UPDATE {table} SET position = ? WHERE id = ?", [(i, one) for i, one in enumerate(identities, 1)]
    )


def remove(store: Store, dimension: str, name: str) -> None:
    """Remove a name that nothing points at; raises BadValue, saying what does."""
    with store.writing() as connection:
        identity, spelt = identity_of(connection, dimension, name)
        forget_empty_places(connection, dimension, identity)
        answers = connection.execute(
            f"SELECT count(*) FROM answers WHERE place_id IN (SELECT id FROM places WHERE {dimension}_id = ?)",
            [identity],
        ).fetchone()[0]
        holding = pointing_at(connection, TABLES[dimension], identity)
        if answers:
            words = ngettext(
                "“{name}” has {count} answer and cannot be removed; retire it, or merge it into another",
                "“{name}” has {count} answers and cannot be removed; retire it, or merge it into another",
                answers,
            )
            raise BadValue(words.format(name=spelt, count=whole(answers)))
        if holding:
            words = _("“{name}” cannot be removed while something belongs to it ({what}); retire it, or merge it")
            what = ", ".join(f"{_thing(table)}: {whole(number)}" for table, number in holding.items())
            raise BadValue(words.format(name=spelt, what=what))
        connection.execute(f"DELETE FROM {TABLES[dimension]} WHERE id = ?", [identity])


def _thing(table: str) -> str:
    """What the rows of a table are called; a table this code does not know has its own name."""
    return {
        "touchpoints": _("touchpoints"),
        "journey_notes": _("notes"),
        "places": _("places of answers"),
    }.get(table, table.replace("_", " "))
