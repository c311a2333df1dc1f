"""Everybody we know, as the rules look at them. It only reads."""

from __future__ import annotations

import json
from datetime import datetime

import pandas as pd

from cjo_core.metrics.audience.facts import People, people_of
from cjo_core.store.database import Store
from cjo_core.store.settings import team_zone

#: A stored time as seconds: a million texts would take pandas seconds to read.
_SECONDS = "CAST(strftime('%s', {}) AS INTEGER)"


def people(store: Store, now: datetime) -> People:
    """All customers, and whoever ordered or did something, as of a moment; days are those of the team's time zone."""
    with store.reading() as connection:
        zone = team_zone(connection)
        customers = _frame(
            connection.execute(
                f"SELECT customer, {_SECONDS.format('signed_up_at')}, attributes FROM customers"
            ).fetchall(),
            ["customer", "signed_up_at", "attributes"],
        )
        orders = _frame(
            connection.execute(
                f"SELECT customer, {_SECONDS.format('ordered_at')}, value, status FROM orders ORDER BY id"
            ).fetchall(),
            ["customer", "ordered_at", "value", "status"],
        )
        events = _frame(
            connection.execute(f"SELECT customer, {_SECONDS.format('happened_at')} FROM events ORDER BY id").fetchall(),
            ["customer", "happened_at"],
        )
    customers["attributes"] = [json.loads(text) for text in customers["attributes"]]
    orders["value"] = orders["value"].astype(float)
    return people_of(customers, orders, events, now.astimezone(zone))


def respondents(store: Store) -> tuple[frozenset[str], int]:
    """Who has answered a survey of known customers, and how many responses rules can never reach: those without a
    customer's id, or of surveys whose respondents stay unknown."""
    with store.reading() as connection:
        found = connection.execute(
            "SELECT DISTINCT r.respondent FROM surveys s JOIN responses r ON r.survey_id = s.id "
            "WHERE s.identified = 1 AND r.respondent IS NOT NULL"
        ).fetchall()
        reached = connection.execute(
            "SELECT count(*) FROM surveys s JOIN responses r ON r.survey_id = s.id "
            "WHERE s.identified = 1 AND r.respondent IS NOT NULL"
        ).fetchone()[0]
        everybody = connection.execute("SELECT count(*) FROM responses").fetchone()[0]
    return frozenset(one for (one,) in found), int(everybody) - int(reached)


def _frame(rows: list[tuple[object, ...]], columns: list[str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=columns, dtype=object)
    frame[columns[1]] = pd.to_datetime(frame[columns[1]].astype("Int64"), unit="s", utc=True)
    return frame
