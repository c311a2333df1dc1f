"""Files of customers, orders and events: read or refused row by row, stored once, joined."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjo_core.errors import ImportFailed, StoreError
from cjo_core.exchange.reading.tables import read_table
from cjo_core.exchange.records.columns import RecordOptions, guess_columns
from cjo_core.exchange.records.importing import RecordReport, import_records
from cjo_core.store.assigning.history import sizes
from cjo_core.store.assigning.rules import save_rule
from cjo_core.store.database import DEMO, Store, create_store
from cjo_core.store.journey.merging import merge
from cjo_core.store.journey.naming import rename
from cjo_core.store.odata.reading import counts, customers, events, odata_version, orders
from cjo_core.store.odata.visits import visit_rows
from cjo_core.store.set_up.audience import add_names, names
from cjo_core.survey.rules import ALL, Condition, Rule
from tests.made_stores import empty

NOW = datetime(2026, 11, 21, tzinfo=UTC)
ORDERS = """Order ID;Customer;Date;Total;State
A-1;007;2026-11-02 10:30;1 234,50;paid
A-2;7;2026-11-03;€12;open
"""
EVENTS = """user,time,touchpoint,stage,event,channel
007,2026-11-01T09:00:00Z,Cart,Buy,added,web
007,2026-11-01T09:00:00Z,Cart,Buy,added,web
8,2026-11-02T09:00:00Z,,Use,opened,
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = empty(tmp_path / "cjo.db")
    add_names(made, "stage", ["Buy", "Use"])
    add_names(made, "touchpoint", ["Cart"], stage="Buy")
    yield made
    made.close()


def brought(store: Store, kind: str, text: str, *, dry_run: bool = False, **columns: str | None) -> RecordReport:
    """The report on a file whose columns are guessed, but for those given."""
    table = read_table(text.encode())
    options = RecordOptions(kind, {**guess_columns(table, kind), **columns})
    return import_records(store, table, options, dry_run=dry_run, now=NOW)


def sums(report: RecordReport) -> tuple[int, int, int, int]:
    assert report.read == report.new + report.changed + report.same + report.skipped
    return report.new, report.changed, report.same, report.skipped


def test_customers_come_with_their_attributes_and_ids_as_written(store: Store) -> None:
    text = "id,Signed up,Plan,City\n007,2025-01-31,Plus,Łódź\n7,,Basic,\n"
    assert sums(brought(store, "customers", text)) == (2, 0, 0, 0)
    found = customers(store)
    assert found["customer"].tolist() == ["007", "7"]
    assert found["attributes"].tolist() == [{"City": "Łódź", "Plan": "Plus"}, {"Plan": "Basic"}]
    assert found["signed_up_at"].isna().tolist() == [False, True]


def test_orders_are_read_with_their_amounts_and_days(store: Store) -> None:
    report = brought(store, "orders", ORDERS)
    assert sums(report) == (2, 0, 0, 0)
    found = orders(store)
    assert found[["customer", "value", "status", "number"]].values.tolist() == [
        ["007", 1234.5, "paid", "A-1"],
        ["7", 12.0, "open", "A-2"],
    ]


def test_the_same_file_again_adds_nothing_and_a_new_status_changes_the_order(store: Store) -> None:
    brought(store, "orders", ORDERS)
    version = odata_version(store)
    assert sums(brought(store, "orders", ORDERS)) == (0, 0, 2, 0)
    assert odata_version(store) == version
    assert sums(brought(store, "orders", ORDERS.replace("open", "delivered"))) == (0, 1, 1, 0)
    assert orders(store)["status"].tolist() == ["paid", "delivered"]


def test_orders_without_numbers_are_kept_apart_by_time_and_value(store: Store) -> None:
    text = "customer,date,value\n7,2026-11-02,5\n7,2026-11-02,5\n7,2026-11-02,6\n"
    assert sums(brought(store, "orders", text)) == (3, 0, 0, 0)
    assert sums(brought(store, "orders", text)) == (0, 0, 3, 0)


def test_the_lines_of_one_order_are_not_taken_for_orders(store: Store) -> None:
    text = "order id,customer,date,value\nA,7,2026-11-02,5\nA,7,2026-11-02,6\nA,7,2026-11-02,5\n"
    report = brought(store, "orders", text)
    assert sums(report) == (1, 0, 1, 1)
    assert report.reasons[0][0] == 3
    assert "stands in line 2 already" in report.reasons[0][1]
    assert orders(store)["value"].tolist() == [5.0]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",2026-11-02,5", "no customer id"),
        ("7,,5", "no date"),
        ("7,1970-01-01,5", "no date"),
        ("7,soon,5", "no date that can be read"),
        ("7,2027-05-01,5", "lies in the future"),
        ("7,2026-11-02,five", "no amount"),
        ("1.23457E+11,2026-11-02,5", "shortened by a spreadsheet"),
        ("7,2026-11-02,5,6", "4 fields"),
    ],
)
def test_a_row_that_cannot_be_read_is_skipped_with_its_line_and_reason(store: Store, row: str, reason: str) -> None:
    report = brought(store, "orders", f"customer,date,value\n7,2026-11-02,1\n{row}\n8,2026-11-03,2\n")
    assert sums(report) == (2, 0, 0, 1)
    assert report.reasons[0][0] == 3
    assert reason in report.reasons[0][1]


def test_equal_events_of_one_file_both_count_and_never_twice(store: Store) -> None:
    assert sums(brought(store, "events", EVENTS)) == (3, 0, 0, 0)
    assert sums(brought(store, "events", EVENTS)) == (0, 0, 3, 0)
    assert events(store)[["customer", "stage", "touchpoint", "name"]].values.tolist() == [
        ["007", "Buy", "Cart", "added"],
        ["007", "Buy", "Cart", "added"],
        ["8", "Use", None, "opened"],
    ]
    assert names(store, "channel") == ["web"]


def test_a_touchpoint_nobody_knows_needs_a_stage(store: Store) -> None:
    report = brought(store, "events", "user,date,touchpoint\n7,2026-11-02,Moon\n7,2026-11-02,cart\n")
    assert sums(report) == (1, 0, 0, 1)
    assert "Moon" in report.reasons[0][1]


def test_an_old_file_brings_nothing_twice_after_names_were_changed_and_merged(store: Store) -> None:
    add_names(store, "touchpoint", ["Till"], stage="Buy")
    brought(store, "events", EVENTS)
    before = visit_rows(store)
    rename(store, "touchpoint", "Cart", "Basket")
    merge(store, "touchpoint", "Basket", "Till")
    merge(store, "stage", "Use", "Buy")
    assert sums(brought(store, "events", EVENTS)) == (0, 0, 3, 0)
    assert events(store)[["stage", "touchpoint"]].values.tolist() == [["Buy", "Till"], ["Buy", "Till"], ["Buy", None]]
    assert names(store, "touchpoint") == ["Till"]
    after = visit_rows(store)
    assert (len(after), after.customer.tolist()) == (len(before), before.customer.tolist())


def test_a_dry_run_writes_nothing_not_even_names(store: Store) -> None:
    report = brought(store, "events", EVENTS.replace("Use", "Leave"), dry_run=True)
    assert sums(report) == (3, 0, 0, 0)
    assert report.new_names == {"channel": ("web",), "stage": ("Leave",)}
    assert counts(store) == {"customers": 0, "orders": 0, "events": 0}
    assert names(store, "stage") == ["Buy", "Use"]


def test_the_report_says_how_ids_join(store: Store) -> None:
    brought(store, "customers", "id\n007\nA\n")
    join = brought(store, "orders", ORDERS).join
    assert (join.of("orders").matched_ids, join.of("orders").unmatched) == (1, ("7",))
    assert join.nearly == (("7", "007"),)


def test_columns_are_guessed_by_their_headings_and_may_be_overridden(store: Store) -> None:
    table = read_table("ID,Klient,Data zamówienia,Kwota,Notatka\n1,7,2026-11-02,5,x\n".encode())
    assert guess_columns(table, "orders") == {
        "customer": "Klient", "date": "Data zamówienia", "value": "Kwota", "number": "ID"
    }  # fmt: skip
    brought(store, "orders", "a,b,c\n7,2026-11-02,5\n", customer="a", date="b", value="c")
    assert orders(store)["value"].tolist() == [5.0]


def test_a_file_without_a_customer_or_a_date_is_refused(store: Store) -> None:
    with pytest.raises(ImportFailed, match="Customer id"):
        brought(store, "orders", "a,date\n1,2026-11-02\n")
    with pytest.raises(ImportFailed, match="Date"):
        brought(store, "orders", "customer,value\n1,5\n")
    with pytest.raises(ImportFailed, match="what happened"):
        brought(store, "events", "customer,date\n1,2026-11-02\n")


def test_chosen_attributes_alone_are_kept_and_addresses_are_pointed_out(store: Store) -> None:
    table = read_table(b"id,plan,mail\n1,Plus,a@b.example\n")
    report = import_records(store, table, RecordOptions("customers", {"customer": "id"}), dry_run=True, now=NOW)
    assert any("“mail” holds e-mail addresses" in warning for warning in report.warnings)
    import_records(store, table, RecordOptions("customers", {"customer": "id"}, ("plan",)), now=NOW)
    assert customers(store)["attributes"].tolist() == [{"plan": "Plus"}]


def test_demo_data_are_sealed(tmp_path: Path) -> None:
    sealed = create_store(tmp_path / "demo.db", DEMO)
    with pytest.raises(StoreError, match="sealed"):
        brought(sealed, "customers", "id\n1\n")
    sealed.close()


_FILES = {
    "customers": "id,plan\n1,Plus\n2,Basic\n03,\n",
    "orders": "order id,customer,date,value\nA,1,2026-11-02,5\nB,3,2026-11-03,7.25\n",
    "events": "customer,date,stage,event\n1,2026-11-01,Buy,looked\n9,2026-11-05,Use,called\n",
}


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(sorted(_FILES)), min_size=3, max_size=7).filter(lambda some: len(set(some)) == 3))
def test_files_may_come_in_any_order_and_any_number_of_times(
    tmp_path_factory: pytest.TempPathFactory, sequence: list[str]
) -> None:
    store = empty(tmp_path_factory.mktemp("files") / "cjo.db")
    try:
        for kind in sequence:
            join = brought(store, kind, _FILES[kind]).join
        assert counts(store) == {"customers": 3, "orders": 2, "events": 2}
        assert join.nearly == (("3", "03"),)
        assert [join.of(one).matched_rows for one in ("orders", "events")] == [1, 1]
        assert orders(store)["value"].tolist() == [5.0, 7.25]
    finally:
        store.close()


def test_rules_of_segments_run_after_an_import_and_not_in_a_trial(store: Store) -> None:
    add_names(store, "segment", ["Locals"])
    save_rule(store, "segment", "Locals", Rule(ALL, (Condition("attribute.City", "is", "Łódź"),)), now=NOW)
    text = "id,City\n007,Łódź\n8,Sopot\n"
    brought(store, "customers", text, dry_run=True)
    assert sizes(store, "segment") == {"Locals": 0}
    assert brought(store, "customers", text).rules.came == 1
    assert sizes(store, "segment") == {"Locals": 1}
    brought(store, "customers", "id,City\n007,Sopot\n")
    assert sizes(store, "segment") == {"Locals": 0}
