"""One customer's line on the screen, found by id, without answers that keep their people unknown."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cjo_core.store import database
from cjo_core.store.database import Store
from cjo_core.store.odata.saving import save_customers, save_orders
from cjo_core.store.odata.timeline import find_customers
from cjo_core.store.responses.writes import save_response
from cjo_core.store.set_up.surveys import surveys
from cjo_core.survey.records import Customer, Order, record_key
from cjo_core.survey.responses import Answer, Response, new_submission_key
from tests.pages.conftest import open_page, words

PAGE = "see/customer.py"
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def test_the_demo_shows_a_customers_line(demo: Path) -> None:
    at = open_page(PAGE)
    assert at.get("vega_lite_chart") or at.get("arrow_vega_lite_chart")
    assert "What this customer said" in words(at)


def test_a_link_leads_to_a_customer_and_a_search_finds_one(demo: Path) -> None:
    at = open_page(PAGE, id="c-000003")
    assert at.selectbox(key="id").value == "c-000003"
    at.text_input(key="customer_search").set_value("c-000004")
    at.run()
    assert at.selectbox(key="id").value == "c-000004"
    at.text_input(key="customer_search").set_value("nobody at all")
    at.run()
    assert "Nobody has an id like this" in words(at)


def test_a_strange_id_in_a_link_does_no_harm(demo: Path) -> None:
    at = open_page(PAGE, id="<img src=x>")
    assert not at.exception
    assert "<img" not in words(at)


def test_answers_of_a_survey_that_keeps_its_people_unknown_are_not_shown(real: Store) -> None:
    save_customers(real, [Customer("a", None, {"plan": "<b>Plus</b>"})])
    save_orders(real, [Order(record_key("order", "1"), "a", NOON, 5.0, "paid", "N-1")])
    for one in surveys(real):
        secret = Answer(one.questions[0].id, one.questions[0].scale.low, f"secret of {one.slug}")
        with real.writing() as connection:
            connection.execute("UPDATE surveys SET identified = ? WHERE id = ?", [int(one.slug == "recommend"), one.id])
        save_response(real, Response(one.id, (secret,), new_submission_key(), NOON, respondent="a"))
    shown = words(open_page(PAGE, id="a"))
    assert "secret of recommend" in shown
    assert shown.count("secret of") == 1
    assert "&lt;b&gt;Plus" in shown


def test_orders_that_came_to_nothing_are_in_no_count_and_no_value(real: Store) -> None:
    save_customers(real, [Customer("a"), Customer("b")])
    for number, (status, value) in enumerate([("paid", 5.0), (None, 7.0), ("CANCELLED", 900.0)]):
        save_orders(real, [Order(record_key("order", str(number)), "a", NOON, value, status)])
    save_orders(real, [Order(record_key("order", "b"), "b", NOON, 900.0, "已退款")])
    assert "2 orders, worth 12.00 (cancelled or returned: 1)" in words(open_page(PAGE, id="a"))
    assert "0 orders (cancelled or returned: 1)" in words(open_page(PAGE, id="b"))


def test_without_customers_it_says_how_to_get_some(real: Store) -> None:
    assert "Nobody to show yet" in words(open_page(PAGE))


def one_with_traces(real: Store) -> None:
    save_customers(real, [Customer("a"), Customer("b")])
    save_orders(real, [Order(record_key("order", "1"), "a", NOON, 5.0, "paid", "N-1")])
    with real.writing() as connection:
        connection.execute("UPDATE surveys SET identified = 1")
    one = surveys(real)[0]
    answer = Answer(one.questions[0].id, one.questions[0].scale.high, "so long")
    save_response(real, Response(one.id, (answer,), new_submission_key(), NOON, respondent="a"))


def test_a_customer_is_erased_only_when_the_id_is_typed_once_more(real: Store) -> None:
    one_with_traces(real)
    at = open_page(PAGE, id="a")
    at.button("erase_ask").click().run()
    shown = words(at)
    for said in (
        "It cannot be undone",
        "Answers to surveys",
        "Orders",
        "Entry in the list of customers",
        "importing an old file",
    ):
        assert said in shown
    next(one for one in at.button if one.label == "Erase for good").click().run()
    assert "is not the customer’s" in at.error[0].value
    assert find_customers(real, "a") == ["a"]
    at.text_input(key="erase_typed").set_value("a")
    next(one for one in at.button if one.label == "Erase for good").click().run()
    assert not at.exception
    assert find_customers(real, "a") == []
    assert "Erased for good" in at.success[0].value
    assert "so long" not in words(at)
    assert at.selectbox(key="id").value == "b"


def test_a_copy_that_is_still_in_the_log_is_told(real: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "FOLD_TRIES", 1)
    one_with_traces(real)
    at = open_page(PAGE, id="a")
    at.button("erase_ask").click().run()
    at.text_input(key="erase_typed").set_value("a")
    with real.reading() as connection:
        connection.execute("SELECT count(*) FROM responses").fetchone()
        next(one for one in at.button if one.label == "Erase for good").click().run()
    assert "Erased for good" in at.success[0].value
    assert "older copy" in at.success[0].value
    assert "removed by itself" in at.success[0].value


def test_erasing_can_be_thought_over_and_scores_may_stay(real: Store) -> None:
    one_with_traces(real)
    at = open_page(PAGE, id="a")
    at.button("erase_ask").click().run()
    next(one for one in at.button if one.label == "Cancel").click().run()
    assert not at.exception
    assert find_customers(real, "a") == ["a"]
    at.button("erase_ask").click().run()
    at.radio(key="erase_how").set_value("keep")
    at.text_input(key="erase_typed").set_value("a")
    next(one for one in at.button if one.label == "Erase for good").click().run()
    with real.reading() as connection:
        left = connection.execute(
            "SELECT r.respondent, a.comment FROM answers a JOIN responses r ON r.id = response_id"
        )
        assert left.fetchall() == [(None, None)]
