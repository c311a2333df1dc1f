"""Visits are events and dated answers of identified customers, and nobody else's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cjo_core.store.database import Store
from cjo_core.store.odata.orders import OrderValue, order_value
from cjo_core.store.odata.saving import save_events, save_orders
from cjo_core.store.odata.visits import visit_rows
from cjo_core.store.responses.writes import save_responses
from cjo_core.store.set_up.audience import add_names
from cjo_core.store.set_up.surveys import save_survey, surveys
from cjo_core.survey.places import Place
from cjo_core.survey.records import Event, Order, record_key
from cjo_core.survey.responses import Answer, Response, new_submission_key
from cjo_core.survey.surveys import Question, Survey, Wording

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.fixture
def known(store: Store) -> int:
    """The id of a survey of identified customers."""
    question = Question("nps", {"en": Wording("How was it?")})
    save_survey(store, Survey("known", "Known", (question,), identified=True))
    return next(one.id for one in surveys(store) if one.slug == "known")


def event(number: int, customer: str, at: datetime, **place: str) -> Event:
    return Event(record_key("test", str(number)), customer, at, "looked", Place(**place))


def answer(store: Store, survey: int, person: str | None, at: datetime | None, **place: str) -> None:
    question = next(one for one in surveys(store) if one.id == survey).questions[0].id
    response = Response(survey, (Answer(question, 9, None),), new_submission_key(), at, Place(**place), person)
    save_responses(store, [response])


def told(store: Store) -> list[tuple[int, int, str, str | None, bool]]:
    rows = visit_rows(store)
    stages, channels = rows.names["stage"], (*rows.names["channel"], None)
    return sorted(
        (int(who), int(when), stages[where], channels[over], bool(asked))
        for who, when, where, over, asked in zip(
            rows.customer, rows.time, rows.stage, rows.channel, rows.answered, strict=True
        )
    )


def test_events_and_dated_answers_of_one_customer_stand_together(store: Store, known: int) -> None:
    save_events(store, [event(1, "007", NOON, touchpoint="Cart", stage="Buy", channel="web")])
    answer(store, known, "007", NOON + timedelta(hours=2), stage="Use", segment="Old")
    at = int(NOON.timestamp())
    assert told(store) == [(0, at, "Buy", "web", False), (0, at + 7200, "Use", None, True)]
    rows = visit_rows(store)
    assert rows.names["segment"][rows.groups["segment"][0]] == "Old"
    assert rows.names["touchpoint"][rows.touchpoint[0]] == "Cart"
    assert rows.groups["persona"].tolist() == [-1]


def test_answers_without_a_person_a_date_or_a_stage_are_no_visits(store: Store, known: int) -> None:
    answer(store, known, None, NOON, stage="Use")
    answer(store, known, "a", None, stage="Use")
    answer(store, known, "a", NOON)
    assert told(store) == []


def test_surveys_that_are_not_identified_give_no_paths(store: Store, known: int) -> None:
    anonymous = next(one.id for one in surveys(store) if one.slug == "nps")
    answer(store, anonymous, "a", NOON, stage="Use")
    assert told(store) == []


def test_a_customer_belongs_to_the_segment_given_last(store: Store, known: int) -> None:
    answer(store, known, "a", NOON, stage="Use", segment="Old", persona="Ada")
    answer(store, known, "a", NOON - timedelta(days=9), stage="Use", segment="New")
    rows = visit_rows(store)
    assert rows.names["segment"][rows.groups["segment"][0]] == "Old"
    assert rows.names["persona"][rows.groups["persona"][0]] == "Ada"


def test_the_same_visits_are_given_back_until_something_they_are_made_of_changes(store: Store, known: int) -> None:
    anonymous = next(one.id for one in surveys(store) if one.slug == "nps")
    answer(store, known, "a", NOON, stage="Use")
    first = visit_rows(store)
    answer(store, anonymous, "a", NOON, stage="Use")
    assert visit_rows(store) is first
    answer(store, known, "b", NOON, stage="Use")
    second = visit_rows(store)
    assert len(second) == 2
    save_events(store, [event(1, "b", NOON, stage="Buy")])
    assert len(visit_rows(store)) == 3
    add_names(store, "stage", ["Leave"])
    assert visit_rows(store).names["stage"] == ("Buy", "Use", "Leave")
    with store.writing() as connection:
        connection.execute("DELETE FROM responses")
    assert len(visit_rows(store)) == 1


def test_an_empty_store_has_no_visits(store: Store) -> None:
    rows = visit_rows(store)
    assert len(rows) == 0
    assert rows.first is None


def test_the_order_value_is_the_mean_of_the_orders_of_the_period_whose_value_is_known(store: Store) -> None:
    orders = [(10.0, 0), (30.0, 1), (None, 1), (90.0, 8)]
    save_orders(
        store,
        [
            Order(record_key("order", str(i)), "a", NOON + timedelta(days=days), value, None, None)
            for i, (value, days) in enumerate(orders)
        ],
    )
    assert order_value(store, NOON, NOON + timedelta(days=5)) == OrderValue(2, 20.0)
    assert order_value(store).n == 3
    for status in ("Cancelled", " zwrócone ", "退款"):
        save_orders(store, [Order(record_key("order", status), "a", NOON, 900.0, status)])
    assert order_value(store, NOON, NOON + timedelta(days=5)) == OrderValue(2, 20.0), "what came to nothing is no order"
    assert order_value(store, NOON + timedelta(days=30)) == OrderValue(0, None)
