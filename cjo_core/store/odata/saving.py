"""Customers, orders and events in, once each. The same again changes nothing; what has changed is brought up to date.

Never drops an order or event whose customer is unknown: ids are joined when they are read (`joining`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from cjo_core.errors import NotFound
from cjo_core.locale import _
from cjo_core.store.database import Store
from cjo_core.store.set_up.audience import folded, ids_in
from cjo_core.survey.periods import utc_text
from cjo_core.survey.places import Place, dimension_name
from cjo_core.survey.records import Customer, Event, Order

#: Records per transaction: a moment of the write lock, so that live answers hardly wait.
BATCH = 3_000
_KEYS = 500
T = TypeVar("T")
Known = dict[object, tuple[object, ...]]


@dataclass(frozen=True)
class Saved:
    """What became of records: `new` ones, known ones that `changed`, and those that were there already."""

    new: int = 0
    changed: int = 0
    same: int = 0

    def __add__(self, other: Saved) -> Saved:
        return Saved(self.new + other.new, self.changed + other.changed, self.same + other.same)


#: Rows to write, and what becomes of the records.
Sorted = tuple[list[tuple[object, ...]], Saved]


def save_customers(store: Store, customers: Iterable[Customer], *, dry_run: bool = False) -> Saved:
    """Store customers. A known one gets the attributes and the sign-up date that are given; what is not given stays."""
    sql = (
        "INSERT INTO customers (customer, signed_up_at, attributes) VALUES (?, ?, ?) "
        "ON CONFLICT (customer) DO UPDATE SET signed_up_at = excluded.signed_up_at, attributes = excluded.attributes"
    )
    return _save(store, customers, _customers, sql, dry_run)


def save_orders(store: Store, orders: Iterable[Order], *, dry_run: bool = False) -> Saved:
    """Store orders. A known one takes on what is given anew: its status, its value (None and "" leave them alone)."""
    sql = (
        "INSERT INTO orders (order_key, customer, ordered_at, value, status, number) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (order_key) DO UPDATE SET customer = excluded.customer, ordered_at = excluded.ordered_at, "
        "value = excluded.value, status = excluded.status, number = excluded.number"
    )
    return _save(store, orders, _orders, sql, dry_run)


def save_events(store: Store, events: Iterable[Event], *, dry_run: bool = False) -> Saved:
    """Store events; raises NotFound for a stage, touchpoint or channel nobody has set up (not in a dry run).

    Known ones stay as they are, so that an event goes with its stage or touchpoint when these are merged, whatever an
    old file calls them; only one without any place takes the one given now.
    """
    sql = (
        "INSERT INTO events (event_key, customer, happened_at, stage_id, touchpoint_id, channel_id, name) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (event_key) DO UPDATE SET stage_id = excluded.stage_id, "
        "touchpoint_id = excluded.touchpoint_id, channel_id = excluded.channel_id"
    )

    def sorted_out(connection: sqlite3.Connection, batch: list[Event]) -> Sorted:
        return _events(connection, batch, _Lookup(connection, strict=not dry_run))

    return _save(store, events, sorted_out, sql, dry_run)


def _save(
    store: Store,
    records: Iterable[T],
    sorted_out: Callable[[sqlite3.Connection, list[T]], Sorted],
    sql: str,
    dry_run: bool,
) -> Saved:
    """Write the rows that `sorted_out` makes of each batch, a transaction for each; a dry run only looks."""
    total = Saved()
    for batch in _batches(records):
        with store.reading() if dry_run else store.writing() as connection:
            rows, saved = sorted_out(connection, batch)
            if not dry_run:
                connection.executemany(sql, rows)
        total += saved
    return total


def _batches(records: Iterable[T]) -> Iterator[list[T]]:
    waiting = iter(records)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _known(connection: sqlite3.Connection, sql: str, keys: list[object]) -> Known:
    """The rows of those keys that are stored, by key (their first column). `sql` ends where the keys go."""
    found: Known = {}
    for start in range(0, len(keys), _KEYS):
        some = keys[start : start + _KEYS]
        rows = connection.execute(f"{sql} ({', '.join('?' * len(some))})", some).fetchall()
        found.update((row[0], tuple(row)) for row in rows)
    return found


@dataclass
class _Sorting:
    """Rows to write, by key, and what became of each record on the way."""

    known: Known
    rows: Known = field(default_factory=dict)
    new: int = 0
    changed: int = 0
    same: int = 0

    def take(self, key: object, row: tuple[object, ...]) -> None:
        before = self.known.get(key)
        if before == row:
            self.same += 1
            return
        self.new += before is None
        self.changed += before is not None
        self.known[key] = self.rows[key] = row

    def result(self) -> Sorted:
        return list(self.rows.values()), Saved(self.new, self.changed, self.same)


def _customers(connection: sqlite3.Connection, batch: list[Customer]) -> Sorted:
    sql = "SELECT customer, signed_up_at, attributes FROM customers WHERE customer IN"
    sorting = _Sorting(_known(connection, sql, [one.customer for one in batch]))
    for one in batch:
        _key, signed_up, attributes = sorting.known.get(one.customer, (one.customer, None, "{}"))
        merged = {**json.loads(str(attributes)), **one.attributes}
        when = signed_up if one.signed_up_at is None else utc_text(one.signed_up_at)
        sorting.take(one.customer, (one.customer, when, json.dumps(merged, ensure_ascii=False, sort_keys=True)))
    return sorting.result()


def _orders(connection: sqlite3.Connection, batch: list[Order]) -> Sorted:
    sql = "SELECT order_key, customer, ordered_at, value, status, number FROM orders WHERE order_key IN"
    sorting = _Sorting(_known(connection, sql, [one.key for one in batch]))
    for one in batch:
        *_others, value, status, number = sorting.known.get(one.key, (None, None, None))
        value = value if one.value is None else float(one.value)
        row = (one.key, one.customer, utc_text(one.ordered_at), value, one.status or status, one.number or number)
        sorting.take(one.key, row)
    return sorting.result()


@dataclass
class _Lookup:
    """The ids behind the names of places, each looked up once."""

    connection: sqlite3.Connection
    strict: bool = True
    ids: dict[str, dict[str, int]] = field(default_factory=dict)
    places: dict[Place, tuple[int | None, int | None, int | None]] = field(default_factory=dict)

    def of(self, place: Place) -> tuple[int | None, int | None, int | None]:
        if place not in self.places:
            touchpoint = self._id("touchpoint", place.touchpoint)
            stage = None if touchpoint is not None else self._id("stage", place.stage)
            self.places[place] = (stage, touchpoint, self._id("channel", place.channel))
        return self.places[place]

    def _id(self, dimension: str, name: str | None) -> int | None:
        if name is None:
            return None
        if dimension not in self.ids:
            self.ids[dimension] = ids_in(self.connection, dimension)
        found = self.ids[dimension].get(folded(name))
        if found is None and self.strict:
            words = _("there is no {dimension} “{name}”")
            raise NotFound(words.format(dimension=dimension_name(dimension).lower(), name=name[:80]))
        return found


def _events(connection: sqlite3.Connection, batch: list[Event], lookup: _Lookup) -> Sorted:
    sql = (
        "SELECT event_key, customer, happened_at, stage_id, touchpoint_id, channel_id, name FROM events "
        "WHERE event_key IN"
    )
    sorting = _Sorting(_known(connection, sql, [one.key for one in batch]))
    for one in batch:
        before = sorting.known.get(one.key)
        if before is not None and (before[3] is not None or before[4] is not None):
            sorting.take(one.key, before)
            continue
        row = (one.key, one.customer, utc_text(one.happened_at), *lookup.of(one.place), one.name)
        sorting.take(one.key, row)
    return sorting.result()
