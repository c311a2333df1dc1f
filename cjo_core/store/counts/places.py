"""The places and their names, as the counts in memory need them: for each dimension the names, for each place a
position.

Reads only what is new: places are added all the time, but names change and places move rarely. Never reads answers.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cjo_core.store.set_up.audience import TABLES, names_in
from cjo_core.survey.places import PLACE_FIELDS

Names = dict[str, tuple[str, ...]]
Codes = dict[str, NDArray[np.int32]]


@dataclass
class PlaceBook:
    """What was read last. `layout` is everything whose change moves places: names, their order, stages of
    touchpoints. `version` is that of everything set up."""

    version: int | None = None
    layout: object = None
    names: Names = field(default_factory=dict)
    codes: Codes = field(default_factory=dict)
    last: int = 0


def read_places(book: PlaceBook, connection: sqlite3.Connection) -> tuple[Names, Codes, bool]:
    """Names and codes as of now, and whether places that were known already have other codes than before."""
    names = {dimension: tuple(names_in(connection, dimension)) for dimension in PLACE_FIELDS}
    ids = {
        dimension: dict(connection.execute(f"SELECT name, id FROM {table}").fetchall())
        for dimension, table in TABLES.items()
    }
    stage_of = dict(connection.execute("SELECT id, stage_id FROM touchpoints").fetchall())
    version = connection.execute("SELECT value FROM settings WHERE name = 'places_version'").fetchone()
    layout = (names, ids, stage_of, version)
    moved = layout != book.layout
    if moved:
        book.layout, book.names, book.last = layout, names, 0
        book.codes = {dimension: np.full(1, -1, np.int32) for dimension in PLACE_FIELDS}
    rows = connection.execute(
        "SELECT id, stage_id, touchpoint_id, segment_id, persona_id, channel_id, language FROM places "
        "WHERE id > ? ORDER BY id",
        [book.last],
    ).fetchall()
    if rows:
        position: dict[str, dict[object, int]] = {
            dimension: {ids[dimension][name]: i for i, name in enumerate(names[dimension])} for dimension in TABLES
        }
        position["language"] = {code: i for i, code in enumerate(names["language"])}
        book.codes = _extended(book.codes, rows, position, stage_of)
        book.last = int(rows[-1][0])
    return book.names, book.codes, moved


def _extended(
    codes: Codes,
    rows: list[tuple[int, int | None, int | None, int | None, int | None, int | None, str | None]],
    position: dict[str, dict[object, int]],
    stage_of: dict[int, int],
) -> Codes:
    """The code arrays with the new places; the old arrays stay as they are, for whoever is reading them."""
    size = int(rows[-1][0]) + 1
    longer = {}
    for dimension, known in codes.items():
        longer[dimension] = np.full(max(size, len(known)), -1, np.int32)
        longer[dimension][: len(known)] = known
    for place, stage, touchpoint, *others in rows:
        own_stage = stage if touchpoint is None else stage_of[touchpoint]
        for dimension, value in zip(PLACE_FIELDS, (own_stage, touchpoint, *others), strict=True):
            if value is not None:
                longer[dimension][place] = position[dimension][value]
    return longer
