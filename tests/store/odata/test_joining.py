"""How ids of answers, orders, events and customers join, and one customer's own line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cjo_core.store.database import Store
from cjo_core.store.odata.joining import ANSWERS, EVENTS, ORDERS, folded, join_report
from cjo_core.store.odata.saving import save_customers, save_events, save_orders
from cjo_core.store.odata.timeline import customer_timeline, find_customers, profile
from cjo_core.store.responses.writes import delete_response, save_response
from cjo_core.survey.places import Place
from cjo_core.survey.records import Customer, Event, Order, record_key
from tests.store.conftest import Maker

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def _known(store: Store) -> None:
    """The NPS survey is one of identified customers; the others keep their people unknown."""
    with store.writing() as connection:
        connection.execute("UPDATE surveys SET identified = (slug = 'nps')")


def order(number: int, customer: str, days: int = 0) -> Order:
    at = NOON + timedelta(days=days)
    return Order(record_key("order", str(number)), customer, at, 10.0 + number, "paid", f"N-{number}")


def event(number: int, customer: str, days: int = 0) -> Event:
    at = NOON + timedelta(days=days)
    return Event(record_key("event", str(number)), customer, at, "looked", Place(touchpoint="Cart", channel="web"))


@pytest.mark.usefixtures("_known")
def test_the_report_counts_matched_unmatched_and_several(store: Store, make: Maker) -> None:
    save_customers(store, [Customer(one) for one in ("007", "a", "idle")])
    save_orders(store, [order(1, "007"), order(2, "007"), order(3, "7"), order(4, "A ")])
    save_events(store, [event(1, "a"), event(2, "nobody")])
    for person in ("007", "007", "stranger", None):
        save_response(store, make(9, person=person))
    save_response(store, make(4, kind="csat", person="a"))
    report = join_report(store)
    answers, orders, events = (report.of(one) for one in (ANSWERS, ORDERS, EVENTS))
    assert (answers.rows, answers.ids, answers.matched_rows, answers.matched_ids) == (3, 2, 2, 1)
    assert (answers.several, answers.most, answers.unmatched) == (1, 2, ("stranger",))
    assert (orders.rows, orders.matched_rows, orders.unmatched_ids, orders.unmatched) == (4, 2, 2, ("7", "A "))
    assert (events.matched_ids, events.unmatched_ids) == (1, 1)
    assert (report.customers, report.idle, report.apart) == (3, 1, 1)
    assert report.nearly == (("7", "007"), ("A ", "a"))


@pytest.mark.usefixtures("_known")
def test_the_report_follows_whatever_changes_it(store: Store, make: Maker) -> None:
    def rows() -> list[int]:
        return [one.rows for one in join_report(store).sources]

    assert rows() == [0, 0, 0]
    save_response(store, make(9, person="a"))
    assert rows() == [1, 0, 0]
    save_orders(store, [order(1, "a")])
    assert rows() == [1, 1, 0]
    with store.writing() as connection:
        connection.execute("UPDATE surveys SET identified = 0")
    assert rows() == [0, 1, 0]
    delete_response(store, 1)
    assert (rows(), join_report(store).apart) == ([0, 1, 0], 0)


def test_an_empty_store_joins_nothing(store: Store) -> None:
    report = join_report(store)
    assert (report.customers, report.nearly_count, report.idle) == (0, 0, 0)
    assert [one.rows for one in report.sources] == [0, 0, 0]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [("007", "7", True), ("C-12", "c-12", True), ("c-0012", "c-12", True), ("a b", "ab", True), ("10", "100", False)],
)
def test_ids_are_nearly_the_same_by_case_spaces_and_leading_zeros_alone(one: str, other: str, alike: bool) -> None:
    assert (folded(one) == folded(other)) is alike


@pytest.mark.usefixtures("_known")
def test_a_customers_line_holds_everything_in_order(store: Store, make: Maker) -> None:
    save_customers(store, [Customer("a", NOON - timedelta(days=30), {"city": "Ulm"})])
    save_orders(store, [order(1, "a", 2)])
    save_events(store, [event(1, "a", 1), event(2, "b", 1)])
    save_response(store, make(9, at=NOON + timedelta(days=3), place=Place(stage="Use"), comment="Fine", person="a"))
    save_response(store, make(3, at=None, person="a"))
    line = customer_timeline(store, "a")
    assert line["what"].tolist() == ["signed_up", "event", "order", "answer", "answer"]
    assert line.loc[1, ["stage", "touchpoint", "channel", "name"]].tolist() == ["Buy", "Cart", "web", "looked"]
    assert line.loc[2, ["value", "status", "number"]].tolist() == [11.0, "paid", "N-1"]
    assert line.loc[3, ["stage", "survey", "question", "score", "comment"]].tolist() == ["Use", "NPS", "nps", 9, "Fine"]
    assert line["at"].isna().tolist() == [False] * 4 + [True]
    assert profile(store, "a").attributes == {"city": "Ulm"}


@pytest.mark.usefixtures("_known")
def test_answers_to_a_survey_that_keeps_its_people_unknown_are_never_told(store: Store, make: Maker) -> None:
    save_response(store, make(1, kind="csat", at=NOON, comment="secret", person="shy"))
    assert customer_timeline(store, "shy").empty
    assert find_customers(store, "shy") == []
    assert find_customers(store) == []


@pytest.mark.usefixtures("_known")
def test_customers_are_found_by_a_part_of_their_id(store: Store, make: Maker) -> None:
    save_customers(store, [Customer("c-100"), Customer("c-200"), Customer("100%")])
    save_orders(store, [order(1, "C-100")])
    save_response(store, make(9, person="x-100"))
    assert find_customers(store, "c-100") == ["c-100", "C-100"]
    assert find_customers(store, "100") == ["100%", "C-100", "c-100", "x-100"]
    assert find_customers(store, "%") == ["100%"]
    assert find_customers(store) == ["x-100"]
    assert find_customers(store, "nobody") == []


def test_somebody_nobody_knows_has_an_empty_line(store: Store) -> None:
    assert customer_timeline(store, "nobody").empty
    assert not profile(store, "nobody").listed
