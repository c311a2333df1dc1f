"""Customers, orders and events out of the store, as frames. Never judges, and never leaves out the unmatched.

Times are aware (UTC). A period is `since <= time < until`, either end open.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

import pandas as pd

from cjo_core.store.database import Store
from cjo_core.survey.periods import utc_text

_EVENTS = """
SELECT e.customer, e.happened_at, s.name, t.name, c.name, e.name
FROM events e
LEFT JOIN touchpoints t ON t.id = e.touchpoint_id
LEFT JOIN stages s ON s.id = coalesce(t.stage_id, e.stage_id)
LEFT JOIN channels c ON c.id = e.channel_id
"""


def odata_version(store: Store) -> int:
    """A number that differs whenever a customer, order or event does: what was computed of them may be remembered by
    it (together with `Store.version` where names or answers matter too)."""
    with store.reading() as connection:
        return int(connection.execute("SELECT version FROM odata").fetchone()[0])


def counts(store: Store) -> dict[str, int]:
    """How many customers, orders and events there are."""
    with store.reading() as connection:
        return {
            table: int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
            for table in ("customers", "orders", "events")
        }


def customers(store: Store) -> pd.DataFrame:
    """All customers: `customer`, `signed_up_at`, `attributes` (a dict of texts by name)."""
    with store.reading() as connection:
        rows = connection.execute(
            "SELECT customer, signed_up_at, attributes FROM customers ORDER BY customer"
        ).fetchall()
    frame = _frame(rows, ["customer", "signed_up_at", "attributes"], "signed_up_at")
    frame["attributes"] = [json.loads(text) for text in frame["attributes"]]
    return frame


def attributes(store: Store) -> pd.DataFrame:
    """The attributes of all customers: a row per customer (the index), a column per attribute, texts; None where a
    customer has none such."""
    known = customers(store)
    names = sorted({name for one in known["attributes"] for name in one})
    columns = {name: [one.get(name) for one in known["attributes"]] for name in names}
    index = pd.Index(known["customer"], name="customer", dtype=object)
    return pd.DataFrame(columns, index=index, dtype=object)


def orders(
    store: Store,
    *,
    customer: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    statuses: Collection[str] | None = None,
) -> pd.DataFrame:
    """Orders in the order of time: `customer`, `ordered_at`, `value` (NaN: unknown), `status`, `number`."""
    condition, values = _condition("ordered_at", customer, since, until)
    if statuses is not None:
        condition += f" AND status IN ({', '.join('?' * len(statuses))})"
        values += list(statuses)
    with store.reading() as connection:
        rows = connection.execute(
            f"SELECT customer, ordered_at, value, status, number FROM orders WHERE {condition} ORDER BY ordered_at, id",
            values,
        ).fetchall()
    frame = _frame(rows, ["customer", "ordered_at", "value", "status", "number"], "ordered_at")
    frame["value"] = frame["value"].astype(float)
    return frame


def events(
    store: Store,
    *,
    customer: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> pd.DataFrame:
    """Events in the order of time: `customer`, `happened_at`, `stage`, `touchpoint`, `channel`, `name`; the places in
    the team's words of today, None where not given."""
    condition, values = _condition("e.happened_at", customer, since, until, "e.customer")
    with store.reading() as connection:
        rows = connection.execute(f"{_EVENTS} WHERE {condition} ORDER BY e.happened_at, e.id", values).fetchall()
    return _frame(rows, ["customer", "happened_at", "stage", "touchpoint", "channel", "name"], "happened_at")


def _condition(
    column: str, customer: str | None, since: datetime | None, until: datetime | None, who: str = "customer"
) -> tuple[str, list[Any]]:
    parts, values = ["1"], []
    for part, value in (
        (f"{who} = ?", customer),
        (f"{column} >= ?", None if since is None else utc_text(since)),
        (f"{column} < ?", None if until is None else utc_text(until)),
    ):
        if value is not None:
            parts.append(part)
            values.append(value)
    return " AND ".join(parts), values


def _frame(rows: list[Any], columns: list[str], moment: str) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=columns, dtype=object)
    frame[moment] = pd.to_datetime(frame[moment], format="ISO8601", utc=True)
    return frame
