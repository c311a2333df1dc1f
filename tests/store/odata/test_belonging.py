"""Customers belong where the team's rules say, and only without a rule where they said themselves."""

from __future__ import annotations

from datetime import UTC, datetime

from cjo_core.store.database import Store
from cjo_core.store.odata.belonging import belonging
from cjo_core.store.odata.saving import save_events
from cjo_core.store.odata.visits import visit_rows
from cjo_core.survey.places import Place
from cjo_core.survey.records import Event, record_key


def assign(store: Store, customer: str, segment: str, until: str | None = None) -> None:
    with store.writing() as connection:
        connection.execute(
            "INSERT OR IGNORE INTO audience_rules (id, segment_id, version, rule, saved_at) "
            "SELECT 1, id, 1, '{}', '2026-01-01T00:00:00Z' FROM segments WHERE name = 'New'"
        )
        connection.execute(
            "INSERT INTO assignments (customer, segment_id, rule_id, since, until) "
            "SELECT ?, id, 1, '2026-01-01T00:00:00Z', ? FROM segments WHERE name = ?",
            [customer, until, segment],
        )


def test_a_rule_says_where_customers_without_an_answer_belong(store: Store) -> None:
    moment = datetime(2026, 11, 2, 12, tzinfo=UTC)
    save_events(
        store,
        [Event(record_key("event", who), who, moment, "", Place(stage="Buy")) for who in ("a", "b", "c")],
    )
    rows = visit_rows(store)
    assert belonging(store, rows) is rows.groups
    assign(store, "b", "Old")
    assign(store, "c", "New", until="2026-05-01T00:00:00Z")
    assign(store, "somebody else", "New")
    found = belonging(store, visit_rows(store))
    assert [rows.names["segment"][code] if code >= 0 else None for code in found["segment"]] == [None, "Old", None]
    assert found["persona"].tolist() == [-1, -1, -1]
    assert belonging(store, visit_rows(store)) is found
