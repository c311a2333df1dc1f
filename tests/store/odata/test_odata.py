"""Customers, orders and events: in once each, brought up to date, and out again."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from cjo_core.errors import NotFound
from cjo_core.store.database import Store
from cjo_core.store.odata.reading import attributes, counts, customers, events, odata_version, orders
from cjo_core.store.odata.saving import Saved, save_customers, save_events, save_orders
from cjo_core.survey.places import Place
from cjo_core.survey.records import Customer, Event, Order, record_key
from tests.made_stores import empty

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def order(number: str, customer: str = "007", value: float | None = 10.0, status: str | None = "paid") -> Order:
    return Order(record_key("order", number), customer, NOON, value, status, number)


def event(nth: int, place: Place, customer: str = "007", at: datetime = NOON) -> Event:
    return Event(record_key("event", str(nth)), customer, at + timedelta(hours=nth), "seen", place)


def test_ids_are_kept_exactly_as_written(store: Store) -> None:
    save_customers(store, [Customer(one) for one in ("007", "7", "a", "A")])
    assert list(customers(store)["customer"]) == ["007", "7", "A", "a"]


def test_a_known_customer_gets_what_is_given_and_keeps_the_rest(store: Store) -> None:
    first = Customer("7", NOON, {"city": "Łódź", "plan": "basic"})
    assert save_customers(store, [first]) == Saved(new=1)
    assert save_customers(store, [first]) == Saved(same=1)
    assert save_customers(store, [Customer("7", None, {"plan": "pro"})]) == Saved(changed=1)
    (row,) = customers(store).itertuples()
    assert row.signed_up_at == NOON
    assert row.attributes == {"city": "Łódź", "plan": "pro"}


def test_attributes_have_a_column_each(store: Store) -> None:
    save_customers(store, [Customer("1", None, {"age": "34"}), Customer("2", None, {"city": "Ulm"})])
    table = attributes(store)
    assert table.loc["1"].to_dict() == {"age": "34", "city": None}
    assert table.loc["2"].to_dict() == {"age": None, "city": "Ulm"}


def test_an_order_takes_on_its_new_status_and_value(store: Store) -> None:
    assert save_orders(store, [order("A-1"), order("A-2")]) == Saved(new=2)
    again = [order("A-1", status="returned"), order("A-2", value=12.5), order("A-2", value=None, status=None)]
    assert save_orders(store, again) == Saved(changed=2, same=1)
    assert orders(store)[["number", "value", "status"]].values.tolist() == [
        ["A-1", 10.0, "returned"],
        ["A-2", 12.5, "paid"],
    ]


def test_an_order_without_a_known_customer_is_stored_all_the_same(store: Store) -> None:
    save_orders(store, [order("A-1", "nobody")])
    assert counts(store) == {"customers": 0, "orders": 1, "events": 0}


def test_events_tell_stage_touchpoint_and_channel_in_the_teams_words(store: Store) -> None:
    save_events(
        store,
        [event(1, Place(touchpoint="cart", channel="WEB")), event(2, Place(stage="use")), event(3, Place())],
    )
    assert events(store)[["stage", "touchpoint", "channel"]].values.tolist() == [
        ["Buy", "Cart", "web"],
        ["Use", None, None],
        [None, None, None],
    ]


def test_events_go_with_their_touchpoint_to_another_stage(store: Store) -> None:
    save_events(store, [event(1, Place(touchpoint="Cart"))])
    with store.writing() as connection:
        connection.execute(
            "UPDATE touchpoints SET stage_id = (SELECT id FROM stages WHERE name = 'Use'), name = 'Till' "
            "WHERE name = 'Cart'"
        )
    assert events(store)[["stage", "touchpoint"]].values.tolist() == [["Use", "Till"]]


def test_a_stored_event_stays_where_the_team_has_put_it(store: Store) -> None:
    save_events(store, [event(1, Place(touchpoint="Cart")), event(2, Place())])
    again = [event(1, Place(touchpoint="Desk")), event(2, Place(touchpoint="Desk"))]
    assert save_events(store, again) == Saved(changed=1, same=1)
    assert list(events(store)["touchpoint"]) == ["Cart", "Desk"]


def test_an_event_at_an_unknown_touchpoint_undoes_its_batch(store: Store) -> None:
    with pytest.raises(NotFound, match="no touchpoint “Moon”"):
        save_events(store, [event(1, Place()), event(2, Place(touchpoint="Moon"))])
    assert counts(store)["events"] == 0


def test_a_touchpoint_with_events_cannot_be_deleted_behind_their_back(store: Store) -> None:
    save_events(store, [event(1, Place(touchpoint="Cart"))])
    with pytest.raises(sqlite3.IntegrityError), store.writing() as connection:
        connection.execute("DELETE FROM touchpoints WHERE name = 'Cart'")


def test_a_period_holds_its_first_moment_and_not_its_last(store: Store) -> None:
    save_events(store, [event(nth, Place()) for nth in range(4)])
    found = events(store, since=NOON + timedelta(hours=1), until=NOON + timedelta(hours=3))
    assert [moment.hour for moment in found["happened_at"]] == [13, 14]


def test_frames_without_rows_have_their_columns_and_types(store: Store) -> None:
    assert orders(store)["value"].dtype == float
    assert str(events(store)["happened_at"].dtype).endswith("UTC]")
    assert list(customers(store).columns) == ["customer", "signed_up_at", "attributes"]
    assert attributes(store).shape == (0, 0)


def test_the_version_differs_after_every_change_and_only_then(store: Store) -> None:
    seen = [odata_version(store)]
    for change in (
        lambda: save_customers(store, [Customer("7")]),
        lambda: save_orders(store, [order("A-1")]),
        lambda: save_orders(store, [order("A-1", status="sent")]),
        lambda: save_events(store, [event(1, Place())]),
    ):
        change()
        seen.append(odata_version(store))
        change()
        assert odata_version(store) == seen[-1]
    assert len(set(seen)) == len(seen)


def test_a_dry_run_counts_and_writes_nothing(store: Store) -> None:
    assert save_customers(store, [Customer("7")], dry_run=True) == Saved(new=1)
    assert save_orders(store, [order("A-1")], dry_run=True) == Saved(new=1)
    assert save_events(store, [event(1, Place(touchpoint="not yet"))], dry_run=True) == Saved(new=1)
    assert counts(store) == {"customers": 0, "orders": 0, "events": 0}


@st.composite
def some_orders(draw: DrawFn) -> list[Order]:
    numbers = draw(st.lists(st.integers(0, 30), unique=True, max_size=12))
    values = st.one_of(st.none(), st.floats(-1e6, 1e6, allow_nan=False))
    return [order(str(n), str(n % 5), draw(values), draw(st.sampled_from([None, "paid", "sent"]))) for n in numbers]


@settings(max_examples=25, deadline=None)
@given(some_orders(), st.randoms(use_true_random=False))
def test_the_same_orders_in_any_order_and_any_number_of_times_give_the_same_store(
    tmp_path_factory: pytest.TempPathFactory, given_orders: list[Order], random: object
) -> None:
    store = empty(tmp_path_factory.mktemp("odata") / "cjo.db")
    try:
        save_orders(store, given_orders)
        before, version = orders(store), odata_version(store)
        shuffled = list(given_orders)
        random.shuffle(shuffled)  # type: ignore[attr-defined]
        assert save_orders(store, shuffled) == Saved(same=len(given_orders))
        assert odata_version(store) == version
        assert orders(store).equals(before)
    finally:
        store.close()
